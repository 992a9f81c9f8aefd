"""The report on a wave: its sections in their order, each with its texts, figures and tables."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.claims.account import method as meaning_of_verdicts
from pipeline.claims.account import summary
from pipeline.discriminant.sentences import sentences
from pipeline.figures import notes
from pipeline.figures.context import Context
from pipeline.publishing.crosstabs import Crossings
from pipeline.publishing.drawn_figure import DrawnFigure
from pipeline.publishing.html.blocks import (
    FigureBlock,
    FindingsBlock,
    PanelBlock,
    Section,
    TableBlock,
    TextBlock,
)
from pipeline.publishing.html.panel import panel_data, plain_tables
from pipeline.publishing.method import how_to_read, method_sentences
from pipeline.publishing.report import (
    Report,
    method_section,
    provenance_section,
    with_tables,
    without_figure,
)
from pipeline.publishing.sentences import StandOut, findings, leading, screening_account
from pipeline.publishing.tables.by_group import ONCE
from pipeline.publishing.tables.catalogue import catalogue
from pipeline.publishing.tables.claims import CLAIMS
from pipeline.publishing.tables.discriminant import SECTION as DISCRIMINANT
from pipeline.publishing.tables.discriminant import is_short
from pipeline.publishing.tables.model import ReaderTable
from pipeline.publishing.tables.of_figures import section_of
from pipeline.publishing.tables.respondents import ANSWERED, QUALITY
from pipeline.publishing.tables.screening import GROUPS, extremes, separating
from pipeline.text.number_format import number, typographic

# Longer tables stand in the workbook only: the page has to open at once.
MOST_ROWS_OF_WAVE = 499


def wave_report(context: Context, figures: list[DrawnFigure]) -> Report:
    """Return the report on one wave: its page, its workbook and its Word file."""
    tables = catalogue(context, {figure.number: figure.numbers for figure in figures})
    method = method_sentences(context)
    material = _Material(context, figures, tables)
    return Report(
        sections=[
            *_sections(material),
            method_section(context, method),
            _quality(material),
            provenance_section(context),
        ],
        tables=tables,
        subjects={table.section: section_title(context, table.section) for table in tables},
        method=method,
        word_figures=figures,
    )


def section_title(context: Context, section: str) -> str:
    """Return the title of a section: of a question asked service by service, or of an analysis."""
    if section in context.codebook.by_id:
        return context.heading(section)
    return context.say(f"report.section_{section}")


@dataclass(frozen=True)
class _Material:
    """What the sections show: figures and tables, each in the section that it belongs to."""

    context: Context
    figures: list[DrawnFigure]
    tables: list[ReaderTable]

    def figures_of(self, section: str) -> list[FigureBlock]:
        """Return the figures of a section with their tables, in the order of their numbers."""
        declared = {figure.number: figure for figure in self.context.codebook.figure}
        figures = [
            drawn for drawn in self.figures if section_of(self.context, declared[drawn.number]) == section
        ]
        return with_tables(figures, self.tables)

    def tables_of(self, section: str) -> list[ReaderTable]:
        """Return the tables of a section that are of no figure."""
        return without_figure(self.tables, section, MOST_ROWS_OF_WAVE)

    def folded(self, tables: list[ReaderTable]) -> list[TextBlock | TableBlock]:
        """Return tables behind their titles, under a heading; nothing where there are none."""
        heading = TextBlock([self.context.say("report.tables")], "heading")
        return [heading, TableBlock(tables, "more")] if tables else []


def _sections(material: _Material) -> list[Section]:
    """Return what was found, first in short; sections with nothing to show are left out."""
    context = material.context
    stand_outs = findings(context, {figure.number: figure.title for figure in material.figures})
    batteries = [q.id for q in context.codebook.question if q.battery and q.closed]
    of_questions = [_of_questions(material, stand_outs, id_, f"question-{id_}") for id_ in batteries]
    of_questions.append(_of_questions(material, stand_outs, ONCE, ONCE))
    sections = [
        _answered(material),
        *(section for section in of_questions if section.blocks),
        *_groups(material),
        *_panel(context),
        *_discriminant(material),
        *_claims(material),
    ]
    return [_findings(context, stand_outs, sections), *sections]


def _findings(context: Context, stand_outs: list[StandOut], sections: list[Section]) -> Section:
    """Return what stands out, in the order of the sections that show it; who answered comes last."""
    ordered = [*sections[1:], sections[0]]
    leaders = [
        finding
        for section in ordered
        for finding in leading([finding for finding in stand_outs if finding.anchor in section.anchors])
    ]
    threshold = context.percent(context.codebook.method.significance)
    clear = context.say("report.findings_clear", threshold=threshold) if leaders else ""
    note = notes.joined(clear, notes.trust(context))
    blocks = [FindingsBlock([("", leaders)]), TextBlock([note], "note")]
    return Section("findings", context.say("report.section_findings"), blocks)


def _answered(material: _Material) -> Section:
    """Return who answered: how many forms were read and kept, and what they weigh."""
    context = material.context
    account = context.tables["quality/account"].set_index("rule")["rows"]
    counts = {
        "read": account["read"],
        "kept": account["kept"],
        "aside": account["read"] - account["kept"],
        "effective": context.tables["weighting"].iloc[0]["n_effective"],
    }
    written = {name: number(count, context.language) for name, count in counts.items()}
    sentence = context.say("report.answered", **written, margins=context.margin_names)
    blocks = [
        TextBlock([sentence]),
        *material.figures_of(ANSWERED),
        TableBlock(material.tables_of(ANSWERED)),
    ]
    return Section(ANSWERED, section_title(context, ANSWERED), blocks)


def _of_questions(material: _Material, stand_outs: list[StandOut], subject: str, section: str) -> Section:
    """Return the findings, figures and tables of a question, or of all questions asked once."""
    figures = material.figures_of(subject)
    anchors = {block.figure.anchor for block in figures}
    own_findings = [finding for finding in stand_outs if finding.anchor in anchors and not finding.title]
    blocks = [
        *([FindingsBlock([("", own_findings)])] if own_findings else []),
        *figures,
        *material.folded(material.tables_of(subject)),
    ]
    return Section(section, section_title(material.context, subject), blocks)


def _groups(material: _Material) -> list[Section]:
    """Return the section on what separates the groups; nothing without groups."""
    context = material.context
    if not context.codebook.breakdown:
        return []
    blocks = [TextBlock([context.say("report.groups")]), *material.figures_of(GROUPS)]
    for breakdown in context.codebook.breakdown:
        label = context.variable_label(breakdown.variable)
        blocks += [TextBlock([label], "heading"), TextBlock([screening_account(context, breakdown.variable)])]
        tables = [make(context, breakdown.variable) for make in (separating, extremes)]
        filled = [table for table in tables if table.rows]
        blocks.append(TableBlock(filled) if filled else TextBlock([context.say("report.none_separates")]))
    blocks += material.folded(material.tables_of(GROUPS))
    return [Section(GROUPS, section_title(context, GROUPS), blocks)]


def _panel(context: Context) -> list[Section]:
    """Return any question, measure or number by groups, at choice; nothing where there are no groups."""
    crossings = Crossings(context)
    plain = plain_tables(crossings)
    if not plain:
        return []
    reading = [sentence for sentence in how_to_read(context).values() if sentence]
    blocks = [
        TextBlock([context.say("report.panel_intro")]),
        PanelBlock(panel_data(crossings), plain, reading),
    ]
    return [Section("panel", context.say("report.section_panel"), blocks)]


def _discriminant(material: _Material) -> list[Section]:
    """Return what the discriminant analysis found, when the codebook asks for one."""
    context = material.context
    if context.codebook.discriminant is None:
        return []
    text = sentences(context.codebook, context.discriminant, context.language)
    short = [table for table in material.tables_of(DISCRIMINANT) if is_short(context, table)]
    blocks = [
        TextBlock(text, "list"),
        *material.figures_of(DISCRIMINANT),
        *material.folded(short),
    ]
    return [Section(DISCRIMINANT, section_title(context, DISCRIMINANT), blocks)]


def _claims(material: _Material) -> list[Section]:
    """Return published results re-tested: what the verdicts come to, then every one of them."""
    context = material.context
    if context.verified is None:
        return []
    verdicts, *further = material.tables_of(CLAIMS)
    blocks = [
        TextBlock(_document_and_verdicts(context)),
        TextBlock(summary(context.verified), "list"),
        *material.figures_of(CLAIMS),
        TableBlock([verdicts]),
        *material.folded(further),
    ]
    return [Section(CLAIMS, section_title(context, CLAIMS), blocks)]


def _document_and_verdicts(context: Context) -> list[str]:
    """Return the document that the results come from, and what the verdicts mean."""
    document = context.register.document
    named = {
        name: typographic(text.in_(context.language), context.language)
        for name, text in (("document", document.title), ("source", document.source))
    }
    return [context.say("claims.table.intro", **named), meaning_of_verdicts(context.verified)]


def _quality(material: _Material) -> Section:
    """Return what was wrong with the answers, and what was corrected."""
    context = material.context
    remarks = context.tables["quality/faults"]
    counts = {
        "remarks": number(int(remarks["count"].sum()) if len(remarks) else 0, context.language),
        "corrections": number(len(context.tables["quality/corrections"]), context.language),
    }
    blocks = [
        TextBlock([context.say("report.quality", **counts)]),
        TableBlock(material.tables_of(QUALITY), "more"),
    ]
    return Section(QUALITY, section_title(context, QUALITY), blocks)
