"""Selection of questions: the shortest list that guesses the groups as well as all questions do."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.discriminant.analysis import Analysis
from pipeline.discriminant.resampling import Repeat, Resampled
from pipeline.statistics.discriminant import scatter
from pipeline.statistics.selection import questions_forward


def selection(analysis: Analysis, resampled: Resampled, longest: int) -> pd.DataFrame:
    """Return one row a length of the list of questions, then one for all of them: how well it guesses.

    The question is the one entered at that length among all respondents; the balanced accuracy is
    that of lists made anew outside each fold. `chosen` marks the shortest list within one standard error
    of the best; a list of no question guesses as chance does. `entered` is the part of the folds whose
    list of the chosen length holds the question.
    """
    coded, repeats = analysis.coded, resampled.repeats
    table = coded.table
    found = scatter(table.weight, table.indicators, table.groups)
    steps, _ = questions_forward(found, table.question_of, longest)
    lengths = [*range(len(steps) + 1), len(coded.items)]
    by_length = [np.stack([r.by_length[k] for r in repeats]) for k in range(len(steps) + 1)]
    by_length.append(np.stack([r.guesses[0] for r in repeats]))
    measured = [_mean_recall(coded.table.groups, guessed) for guessed in by_length]
    measured[0] = (1 / len(coded.groups), 0.0)
    best = max(range(len(measured)), key=lambda k: measured[k][0])
    # The rule of one standard error (Breiman et al. 1984): no worse than the best by more than its error.
    enough = measured[best][0] - measured[best][1]
    chosen = next(k for k, (accuracy, _) in enumerate(measured) if accuracy >= enough)
    entered_share = _entered(repeats, lengths[chosen])
    rows = []
    for k, (length, (accuracy, error)) in enumerate(zip(lengths, measured, strict=True)):
        step = steps[k - 1] if 0 < k <= len(steps) else None
        item = coded.items[step.entered] if step else None
        rows.append(
            {
                "length": length,
                "question": item.question if item else "",
                "service": item.service if item else "",
                "part": item.part if item else "",
                "statistic": step.statistic if step else np.nan,
                "df1": step.df1 if step else np.nan,
                "df2": step.df2 if step else np.nan,
                "balanced_accuracy": accuracy,
                "standard_error": error,
                "chosen": "yes" if k == chosen else "no",
                "entered": entered_share.get(step.entered, 0.0) if step else np.nan,
            }
        )
    return pd.DataFrame(rows)


def _mean_recall(groups: np.ndarray, guessed: np.ndarray) -> tuple[float, float]:
    r"""Return the mean recall over repeats, and its standard error :math:`\sqrt{\sum r_g(1 - r_g)/n_g}/K`."""
    right = (guessed == groups).mean(axis=0)
    size = np.bincount(groups)
    recall = np.bincount(groups, weights=right) / size
    return float(recall.mean()), float(np.sqrt((recall * (1 - recall) / size).sum()) / len(size))


def _entered(repeats: list[Repeat], length: int) -> dict[int, float]:
    """Return how often each question is among the first `length` entered outside a fold."""
    lists = [entered[:length] for repeat in repeats for entered in repeat.entered]
    entries = [question for entered in lists for question in entered]
    return {question: entries.count(question) / len(lists) for question in set(entries)}
