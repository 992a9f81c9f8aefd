"""The lines of the first page of the workbook and of the Word file."""

from __future__ import annotations

from pipeline.figures.context import Context
from pipeline.figures.notes import mark, source, trust
from pipeline.publishing.method import provenance_tables
from pipeline.text.number_format import number


def cover_lines(context: Context) -> list[tuple[str, str]]:
    """Return look and text of each line: title, mark, wave, fieldwork, producer, licence, provenance."""
    survey, provenance = context.codebook.survey, context.provenance
    facts = {
        "wave": ", ".join(codebook.survey.id for codebook in context.codebooks),
        "population": context.text(survey.population),
        "fieldwork": context.say("figures.list").join(context.fieldwork),
        "respondents": context.say("figures.list").join(
            number(n, context.language) for n in context.respondents
        ),
        "producer": context.text(survey.producer),
        "contact": survey.contact,
        "licence": survey.licence,
        "data": provenance.data,
    }
    colon = context.say("report.colon")
    lines = [("title", context.title)]
    if mark(context):
        lines += [("mark", mark(context)), ("wrapped", context.say("report.synthetic"))]
    lines += [("text", f"{context.say(f'report.cover_{k}')}{colon}{v}") for k, v in facts.items() if v != ""]
    lines += [("wrapped", source(context)), ("wrapped", trust(context))]
    lines += [
        ("heading", context.say("report.section_provenance")),
        ("wrapped", context.say("report.provenance")),
    ]
    inputs, program = (dict(table.rows) for table in provenance_tables(context))
    versions = ", ".join(f"{name} {program.pop(name)}" for name in provenance.versions)
    lines += [("text", f"{part}{colon}{value}") for part, value in program.items()]
    lines += [("wrapped", f"{context.say('report.title_versions')}{colon}{versions}")]
    lines += [("text", f"{name}{colon}{digest}") for name, digest in inputs.items()]
    return [line for line in lines if line[1]]
