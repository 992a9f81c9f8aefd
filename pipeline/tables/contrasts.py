"""Each group against the rest, each service against all services."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook, Method
from pipeline.codebook.reserved_ids import BY_SERVICE
from pipeline.statistics.comparisons import Differences, groups_against_rest
from pipeline.statistics.design import Design
from pipeline.statistics.multiple_testing import benjamini_hochberg
from pipeline.statistics.pooling import parts_against_pool
from pipeline.tables.disclosure_control import withhold_contrasts
from pipeline.tables.estimands import Tabulation, Topic
from pipeline.tables.estimates import batteries, stacked
from pipeline.tables.keys import BATTERY_KEYS, SHARE_KEYS, Columns, family_of, joined, key_columns, of_each

CONTRAST_COLUMNS = ["difference", "standard_error", "ci_low", "ci_high", "df", "test_value", "p"]


def contrasts(answers: Tabulation, estimates: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Compare each group with the rest, then each service with all services; p adjusted together.

    Contrasts of one measure, or of all levels of a question among one base, are adjusted together
    within the family that the question's tests belong to.

    Parameters
    ----------
    estimates : the estimates with their status: what is withheld there is withheld here.
    """
    method = codebook.method
    parts = []
    for design, topic, grouping in answers.crossed():
        differences = groups_against_rest(
            design, topic.outcomes, grouping.members, topic.domain, method.confidence
        )
        inside = design.count(grouping.members & topic.domain[:, None])
        n = np.minimum(inside, inside.sum() - inside)
        family = family_of(codebook, topic.question, grouping.variable)
        parts.append(
            _contrast_rows(
                key_columns(topic, [grouping]), differences, np.repeat(n, len(topic.items)), family
            )
        )
    parts += [
        _service_contrasts(answers.design, battery, item, method)
        for battery in batteries(answers.topics)
        for item in range(len(battery[0].items))
    ]
    # Without breakdowns and services nothing is compared: the same table without rows.
    return _adjusted(withhold_contrasts(joined(parts or [_no_rows()]), estimates, codebook))


def _no_rows() -> Columns:
    dtypes = {name: object for name in SHARE_KEYS} | dict.fromkeys(CONTRAST_COLUMNS, float)
    dtypes |= {"family": object, "n": float}
    return {name: np.empty(0, dtype=dtype) for name, dtype in dtypes.items()}


def _contrast_rows(keys: Columns, differences: Differences, n: np.ndarray, family: str) -> Columns:
    attributes = {"ci_low": "low", "ci_high": "high"}
    cells = {name: getattr(differences, attributes.get(name, name)).ravel() for name in CONTRAST_COLUMNS}
    return keys | cells | {"family": [family] * len(n), "n": n}


def _service_contrasts(design: Design, battery: list[Topic], item: int, method: Method) -> Columns:
    outcomes, domains = stacked(battery)
    differences = parts_against_pool(design, outcomes[:, :, item], domains, method.confidence)
    services = [topic.service for topic in battery]
    fixed = {name: getattr(battery[0], name) for name in BATTERY_KEYS}
    fixed |= {"answer": battery[0].items[item], "breakdown": BY_SERVICE}
    keys = {name: [value] * len(services) for name, value in fixed.items()}
    keys |= {"service": services, "group": services}
    return _contrast_rows(keys, differences, domains.sum(axis=0), f"{battery[0].question}_services")


def _adjusted(table: pd.DataFrame) -> pd.DataFrame:
    together = ["family", *BATTERY_KEYS, "breakdown"]
    adjusted = of_each(table, together, "p", benjamini_hochberg)
    compared = table.groupby(together, sort=False)["p"].transform("count")
    return table.assign(p_adjusted=adjusted, comparisons=compared)
