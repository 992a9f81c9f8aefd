"""What separates the groups: every question ranked by its test, every answer by its test value.

What each test of the screening stands on: effective number of respondents, and smallest cell.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.statistics.classical_test_values import classical
from pipeline.statistics.design import effective_size
from pipeline.statistics.multiple_testing import benjamini_hochberg
from pipeline.tables.estimands import Grouping, groupings, numbers, topics
from pipeline.tables.keys import ANSWER_KEYS, TEST_KEYS
from pipeline.tables.tests import in_published_groups
from pipeline.weighting.margins import design_of


def screening(codebook: Codebook, tests: pd.DataFrame) -> pd.DataFrame:
    """Return every question x breakdown, ranked by p within the breakdown; adjusted over all of them.

    Margins and what they are made from are not tested: the weights have settled them; nor is what the
    groups themselves are made from. Of a question counted among several bases the first declared one is
    taken.

    Parameters
    ----------
    tests : tests.csv.

    Returns
    -------
    The columns of `tests` with p adjusted over the whole screening of a breakdown, rank, and how many
    tests were done and skipped.
    """
    first_base = {q.id: q.bases[0] for q in codebook.question}
    chosen = tests[tests["base"] == tests["question"].map(first_base).fillna(EVERYONE)].copy()
    behind = {name: codebook.behind([name]) for name in chosen["breakdown"].unique()}
    own = [q in behind[b] for q, b in zip(chosen["question"], chosen["breakdown"], strict=True)]
    settled = chosen["question"].isin(margin_variables(codebook)) | np.array(own, dtype=bool)
    chosen.loc[settled, ["statistic", "df1", "df2", "p"]] = np.nan
    chosen.loc[settled, "status"] = "margin"
    parts = [_ranked(part) for _, part in chosen.groupby("breakdown", sort=False)]
    return pd.concat(parts) if parts else _ranked(chosen)


def _ranked(part: pd.DataFrame) -> pd.DataFrame:
    # At equal p (several may be 0 in double precision) the larger statistic comes first.
    ordered = part.sort_values(["p", "statistic"], ascending=[True, False], na_position="last", kind="stable")
    tests_done = int(ordered["p"].notna().sum())
    return ordered.assign(
        p_adjusted=benjamini_hochberg(ordered["p"].to_numpy()),
        rank=np.where(ordered["p"].notna(), np.arange(1, len(ordered) + 1), np.nan),
        tests_done=tests_done,
        tests_skipped=len(ordered) - tests_done,
    )


def margin_variables(codebook: Codebook) -> set[str]:
    """Return margins and the variables that they are made from."""
    return codebook.behind(codebook.method.margins)


def test_values(
    codebook: Codebook, screened: pd.DataFrame, contrasts: pd.DataFrame, estimates: pd.DataFrame
) -> pd.DataFrame:
    """Return answers of each group by design test value, most over-represented first.

    `inside` says whether the question passed the screening: outside it a test value is not read as a
    finding (hierarchical testing, Yekutieli 2008).
    """
    passed = screened[screened["p"].notna()].assign(
        inside=lambda t: t["p_adjusted"] < codebook.method.significance
    )
    levels = contrasts[(contrasts["kind"] == "level") & contrasts["test_value"].notna()]
    joined = levels.merge(passed[[*TEST_KEYS, "inside"]], on=TEST_KEYS)
    cells = [*TEST_KEYS, "answer", "group"]
    shares = estimates.loc[estimates["kind"] == "level", [*cells, "share", "n"]]
    joined = joined.merge(shares, on=cells).rename(columns={"share": "share_group"})
    joined["share_rest"] = joined["share_group"] - joined["difference"]
    ordered = joined.sort_values(
        ["breakdown", "group", "test_value", "question", "service", "answer"],
        ascending=[True, True, False, True, True, True],
    )
    ordered["rank"] = ordered.groupby(["breakdown", "group"]).cumcount() + 1
    columns = [
        *cells,
        "share_group",
        "share_rest",
        "difference",
        "ci_low",
        "ci_high",
        "test_value",
        "p",
        "n",
        "rank",
    ]
    return ordered[[*columns, "inside"]]


SIZE_COLUMNS = ["n_effective", "expected_smallest"]


def with_sizes(codebook: Codebook, respondents: pd.DataFrame, screened: pd.DataFrame) -> pd.DataFrame:
    r"""Return screening.csv with the sizes of each test after `n`.

    `n_effective` is Kish's effective number of those counted; `expected_smallest` the respondents that
    independence expects in the smallest cell, :math:`n \min_r p_r \min_c p_c` with weighted shares of the
    groups and of the answers (of an answer and of not giving it, where several may be ticked). NaN for
    numbers, which have no cells, and for both where `n` is withheld.
    """
    keys = screened[TEST_KEYS].itertuples(index=False, name=None)
    sizes = pd.DataFrame(_sizes(codebook, respondents, set(keys)), columns=[*TEST_KEYS, *SIZE_COLUMNS])
    joined = screened.merge(sizes, on=TEST_KEYS, how="left", validate="1:1")
    joined.loc[joined["n"].isna(), SIZE_COLUMNS] = np.nan
    columns = [name for name in screened.columns if name != "n"]
    position = list(screened.columns).index("n")
    return joined[[*columns[:position], "n", *SIZE_COLUMNS, *columns[position:]]]


def _sizes(codebook: Codebook, respondents: pd.DataFrame, screened_keys: set[tuple]) -> list[tuple]:
    design = design_of(codebook, respondents)
    by = [grouping for grouping in groupings(codebook, respondents) if grouping.variable != EVERYONE]
    counted = [
        (topic.question, topic.service, topic.base, topic.domain, topic.outcomes, topic.multiple)
        for topic in topics(codebook, respondents)
        if topic.kind == "level"
    ]
    counted += [
        (number.question, number.service, EVERYONE, ~np.isnan(number.values), None, False)
        for number in numbers(codebook, respondents)
    ]
    rows = []
    for question, service, base, domain, outcomes, multiple in counted:
        for grouping in by:
            key = (question, service, base, grouping.variable)
            inside = in_published_groups(design, domain, grouping, codebook)
            if key in screened_keys and inside.any():
                smallest = _smallest(design.weight, inside, grouping, outcomes, multiple)
                rows.append((*key, effective_size(design.weight[inside]), smallest))
    return rows


def _smallest(
    weight: np.ndarray, inside: np.ndarray, grouping: Grouping, outcomes: np.ndarray | None, multiple: bool
) -> float:
    """Return respondents expected in the smallest cell of groups and answers that anybody is in."""
    if outcomes is None:
        return float("nan")
    share = weight[inside] / weight[inside].sum()
    groups, answers = share @ grouping.members[inside], share @ outcomes[inside]
    answers = np.concatenate([answers, 1 - answers]) if multiple else answers
    # Rounding must not make a cell of an answer that everybody gave.
    smallest = [sides[sides > 1e-12].min() for sides in (groups, answers)]
    return float(inside.sum() * smallest[0] * smallest[1])


def with_classical(codebook: Codebook, respondents: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """Return test-values.csv with a column `test_value_classical` after `test_value`.

    It takes weighted people for a simple random sample of the domain, and is only printed beside the
    design test value: nothing is decided by it.
    """
    classical_values = pd.concat(_classical_values(codebook, respondents), ignore_index=True)
    joined = values.merge(classical_values, on=ANSWER_KEYS, how="left", validate="1:1")
    columns = list(values.columns)
    columns.insert(columns.index("test_value") + 1, "test_value_classical")
    return joined[columns]


def _classical_values(codebook: Codebook, respondents: pd.DataFrame) -> list[pd.DataFrame]:
    """Return classical test values of every topic and breakdown."""
    weight, by = respondents["weight"].to_numpy(), groupings(codebook, respondents)
    parts = [pd.DataFrame(columns=[*ANSWER_KEYS, "test_value_classical"])]
    for topic in (topic for topic in topics(codebook, respondents) if topic.kind == "level"):
        for grouping in by:
            domain = topic.domain & (grouping.codes >= 0)
            present = np.flatnonzero((grouping.members & domain[:, None]).any(axis=0))
            if grouping.variable in (EVERYONE, topic.question) or len(present) < 2:
                continue
            values = classical(weight[domain], topic.outcomes[domain], grouping.members[domain][:, present])
            groups = [grouping.groups[g] for g in present]
            key = {name: getattr(topic, name) for name in ("question", "service", "base")}
            part = pd.DataFrame({"test_value_classical": values.ravel()})
            part = part.assign(**key, breakdown=grouping.variable, group=np.repeat(groups, len(topic.items)))
            parts.append(part.assign(answer=topic.items * len(groups)))
    return parts[1:] or parts
