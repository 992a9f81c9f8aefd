"""Tests of the groups question by question, with another variable held constant and without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.codebook.model import Bands, Codebook
from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.statistics.design import Design
from pipeline.statistics.logistic import NoFit, logistic, multinomial, parallel_lines, proportional_odds
from pipeline.statistics.multiple_testing import benjamini_hochberg
from pipeline.tables.estimands import Topic
from pipeline.tables.tests import is_ordered

# What the tests of one question have in common.
QUESTION = ["question", "service"]
WALD = ("statistic", "df1", "df2", "p")
MODELS = {"logistic": logistic, "proportional_odds": proportional_odds, "multinomial": multinomial}


@dataclass(frozen=True)
class Predictors:
    """Codes of the groups (-1 for none) and of the variable held constant, shape (n,)."""

    groups: np.ndarray
    held: np.ndarray


@dataclass(frozen=True)
class Regression:
    """One regression that a topic needs.

    Attributes
    ----------
    item : the answer regressed, where several may be ticked; else "".
    model : a key of `MODELS`.
    values : code of the answer, shape (n,).
    """

    topic: Topic
    item: str
    model: str
    values: np.ndarray


def adjusted_tests(
    codebook: Codebook, respondents: pd.DataFrame, design: Design, topics: list[Topic]
) -> pd.DataFrame:
    """Return the Wald F of the groups with and without the other variable, one row a question.

    Where several answers may be ticked, one row an answer. Ordered questions by proportional odds, two
    answers by a logistic regression, more answers in no order by multinomial logits. `p_alone` is the same
    model without the variable held constant, among the same respondents. `p_adjusted` and
    `p_alone_adjusted` are those of the whole question, one a question as in the screening (of several
    answers the Bonferroni bound), adjusted over all questions. `reading` says what became of it: "holds"
    (significant with and without), "fades" (only without), "appears" (only with), "none". `p_parallel` is
    that of the check that one slope does for all cuts: proportional odds only.
    """
    settings = codebook.discriminant
    predictors = Predictors(
        _codes(codebook, respondents, settings.group), _codes(codebook, respondents, settings.adjusted_for)
    )
    first_base = {question.id: question.bases[0] for question in codebook.question}
    # What the groups, the variable held or the weights are made of cannot be asked about them.
    settled = codebook.behind([settings.group, settings.adjusted_for, *codebook.method.margins])
    tested = [
        topic
        for topic in topics
        if topic.kind == "level"
        and topic.question not in settled
        and topic.base == first_base.get(topic.question, EVERYONE)
    ]
    regressions = [regression for topic in tested for regression in _regressions(codebook, topic)]
    table = pd.DataFrame([_row(codebook, design, predictors, regression) for regression in regressions])
    for name in ("p", "p_alone"):
        table[f"{name}_adjusted"] = _over_questions(table, name)
    return table.assign(reading=_reading(table, codebook.method.significance))


def _codes(codebook: Codebook, respondents: pd.DataFrame, variable: str) -> np.ndarray:
    code = {level.id: i for i, level in enumerate(codebook.levels(variable))}
    return respondents[variable].map(code).fillna(-1).to_numpy(dtype=int)


def _regressions(codebook: Codebook, topic: Topic) -> Iterator[Regression]:
    """Yield the regressions that a topic needs: one, or one an answer where several may be ticked."""
    if topic.multiple:
        for j, item in enumerate(topic.items):
            yield Regression(topic, item, "logistic", topic.outcomes[:, j])
    elif len(topic.items) == 2:
        yield Regression(topic, "", "logistic", topic.outcomes[:, 0])
    elif is_ordered(codebook, topic) or isinstance(codebook.by_id[topic.question], Bands):
        yield Regression(topic, "", "proportional_odds", topic.outcomes.argmax(axis=1))
    else:
        yield Regression(topic, "", "multinomial", topic.outcomes.argmax(axis=1))


def _row(codebook: Codebook, design: Design, predictors: Predictors, regression: Regression) -> dict:
    settings, method, topic = codebook.discriminant, codebook.method, regression.topic
    domain = topic.domain & (predictors.groups >= 0) & (predictors.held >= 0)
    # As everywhere, no number hangs on a group that is withheld.
    sizes = np.bincount(predictors.groups[domain], minlength=predictors.groups.max() + 1)
    domain &= sizes[predictors.groups] >= method.withheld_below
    n = int(domain.sum())
    test = dict.fromkeys([*WALD, "p_alone", "p_parallel"], np.nan)
    status = _status(domain, regression.values, method.fragile_below)
    if not status:
        try:
            test = _tested(design, predictors, regression, domain)
        except (NoFit, np.linalg.LinAlgError):
            status = "no_fit"
    return {
        "question": topic.question,
        "service": topic.service,
        "answer": regression.item,
        "base": topic.base,
        "breakdown": settings.group,
        "adjusted_for": settings.adjusted_for,
        "method": regression.model,
        **test,
        "n": n if n >= method.withheld_below else np.nan,
        "status": status,
    }


def _status(domain: np.ndarray, values: np.ndarray, least: int) -> str:
    """Return why a question is not tested; "" where it is."""
    if domain.sum() < least:
        return "few_respondents"
    return "one_level" if len(np.unique(values[domain])) < 2 else ""


def _tested(
    design: Design, predictors: Predictors, regression: Regression, domain: np.ndarray
) -> dict[str, float]:
    """Return the Wald F of the groups beside the variable held constant, and p without it."""
    groups, held = _dummies(predictors.groups, domain), _dummies(predictors.held, domain)
    if not groups.shape[1]:
        raise NoFit("one group only")
    fit, values = MODELS[regression.model], regression.values
    predictor_columns = np.hstack([groups, held])
    together = fit(design, predictor_columns, values, domain)
    alone = fit(design, groups, values, domain)
    # One block of coefficients a logit, in the order of the columns: the groups come first in each.
    width = predictor_columns.shape[1]
    slopes = len(together.coefficients) // width
    of_groups = np.arange(groups.shape[1]) + width * np.arange(slopes)[:, None]
    wald = dict(zip(WALD, (float(x) for x in together.wald(of_groups.ravel())), strict=True))
    ordered = regression.model == "proportional_odds"
    return wald | {
        "p_alone": alone.wald(np.arange(len(alone.coefficients)))[3],
        "p_parallel": _parallel(design, predictor_columns, values, domain) if ordered else np.nan,
    }


def _parallel(design: Design, columns: np.ndarray, values: np.ndarray, domain: np.ndarray) -> float:
    """Return p of the check of parallel lines; NaN where one of its regressions has no fit."""
    try:
        return parallel_lines(design, columns, values, domain)[3]
    except (NoFit, np.linalg.LinAlgError):
        return float("nan")


def _dummies(codes: np.ndarray, domain: np.ndarray) -> np.ndarray:
    """Return one column a level present, less the first."""
    present = np.unique(codes[domain])
    return (codes[:, None] == present[1:]).astype(float)


def _over_questions(table: pd.DataFrame, name: str) -> pd.Series:
    """Return the p of each row's question, adjusted over the questions (Benjamini-Hochberg)."""
    by_question = table.groupby(QUESTION, sort=False)[name]
    bounds = np.minimum(1.0, by_question.min() * by_question.count())
    adjusted = pd.Series(benjamini_hochberg(bounds.to_numpy(dtype=float)), bounds.index, name="adjusted")
    return table[QUESTION].join(adjusted, on=QUESTION)["adjusted"]


def count_of_readings(table: pd.DataFrame) -> pd.Series:
    """Return how many questions were tested and what became of each, by reading; of adjusted.csv."""
    return table.drop_duplicates(QUESTION).set_index(QUESTION)["reading"].value_counts()


def _reading(table: pd.DataFrame, significance: float) -> np.ndarray:
    """Return what became of each question: which of the two tests is significant."""
    with_it, without = table["p_adjusted"] < significance, table["p_alone_adjusted"] < significance
    untested = table["p_adjusted"].isna() | table["p_alone_adjusted"].isna()
    return np.select(
        [untested, with_it & without, ~with_it & without, with_it & ~without],
        ["", "holds", "fades", "appears"],
        "none",
    )
