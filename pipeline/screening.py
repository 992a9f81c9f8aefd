"""What separates the groups: every question ranked by its test, every answer by its test value."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.statistics.comparisons import benjamini_hochberg


def screening(codebook: Codebook, tests: pd.DataFrame) -> pd.DataFrame:
    """Every question x breakdown, ranked by p within the breakdown; adjusted over all of them.

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
    chosen = tests[tests["base"] == tests["question"].map(first_base).fillna("all")].copy()
    behind = {name: codebook.behind([name]) for name in chosen["breakdown"].unique()}
    own = [q in behind[b] for q, b in zip(chosen["question"], chosen["breakdown"], strict=True)]
    settled = chosen["question"].isin(margin_variables(codebook)) | np.array(own, dtype=bool)
    chosen.loc[settled, ["statistic", "df1", "df2", "p"]] = np.nan
    chosen.loc[settled, "status"] = "margin"
    return pd.concat([_ranked(part) for _, part in chosen.groupby("breakdown", sort=False)])


def _ranked(part: pd.DataFrame) -> pd.DataFrame:
    # At equal p (several may be 0 in double precision) the larger statistic comes first.
    ordered = part.sort_values(["p", "statistic"], ascending=[True, False], na_position="last", kind="stable")
    done = int(ordered["p"].notna().sum())
    return ordered.assign(
        p_adjusted=benjamini_hochberg(ordered["p"].to_numpy()),
        rank=np.where(ordered["p"].notna(), np.arange(1, len(ordered) + 1), np.nan),
        tests_done=done,
        tests_skipped=len(ordered) - done,
    )


def margin_variables(codebook: Codebook) -> set[str]:
    """Margins and the variables that they are made from."""
    return codebook.behind(codebook.method.margins)


def test_values(
    codebook: Codebook, screened: pd.DataFrame, contrasts: pd.DataFrame, estimates: pd.DataFrame
) -> pd.DataFrame:
    """Answers of each group by design test value, most over-represented first.

    `inside` says whether the question passed the screening: outside it a test value is not read as a
    finding (hierarchical testing, Yekutieli 2008).
    """
    place = ["question", "service", "base", "breakdown"]
    passed = screened[screened["p"].notna()].assign(
        inside=lambda t: t["p_adjusted"] < codebook.method.significance
    )
    levels = contrasts[(contrasts["kind"] == "level") & contrasts["test_value"].notna()]
    joined = levels.merge(passed[[*place, "inside"]], on=place)
    cells = [*place, "answer", "group"]
    shown = estimates.loc[estimates["kind"] == "level", [*cells, "share", "n"]]
    joined = joined.merge(shown, on=cells).rename(columns={"share": "share_group"})
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
