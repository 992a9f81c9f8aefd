"""Disclosure control: shares on too few respondents are withheld, and what would give them away.

The only place where numbers are withheld. Everything drawn, printed or opened as data is made from
the tables that come out of here.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.codebook.reserved_ids import ALL_SERVICES, BY_SERVICE, EVERYONE, FRAGILE, WITHHELD
from pipeline.statistics.disclosure import withheld
from pipeline.tables.keys import SHARE_KEYS, TOPIC_KEYS, of_each


def withhold(estimates: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Return the estimates with a status, and nothing left in the rows that are withheld.

    Parameters
    ----------
    estimates : one row a share, with `n` respondents of its denominator.

    Returns
    -------
    The same rows and a column `status`: "withheld" (fewer than `withheld_below` respondents, or
    needed to keep such a group from being worked out), "fragile" (fewer than `fragile_below`), "".

    Notes
    -----
    In each breakdown of a topic the withheld groups are at least two and together have at least
    `withheld_below` respondents. Where a group is withheld among a base that is made from the
    question itself (users of a service), the answers that make up that base are withheld among
    everyone too: their ratio would be the share withheld. The share over all services together is
    withheld where it would give a withheld service away.
    """
    method = codebook.method
    hidden = _small_groups(estimates, method.withheld_below)
    hidden |= _answers_of_hidden_bases(estimates, hidden, codebook)
    hidden |= _pools_that_give_away(estimates, hidden, method.withheld_below)
    numbers = [name for name in estimates.columns if name not in SHARE_KEYS]
    marked = estimates.astype(dict.fromkeys(numbers, float))
    marked["status"] = np.select([hidden, marked["n"] < method.fragile_below], [WITHHELD, FRAGILE], "")
    marked.loc[hidden, numbers] = np.nan
    return marked


def _small_groups(estimates: pd.DataFrame, threshold: int) -> pd.Series:
    """Find groups too small, and those withheld with them, within each breakdown of each topic."""
    keys = [*TOPIC_KEYS, "breakdown", "group"]
    cells = estimates[[*keys, "n"]].drop_duplicates(keys)
    cells = cells.assign(hidden=of_each(cells, keys[:-1], "n", lambda n: withheld(n, threshold)))
    return (
        estimates[keys]
        .merge(cells[[*keys, "hidden"]], on=keys, how="left")["hidden"]
        .set_axis(estimates.index)
    )


def _answers_of_hidden_bases(estimates: pd.DataFrame, hidden: pd.Series, codebook: Codebook) -> pd.Series:
    """Find cells among wider bases that would give away a group withheld among a narrower base."""
    revealing = pd.Series(False, index=estimates.index)
    where = ["question", "service", "breakdown", "group"]
    for base in codebook.base:
        if base.where is None:
            continue
        made_from = estimates["question"] == base.where.question
        inside = estimates.loc[hidden & made_from & (estimates["base"] == base.id), where].drop_duplicates()
        wider = (
            made_from
            & (estimates["base"] != base.id)
            & _part_of(estimates, set(base.where.answers), codebook)
        )
        revealing |= wider & _among(estimates, inside, where)
    return revealing


def _part_of(estimates: pd.DataFrame, answers: set[str], codebook: Codebook) -> pd.Series:
    """Find rows whose answers are some, but not all, of the answers given."""
    by_measure = {measure.id: set(measure.answers) < answers for measure in codebook.measure}
    measured = estimates["measure"].map(by_measure).fillna(False).astype(bool)
    return measured | (estimates["kind"].eq("level") & estimates["answer"].isin(answers) & (len(answers) > 1))


def _pools_that_give_away(estimates: pd.DataFrame, hidden: pd.Series, threshold: int) -> pd.Series:
    """Find pooled shares that, less the published services, leave one withheld or a small group."""
    item = [name for name in SHARE_KEYS if name != "service"]
    pooled = estimates["service"] == ALL_SERVICES
    parts = estimates[hidden & ~pooled & (estimates["breakdown"] == EVERYONE)]
    hidden_parts = parts.groupby(item, as_index=False).agg(services=("n", "size"), n=("n", "sum"))
    unsafe = hidden_parts.loc[(hidden_parts["services"] < 2) | (hidden_parts["n"] < threshold), item]
    return pooled & _among(estimates, unsafe, item)


def _among(table: pd.DataFrame, rows: pd.DataFrame, keys: list[str]) -> np.ndarray:
    """Return which rows of a table have the keys of one of `rows`, booleans."""
    matched = table[keys].merge(rows[keys], on=keys, how="left", indicator=True)
    return matched["_merge"].eq("both").to_numpy()


def withhold_contrasts(contrasts: pd.DataFrame, estimates: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Return the contrasts with a status: withheld with their share, untested where a side is fragile.

    A service against all services is withheld with either share.

    Parameters
    ----------
    contrasts : with `n`, the smaller of the respondents on both sides.
    estimates : with their status.
    """
    method = codebook.method
    shares = estimates.loc[estimates["status"] == WITHHELD, SHARE_KEYS]
    of_service = contrasts["breakdown"] == BY_SERVICE
    own = contrasts[SHARE_KEYS].assign(
        **{name: contrasts[name].mask(of_service, EVERYONE) for name in ("breakdown", "group")}
    )
    pool = own.assign(service=own["service"].mask(of_service, ALL_SERVICES))
    given_away = _among(own, shares, SHARE_KEYS) | _among(pool, shares, SHARE_KEYS)
    hidden = given_away | (contrasts["n"] < method.withheld_below)
    fragile = ~hidden & (contrasts["n"] < method.fragile_below)
    numbers = ["difference", "standard_error", "ci_low", "ci_high", "df"]
    status = np.select([hidden, fragile, contrasts["p"].isna()], [WITHHELD, FRAGILE, "constant"], "")
    marked = contrasts.assign(status=status)
    marked.loc[hidden, numbers] = np.nan
    marked.loc[hidden | fragile, ["p", "test_value"]] = np.nan
    return marked.drop(columns="n")
