"""The lines of the first page of the workbook and of the Word file."""

from __future__ import annotations

from pipeline.figures.notes import mark, source, trust
from pipeline.publishing.context import Publication
from pipeline.publishing.method import provenance_tables
from pipeline.text.number_format import number


def cover_lines(publication: Publication) -> list[tuple[str, str]]:
    """Look and text of each line: title, mark, wave, fieldwork, producer, licence, provenance."""
    survey, context, origin = publication.codebook.survey, publication.context, publication.origin
    counts = [*([context.earlier.respondents] if context.earlier else []), context.respondents]
    facts = {
        "wave": ", ".join(one.survey.id for one in context.codebooks),
        "population": context.text(survey.population),
        "fieldwork": context.say("list").join(publication.fieldwork),
        "respondents": context.say("list").join(number(n, publication.language) for n in counts),
        "producer": context.text(survey.producer),
        "contact": survey.contact,
        "licence": survey.licence,
        "data": origin.data,
    }
    colon = publication.say("colon")
    lines = [("title", publication.title)]
    if mark(context):
        lines += [("mark", mark(context)), ("wrapped", publication.say("synthetic"))]
    lines += [("text", f"{publication.say(f'cover_{k}')}{colon}{v}") for k, v in facts.items() if v != ""]
    lines += [("wrapped", source(context)), ("wrapped", trust(context))]
    lines += [("heading", publication.say("section_provenance")), ("wrapped", publication.say("provenance"))]
    inputs, program = (dict(table.rows) for table in provenance_tables(publication))
    versions = ", ".join(f"{name} {program.pop(name)}" for name in origin.versions)
    lines += [("text", f"{part}{colon}{value}") for part, value in program.items()]
    lines += [("wrapped", f"{publication.say('title_versions')}{colon}{versions}")]
    lines += [("text", f"{name}{colon}{digest}") for name, digest in inputs.items()]
    return [line for line in lines if line[1]]
