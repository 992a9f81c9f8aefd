"""What the figure of separated groups says: title, notes and alternative text, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.discriminant.findings import Findings, permuted
from pipeline.figures import notes
from pipeline.figures.context import Context
from pipeline.figures.discriminant_map.data import Separation
from pipeline.figures.frame import Words
from pipeline.figures.records import file_stem
from pipeline.text.number_format import decimal, number


def words(separation: Separation) -> Words:
    """Title, notes and alternative text."""
    context, figure = separation.context, separation.figure
    return Words(
        titles=[_title(separation), context.say("figures.separation_neutral")],
        subtitle=context.text(figure.subtitle),
        notes=[note for note in _notes(separation) if note],
        alt=_alt(separation),
        identity=notes.identity(context, figure),
        mark=notes.mark(context),
    )


def joined(context: Context, labels: list[str]) -> str:
    """Names as a sentence lists them."""
    last = context.say("figures.separation_and")
    return f" {last} ".join(filter(None, [", ".join(labels[:-1]), labels[-1]])) if labels else ""


def _title(separation: Separation) -> str:
    if not separation.facts.shows:
        return separation.context.say("figures.separation_nothing")
    low, high = (joined(separation.context, side) for side in separation.opposed())
    key = "separation_title" if separation.facts.functions == 1 else "separation_title_many"
    return separation.context.say(f"figures.{key}", low=low, high=high)


def _notes(separation: Separation) -> Iterator[str]:
    context = separation.context
    yield context.say(
        "figures.separation_reading" if separation.shown == 1 else "figures.separation_reading_two",
        confidence=context.confidence,
    )
    functions = context.discriminant["functions"]
    shown = functions["canonical_correlation"].head(2)
    yield (
        context.say(
            "figures.separation_tests",
            p=p_words(separation, permuted(context.discriminant, "pillai", "unweighted")),
            correlations=f" {context.say('figures.separation_and')} ".join(
                decimal(r, context.language, 2) for r in shown
            ),
        )
        + f" {_left_out(separation)}".rstrip()
    )
    if not all(maker.clear for makers in separation.drawn_makers for maker in makers):
        yield context.say("figures.separation_hollow")
    yield context.say(
        "figures.separation_guess_sides" if separation.facts.sides else "figures.separation_guess",
        **guess_shares(context, separation.facts),
    )
    yield notes.trust(context)
    n = number(separation.means(1)["n"].sum(), context.language)
    population = context.text(context.codebook.survey.population)
    yield context.say("figures.separation_field", population=population, n=n)
    yield notes.source(context)


def guess_shares(context: Context, found: Findings) -> dict[str, str]:
    """How often the group, and the side of the first axis, are guessed, and by chance."""
    shares = {
        "accuracy": found.accuracy,
        "chance": found.chance,
        "side": found.side_accuracy,
        "side_chance": found.side_chance,
    }
    return {name: context.percent(share) for name, share in shares.items()}


def _left_out(separation: Separation) -> str:
    """Why only one axis is shown."""
    if separation.facts.functions > 1:
        return ""
    return separation.context.say(
        "figures.separation_one_axis" if separation.facts.shows else "figures.separation_no_axis"
    )


def p_words(separation: Separation, p: float) -> str:
    """A p-value with three decimals."""
    return separation.context.say("figures.separation_p_is", p=decimal(p, separation.context.language, 3))


def _alt(separation: Separation) -> str:
    context = separation.context
    means = separation.means(1)["mean"]
    places = [
        f"{label} {decimal(means[group], context.language, 2)}"
        for group, label in separation.group_labels.items()
    ]
    strongest = separation.makers(1)[0]
    value = decimal(strongest.correlation, context.language, 2)
    return notes.joined(
        context.say("figures.separation_alt", places=context.say("figures.list").join(places)),
        context.say("figures.separation_alt_maker", name=strongest.name, value=value),
        context.say("figures.alt_table", file=f"{file_stem(separation.figure)}.csv"),
    )
