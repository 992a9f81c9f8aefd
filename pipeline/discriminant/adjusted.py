"""The same question with the groups and another variable together: is it the group, or who lives there?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.codebook.model import Bands, Codebook
from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.statistics.comparisons import benjamini_hochberg
from pipeline.statistics.design import Design
from pipeline.statistics.logistic import NoFit, logistic, multinomial, parallel_lines, proportional_odds
from pipeline.tables.estimands import Topic
from pipeline.tables.tests import is_ordered

QUESTION = ["question", "service"]
NUMBERS = ("statistic", "df1", "df2", "p")
MODELS = {"logistic": logistic, "proportional_odds": proportional_odds, "multinomial": multinomial}


@dataclass(frozen=True)
class Holding:
    """Codes of the groups (-1 for none) and of the variable held constant, shape (n,)."""

    groups: np.ndarray
    held: np.ndarray


def adjusted_tests(
    codebook: Codebook, respondents: pd.DataFrame, design: Design, topics: list[Topic]
) -> pd.DataFrame:
    """One row a question (an answer, where several may be ticked): the groups' Wald F with and without.

    Ordered questions by proportional odds, two answers by a logistic regression, more answers in no order
    by multinomial logits. `p_alone` is the same model without the variable held constant, among the same
    respondents. `p_adjusted` and `p_alone_adjusted` are those of the whole question, one a question as in
    the screening (of several answers the Bonferroni bound), adjusted over all questions. `reading` says
    what became of it: "holds" (significant with and without), "fades" (only without), "appears" (only
    with), "none". `p_parallel` is that of the check that one slope does for all cuts: proportional odds
    only.
    """
    asked = codebook.discriminant
    holding = Holding(
        _codes(codebook, respondents, asked.group), _codes(codebook, respondents, asked.adjusted_for)
    )
    first = {question.id: question.bases[0] for question in codebook.question}
    settled = codebook.behind([asked.group, asked.adjusted_for, *codebook.method.margins])
    rows = []
    for topic in topics:
        if (
            topic.kind != "level"
            or topic.question in settled
            or topic.base != first.get(topic.question, EVERYONE)
        ):
            continue
        for item, model, values in _models(codebook, topic):
            rows.append(_row(codebook, design, holding, (topic, item, model, values)))
    table = pd.DataFrame(rows)
    for name in ("p", "p_alone"):
        table[f"{name}_adjusted"] = _over_questions(table, name)
    return table.assign(reading=_reading(table, codebook.method.significance))


def _codes(codebook: Codebook, respondents: pd.DataFrame, variable: str) -> np.ndarray:
    levels = [level.id for level in codebook.levels(variable)]
    return (
        respondents[variable].map({level: i for i, level in enumerate(levels)}).fillna(-1).to_numpy(dtype=int)
    )


def _models(codebook: Codebook, topic: Topic):
    """Item, model and outcome of each regression that a topic needs."""
    if topic.multiple:
        yield from ((item, "logistic", topic.outcomes[:, j]) for j, item in enumerate(topic.items))
    elif len(topic.items) == 2:
        yield "", "logistic", topic.outcomes[:, 0]
    elif is_ordered(codebook, topic) or isinstance(codebook.by_id[topic.question], Bands):
        yield "", "proportional_odds", topic.outcomes.argmax(axis=1)
    else:
        yield "", "multinomial", topic.outcomes.argmax(axis=1)


def _row(codebook: Codebook, design: Design, holding: Holding, what: tuple) -> dict:
    topic, item, model, values = what
    asked, method = codebook.discriminant, codebook.method
    domain = topic.domain & (holding.groups >= 0) & (holding.held >= 0)
    # As everywhere, no number hangs on a group that is withheld.
    sizes = np.bincount(holding.groups[domain], minlength=holding.groups.max() + 1)
    domain &= sizes[holding.groups] >= method.withheld_below
    n = int(domain.sum())
    tested = dict.fromkeys([*NUMBERS, "p_alone", "p_parallel"], np.nan)
    status = _why_not(domain, values, method.fragile_below)
    if not status:
        try:
            tested = _tested(design, holding, model, (values, domain))
        except (NoFit, np.linalg.LinAlgError):
            status = "no_fit"
    return {
        "question": topic.question,
        "service": topic.service,
        "answer": item,
        "base": topic.base,
        "breakdown": asked.group,
        "adjusted_for": asked.adjusted_for,
        "method": model,
        **tested,
        "n": n if n >= method.withheld_below else np.nan,
        "status": status,
    }


def _why_not(domain: np.ndarray, values: np.ndarray, least: int) -> str:
    if domain.sum() < least:
        return "few_respondents"
    return "one_level" if len(np.unique(values[domain])) < 2 else ""


def _tested(
    design: Design, holding: Holding, model: str, what: tuple[np.ndarray, np.ndarray]
) -> dict[str, float]:
    """Wald F of the groups beside the variable held constant, and p without it."""
    values, domain = what
    groups, held = _dummies(holding.groups, domain), _dummies(holding.held, domain)
    if not groups.shape[1]:
        raise NoFit("one group only")
    fit = MODELS[model]
    both = np.hstack([groups, held])
    together = fit(design, both, values, domain)
    alone = fit(design, groups, values, domain)
    slopes = len(together.coefficients) // both.shape[1]
    of_groups = np.arange(groups.shape[1]) + both.shape[1] * np.arange(slopes)[:, None]
    tested = dict(zip(NUMBERS, (float(x) for x in together.wald(of_groups.ravel())), strict=True))
    return tested | {
        "p_alone": alone.wald(np.arange(len(alone.coefficients)))[3],
        "p_parallel": _parallel(design, both, what) if model == "proportional_odds" else np.nan,
    }


def _parallel(design: Design, columns: np.ndarray, what: tuple[np.ndarray, np.ndarray]) -> float:
    """p of the check of parallel lines; NaN where one of its regressions has no fit."""
    try:
        return parallel_lines(design, columns, *what)[3]
    except (NoFit, np.linalg.LinAlgError):
        return float("nan")


def _dummies(codes: np.ndarray, domain: np.ndarray) -> np.ndarray:
    """One column a level present, less the first."""
    present = np.unique(codes[domain])
    return (codes[:, None] == present[1:]).astype(float)


def _over_questions(table: pd.DataFrame, name: str) -> pd.Series:
    """The p of each row's question, adjusted over the questions (Benjamini-Hochberg)."""
    by_question = table.groupby(QUESTION, sort=False)[name]
    bounds = np.minimum(1.0, by_question.min() * by_question.count())
    adjusted = pd.Series(benjamini_hochberg(bounds.to_numpy(dtype=float)), bounds.index, name="adjusted")
    return table[QUESTION].join(adjusted, on=QUESTION)["adjusted"]


def readings(table: pd.DataFrame) -> pd.Series:
    """How many questions were tested and what became of each, by reading; of adjusted.csv."""
    return table.drop_duplicates(QUESTION).set_index(QUESTION)["reading"].value_counts()


def _reading(table: pd.DataFrame, significance: float) -> np.ndarray:
    with_it, without = table["p_adjusted"] < significance, table["p_alone_adjusted"] < significance
    untested = table["p_adjusted"].isna() | table["p_alone_adjusted"].isna()
    return np.select(
        [untested, with_it & without, ~with_it & without, with_it & ~without],
        ["", "holds", "fades", "appears"],
        "none",
    )
