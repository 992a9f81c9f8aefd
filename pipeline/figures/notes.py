"""What stands under every figure: population, source, how far the intervals may be trusted."""

from __future__ import annotations

from pipeline.codebook.model import Figure
from pipeline.figures.context import Context
from pipeline.figures.estimates import SMALL_BASE
from pipeline.text.number_format import day, number


def mark(context: Context) -> str:
    """Return the mark of answers that are not real, or nothing."""
    made_up = any(one.survey.synthetic for one in context.codebooks)
    return context.say("figures.synthetic") if made_up else ""


def identity(context: Context, figure: Figure) -> str:
    """Return number of the figure and fingerprints of what made it."""
    return context.say(
        "figures.identity", number=figure.number, data=context.provenance.data, code=context.provenance.code
    )


def field(context: Context, base: str) -> str:
    """Return who is counted."""
    population = context.text(context.codebook.survey.population)
    if context.codebook.bases[base].where is None:
        return context.say("figures.field_all", population=population)
    return context.say("figures.field", population=population, base=context.base_label(base))


def source(context: Context) -> str:
    """Return the note that names the survey."""
    return context.say("figures.source", survey=survey(context))


def survey(context: Context) -> str:
    """Return which survey it is: title, producer, dates, answers, margins; or both waves compared."""
    about = context.codebook.survey
    waves = [
        {
            "start": day(one.survey.fieldwork.start, context.language),
            "end": day(one.survey.fieldwork.end, context.language),
            "n": number(n, context.language),
        }
        for one, n in zip(reversed(context.codebooks), reversed(context.respondents), strict=True)
    ]
    return context.say(
        "figures.surveys" if context.earlier else "figures.survey",
        title=context.text(about.title),
        producer=context.text(about.producer),
        margins=context.margin_names,
        **waves[0],
        **{f"old_{name}": value for name, value in waves[-1].items()},
    )


def trust(context: Context, sentence: str = "volunteer") -> str:
    """Return the assumption under which intervals or tests of volunteers hold; "" for a random sample."""
    if all(one.survey.sample != "volunteer" for one in context.codebooks):
        return ""
    return context.say(f"figures.{sentence}", margins=context.margin_names)


def joined(*sentences: str) -> str:
    """Return sentences as one paragraph, empty ones left out."""
    return " ".join(filter(None, sentences))


def statuses(context: Context, found: set[str], grammar: str) -> str:
    """Return what the marks of small bases mean, for those that the figure has."""
    method = context.codebook.method
    limits = {"withheld": method.withheld_below, "fragile": method.fragile_below, "small": SMALL_BASE}
    return joined(
        *(context.say(f"figures.{status}_{grammar}", n=n) for status, n in limits.items() if status in found)
    )
