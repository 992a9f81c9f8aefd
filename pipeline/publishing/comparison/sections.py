"""The report on two waves: its sections in their order, each with its texts, figures and tables."""

from __future__ import annotations

from pipeline.figures import notes
from pipeline.figures.context import Context
from pipeline.publishing.comparison import sentences, tables
from pipeline.publishing.drawn_figure import DrawnFigure
from pipeline.publishing.html.blocks import FindingsBlock, Section, TableBlock, TextBlock
from pipeline.publishing.report import (
    Report,
    method_section,
    provenance_section,
    with_tables,
    without_figure,
)
from pipeline.publishing.sentences import StandOut
from pipeline.publishing.tables.model import ReaderTable

# Longer tables stand in the workbook only.
MOST_ROWS_OF_COMPARISON = 1000
# Changes by group that are told at the top of the page; their own section tells more.
CHANGES_IN_FINDINGS = 2


def comparison_report(context: Context, figures: list[DrawnFigure]) -> Report:
    """Return the report on a wave beside an earlier one: its page and its workbook."""
    catalogue = tables.catalogue(context)
    method = sentences.method(context)
    return Report(
        sections=[
            _findings(context),
            *_sections(context, figures, catalogue),
            method_section(context, method),
            provenance_section(context),
        ],
        tables=catalogue,
        subjects={table.section: _title(context, table.section) for table in catalogue},
        method=method,
    )


def _title(context: Context, section: str) -> str:
    return context.say(f"changes.section_{section}")


def _sections(context: Context, figures: list[DrawnFigure], catalogue: list[ReaderTable]) -> list[Section]:
    """Return what changed, then what was asked otherwise, both samples and the published results."""
    blocks = {
        tables.OVERALL_CHANGES: with_tables(figures, catalogue),
        tables.CHANGES_BY_GROUP: [TextBlock(list(sentences.by_groups(context)), "list")],
        tables.QUESTIONS: [TextBlock([sentences.questions(context)])],
        tables.ASKED: [TextBlock(list(sentences.questionnaire(context)))],
        tables.SAMPLES: [TextBlock([sentences.samples(context)])],
    }
    if context.register:
        blocks[tables.RETESTED_CLAIMS] = [TextBlock(list(sentences.claims(context)), "list")]
    return [
        Section(section, _title(context, section), [*content, *_folded(section, catalogue)])
        for section, content in blocks.items()
    ]


def _findings(context: Context) -> Section:
    """Return what stands out, each sentence led by the section that it sums up."""
    section_sentences = {
        tables.OVERALL_CHANGES: list(sentences.overall(context)),
        tables.CHANGES_BY_GROUP: list(sentences.by_groups(context, CHANGES_IN_FINDINGS)),
        tables.QUESTIONS: [sentences.questions(context)],
        tables.ASKED: list(sentences.questionnaire(context)),
    }
    if context.register:
        section_sentences[tables.RETESTED_CLAIMS] = [next(sentences.claims(context))]
    titles = {section: _title(context, section) for section in section_sentences}
    groups = [
        (titles[section], [StandOut(sentence, section, titles[section]) for sentence in part])
        for section, part in section_sentences.items()
        if part
    ]
    trust = notes.trust(context)
    blocks = [FindingsBlock(groups), *([TextBlock([trust])] if trust else [])]
    return Section("findings", context.say("report.section_findings"), blocks)


def _folded(section: str, catalogue: list[ReaderTable]) -> list[TableBlock]:
    """Return the tables of a section that no figure shows, behind their titles."""
    section_tables = without_figure(catalogue, section, MOST_ROWS_OF_COMPARISON)
    return [TableBlock(section_tables, "more")] if section_tables else []
