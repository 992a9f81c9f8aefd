"""What the figure of guesses says: title, notes and alternative text, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.discriminant.findings import Findings, measured, opposed, permuted
from pipeline.discriminant.labels import group_label
from pipeline.figures import notes
from pipeline.figures.confusion.data import ConfusionData
from pipeline.figures.context import Context
from pipeline.figures.discriminant_map.text import guess_shares, listed
from pipeline.figures.frame import Words
from pipeline.figures.words import compose
from pipeline.text.number_format import decimal, number


def words(confusion: ConfusionData) -> Words:
    """Return title, notes and alternative text."""
    context, findings = confusion.context, confusion.findings
    parts = guess_shares(context, findings) | _sides(context)
    return compose(
        context,
        confusion.figure,
        titles=[context.say(f"figures.{_title(findings)}", **parts)],
        paragraphs=_notes(confusion),
        alt=_alt(confusion, parts),
    )


def _title(findings: Findings) -> str:
    """Return which sentence is the title: groups guessed, at least their sides, or different on average."""
    if findings.guess != "better" and findings.sides:
        return f"guessing_sides_{findings.guess}"
    if findings.guess == "chance" and findings.shows:
        return "guessing_on_average"
    return f"guessing_{findings.guess}"


def _sides(context: Context) -> dict[str, str]:
    """Return the groups on both sides of the first axis, named as a sentence lists them."""
    low, high = (
        listed(context, [group_label(context.codebook, group, context.language) for group in side])
        for side in opposed(context.discriminant)
    )
    return {"low": low, "high": high}


def _notes(confusion: ConfusionData) -> Iterator[str]:
    context, findings, matrix = confusion.context, confusion.findings, confusion.matrix
    analysis, language = context.codebook.discriminant, context.language
    first = matrix.index[0]
    yield context.say(
        "figures.guessing_reading",
        group=first,
        share=context.percent(matrix.loc[first, first]),
        guessed=matrix.columns[1],
        other=context.percent(matrix.loc[first].iloc[1]),
    )
    accuracy = context.percent(findings.accuracy)
    yield context.say(
        "figures.guessing_method", folds=analysis.folds, repeats=analysis.repeats, accuracy=accuracy
    )
    if findings.sides:
        yield context.say(
            "figures.guessing_sides", p=decimal(findings.p_side, language, 3), **_sides(context)
        )
    yield notes.joined(
        context.say(
            "figures.guessing_test",
            draws=number(confusion.test["draws"], language),
            observed=context.percent(confusion.test["measured"]),
            p=decimal(findings.p_guess, language, 3),
        ),
        _unweighted(context, findings),
    )
    optimistic = context.discriminant["quality"].query(
        "scheme == 'resubstitution' and priors == 'equal' and counted == 'respondents' "
        "and measure == 'balanced_accuracy'"
    )["measured"]
    yield context.say("figures.guessing_optimistic", share=context.percent(float(optimistic.iloc[0])))
    n = number(sum(confusion.bases), language)
    yield context.say(
        "figures.separation_field", population=context.text(context.codebook.survey.population), n=n
    )
    yield notes.source(context)


def _unweighted(context: Context, findings: Findings) -> str:
    """Return what guessing without weights came to, where it says something else."""
    if findings.guess != "unclear":
        return ""
    p = permuted(context.discriminant, "balanced_accuracy", "unweighted")
    accuracy = context.percent(measured(context.discriminant, "balanced_accuracy", "unweighted"))
    return context.say(
        "figures.guessing_test_unweighted", accuracy=accuracy, p=decimal(p, context.language, 3)
    )


def _alt(confusion: ConfusionData, parts: dict[str, str]) -> Iterator[str]:
    """Yield how often each group is guessed right, then how often the side is."""
    context, matrix = confusion.context, confusion.matrix
    right = [f"{group} {context.percent(matrix.loc[group, group])}" for group in matrix.index]
    yield context.say("figures.guessing_alt", right=context.say("figures.list").join(right), **parts)
    if confusion.findings.sides:
        yield context.say("figures.guessing_alt_sides", **parts)
