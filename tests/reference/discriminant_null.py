"""P-values of the permutation tests on simulated surveys without any effect of the group.

Groups and ages are drawn, answers hang on neither, weights are raked to other shares of both, so that
they are tied to the groups. Writes discriminant-null.csv: `python -m tests.reference.discriminant_null`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.statistics.calibration import calibrate
from pipeline.statistics.classification import balanced_accuracy, side_accuracy
from pipeline.statistics.cross_validation import Fold, IndicatorTable, random_folds
from pipeline.statistics.permutation import confusions, p_value, pillai, shuffles, sides
from pipeline.tables.files import write_csv

SURVEYS, RESPONDENTS, QUESTIONS, DRAWS = 200, 300, 8, 199


def simulated(rng: np.random.Generator) -> IndicatorTable:
    """A survey of three answers a question, weights calibrated to group and age."""
    group = rng.choice(4, RESPONDENTS, p=[0.4, 0.3, 0.2, 0.1])
    age = rng.choice(3, RESPONDENTS, p=[0.5, 0.3, 0.2])
    answers = (rng.integers(0, 3, (RESPONDENTS, QUESTIONS))[:, :, None] == np.arange(3)).reshape(
        RESPONDENTS, -1
    )
    columns = np.hstack([np.eye(4)[group], np.eye(3)[age]])
    totals = RESPONDENTS * np.array([0.25, 0.25, 0.25, 0.25, 0.3, 0.3, 0.4])
    weight = calibrate(np.ones(RESPONDENTS), columns, totals, "raking").weight
    return IndicatorTable(weight, answers.astype(float), np.repeat(np.arange(QUESTIONS), 3), group)


def p_values(table: IndicatorTable, seed: np.random.SeedSequence) -> dict[str, float]:
    """P of Pillai's statistic, and of the cross-validated guesses of groups and of sides."""
    found, n = {}, len(table.groups)
    roots, same = seed.spawn(2), np.arange(n)[None]
    fold_of = random_folds(n, 5, roots[0])
    orders = np.vstack([same, shuffles(np.zeros(n, dtype=int), DRAWS, roots[1])])
    for name, variant in (("weighted", table), ("unweighted", table.unweighted)):
        everyone = Fold(variant, np.zeros(n, dtype=bool))
        values = pillai(variant.weight, everyone.scores(~everyone.test), variant.groups, orders)
        found[f"pillai_{name}"] = p_value(values[0], values[1:])
        guessed = confusions([Fold(variant, fold_of == h) for h in range(5)], orders)
        high = sides(variant.weight, everyone.scores(~everyone.test), variant.groups, orders)
        measured = {"accuracy": balanced_accuracy(guessed), "sides": side_accuracy(guessed, high)}
        found |= {f"{measure}_{name}": p_value(values[0], values[1:]) for measure, values in measured.items()}
    return found


def main() -> None:
    seeds = np.random.SeedSequence(20170307).spawn(SURVEYS)
    rows = [p_values(simulated(np.random.default_rng(seed)), seed) for seed in seeds]
    write_csv(Path(__file__).with_name("discriminant-null.csv"), pd.DataFrame(rows))


if __name__ == "__main__":
    main()
