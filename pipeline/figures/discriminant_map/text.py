"""What the map of separated groups says: title, notes and alternative text, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.discriminant.findings import Findings, permuted
from pipeline.figures import notes
from pipeline.figures.context import Context
from pipeline.figures.discriminant_map.data import DiscriminantMapData
from pipeline.figures.frame import Words
from pipeline.figures.words import compose
from pipeline.text.number_format import decimal, number


def words(separation: DiscriminantMapData) -> Words:
    """Return titles, notes and alternative text."""
    context, figure = separation.context, separation.figure
    titles = [_title(separation), context.say("figures.separation_neutral")]
    return compose(context, figure, titles=titles, paragraphs=_notes(separation), alt=_alt(separation))


def listed(context: Context, labels: list[str]) -> str:
    """Return names as a sentence lists them."""
    last = context.say("figures.separation_and")
    return f" {last} ".join(filter(None, [", ".join(labels[:-1]), labels[-1]])) if labels else ""


def _title(separation: DiscriminantMapData) -> str:
    """Return which groups the first axis sets against which, or that nothing separates them."""
    if not separation.findings.shows:
        return separation.context.say("figures.separation_nothing")
    low, high = (listed(separation.context, side) for side in separation.opposed())
    key = "title" if separation.findings.functions == 1 else "title_many"
    return separation.context.say(f"figures.separation_{key}", low=low, high=high)


def _notes(separation: DiscriminantMapData) -> Iterator[str]:
    context = separation.context
    yield context.say(
        "figures.separation_reading" if separation.axes == 1 else "figures.separation_reading_two",
        confidence=context.confidence,
    )
    correlations = context.discriminant["functions"]["canonical_correlation"].head(2)
    tests = context.say(
        "figures.separation_tests",
        p=_p_value(context, permuted(context.discriminant, "pillai", "unweighted")),
        correlations=f" {context.say('figures.separation_and')} ".join(
            decimal(correlation, context.language, 2) for correlation in correlations
        ),
    )
    yield notes.joined(tests, _left_out(separation))
    separators = [separator for by_axis in separation.separators_by_axis for separator in by_axis]
    if not all(separator.clear for separator in separators):
        yield context.say("figures.separation_hollow")
    yield context.say(
        "figures.separation_guess_sides" if separation.findings.sides else "figures.separation_guess",
        **guess_shares(context, separation.findings),
    )
    yield notes.trust(context)
    n = number(separation.respondents, context.language)
    population = context.text(context.codebook.survey.population)
    yield context.say("figures.separation_field", population=population, n=n)
    yield notes.source(context)


def guess_shares(context: Context, findings: Findings) -> dict[str, str]:
    """Return how often the group, and the side of the first axis, are guessed, and by chance."""
    shares = {
        "accuracy": findings.accuracy,
        "chance": findings.chance,
        "side": findings.side_accuracy,
        "side_chance": findings.side_chance,
    }
    return {name: context.percent(share) for name, share in shares.items()}


def _left_out(separation: DiscriminantMapData) -> str:
    """Return why only one axis is shown."""
    if separation.findings.functions > 1:
        return ""
    return separation.context.say(
        "figures.separation_one_axis" if separation.findings.shows else "figures.separation_no_axis"
    )


def _p_value(context: Context, p: float) -> str:
    """Return a p-value with three decimals."""
    return context.say("figures.separation_p_is", p=decimal(p, context.language, 3))


def _alt(separation: DiscriminantMapData) -> Iterator[str]:
    """Yield where the groups lie on the first axis, and what makes it."""
    context, means = separation.context, separation.means(1)["mean"]
    positions = [
        f"{label} {decimal(means[group], context.language, 2)}"
        for group, label in separation.group_labels.items()
    ]
    yield context.say("figures.separation_alt", places=context.say("figures.list").join(positions))
    strongest = separation.separators(1)[0]
    correlation = decimal(strongest.correlation, context.language, 2)
    yield context.say("figures.separation_alt_maker", name=strongest.name, value=correlation)
