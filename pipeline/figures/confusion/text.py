"""What the figure of guesses says, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.discriminant.facts import Facts, measured, opposed, permuted
from pipeline.discriminant.labels import group_label
from pipeline.figures import notes
from pipeline.figures.confusion.data import test_of
from pipeline.figures.context import Edition
from pipeline.figures.discriminant_map.text import guess_shares, joined
from pipeline.figures.frame import Words
from pipeline.figures.records import name
from pipeline.text.number_format import decimal, number


def words(edition: Edition, figure: Figure, found: Facts, matrix: pd.DataFrame) -> Words:
    """Title, notes and alternative text; `matrix` holds shares, a row a group."""
    told = guess_shares(edition, found) | _sides(edition)
    return Words(
        titles=[edition.say(_title(found), **told)],
        subtitle=edition.text(figure.subtitle),
        notes=[note for note in _notes(edition, found, matrix) if note],
        alt=_alt(edition, figure, (found, told), matrix),
        identity=notes.identity(edition, figure),
        mark=notes.mark(edition),
    )


def _title(found: Facts) -> str:
    """The sentence of the title: groups guessed, or at least their sides, or that they differ on average."""
    if found.guess != "better" and found.sides:
        return f"guessing_sides_{found.guess}"
    if found.guess == "chance" and found.shows:
        return "guessing_on_average"
    return f"guessing_{found.guess}"


def _sides(edition: Edition) -> dict[str, str]:
    """The groups on both sides of the first axis, named as a sentence lists them."""
    named = (
        [group_label(edition.codebook, g, edition.language) for g in side]
        for side in opposed(edition.separated)
    )
    low, high = (joined(edition, labels) for labels in named)
    return {"low": low, "high": high}


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
    accuracy = edition.percent(found.accuracy)
    yield edition.say("guessing_method", folds=asked.folds, repeats=asked.repeats, accuracy=accuracy)
    if found.sides:
        yield edition.say("guessing_sides", p=decimal(found.p_side, language, 3), **_sides(edition))
    test = test_of(edition)
    yield notes.joined(
        edition.say(
            "guessing_test",
            draws=number(test["draws"], language),
            observed=edition.percent(test["measured"]),
            p=decimal(found.p_guess, language, 3),
        ),
        _unweighted(edition, found),
    )
    optimistic = edition.separated["quality"].query(
        "scheme == 'resubstitution' and priors == 'equal' and counted == 'respondents' "
        "and measure == 'balanced_accuracy'"
    )["measured"]
    yield edition.say("guessing_optimistic", share=edition.percent(float(optimistic.iloc[0])))
    n = number(edition.separated["centroids"].query("function == 1")["n"].sum(), language)
    yield edition.say("separation_field", population=edition.text(edition.codebook.survey.population), n=n)
    yield notes.source(edition)


def _unweighted(edition: Edition, found: Facts) -> str:
    """What guessing without weights came to, where it says something else."""
    if found.guess != "unclear":
        return ""
    p = permuted(edition.separated, "balanced_accuracy", "unweighted")
    accuracy = edition.percent(measured(edition.separated, "balanced_accuracy", "unweighted"))
    return edition.say("guessing_test_unweighted", accuracy=accuracy, p=decimal(p, edition.language, 3))


def _alt(edition: Edition, figure: Figure, what: tuple[Facts, dict[str, str]], matrix: pd.DataFrame) -> str:
    found, told = what
    right = [f"{label} {edition.percent(matrix.loc[label, label])}" for label in matrix.index]
    return notes.joined(
        edition.say("guessing_alt", right=edition.say("list").join(right), **told),
        edition.say("guessing_alt_sides", **told) if found.sides else "",
        edition.say("alt_table", file=f"{name(figure)}.csv"),
    )
