"""The new wave on the margins of the old one: which part of a change is that of the population."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from pipeline.codebook.reserved_ids import ALL_SERVICES
from pipeline.errors.faults import Faults
from pipeline.statistics.calibration import NotConverged, calibrate
from pipeline.statistics.design import Design
from pipeline.statistics.pooling import pooled_shares
from pipeline.statistics.waves import composition_effect
from pipeline.tables.estimands import Grouping, Topic
from pipeline.tables.estimates import batteries, stacked
from pipeline.tables.keys import joined, key_columns
from pipeline.waves.questionnaires import Questionnaires
from pipeline.weighting import margins as known


def on_old_margins(
    asked: Questionnaires, respondents: pd.DataFrame, populations: pd.DataFrame
) -> Design | None:
    """The new respondents calibrated to the population of the old wave; None when they cannot be:
    the margins are not the same, or there is no one to stand for one of their levels.

    Parameters
    ----------
    respondents : of the new wave, with their base weights.
    populations : margins.csv of the old wave, as text.
    """
    codebook = asked.new
    named = codebook.method.margins
    if set(named) != set(asked.old.method.margins) or not all(map(asked.variable, named)):
        return None
    try:
        margins, _ = known.prepared(codebook, respondents, populations, "margins.csv")
    except Faults:
        return None
    columns, totals = known.design_columns(margins)
    base = respondents["base_weight"].to_numpy()
    base = base * margins[0].targets.sum() / base.sum()
    try:
        found = calibrate(base, columns, totals, codebook.method.calibration, codebook.method.bounds)
    except NotConverged:
        return None
    return Design(found.weight, base, columns) if (found.weight > 0).all() else None


def composition(
    designs: tuple[Design, Design], topics: list[Topic], groupings: list[Grouping]
) -> pd.DataFrame:
    """One row a share of the new wave: what it is on the old margins, the effect of the margins, its error.

    Parameters
    ----------
    designs : of the new wave, on its own margins and on the old ones.
    """
    parts = []
    for topic in topics:
        for grouping in groupings:
            if grouping.variable == topic.question:
                continue
            groups = grouping.members & topic.domain[:, None]
            found = composition_effect(*designs, topic.outcomes, groups)
            cells = {"share_recomposed": found.recomposed, "composition": found.effect}
            cells["composition_error"] = found.standard_error
            rows = {name: cell.ravel() for name, cell in cells.items()}
            parts.append(key_columns(topic, [grouping]) | rows)
    for battery in batteries(topics):
        own, other = (pooled_shares(design, *stacked(battery)).share.ravel() for design in designs)
        pooled = {"share_recomposed": other, "composition": own - other}
        pooled["composition_error"] = np.full(len(own), np.nan)
        parts.append(key_columns(replace(battery[0], service=ALL_SERVICES), groupings[:1]) | pooled)
    return joined(parts)
