"""What stands under every figure: population, source, how far the intervals may be trusted."""

from __future__ import annotations

from pipeline.codebook.model import Figure
from pipeline.figures.context import Edition
from pipeline.figures.estimates import SMALL_BASE
from pipeline.text.number_format import day, number


def mark(edition: Edition) -> str:
    """The mark of answers that are not real, or nothing."""
    made_up = any(one.survey.synthetic for one in edition.codebooks)
    return edition.say("synthetic") if made_up else ""


def identity(edition: Edition, figure: Figure) -> str:
    """Number of the figure and fingerprints of what made it."""
    return edition.say("identity", number=figure.number, data=edition.data, code=edition.code)


def field(edition: Edition, base: str) -> str:
    """Who is counted."""
    population = edition.text(edition.codebook.survey.population)
    if edition.codebook.bases[base].where is None:
        return edition.say("field_all", population=population)
    return edition.say("field", population=population, base=edition.text(edition.codebook.bases[base].label))


def source(edition: Edition) -> str:
    """The note that names the survey."""
    return edition.say("source", survey=survey(edition))


def survey(edition: Edition) -> str:
    """Which survey, by whom, when, how many answers, weighted on what; of both waves compared."""
    about = edition.codebook.survey
    counts = [edition.respondents, *([edition.earlier.respondents] if edition.earlier else [])]
    waves = [
        {
            "start": day(one.survey.fieldwork.start, edition.language),
            "end": day(one.survey.fieldwork.end, edition.language),
            "n": number(n, edition.language),
        }
        for one, n in zip(reversed(edition.codebooks), counts, strict=True)
    ]
    return edition.say(
        "surveys" if edition.earlier else "survey",
        title=edition.text(about.title),
        producer=edition.text(about.producer),
        margins=edition.margin_names,
        **waves[0],
        **{f"old_{name}": value for name, value in waves[-1].items()},
    )


def trust(edition: Edition, sentence: str = "volunteer") -> str:
    """On what assumption intervals, or tests, of a volunteer sample stand; nothing for a random one."""
    if all(one.survey.sample != "volunteer" for one in edition.codebooks):
        return ""
    return edition.say(sentence, margins=edition.margin_names)


def joined(*sentences: str) -> str:
    """Sentences as one paragraph, empty ones left out."""
    return " ".join(filter(None, sentences))


def statuses(edition: Edition, found: set[str], grammar: str) -> str:
    """What the marks of small bases mean, for those that the figure has."""
    method = edition.codebook.method
    limits = {"withheld": method.withheld_below, "fragile": method.fragile_below, "small": SMALL_BASE}
    return joined(
        *(edition.say(f"{status}_{grammar}", n=n) for status, n in limits.items() if status in found)
    )
