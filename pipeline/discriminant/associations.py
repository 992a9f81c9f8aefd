"""How answers go with the functions: category by category, question by question, service by service."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.codebook.domains import has_answer
from pipeline.codebook.model import Codebook
from pipeline.discriminant.analysis import Analysis
from pipeline.discriminant.categories import Category, Item
from pipeline.discriminant.item_tests import item_sets
from pipeline.statistics.correspondence import barycentres
from pipeline.statistics.discriminant import category_scores, correlations

# Singular values below this part of the largest are 0 but for rounding.
NO_DIRECTION = 1e-9


def categories(codebook: Codebook, analysis: Analysis, respondents: pd.DataFrame) -> pd.DataFrame:
    """Return one row a category and function: active, passive, and of the illustrative variables.

    `score` is what choosing it adds to the function (active ones), `mean` where those who chose it are
    on average, `correlation` that of choosing it with the function.
    """
    coded = analysis.coded
    added = category_scores(analysis.axes.categories, analysis.functions, analysis.axes.questions)
    no_score = np.full(added.shape[1], np.nan)
    placed = [(category, "active", added[i]) for i, category in enumerate(coded.active)]
    placed += [(category, "passive", no_score) for category in coded.passive]
    placed += [
        (category, "illustrative", no_score) for category in illustrative(codebook, respondents[coded.rows])
    ]
    members = np.column_stack([category.members for category, _, _ in placed])
    weight = coded.table.weight
    means = barycentres(weight, analysis.values, members)
    correlated = correlations(weight, members.astype(float), analysis.values)
    sizes, shares = members.sum(axis=0), weight @ members / weight.sum()
    rows = []
    for i, (category, role, score) in enumerate(placed):
        # As everywhere: nothing is told of fewer people than the tables withhold.
        few = sizes[i] < codebook.method.withheld_below
        for s in range(added.shape[1]):
            rows.append(
                {
                    "question": category.item.question,
                    "service": category.item.service,
                    "part": category.item.part,
                    "answer": category.answer,
                    "role": role,
                    "why": category.passive,
                    "function": s + 1,
                    "share": np.nan if few else shares[i],
                    "n": np.nan if few else sizes[i],
                    "score": score[s],
                    "mean": np.nan if few else means[i, s],
                    "correlation": np.nan if few else correlated[i, s],
                }
            )
    return pd.DataFrame(rows)


def illustrative(codebook: Codebook, chosen: pd.DataFrame) -> list[Category]:
    """Return the levels of the variables that are only placed on the result."""
    return [
        Category(
            Item(variable, "", "answer"),
            level.id,
            has_answer(codebook, chosen, variable, [level.id]),
            "illustrative",
        )
        for variable in codebook.discriminant.illustrative
        for level in codebook.levels(variable)
    ]


def strengths(analysis: Analysis) -> pd.DataFrame:
    r"""Return one row an item, or a whole service, and function: their correlation.

    The multiple correlation of the function with the active categories of the item or of all items
    about the service: the root of the part of the function's variance that they explain, 0 to 1. With
    p columns and no link it is about :math:`\sqrt{p/n}`; `variance_explained` is without that,
    :math:`1 - (1 - R^2)(n - 1)/(n - p - 1)`, a share of variance that may fall below 0.
    """
    coded, rows = analysis.coded, []
    for item_set, columns in item_sets(coded):
        squares, rank = _explained(coded.table.weight, coded.table.indicators[:, columns], analysis.values)
        spare = (len(analysis.values) - 1) / (len(analysis.values) - rank - 1)
        for s, square in enumerate(squares):
            rows.append(
                {
                    **item_set._asdict(),
                    "function": s + 1,
                    "correlation": np.sqrt(square),
                    "columns": rank,
                    "variance_explained": 1 - (1 - square) * spare,
                }
            )
    return pd.DataFrame(rows)


def _explained(weight: np.ndarray, columns: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, int]:
    """Return the part of the variance of each column of values that the columns explain, and their rank."""
    root = np.sqrt(weight / weight.sum())[:, None]
    centred_columns = root * (columns - root.T**2 @ columns)
    centred_values = root * (values - root.T**2 @ values)
    basis, singular, _ = np.linalg.svd(centred_columns, full_matrices=False)
    # The last category of a question is what the others leave: its direction is rounding.
    basis = basis[:, singular > NO_DIRECTION * singular[0]]
    explained = ((basis.T @ centred_values) ** 2).sum(axis=0) / (centred_values**2).sum(axis=0)
    return np.clip(explained, 0, 1), basis.shape[1]
