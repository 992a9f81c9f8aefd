"""What the figure of guesses says, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.discriminating.facts import Facts
from pipeline.figures import notes
from pipeline.figures.edition import Edition
from pipeline.figures.frame import Words
from pipeline.figures.rows import name
from pipeline.formats import decimal, number


def words(edition: Edition, figure: Figure, found: Facts, matrix: pd.DataFrame) -> Words:
    """Title, notes and alternative text; `matrix` holds shares, a row a group."""
    limit = edition.codebook.method.significance
    better = found.p_guess <= limit and found.accuracy > found.chance
    shares = {"accuracy": edition.percent(found.accuracy), "chance": edition.percent(found.chance)}
    return Words(
        titles=[edition.say("guessing_better" if better else "guessing_chance", **shares)],
        subtitle=edition.text(figure.subtitle),
        notes=[note for note in _notes(edition, found, matrix) if note],
        alt=_alt(edition, figure, shares, matrix),
        identity=notes.identity(edition, figure),
        mark=notes.mark(edition),
    )


def _notes(edition: Edition, found: Facts, matrix: pd.DataFrame) -> Iterator[str]:
    asked, language = edition.codebook.discriminant, edition.language
    first = matrix.index[0]
    yield edition.say(
        "guessing_reading",
        group=first,
        share=edition.percent(matrix.loc[first, first]),
        guessed=matrix.columns[1],
        other=edition.percent(matrix.loc[first].iloc[1]),
    )
    yield edition.say("guessing_method", folds=asked.folds, repeats=asked.repeats)
    tests = edition.separated["permutations"].query("test == 'balanced_accuracy'")
    row = tests.query("model == 'weighted' and dealt == 'freely'").iloc[0]
    yield edition.say(
        "guessing_test",
        draws=number(row["draws"], language),
        observed=edition.percent(row["measured"]),
        p=decimal(found.p_guess, language, 3),
    )
    measured = edition.separated["quality"].query(
        "scheme == 'resubstitution' and priors == 'equal' and counted == 'respondents' "
        "and measure == 'balanced_accuracy'"
    )["measured"]
    yield edition.say("guessing_optimistic", share=edition.percent(float(measured.iloc[0])))
    n = number(edition.separated["centroids"].query("function == 1")["n"].sum(), language)
    yield edition.say("separation_field", population=edition.text(edition.codebook.survey.population), n=n)
    yield notes.source(edition)


def _alt(edition: Edition, figure: Figure, shares: dict[str, str], matrix: pd.DataFrame) -> str:
    right = [f"{label} {edition.percent(matrix.loc[label, label])}" for label in matrix.index]
    return notes.joined(
        edition.say("guessing_alt", right=edition.say("list").join(right), **shares),
        edition.say("alt_table", file=f"{name(figure)}.csv"),
    )
