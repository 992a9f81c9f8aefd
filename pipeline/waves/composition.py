"""The new wave calibrated to the margins of the old one, and the part of a change that these explain."""

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
from pipeline.weighting.margins import design_columns, prepared_margins


def on_old_margins(
    questionnaires: Questionnaires, respondents: pd.DataFrame, populations: pd.DataFrame
) -> Design | None:
    """Return the new respondents calibrated to the population of the old wave.

    None when they cannot be: the margins are not the same, or a level has no respondent.

    Parameters
    ----------
    respondents : of the new wave, with their base weights.
    populations : margins.csv of the old wave, as text.
    """
    codebook = questionnaires.new
    margin_variables = codebook.method.margins
    if set(margin_variables) != set(questionnaires.old.method.margins) or not all(
        map(questionnaires.comparable_variable, margin_variables)
    ):
        return None
    try:
        margins, _ = prepared_margins(codebook, respondents, populations, "margins.csv")
    except Faults:
        return None
    columns, totals = design_columns(margins)
    base = respondents["base_weight"].to_numpy()
    # Scaled to the population, so that ratios to the base weight, which `bounds` limits, are about 1.
    base = base * margins[0].targets.sum() / base.sum()
    try:
        calibration = calibrate(base, columns, totals, codebook.method.calibration, codebook.method.bounds)
    except NotConverged:
        return None
    # Linear calibration may give weights below 0: nobody stands for fewer than no people.
    return Design(calibration.weight, base, columns) if (calibration.weight > 0).all() else None


def composition(
    design: Design, recalibrated: Design, topics: list[Topic], groupings: list[Grouping]
) -> pd.DataFrame:
    """Return a row for each share of the new wave: on the old margins, the effect of the margins, its error.

    Parameters
    ----------
    design, recalibrated : the new wave on its own margins, and on the old ones.

    Returns
    -------
    The keys of a share; share_recomposed, composition and composition_error, fractions. Of a battery
    pooled over its services the error is not estimated (NaN).
    """
    parts = []
    for topic in topics:
        for grouping in groupings:
            if grouping.variable == topic.question:
                continue  # the tables have no question by itself
            groups = grouping.members & topic.domain[:, None]
            effect = composition_effect(design, recalibrated, topic.outcomes, groups)
            columns = {
                "share_recomposed": effect.recomposed.ravel(),
                "composition": effect.effect.ravel(),
                "composition_error": effect.standard_error.ravel(),
            }
            parts.append(key_columns(topic, [grouping]) | columns)
    for battery in batteries(topics):
        outcomes, domains = stacked(battery)
        share = pooled_shares(design, outcomes, domains).share.ravel()
        recomposed = pooled_shares(recalibrated, outcomes, domains).share.ravel()
        columns = {
            "share_recomposed": recomposed,
            "composition": share - recomposed,
            "composition_error": np.full(len(share), np.nan),
        }
        # The first grouping is everyone: batteries are pooled for all respondents alone.
        parts.append(key_columns(replace(battery[0], service=ALL_SERVICES), groupings[:1]) | columns)
    return joined(parts)
