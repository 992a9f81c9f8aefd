"""The evidence for and against each kind of published result, worked by hand, and the verdict on it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pipeline.claims.evidence import Evidence, _at_least, evidence
from pipeline.claims.shares import SurveyAnswers
from pipeline.claims.statements import AtLeast, Within, any_of, every
from pipeline.claims.verdict_tables import verdict_tables
from pipeline.claims.weightings import Weighting
from pipeline.codebook.model import Codebook
from pipeline.codebook.reader import read as read_codebook
from pipeline.statistics.design import uncalibrated
from pipeline.statistics.linear_combinations import Combination, JointShares
from pipeline.waves.claims import retested
from pipeline.waves.questionnaires import Questionnaires
from pipeline.waves.samples import WaveSample
from tests.support.registers import BASE, register
from tests.support.stages import RAW

# Two groups of 100 people of equal weight; a share of m of 100 has variance p(1 - p)/100 x 200/199, as
# scores are centred over all 200.
SIZE = 100
SERVICES = ("bank", "post_office")


@pytest.fixture(scope="module")
def codebook():
    content = read_codebook(RAW / "codebook.toml").model_dump(by_alias=True)
    territory = next(variable for variable in content["derived"] if variable["id"] == "territory")
    territory["groups"] = [group for group in territory["groups"] if group["id"] in ("urban_pole", "rural")]
    return Codebook.model_validate(content)


def yes(count: int, size: int = SIZE) -> list[str]:
    return ["yes"] * count + ["no"] * (size - count)


def people(size: int = SIZE, **answers: list[str]) -> pd.DataFrame:
    """Urban people first, then rural ones, with nothing answered but what is given."""
    columns = {
        "territory": ["urban_pole"] * size + ["rural"] * size,
        "age_band": [""] * 2 * size,
        "interest_internet": [""] * 2 * size,
        "interest_transport": [""] * 2 * size,
    }
    for service in SERVICES:
        columns |= {
            f"{name}.{service}": [""] * 2 * size for name in ("satisfaction", "motives", "travel_time")
        }
    return pd.DataFrame(columns | {question.replace("__", "."): cells for question, cells in answers.items()})


def interest(urban: int, rural: int, size: int = SIZE) -> pd.DataFrame:
    return people(size, interest_internet=yes(urban, size) + yes(rural, size))


def ticked(**shares: int) -> pd.DataFrame:
    """200 people not satisfied with the bank, of whom the first so many of each hundred tick a motive."""
    cells = [
        "|".join(motive for motive, count in shares.items() if i % SIZE < count) or "other"
        for i in range(2 * SIZE)
    ]
    return people(satisfaction__bank=["not_satisfied"] * 2 * SIZE, motives__bank=cells)


def both(first: int, second: int) -> pd.DataFrame:
    """Users satisfied with the bank and with the post office, of 100 in each territory."""
    cells = {
        name: (["very_satisfied"] * count + ["not_satisfied"] * (SIZE - count)) * 2
        for name, count in zip(SERVICES, (first, second), strict=True)
    }
    return people(satisfaction__bank=cells["bank"], satisfaction__post_office=cells["post_office"])


def verdict_row(codebook, assertion: dict, answers: pd.DataFrame, *more: dict) -> pd.Series:
    """The row of a register of one claim, on people of equal weight."""
    design = uncalibrated(np.ones(len(answers)))
    published = register(assertion, *more)
    survey = SurveyAnswers(codebook, published.ranked, answers)
    return verdict_tables(published, survey, [Weighting("calibrated", design)]).claims.iloc[0]


INTERNET = {"measure": "interested_internet", "along": "territory"}
RURAL = {"above": ["rural"], "below": ["urban_pole"]}
MOTIVES = {"question": "motives", "services": ["bank"], "base": BASE}
SATISFIED = {"measure": "satisfied", "services": list(SERVICES), "along": "service"}
TOGETHER = {"kind": "share", "measure": "satisfied", "services": list(SERVICES), "at_least": 0.5}
# Kind -> assertion, and for each verdict answers that lead to it. Interest of urban and rural people in
# per cent; motives ticked in per cent; users satisfied with the bank and with the post office.
CASES = {
    "share": (
        {"kind": "share", "measure": "interested_internet", "more_than": 0.5},
        {
            "established": interest(60, 60),
            "consistent": interest(52, 52),
            "not_shown": interest(48, 48),
            "contradicted": interest(40, 40),
            "too_few": interest(10, 10, size=14),
        },
    ),
    "share between two bounds": (
        {"kind": "share", "measure": "interested_internet", "at_least": 0.4, "at_most": 0.6},
        {
            "established": interest(50, 50),
            "consistent": interest(58, 58),
            "not_shown": interest(62, 62),
            "contradicted": interest(70, 70),
        },
    ),
    "printed percentage": (
        {"kind": "share", "measure": "interested_internet", "rounds_to": 0.5},
        {
            "consistent": interest(50, 50),
            "contradicted": interest(60, 60),
            "too_few": interest(5, 5, size=10),
        },
    ),
    "range": (
        {"kind": "range", **INTERNET, "at_least": 0.5},
        {
            "established": interest(70, 65),
            "consistent": interest(70, 52),
            "not_shown": interest(70, 48),
            "contradicted": interest(70, 30),
            "too_few": interest(20, 20, size=25),
        },
    ),
    "order": (
        {"kind": "order", **INTERNET, **RURAL},
        {
            "established": interest(40, 60),
            "consistent": interest(50, 52),
            "not_shown": interest(52, 50),
            "contradicted": interest(60, 40),
            "too_few": interest(10, 20, size=25),
        },
    ),
    "max": (
        {"kind": "max", **INTERNET, "levels": ["rural"]},
        {
            "established": interest(40, 60),
            "consistent": interest(50, 52),
            "not_shown": interest(52, 50),
            "contradicted": interest(60, 40),
        },
    ),
    "min": (
        {"kind": "min", **INTERNET, "levels": ["rural"]},
        {
            "established": interest(60, 40),
            "consistent": interest(52, 50),
            "not_shown": interest(50, 52),
            "contradicted": interest(40, 60),
        },
    ),
    "difference": (
        {"kind": "difference", **INTERNET, **RURAL, "at_least": 0.05, "at_most": 0.45},
        {
            "established": interest(40, 65),
            "consistent": interest(40, 46),
            "not_shown": interest(40, 44),
            "contradicted": interest(60, 40),
        },
    ),
    "difference to those below together": (
        {"kind": "difference", **INTERNET, **RURAL, "pairs": "pooled", "at_least": 0.05},
        {
            "established": interest(40, 65),
            "consistent": interest(40, 46),
            "not_shown": interest(40, 44),
            "contradicted": interest(60, 40),
        },
    ),
    "spread": (
        {"kind": "spread", **INTERNET, "at_most": 0.15},
        {
            "established": interest(50, 51),
            "consistent": interest(50, 63),
            "not_shown": interest(50, 67),
            "contradicted": interest(40, 75),
        },
    ),
    "spread of at least": (
        {"kind": "spread", **INTERNET, "at_least": 0.15},
        {
            "established": interest(40, 80),
            "consistent": interest(50, 67),
            "not_shown": interest(50, 63),
            "contradicted": interest(50, 50),
        },
    ),
    "varies less": (
        {
            **{"kind": "spread_lt", "along": "territory", "left": {"measure": "interested_internet"}},
            "right": {"measure": "interested_transport"},
        },
        {
            "established": people(
                interest_internet=yes(50) + yes(50), interest_transport=yes(30) + yes(80)[::-1]
            ),
            "consistent": people(
                interest_internet=yes(50) + yes(55), interest_transport=yes(50) + yes(60)[::-1]
            ),
            "not_shown": people(
                interest_internet=yes(50) + yes(60), interest_transport=yes(50) + yes(55)[::-1]
            ),
            "contradicted": people(
                interest_internet=yes(30) + yes(80), interest_transport=yes(50) + yes(50)[::-1]
            ),
        },
    ),
    "profile of a measure along a variable": (
        {"kind": "profile_differs", **INTERNET},
        {"established": interest(40, 60), "consistent": interest(50, 52), "not_shown": interest(50, 50)},
    ),
    "profile of a measure along services": (
        {"kind": "profile_differs", **SATISFIED},
        {"established": both(40, 60), "not_shown": both(50, 50), "too_few": both(40, 60).iloc[90:110]},
    ),
    "profile of answers along a variable": (
        {"kind": "profile_differs", **MOTIVES, "along": "territory"},
        {"not_shown": ticked(hours=50, quality=40)},
    ),
    "rank": (
        {"kind": "rank", **MOTIVES, "answer": "hours", "ranks": [1]},
        {
            "established": ticked(hours=60, distance=30, quality=30),
            "consistent": ticked(hours=31, distance=30, quality=29),
            "not_shown": ticked(hours=30, distance=31, quality=29),
            "contradicted": ticked(hours=30, distance=60, quality=29),
            "too_few": ticked(hours=60, distance=30).iloc[90:110],
        },
    ),
    "rank between": (
        {"kind": "rank", **MOTIVES, "answer": "hours", "ranks": [2, 3]},
        {
            "established": ticked(distance=70, hours=40, quality=38, cost=10, information=10),
            "consistent": ticked(distance=41, hours=40, quality=38, cost=37, information=10),
            "not_shown": ticked(distance=39, hours=40, quality=38, cost=37, information=10),
            "contradicted": ticked(distance=20, hours=60, quality=20, cost=20, information=10),
        },
    ),
    "top set": (
        {"kind": "top_set", **MOTIVES, "answers": ["hours", "quality"]},
        {
            "established": ticked(hours=60, quality=50, distance=20, cost=10),
            "consistent": ticked(hours=60, quality=31, distance=30, cost=10),
            "not_shown": ticked(hours=60, quality=30, distance=31, cost=10),
            "contradicted": ticked(hours=60, quality=10, distance=50, cost=10),
        },
    ),
    "in top": (
        {"kind": "in_top", **MOTIVES, "answers": ["quality"], "top": 2},
        {
            "established": ticked(hours=60, quality=50, distance=20, cost=10),
            "consistent": ticked(hours=60, quality=31, distance=30, cost=10),
            "not_shown": ticked(hours=60, quality=30, distance=31, cost=10),
            "contradicted": ticked(hours=60, quality=10, distance=50, cost=40),
        },
    ),
    "services pooled": (
        {**TOGETHER, "aggregate": "pooled"},
        {
            "established": both(70, 50),
            "consistent": both(52, 49),
            "not_shown": both(48, 51),
            "contradicted": both(50, 30),
        },
    ),
    "services jointly": (
        {**TOGETHER, "aggregate": "joint"},
        {
            "established": both(70, 90),
            "consistent": both(52, 90),
            "not_shown": both(48, 90),
            "contradicted": both(30, 90),
        },
    ),
    "count": (
        {"kind": "count", "within": {"territory": "rural"}, "at_least": 100, "at_most": 100},
        {"established": interest(1, 1), "contradicted": interest(1, 1, size=99)},
    ),
    "fact": ({"kind": "fact", "key": "mode", "value": "web"}, {"not_testable": interest(1, 1)}),
    "text": ({"kind": "text", "note": "far"}, {"not_testable": interest(1, 1)}),
}  # fmt: skip
EXPECTED = [
    pytest.param(assertion, answers, expected, id=f"{name}: {expected}")
    for name, (assertion, by_verdict) in CASES.items()
    for expected, answers in by_verdict.items()
]


@pytest.mark.parametrize("assertion, answers, expected", EXPECTED)
def test_each_kind_comes_to_each_verdict(codebook, assertion, answers, expected):
    assert verdict_row(codebook, assertion, answers)["verdict"] == expected


def test_an_order_is_tested_one_sided_on_the_variance_of_the_difference(codebook):
    """40 and 60 of 100: difference 0.2, variance (0.24 + 0.24)/100 x 200/199, 199 degrees of freedom."""
    row = verdict_row(codebook, CASES["order"][0], interest(40, 60))
    error = np.sqrt(0.48 / 100 * 200 / 199)
    assert row["estimate"] == pytest.approx(0.2)
    assert row["p_for"] == pytest.approx(stats.t.sf(0.2 / error, 199), rel=1e-9)
    assert row["p_against"] == pytest.approx(1 - row["p_for"], rel=1e-9)
    reach = stats.t.isf(0.05, 199) * error
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((0.2 - reach, 0.2 + reach), rel=1e-9)


def test_a_share_is_established_exactly_when_its_printed_interval_lies_within_the_bounds(codebook):
    for count in range(40, 75):
        row = verdict_row(codebook, CASES["share"][0], interest(count, count))
        assert (row["verdict"] == "established") == (row["ci_low"] > 0.5)
        assert (row["verdict"] == "contradicted") == (row["ci_high"] < 0.5)


def test_a_conjunction_is_as_weak_as_its_weakest_part(codebook):
    strong = {"kind": "order", **INTERNET, **RURAL}
    weak = {"kind": "share", "measure": "interested_internet", "at_most": 0.55}
    answers = interest(40, 60)
    alone = verdict_row(codebook, weak, answers)["p_for"]
    together = verdict_row(codebook, strong, answers, weak)["p_for"]
    assert together == pytest.approx(max(alone, verdict_row(codebook, strong, answers)["p_for"]))


def test_a_difference_that_calibration_settles_is_certain():
    measured = JointShares(uncalibrated(np.ones(4)), np.eye(4, dtype=bool), np.ones((4, 4), dtype=bool))
    object.__setattr__(measured, "covariance", np.zeros((4, 4)))
    object.__setattr__(measured, "share", np.array([0.3, 0.2, 0.2, 0.3]))
    number = Combination(np.array([0, 1]), np.array([1.0, -1.0]))
    assert (evidence(Within(number, "difference", low=0.0), measured).for_it) == 0.0
    assert (evidence(Within(number, "difference", high=0.0), measured).against_it) == 0.0
    share = Within(Combination(np.array([0]), np.ones(1)), "share", low=0.25)
    assert evidence(share, measured).for_it == 0.0


def test_no_one_in_a_small_group_is_not_known_without_error(codebook):
    """None of 40 against 6 of 40: variance 0.15 x 0.85/40 x 80/79, and 0.075 x 0.925/40 for the none."""
    row = verdict_row(codebook, CASES["order"][0], interest(0, 6, size=40))
    error = np.sqrt(0.15 * 0.85 / 40 * 80 / 79 + 0.075 * 0.925 / 40)
    assert row["p_for"] == pytest.approx(stats.t.sf(0.15 / error, 79), rel=1e-9)
    assert row["ci_low"] == pytest.approx(0.15 - stats.t.isf(0.05, 79) * error, rel=1e-9)


@pytest.mark.parametrize("few", [1, 4, 5])
def test_a_rare_answer_has_what_equality_would_give_it(codebook, few):
    """1, 4 or 5 of 40 against 20 of 40; scores alone from 5 on."""
    row = verdict_row(codebook, CASES["order"][0], interest(few, 20, size=40))
    own, p = few / 40, (few + 20) / 80
    lacking = (p * (1 - p) - own * (1 - own)) / 40 if few < 5 else 0
    error = np.sqrt((0.25 + own * (1 - own)) / 40 * 80 / 79 + lacking)
    assert row["p_for"] == pytest.approx(stats.t.sf((0.5 - own) / error, 79), rel=1e-9)
    assert row["ci_low"] == pytest.approx(0.5 - own - stats.t.isf(0.05, 79) * error, rel=1e-9)


def test_nothing_is_shown_where_no_one_in_either_group_gave_the_answer(codebook):
    for assertion in (CASES["order"][0], {"kind": "spread", **INTERNET, "at_most": 0.15}):
        row = verdict_row(codebook, assertion, interest(0, 0, size=40))
        assert row["verdict"] in ("not_shown", "consistent")
        assert (row["p_for"], row["p_against"]) == (1, 1)
        assert np.isnan(row["ci_low"])


def test_a_share_of_no_one_in_one_wave_is_no_tested_change(codebook):
    most = {"kind": "share", "measure": "interested_internet", "at_most": 0.2}
    few, more = (
        WaveSample(answers, uncalibrated(np.ones(len(answers))))
        for answers in (interest(2, 2), interest(8, 8))
    )
    no_one = WaveSample(interest(0, 0), few.design)
    published = register(most)
    before = pd.DataFrame({"claim": [published.claim[0].id], "verdict": "established"})
    same = Questionnaires(codebook, codebook)
    changes = [retested(published, same, *waves, before).iloc[0] for waves in ((few, more), (no_one, more))]
    assert [row["difference"] for row in changes] == pytest.approx([0.06, 0.08])
    assert changes[0]["p"] < 0.05 and np.isnan(changes[1][["p", "ci_low"]].astype(float)).all()


class KnownLeaves:
    """Leaves whose p-values are known."""

    def __init__(self, monkeypatch, p: dict[str, float]):
        self.leaves = {name: Within(Combination(np.array([0]), np.ones(1)), name) for name in p}

        def p_values(leaf: Within, _: JointShares) -> Evidence:
            return Evidence(p[leaf.quantity], 1 - p[leaf.quantity], leaf)

        monkeypatch.setattr("pipeline.claims.evidence._within", p_values)


def test_at_least_m_of_k_follows_benjamini_and_heller(monkeypatch):
    known = KnownLeaves(monkeypatch, {"a": 0.01, "b": 0.02, "c": 0.9})
    of = tuple(known.leaves.values())
    assert evidence(every(of), None).for_it == 0.9  # the largest
    assert evidence(every(of), None).against_it == pytest.approx(3 * 0.1)  # Bonferroni
    assert evidence(any_of(of), None).for_it == pytest.approx(3 * 0.01)
    assert evidence(any_of(of), None).against_it == pytest.approx(0.99)  # all three must be false
    two = evidence(AtLeast(2, of), None)
    assert two.for_it == pytest.approx(2 * 0.02)
    assert two.against_it == pytest.approx(2 * 0.98, abs=1) and two.against_it == 1.0
    assert two.decisive is known.leaves["b"]


def test_a_conjunction_within_a_conjunction_counts_each_part_once(monkeypatch):
    known = KnownLeaves(monkeypatch, {"a": 0.5, "b": 0.6, "c": 0.99})
    a, b, c = known.leaves.values()
    assert evidence(every([a, every([b, c])]), None).against_it == pytest.approx(3 * 0.01)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6), st.data())
def test_what_is_for_a_statement_is_against_its_contrary(values, data):
    """At least m of k are true, or at least k - m + 1 are false: each is the contrary of the other."""
    m = data.draw(st.integers(1, len(values)))
    forth = _at_least(m, [Evidence(p, 1 - p) for p in values])
    back = _at_least(len(values) - m + 1, [Evidence(1 - p, p) for p in values])
    assert (forth.for_it, forth.against_it) == pytest.approx((back.against_it, back.for_it))
