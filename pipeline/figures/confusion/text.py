"""What the figure of guesses says, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.discriminant.findings import Findings, measured, opposed, permuted
from pipeline.discriminant.labels import group_label
from pipeline.figures import notes
from pipeline.figures.confusion.data import test_of
from pipeline.figures.context import Context
from pipeline.figures.discriminant_map.text import guess_shares, joined
from pipeline.figures.frame import Words
from pipeline.figures.records import file_stem
from pipeline.text.number_format import decimal, number


def words(context: Context, figure: Figure, found: Findings, matrix: pd.DataFrame) -> Words:
    """Title, notes and alternative text; `matrix` holds shares, a row a group."""
    told = guess_shares(context, found) | _sides(context)
    return Words(
        titles=[context.say(f"figures.{_title(found)}", **told)],
        subtitle=context.text(figure.subtitle),
        notes=[note for note in _notes(context, found, matrix) if note],
        alt=_alt(context, figure, (found, told), matrix),
        identity=notes.identity(context, figure),
        mark=notes.mark(context),
    )


def _title(found: Findings) -> str:
    """The sentence of the title: groups guessed, or at least their sides, or that they differ on average."""
    if found.guess != "better" and found.sides:
        return f"guessing_sides_{found.guess}"
    if found.guess == "chance" and found.shows:
        return "guessing_on_average"
    return f"guessing_{found.guess}"


def _sides(context: Context) -> dict[str, str]:
    """The groups on both sides of the first axis, named as a sentence lists them."""
    named = (
        [group_label(context.codebook, g, context.language) for g in side]
        for side in opposed(context.discriminant)
    )
    low, high = (joined(context, labels) for labels in named)
    return {"low": low, "high": high}


def _notes(context: Context, found: Findings, matrix: pd.DataFrame) -> Iterator[str]:
    asked, language = context.codebook.discriminant, context.language
    first = matrix.index[0]
    yield context.say(
        "figures.guessing_reading",
        group=first,
        share=context.percent(matrix.loc[first, first]),
        guessed=matrix.columns[1],
        other=context.percent(matrix.loc[first].iloc[1]),
    )
    accuracy = context.percent(found.accuracy)
    yield context.say("figures.guessing_method", folds=asked.folds, repeats=asked.repeats, accuracy=accuracy)
    if found.sides:
        yield context.say("figures.guessing_sides", p=decimal(found.p_side, language, 3), **_sides(context))
    test = test_of(context)
    yield notes.joined(
        context.say(
            "figures.guessing_test",
            draws=number(test["draws"], language),
            observed=context.percent(test["measured"]),
            p=decimal(found.p_guess, language, 3),
        ),
        _unweighted(context, found),
    )
    optimistic = context.discriminant["quality"].query(
        "scheme == 'resubstitution' and priors == 'equal' and counted == 'respondents' "
        "and measure == 'balanced_accuracy'"
    )["measured"]
    yield context.say("figures.guessing_optimistic", share=context.percent(float(optimistic.iloc[0])))
    n = number(context.discriminant["centroids"].query("function == 1")["n"].sum(), language)
    yield context.say(
        "figures.separation_field", population=context.text(context.codebook.survey.population), n=n
    )
    yield notes.source(context)


def _unweighted(context: Context, found: Findings) -> str:
    """What guessing without weights came to, where it says something else."""
    if found.guess != "unclear":
        return ""
    p = permuted(context.discriminant, "balanced_accuracy", "unweighted")
    accuracy = context.percent(measured(context.discriminant, "balanced_accuracy", "unweighted"))
    return context.say(
        "figures.guessing_test_unweighted", accuracy=accuracy, p=decimal(p, context.language, 3)
    )


def _alt(
    context: Context, figure: Figure, what: tuple[Findings, dict[str, str]], matrix: pd.DataFrame
) -> str:
    found, told = what
    right = [f"{label} {context.percent(matrix.loc[label, label])}" for label in matrix.index]
    return notes.joined(
        context.say("figures.guessing_alt", right=context.say("figures.list").join(right), **told),
        context.say("figures.guessing_alt_sides", **told) if found.sides else "",
        context.say("figures.alt_table", file=f"{file_stem(figure)}.csv"),
    )
