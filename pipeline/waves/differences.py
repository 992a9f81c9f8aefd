"""Every share that both waves have, and how it changed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import special

from pipeline.codebook.model import Codebook
from pipeline.codebook.reserved_ids import FRAGILE, WITHHELD
from pipeline.statistics.comparisons import benjamini_hochberg
from pipeline.statistics.waves import Sides, detectable, satterthwaite, wave_differences
from pipeline.tables.keys import SHARE_KEYS
from pipeline.waves.questionnaires import Questionnaires

BREAK, MARGIN, CONSTANT = "break", "margin", "constant"
TRACKED, OTHERS = "tracked", "others"
WAVE_COLUMNS = ["share", "standard_error", "df"]
SHOWN = ["share_old", "share_new", "n_old", "n_new"]
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


def differences(old: pd.DataFrame, new: pd.DataFrame, asked: Questionnaires) -> pd.DataFrame:
    """One row a share of both waves: what it was, what it is, the difference, its interval and test.

    Parameters
    ----------
    old, new : estimates.csv of both waves, small bases withheld.

    Returns
    -------
    `status` is the first of these that holds:

    ==========  =======================================================================
    withheld    by one of the waves: its difference would tell it
    break       asked, answered, counted or grouped otherwise: shares side by side, no difference
    margin      settled by the calibration in a wave: no sampling error, no test
    fragile     a base below `fragile_below` in one of the waves: not tested
    constant    everyone or no one in one of the waves: not tested
    ==========  =======================================================================

    `p_adjusted` is Benjamini-Hochberg's within `family`, of `comparisons` tests: the tracked measures
    together, overall and in each breakdown, the other measures likewise, and the levels of each question.
    `detectable` is the smallest change that could have been seen.
    """
    both = old.merge(new, on=SHARE_KEYS, suffixes=("_old", "_new"), validate="1:1")
    # In the order of the new wave, whose tables readers have before them.
    position = both[SHARE_KEYS].assign(place=np.arange(len(both)))
    order = new[SHARE_KEYS].reset_index().merge(position, on=SHARE_KEYS)
    both = both.iloc[order.sort_values("index")["place"]].reset_index(drop=True)
    method, power = asked.new.method, asked.new.compare.power
    both["status"] = _status(both, asked)
    numbers = [both[f"{name}_{wave}"].to_numpy(float) for name in WAVE_COLUMNS for wave in ("old", "new")]
    sides = Sides(*numbers)
    found = wave_differences(sides, method.confidence)
    t = found.difference / found.standard_error
    table = both[SHARE_KEYS].assign(
        **{name: both[name] for name in SHOWN},
        difference=found.difference,
        standard_error=found.standard_error,
        ci_low=found.low,
        ci_high=found.high,
        df=found.df,
        p=found.p,
        p_satterthwaite=2 * special.stdtr(satterthwaite(sides), -np.abs(t)),
        detectable=detectable(found.standard_error, method.significance, power),
        status=both["status"],
    )
    return _adjusted(_silenced(table), asked.new)


def with_composition(table: pd.DataFrame, recomposed: pd.DataFrame | None) -> pd.DataFrame:
    """The differences with what the new share is on the old margins, where it is told at all.

    Parameters
    ----------
    recomposed : see `composition`; None leaves the columns empty.
    """
    if recomposed is None:
        return table.assign(**dict.fromkeys(COMPOSITION, np.nan))
    found = table.merge(recomposed, on=SHARE_KEYS, how="left", validate="1:1")
    found.loc[found["status"].isin([WITHHELD, BREAK]), COMPOSITION] = np.nan
    return found


def _status(both: pd.DataFrame, asked: Questionnaires) -> np.ndarray:
    """What keeps a difference from being told or tested."""
    marks = both[["status_old", "status_new"]]
    ends = [both[f"ci_low_{side}"].isna() & both[f"share_{side}"].notna() for side in ("old", "new")]
    constant = both[["share_old", "share_new"]].isin([0.0, 1.0]).any(axis=1)
    return np.select(
        [
            marks.eq(WITHHELD).any(axis=1),
            ~_comparable(both, asked),
            ends[0] | ends[1],
            marks.eq(FRAGILE).any(axis=1),
            constant,
        ],
        [WITHHELD, BREAK, MARGIN, FRAGILE, CONSTANT],
        "",
    )


def _comparable(both: pd.DataFrame, asked: Questionnaires) -> np.ndarray:
    """Whether each row may be compared; looked up once for rows that are about the same."""
    about = ["measure", "question", "service", "base", "breakdown"]
    kinds = both[about].drop_duplicates()
    known = kinds.assign(comparable=[asked.share(row) for row in kinds.itertuples()])
    return both[about].merge(known, on=about, how="left")["comparable"].to_numpy(bool)


def _silenced(table: pd.DataFrame) -> pd.DataFrame:
    """Nothing in the cells that a status forbids."""
    status = table["status"]
    table.loc[status.isin([WITHHELD, BREAK]), DIFFERENCE_COLUMNS] = np.nan
    table.loc[status == WITHHELD, SHOWN] = np.nan
    table.loc[status == MARGIN, DIFFERENCE_COLUMNS[1:]] = np.nan
    table.loc[status.isin([FRAGILE, CONSTANT]), ["p", "p_satterthwaite"]] = np.nan
    return table


def _adjusted(table: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    tracked = codebook.compare.measures or list(codebook.measures)
    measures = np.where(table["measure"].isin(tracked), TRACKED, OTHERS)
    levels = table["question"] + "_" + table["base"]
    of = np.where(table["kind"] == "measure", measures, levels)
    table["family"] = of + "_" + table["breakdown"].to_numpy()
    together = table.groupby("family", sort=False)["p"]
    table["p_adjusted"] = together.transform(lambda p: benjamini_hochberg(p.to_numpy()))
    table["comparisons"] = together.transform("count")
    return table
