"""Each kind of published result on cases counted by hand: whether the estimates satisfy it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipeline.claims.shares import SurveyAnswers
from pipeline.codebook.model import Codebook
from pipeline.codebook.reader import read as read_codebook
from tests.support.point_estimates import others, reading, retained
from tests.support.registers import BASE, register
from tests.support.stages import RAW

# Ten people, five in urban poles and five in the rural; weights 1 and 2, so that counting and
# weighting differ. Bank: 8 users, 6 of them satisfied; post office: all use it, 5 are satisfied.
PEOPLE = pd.DataFrame(
    {
        "territory": ["urban_pole"] * 5 + ["rural"] * 5,
        "age_band": ["75_plus", "30_44"] * 5,
        "satisfaction.bank": [
            *["very_satisfied", "very_satisfied", "rather_satisfied", "not_satisfied", "non_user"],
            *["very_satisfied", "rather_satisfied", "rather_satisfied", "not_satisfied", "non_user"],
        ],
        "satisfaction.post_office": [
            *["very_satisfied", "very_satisfied", "rather_satisfied", "not_satisfied", "not_satisfied"],
            *["very_satisfied", "rather_satisfied", "not_satisfied", "not_satisfied", "not_satisfied"],
        ],
        "motives.bank": ["", "", "", "hours|cost", "distance", "", "", "", "hours|quality", "hours|no_need"],
        "motives.post_office": [
            "",
            "",
            "",
            "distance",
            "distance",
            "",
            "",
            "distance|hours",
            "distance",
            "cost",
        ],
        "interest_internet": ["yes", "yes", "no", "no", "", "yes", "yes", "yes", "yes", "no"],
        "interest_transport": ["yes", "no", "no", "no", "no", "yes", "no", "no", "no", "no"],
    }
)
WEIGHT = np.array([1.0] * 5 + [2.0] * 5)
BANK_MOTIVES = {"question": "motives", "services": ["bank"], "base": BASE}
TWO = ["bank", "post_office"]


@pytest.fixture(scope="module")
def codebook():
    return read_codebook(RAW / "codebook.toml")


def holds(codebook, assertion: dict) -> bool | None:
    published = register(assertion)
    answers = SurveyAnswers(codebook, published.ranked, PEOPLE)
    return reading(answers, published.claim[0].test[0], WEIGHT).satisfied


# By hand. Interest in the Internet: urban 2/4, rural 8/10, all 10/14; in transport: urban 1/5, rural
# 2/10, all 3/15. Bank, users satisfied: urban 3/4, rural 6/8, all 9/12 = 0.75; post office: urban 3/5,
# rural 4/10, all 7/15. Bank, motives (bases 2 urban, 4 rural, 6 in all): hours 1 + 4 = 5/6,
# quality 2/6, distance 1/6, cost 1/6. Post office (2 urban, 6 rural): distance 6/8, hours 2/8, cost 2/8.
CASES = {
    "share": (
        {"kind": "share", "measure": "satisfied", "services": ["bank"], "at_least": 0.75},
        {"kind": "share", "measure": "satisfied", "services": ["bank"], "more_than": 0.75},
    ),
    "share that rounds to a printed percentage": (
        {"kind": "share", "measure": "interested_internet", "rounds_to": 0.71},
        {"kind": "share", "measure": "interested_internet", "rounds_to": 0.72},
    ),
    "share below a bound": (
        {"kind": "share", "measure": "interested_transport", "at_most": 0.2},
        {"kind": "share", "measure": "interested_transport", "less_than": 0.2},
    ),
    "a likely bound fails nothing": (
        {"kind": "share", "measure": "interested_internet", "more_than": 0.4, "likely_at_most": 0.45},
        {"kind": "share", "measure": "interested_internet", "more_than": 0.4, "at_most": 0.45},
    ),
    "share within a group": (
        {
            "kind": "share",
            "measure": "interested_internet",
            "within": {"territory": "rural"},
            "rounds_to": 0.8,
        },
        {"kind": "share", "measure": "interested_internet", "within": {"territory": "belt"}, "at_least": 0.0},
    ),
    "share of a motive, on the base of the question and on another": (
        {"kind": "share", "answer": "hours", **BANK_MOTIVES, "rounds_to": 0.83},
        {"kind": "share", "answer": "hours", **BANK_MOTIVES, "base": "not_satisfied", "at_most": 0.83},
    ),
    "every service of a list": (
        {"kind": "share", "measure": "satisfied", "services": TWO, "at_least": 0.4},
        {"kind": "share", "measure": "satisfied", "services": TWO, "at_least": 0.5},
    ),
    "services pooled: the mean of their shares": (
        {"kind": "share", "measure": "satisfied", "services": TWO, "aggregate": "pooled", "rounds_to": 0.61},
        {"kind": "share", "measure": "satisfied", "services": TWO, "aggregate": "pooled", "rounds_to": 0.59},
    ),
    "services jointly: true of all of them": (
        # 1 + 1 + 1 urban and 2 + 2 rural of 15 satisfied with both (users of both: 12)
        {"kind": "share", "measure": "satisfied", "services": TWO, "aggregate": "joint", "rounds_to": 0.58},
        {"kind": "share", "measure": "satisfied", "services": TWO, "aggregate": "joint", "rounds_to": 0.61},
    ),
    "count": (
        {"kind": "count", "within": {"age_band": "75_plus"}, "at_least": 5, "at_most": 5},
        {"kind": "count", "at_least": 11},
    ),
    "range": (
        {
            "kind": "range",
            "measure": "interested_internet",
            "along": "territory",
            "levels": ["rural"],
            "at_least": 0.7,
        },
        {"kind": "range", "measure": "satisfied", "services": TWO, "along": "service", "at_least": 0.5},
    ),
    "range along measures": (
        {
            "kind": "range",
            "measures": ["interested_internet", "interested_transport"],
            "along": "measure",
            "at_least": 0.2,
        },
        {
            "kind": "range",
            "measures": ["interested_internet", "interested_transport"],
            "along": "measure",
            "more_than": 0.2,
        },
    ),
    "order": (
        {
            "kind": "order",
            "measure": "interested_internet",
            "along": "territory",
            "above": ["rural"],
            "below": ["urban_pole"],
        },
        {
            "kind": "order",
            "measure": "interested_transport",
            "along": "territory",
            "above": ["rural"],
            "below": ["urban_pole"],
        },
    ),
    "order of answers": (
        {
            "kind": "order",
            **BANK_MOTIVES,
            "along": "answer",
            "above": ["hours"],
            "below": ["quality", "information"],
        },
        {
            "kind": "order",
            **BANK_MOTIVES,
            "along": "answer",
            "above": ["hours", "cost"],
            "below": ["distance"],
        },
    ),
    "rank": (
        {"kind": "rank", "answer": "quality", **BANK_MOTIVES, "ranks": [2, 3]},
        {"kind": "rank", "answer": "distance", **BANK_MOTIVES, "ranks": [3]},  # level with cost
    ),
    "top_set": (
        {"kind": "top_set", "answers": ["quality", "hours"], **BANK_MOTIVES},
        {"kind": "top_set", "answers": ["quality", "cost"], **BANK_MOTIVES},
    ),
    "in_top": (
        {"kind": "in_top", "answers": ["quality"], **BANK_MOTIVES, "top": 2},
        {"kind": "in_top", "answers": ["cost"], **BANK_MOTIVES, "top": 3},
    ),
    "difference": (
        {
            **{"kind": "difference", "measure": "interested_internet", "along": "territory"},
            **{"above": ["rural"], "below": ["urban_pole"], "at_least": 0.29, "at_most": 0.31},
        },
        {
            **{"kind": "difference", "measure": "interested_internet", "along": "territory"},
            **{"above": ["rural"], "below": ["all"], "at_least": 0.29},
        },
    ),
    "difference with levels pooled": (
        # below: urban and rural together, 10/14
        {
            **{
                "kind": "difference",
                "measure": "interested_internet",
                "along": "territory",
                "pairs": "pooled",
            },
            **{"above": ["rural"], "below": ["urban_pole", "rural"], "at_least": 0.08, "at_most": 0.09},
        },
        {
            **{
                "kind": "difference",
                "measure": "interested_internet",
                "along": "territory",
                "pairs": "pooled",
            },
            **{"above": ["rural"], "below": ["urban_pole", "rural"], "at_least": 0.29},
        },
    ),
    "profile_differs": (
        {"kind": "profile_differs", "question": "motives", "services": TWO, "base": BASE, "along": "service"},
        {
            "kind": "profile_differs",
            "question": "motives",
            "services": ["bank"],
            "base": BASE,
            "along": "service",
        },
    ),
    "profile of a measure": (
        {"kind": "profile_differs", "measure": "satisfied", "services": TWO, "along": "service"},
        {"kind": "profile_differs", "measure": "use", "services": ["bank"], "along": "service"},
    ),
}


@pytest.mark.parametrize("satisfied, not_satisfied", CASES.values(), ids=CASES)
def test_an_assertion_holds_or_not_as_counted_by_hand(codebook, satisfied, not_satisfied):
    assert holds(codebook, satisfied) is True
    assert holds(codebook, not_satisfied) is False


@pytest.fixture
def two_territories(codebook):
    """The same survey with two groups only: the comparisons below need no empty group."""
    content = codebook.model_dump(by_alias=True)
    territory = next(variable for variable in content["derived"] if variable["id"] == "territory")
    territory["groups"] = [group for group in territory["groups"] if group["id"] in ("urban_pole", "rural")]
    return Codebook.model_validate(content)


# Along the two territories. Satisfied with the post office: 0.60 and 0.40; interest in transport 0.20
# in both; in the Internet 0.50 and 0.80.
@pytest.mark.parametrize(
    "satisfied, not_satisfied",
    [
        (
            {"kind": "max", "measure": "interested_internet", "along": "territory", "levels": ["rural"]},
            {"kind": "max", "measure": "interested_transport", "along": "territory", "levels": ["rural"]},
        ),
        (
            {"kind": "min", "measure": "interested_internet", "along": "territory", "levels": ["urban_pole"]},
            {"kind": "min", "measure": "interested_internet", "along": "territory", "levels": ["rural"]},
        ),
        (
            {"kind": "spread", "measure": "interested_internet", "along": "territory", "at_most": 0.3},
            {"kind": "spread", "measure": "interested_internet", "along": "territory", "at_most": 0.29},
        ),
        (
            {
                **{"kind": "spread_lt", "along": "territory", "left": {"measure": "interested_transport"}},
                "right": {"measure": "interested_internet"},
            },
            {
                **{"kind": "spread_lt", "along": "territory", "left": {"measure": "interested_internet"}},
                "right": {"measure": "satisfied", "services": ["post_office"]},
            },
        ),
        (
            {"kind": "profile_differs", "measure": "interested_internet", "along": "territory"},
            {"kind": "profile_differs", "measure": "interested_transport", "along": "territory"},
        ),
        (
            {"kind": "profile_differs", **BANK_MOTIVES, "along": "territory"},
            {"kind": "profile_differs", "measure": "interested_transport", "along": "territory"},
        ),
    ],
    ids=[
        "max",
        "min",
        "spread",
        "spread_lt",
        "profile along a variable",
        "profile of answers along a variable",
    ],
)
def test_a_comparison_of_groups_holds_or_not_as_counted_by_hand(two_territories, satisfied, not_satisfied):
    assert holds(two_territories, satisfied) is True
    assert holds(two_territories, not_satisfied) is False


@pytest.mark.parametrize(
    "assertion", [{"kind": "fact", "key": "mode", "value": "web"}, {"kind": "text", "note": "far"}]
)
def test_what_answers_cannot_tell_is_neither_satisfied_nor_not(codebook, assertion):
    assert holds(codebook, assertion) is None


def test_a_group_without_respondents_satisfies_nothing(codebook):
    empty = {"kind": "range", "measure": "interested_internet", "along": "territory", "at_least": 0.0}
    assert holds(codebook, empty) is False


def test_all_assertions_of_the_reading_retained_must_hold_and_other_readings_stand_alone(codebook):
    true, false = CASES["share"]
    published = register(true, false, alt=(true, false))
    answers, claim = SurveyAnswers(codebook, published.ranked, PEOPLE), published.claim[0]
    assert retained(answers, claim, WEIGHT).satisfied is False
    assert [alternative.satisfied for alternative in others(answers, claim, WEIGHT)] == [True, False]


def test_a_finding_gives_the_values_compared(codebook):
    published = register({"kind": "rank", "answer": "hours", **BANK_MOTIVES, "ranks": [1]})
    answers = SurveyAnswers(codebook, published.ranked, PEOPLE)
    finding = retained(answers, published.claim[0], WEIGHT).findings[0]
    assert finding.services == ("bank",)
    assert finding.values == pytest.approx(
        {"distance": 1 / 6, "hours": 5 / 6, "quality": 2 / 6, "cost": 1 / 6, "information": 0}
    )
