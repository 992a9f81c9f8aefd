"""What the report holds, section by section: texts, figures and tables, nothing of how they look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from pipeline.discriminating.findings import sentences
from pipeline.figures import notes
from pipeline.formats import number, typographic
from pipeline.messages import say
from pipeline.publishing import claims_section, discriminant_tables, figure_tables, group_tables
from pipeline.publishing.account_of_method import method_sentences, provenance_tables
from pipeline.publishing.analysis_tables import extremes, separating
from pipeline.publishing.claim_tables import CLAIMS
from pipeline.publishing.findings import Finding, findings
from pipeline.publishing.publication import Publication
from pipeline.publishing.reader_table import ReaderTable


@dataclass(frozen=True)
class Drawn:
    """A figure that was drawn: what the list of figures says, the SVG of each page, its numbers."""

    number: int
    name: str
    title: str
    alt: str
    svg: list[str]
    numbers: pd.DataFrame

    @property
    def files(self) -> list[tuple[str, str]]:
        """Name and address of each file: the pictures of every page, then the numbers."""
        pages = [("", ""), *((f" {page}", f"_{page}") for page in range(2, len(self.svg) + 1))]
        pictures = [
            (f"{kind.upper()}{page}", f"{self.name}{end}.{kind}")
            for page, end in pages
            for kind in ("png", "svg")
        ]
        return [*pictures, ("CSV", f"{self.name}.csv")]


@dataclass(frozen=True)
class Text:
    sentences: list[str]
    form: str = "text"


@dataclass(frozen=True)
class Shown:
    """A figure with the table of its numbers."""

    figure: Drawn
    table: ReaderTable
    form: str = "figure"


@dataclass(frozen=True)
class Told:
    findings: list[Finding]
    form: str = "findings"


@dataclass(frozen=True)
class Tables:
    """Tables in full view ("tables"), or behind their titles ("more")."""

    tables: list[ReaderTable]
    form: str = "tables"


@dataclass(frozen=True)
class Section:
    id: str
    title: str
    blocks: list[Text | Shown | Told | Tables]


def sections(publication: Publication, drawn: list[Drawn], tables: list[ReaderTable]) -> list[Section]:
    """The sections of the report in their order; those with nothing to show are left out."""
    titles = {one.number: one.title for one in drawn}
    told = [Told(findings(publication, titles))]
    if trust := notes.trust(publication.edition):
        told.append(Text([trust]))
    batteries = [q for q in publication.codebook.question if q.battery and q.closed]
    return [
        Section("findings", publication.say("section_findings"), told),
        _answered(publication, drawn, tables),
        *(
            section
            for question in batteries
            if (section := _asked(publication, question.id, drawn, tables)).blocks
        ),
        *_once(publication, drawn, tables),
        _groups(publication, drawn, tables),
        *_discriminant(publication, drawn, tables),
        *_claims(publication, drawn, tables),
        Section("method", publication.say("section_method"), [Text(method_sentences(publication), "list")]),
        _quality(publication, tables),
        Section(
            "provenance",
            publication.say("section_provenance"),
            [Text([publication.say("provenance")]), Tables(provenance_tables(publication))],
        ),
    ]


def _shown(
    publication: Publication, section: str, drawn: list[Drawn], tables: list[ReaderTable]
) -> list[Shown]:
    """The figures of a section, in the order of their numbers."""
    declared = {figure.number: figure for figure in publication.codebook.figure}
    by_number = {table.figure: table for table in tables if table.figure is not None}
    return [
        Shown(one, by_number[one.number])
        for one in sorted(drawn, key=lambda one: one.number)
        if figure_tables.section_of(publication, declared[one.number]) == section
    ]


def _others(section: str, tables: Iterable[ReaderTable]) -> list[ReaderTable]:
    return [table for table in tables if table.section == section and table.figure is None]


def _more(publication: Publication, tables: list[ReaderTable]) -> list[Text | Tables]:
    return [Text([publication.say("tables")], "heading"), Tables(tables, "more")] if tables else []


def _asked(publication: Publication, question: str, drawn: list[Drawn], tables: list[ReaderTable]) -> Section:
    blocks = [*_shown(publication, question, drawn, tables), *_more(publication, _others(question, tables))]
    return Section(f"question-{question}", publication.heading(question), blocks)


def _once(publication: Publication, drawn: list[Drawn], tables: list[ReaderTable]) -> list[Section]:
    section = group_tables.ONCE
    blocks = [*_shown(publication, section, drawn, tables), *_more(publication, _others(section, tables))]
    return [Section(section, publication.say("section_once"), blocks)] if blocks else []


def _answered(publication: Publication, drawn: list[Drawn], tables: list[ReaderTable]) -> Section:
    account = publication.quality["account"].set_index("rule")["rows"]
    everyone = publication.weighting.iloc[0]
    values = {
        "read": account["read"],
        "kept": account["kept"],
        "aside": account["read"] - account["kept"],
        "effective": everyone["n_effective"],
    }
    told = {name: number(value, publication.language) for name, value in values.items()}
    sentence = publication.say("answered", **told, margins=publication.edition.margin_names)
    visible = _others("answered", tables)
    return Section(
        "answered",
        publication.say("section_answered"),
        [Text([sentence]), *_shown(publication, "answered", drawn, tables), Tables(visible)],
    )


def _groups(publication: Publication, drawn: list[Drawn], tables: list[ReaderTable]) -> Section:
    blocks = [Text([publication.say("groups")]), *_shown(publication, "groups", drawn, tables)]
    for breakdown in publication.codebook.breakdown:
        label = publication.edition.text(publication.codebook.by_id[breakdown.variable].label)
        blocks.append(Text([label], "heading"))
        made = [make(publication, breakdown.variable) for make in (separating, extremes)]
        shown = [table for table in made if table.rows]
        blocks.append(Tables(shown) if shown else Text([publication.say("none_separates")]))
    return Section(
        "groups", publication.say("section_groups"), [*blocks, *_more(publication, _ranked(tables))]
    )


def _discriminant(publication: Publication, drawn: list[Drawn], tables: list[ReaderTable]) -> list[Section]:
    """What the discriminant analysis found, when the codebook asks for one."""
    codebook, made = publication.codebook, publication.edition.separated
    if codebook.discriminant is None:
        return []
    section = discriminant_tables.SECTION
    told = Text(sentences(codebook, made, publication.language), "list")
    short = [table for table in _others(section, tables) if discriminant_tables.is_short(publication, table)]
    blocks = [told, *_shown(publication, section, drawn, tables), *_more(publication, short)]
    title = say(publication.language, "discriminant.section")
    return [Section(section, typographic(title, publication.language), blocks)]


def _ranked(tables: list[ReaderTable]) -> list[ReaderTable]:
    """The whole screening; all test values stand in the workbook only, there are thousands."""
    return [table for table in _others("groups", tables) if len(table.rows) < 500]


def _claims(publication: Publication, drawn: list[Drawn], tables: list[ReaderTable]) -> list[Section]:
    """Published results re-tested: what the verdicts come to, then every one of them."""
    if publication.edition.verified is None:
        return []
    verdicts, *others = [table for table in _others(CLAIMS, tables) if len(table.rows) < 500]
    blocks = [
        Text(claims_section.introduction(publication)),
        Text(claims_section.sentences(publication), "list"),
        *_shown(publication, CLAIMS, drawn, tables),
        Tables([verdicts]),
        *_more(publication, others),
    ]
    return [Section(CLAIMS, publication.edition.verified.say("table.section"), blocks)]


def _quality(publication: Publication, tables: list[ReaderTable]) -> Section:
    remarks = publication.quality["faults"]
    count = int(remarks["count"].sum()) if len(remarks) else 0
    corrected = len(publication.quality["corrections"])
    values = {
        "remarks": number(count, publication.language),
        "corrections": number(corrected, publication.language),
    }
    return Section(
        "quality",
        publication.say("section_quality"),
        [Text([publication.say("quality", **values)]), Tables(_others("quality", tables), "more")],
    )
