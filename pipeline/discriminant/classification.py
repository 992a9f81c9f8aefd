"""How well groups are guessed from answers, and what chance would show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.discriminant.analysis import Analysis
from pipeline.discriminant.resampling import Permuted, Resampled
from pipeline.statistics.classification import (
    classifier,
    confusion,
    equal_priors,
    leave_one_out,
    observed_priors,
    quality,
    side_accuracy,
)
from pipeline.statistics.permutation import p_value

RESUBSTITUTION, LEAVE_ONE_OUT, CROSS_VALIDATION = "resubstitution", "leave_one_out", "cross_validation"
# Measures of quality that are one number, not one a group.
OVERALL = (
    "accuracy",
    "balanced_accuracy",
    "kappa",
    "chance_largest",
    "chance_proportional",
    "press_q",
    "press_p",
)


@dataclass(frozen=True)
class Guess:
    """One set of guesses, or one a repeat: how it came about and the groups guessed, shape (r, n)."""

    scheme: str
    model: str
    priors: str
    groups: np.ndarray


def guesses(analysis: Analysis, resampled: Resampled) -> Iterator[Guess]:
    """Yield the groups guessed in each scheme.

    Everyone by the whole analysis (optimistic), by all others with the axes held, and by other folds.
    """
    table, scattered = analysis.coded.table, analysis.scatter
    for name, priors in (("equal", equal_priors(scattered)), ("observed", observed_priors(scattered))):
        whole = classifier(scattered, priors).groups(analysis.scores)
        yield Guess(RESUBSTITUTION, "weighted", name, whole[None])
        alone = leave_one_out(table.weight, analysis.scores, table.groups, priors)
        yield Guess(LEAVE_ONE_OUT, "weighted", name, alone.argmax(axis=1)[None])
    # In the order of `Repeat.guesses`.
    schemes = (("weighted", "equal"), ("weighted", "observed"), ("unweighted", "equal"))
    for i, (model, priors) in enumerate(schemes):
        stacked = np.stack([repeat.guesses[i] for repeat in resampled.repeats])
        yield Guess(CROSS_VALIDATION, model, priors, stacked)


def confusions(analysis: Analysis, resampled: Resampled) -> pd.DataFrame:
    """Return one row a scheme, group and group guessed: mean count over repeats, and share of the group."""
    rows = []
    for guess, counted, matrix in _matrices(analysis, resampled):
        for g, group in enumerate(analysis.coded.groups):
            for h, guessed in enumerate(analysis.coded.groups):
                rows.append(
                    {
                        "scheme": guess.scheme,
                        "model": guess.model,
                        "priors": guess.priors,
                        "counted": counted,
                        "group": group,
                        "guessed": guessed,
                        "count": matrix[g, h],
                        "share": matrix[g, h] / matrix[g].sum(),
                    }
                )
    return pd.DataFrame(rows)


def _matrices(analysis: Analysis, resampled: Resampled) -> Iterator[tuple[Guess, str, np.ndarray]]:
    """Yield confusion matrices, means over repeats, counting respondents and then people represented."""
    table = analysis.coded.table
    for guess in guesses(analysis, resampled):
        for counted, weight in (("respondents", None), ("people", table.weight)):
            parts = [confusion(table.groups, guessed, table.group_count, weight) for guessed in guess.groups]
            yield guess, counted, np.mean(parts, axis=0)


def qualities(analysis: Analysis, resampled: Resampled) -> pd.DataFrame:
    """Return one row a scheme and measure of quality; `group` is "all" but for recall and precision.

    "sides" is how often the guess lies on the right side of the first function.
    """
    high = analysis.functions.centroids[:, 0] >= 0
    rows = []
    for guess, counted, matrix in _matrices(analysis, resampled):
        of_guess = quality(matrix)
        keys = {"scheme": guess.scheme, "model": guess.model, "priors": guess.priors, "counted": counted}
        values = {(EVERYONE, name): getattr(of_guess, name) for name in OVERALL}
        values[EVERYONE, "chance_equal"] = 1 / len(analysis.coded.groups)
        values[EVERYONE, "sides"] = float(side_accuracy(matrix, high))
        for name in ("recall", "precision"):
            values |= {
                (group, name): value
                for group, value in zip(analysis.coded.groups, getattr(of_guess, name), strict=True)
            }
        if counted == "people":
            # Press's statistic counts respondents: with weights it has no distribution.
            for name in ("press_q", "press_p"):
                values.pop((EVERYONE, name))
        rows += [
            keys | {"group": group, "measure": name, "measured": value}
            for (group, name), value in values.items()
        ]
    return pd.DataFrame(rows)


def permutations(resampled: Resampled) -> pd.DataFrame:
    """Return one row a permutation test: what was observed and what labels dealt anew gave."""
    rows = [
        {
            **_test(permuted),
            "measured": permuted.observed,
            "draws": len(permuted.draws),
            "draws_mean": permuted.draws.mean(),
            "draws_high": np.quantile(permuted.draws, 0.95),
            "p": p_value(permuted.observed, permuted.draws),
        }
        for permuted in resampled.permutations
    ]
    return pd.DataFrame(rows)


def draws(resampled: Resampled) -> pd.DataFrame:
    """Return one row a draw of each permutation test."""
    parts = [
        pd.DataFrame(
            {
                **_test(permuted),
                "draw": np.arange(1, len(permuted.draws) + 1),
                "measured": permuted.draws,
            }
        )
        for permuted in resampled.permutations
    ]
    return pd.concat(parts, ignore_index=True)


def _test(permuted: Permuted) -> dict[str, str]:
    """Return the key columns of a permutation test."""
    return {
        "test": permuted.test,
        "model": "weighted" if permuted.weighted else "unweighted",
        "dealt": "within" if permuted.within else "freely",
    }
