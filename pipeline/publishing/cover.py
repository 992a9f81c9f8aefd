"""The lines of the workbook's cover."""

from __future__ import annotations

from pipeline.figures.notes import mark, source, trust
from pipeline.formats import number
from pipeline.publishing.publication import Publication


def cover_lines(publication: Publication) -> list[tuple[str, str]]:
    """Look and text of each line: title, mark, wave, fieldwork, producer, licence, fingerprints."""
    survey, edition, origin = publication.codebook.survey, publication.edition, publication.origin
    counts = [*([edition.earlier.respondents] if edition.earlier else []), edition.respondents]
    facts = {
        "wave": ", ".join(one.survey.id for one in edition.codebooks),
        "population": edition.text(survey.population),
        "fieldwork": edition.say("list").join(publication.fieldwork),
        "respondents": edition.say("list").join(number(n, publication.language) for n in counts),
        "producer": edition.text(survey.producer),
        "contact": survey.contact,
        "licence": survey.licence,
        "data": origin.data,
        "code": origin.code,
    }
    colon = publication.say("colon")
    lines = [("title", publication.title)]
    if mark(edition):
        lines += [("mark", mark(edition)), ("wrapped", publication.say("synthetic"))]
    lines += [("text", f"{publication.say(f'cover_{k}')}{colon}{v}") for k, v in facts.items() if v != ""]
    lines += [("wrapped", source(edition)), ("wrapped", trust(edition))]
    return [line for line in lines if line[1]]
