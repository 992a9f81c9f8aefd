"""Other ways of weighting the same respondents: one margin left out, bounded, out of reach."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipeline.claims.weightings import Weighting, bounds, weightings
from pipeline.codebook.model import Codebook
from pipeline.codebook.reader import read as read_codebook
from tests.support.stages import RAW


@pytest.fixture(scope="module")
def codebook():
    content = read_codebook(RAW / "codebook.toml").model_dump(by_alias=True)
    territory = next(variable for variable in content["derived"] if variable["id"] == "territory")
    territory["groups"] = [group for group in territory["groups"] if group["id"] in ("urban_pole", "rural")]
    return Codebook.model_validate(content)


def test_bounds_are_loosened_as_far_as_the_totals_ask_for():
    columns, base = np.eye(2)[[0, 0, 0, 1]], np.ones(4)
    assert bounds(base, columns, np.array([2.5, 1.5])) == (0.5, 2.0)
    assert bounds(base, columns, np.array([2.0, 2.0])) == pytest.approx((0.5, 2.2))
    assert bounds(base, columns, np.array([0.3, 3.7])) == pytest.approx((0.0, 1.1 * 3.7))
    with pytest.raises(ValueError, match="exclude each other"):
        bounds(base, np.column_stack([columns, columns]), np.array([2.0, 2.0, 3.0, 1.0]))


# Where people live, their sex and what they think of the Internet go together; the population is otherwise.
PROFILE = pd.DataFrame(
    [("urban_pole", "female", "yes")] * 60
    + [("urban_pole", "male", "no"), ("rural", "female", "no"), ("rural", "male", "yes")] * 8
    + [("rural", "male", "no")] * 16,
    columns=["territory", "sex", "interest_internet"],
).assign(base_weight=10.0, weight=10.0)
POPULATION = pd.DataFrame(
    [
        ("territory", "urban_pole", "300"),
        ("territory", "rural", "700"),
        ("sex", "female", "700"),
        ("sex", "male", "300"),
        ("interest_internet", "yes", "500"),
        ("interest_internet", "no", "500"),
    ],
    columns=["margin", "level", "population"],
)


def other_weightings(codebook, **method) -> tuple[dict[str, Weighting], list[str]]:
    settings = {"margins": ["territory", "sex", "interest_internet"], **method}
    changed = codebook.model_copy(update={"method": codebook.method.model_copy(update=settings)})
    variants, out_of_reach = weightings(changed, PROFILE, POPULATION, "margins.csv")
    return {weighting.name: weighting for weighting in variants}, [fault.value for fault in out_of_reach]


def test_without_a_margin_weights_are_calibrated_as_the_survey_is(codebook):
    left_out = "without_interest_internet"
    raked, nothing = other_weightings(codebook)
    assert len(raked) == 6 and not nothing
    assert raked[left_out].design.weight.min() < 1.2
    bounded, _ = other_weightings(codebook, calibration="logit", bounds=(0.12, 8.0))
    assert bounded[left_out].limits == (0.12, 8.0)
    assert bounded[left_out].design.weight.min() > 1.2


def test_a_weighting_out_of_reach_is_named_and_the_others_stay(codebook):
    variants, out_of_reach = other_weightings(codebook, calibration="linear")
    assert out_of_reach == ["without_territory", "without_interest_internet"]
    assert len(variants) == 4
