"""Every share that both waves have, its difference, interval and adjusted test."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from pipeline.codebook.model import Codebook
from pipeline.codebook.reserved_ids import FRAGILE, WITHHELD
from pipeline.statistics.multiple_testing import benjamini_hochberg
from pipeline.statistics.waves import Sides, detectable, satterthwaite, wave_differences
from pipeline.tables.keys import SHARE_KEYS
from pipeline.waves.questionnaires import Questionnaires

BREAK, MARGIN, CONSTANT = "break", "margin", "constant"
TRACKED, OTHERS = "tracked", "others"
# Column of the estimates -> end of the name of its field in `Sides`.
SIDE_FIELDS = {"share": "", "standard_error": "_error", "df": "_df"}
WAVE_COLUMNS = ["share_old", "share_new", "n_old", "n_new"]
COMPOSITION = ["share_recomposed", "composition", "composition_error"]
DIFFERENCE_COLUMNS = [
    "difference",
    "standard_error",
    "ci_low",
    "ci_high",
    "df",
    "p",
    "p_satterthwaite",
    "detectable",
]


def differences(old: pd.DataFrame, new: pd.DataFrame, questionnaires: Questionnaires) -> pd.DataFrame:
    """Return a row for each share of both waves: what it was and is, the difference, its interval and test.

    Parameters
    ----------
    old, new : estimates.csv of both waves, small bases withheld.

    Returns
    -------
    `status` is the first of these that holds:

    ==========  =======================================================================
    withheld    by one of the waves: the difference would disclose it
    break       asked, answered, counted or grouped otherwise: shares side by side, no difference
    margin      settled by the calibration in a wave: no sampling error, no test
    fragile     a base below `fragile_below` in one of the waves: not tested
    constant    everyone or no one in one of the waves: not tested
    ==========  =======================================================================

    `p_adjusted` is Benjamini-Hochberg's within `family`, of `comparisons` tests: the tracked measures
    together, overall and in each breakdown, the other measures likewise, and the levels of each question.
    `detectable` is the smallest change that could have been seen.
    """
    shares = old.merge(new, on=SHARE_KEYS, suffixes=("_old", "_new"), validate="1:1")
    # In the order of the new wave, whose tables readers have before them.
    position = shares[SHARE_KEYS].assign(position=np.arange(len(shares)))
    order = new[SHARE_KEYS].reset_index().merge(position, on=SHARE_KEYS)
    shares = shares.iloc[order.sort_values("index")["position"]].reset_index(drop=True)
    method, power = questionnaires.new.method, questionnaires.new.compare.power
    sides = Sides(
        **{
            f"{wave}{field}": shares[f"{column}_{wave}"].to_numpy(float)
            for column, field in SIDE_FIELDS.items()
            for wave in ("old", "new")
        }
    )
    change = wave_differences(sides, method.confidence)
    t = change.difference / change.standard_error
    table = shares[SHARE_KEYS].assign(
        **{name: shares[name] for name in WAVE_COLUMNS},
        difference=change.difference,
        standard_error=change.standard_error,
        ci_low=change.low,
        ci_high=change.high,
        df=change.df,
        p=change.p,
        p_satterthwaite=2 * special.stdtr(satterthwaite(sides), -np.abs(t)),
        detectable=detectable(change.standard_error, method.significance, power),
        status=_status(shares, questionnaires),
    )
    return _adjusted(_emptied(table), questionnaires.new)


def with_composition(table: pd.DataFrame, recomposed: pd.DataFrame | None) -> pd.DataFrame:
    """Return the differences with the new share on the old margins, where it is published at all.

    Parameters
    ----------
    recomposed : see `composition`; None leaves the columns empty.
    """
    if recomposed is None:
        return table.assign(**dict.fromkeys(COMPOSITION, np.nan))
    table = table.merge(recomposed, on=SHARE_KEYS, how="left", validate="1:1")
    table.loc[table["status"].isin([WITHHELD, BREAK]), COMPOSITION] = np.nan
    return table


def _status(shares: pd.DataFrame, questionnaires: Questionnaires) -> np.ndarray:
    """Return the first reason why a difference is not published or not tested, "" when it is."""
    marks = shares[["status_old", "status_new"]]
    # A share with a value and no interval is a calibrated margin: it has no sampling error.
    settled = [shares[f"ci_low_{wave}"].isna() & shares[f"share_{wave}"].notna() for wave in ("old", "new")]
    constant = shares[["share_old", "share_new"]].isin([0.0, 1.0]).any(axis=1)
    return np.select(
        [
            marks.eq(WITHHELD).any(axis=1),
            ~_comparable(shares, questionnaires),
            settled[0] | settled[1],
            marks.eq(FRAGILE).any(axis=1),
            constant,
        ],
        [WITHHELD, BREAK, MARGIN, FRAGILE, CONSTANT],
        "",
    )


def _comparable(shares: pd.DataFrame, questionnaires: Questionnaires) -> np.ndarray:
    """Return whether each row may be compared; looked up once for rows that are about the same."""
    keys = ["measure", "question", "service", "base", "breakdown"]
    distinct = shares[keys].drop_duplicates()
    distinct = distinct.assign(
        comparable=[questionnaires.comparable_share(row) for row in distinct.itertuples()]
    )
    return shares[keys].merge(distinct, on=keys, how="left")["comparable"].to_numpy(bool)


def _emptied(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table without the numbers that a status forbids."""
    status = table["status"]
    table.loc[status.isin([WITHHELD, BREAK]), DIFFERENCE_COLUMNS] = np.nan
    table.loc[status == WITHHELD, WAVE_COLUMNS] = np.nan
    # Of a margin the difference stays: it is that of two populations.
    table.loc[status == MARGIN, DIFFERENCE_COLUMNS[1:]] = np.nan
    table.loc[status.isin([FRAGILE, CONSTANT]), ["p", "p_satterthwaite"]] = np.nan
    return table


def _adjusted(table: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Return the table with the family of each test and its p-value adjusted within the family."""
    tracked = codebook.compare.measures or list(codebook.measures)
    family_of_measure = np.where(table["measure"].isin(tracked), TRACKED, OTHERS)
    family_of_level = table["question"] + "_" + table["base"]
    family = np.where(table["kind"] == "measure", family_of_measure, family_of_level)
    table["family"] = family + "_" + table["breakdown"].to_numpy()
    p_of_family = table.groupby("family", sort=False)["p"]
    table["p_adjusted"] = p_of_family.transform(lambda p: benjamini_hochberg(p.to_numpy()))
    table["comparisons"] = p_of_family.transform("count")
    return table
