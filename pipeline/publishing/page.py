"""What the report holds, section by section: texts, figures and tables, nothing of how they look."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.discriminating.findings import sentences
from pipeline.figures import notes
from pipeline.formats import number, typographic
from pipeline.messages import say
from pipeline.publishing import claims_section, discriminant_tables, figure_tables, group_tables
from pipeline.publishing.account_of_method import method_sentences, provenance_tables
from pipeline.publishing.analysis_tables import extremes, separating
from pipeline.publishing.blocks import Drawn, Panel, Section, Shown, Tables, Text, Told
from pipeline.publishing.claim_tables import CLAIMS
from pipeline.publishing.crossings import Crossings
from pipeline.publishing.explained import how_to_read
from pipeline.publishing.findings import findings
from pipeline.publishing.panel import panel_data
from pipeline.publishing.plain_tables import plain_tables
from pipeline.publishing.publication import Publication
from pipeline.publishing.reader_table import ReaderTable


def sections(publication: Publication, drawn: list[Drawn], tables: list[ReaderTable]) -> list[Section]:
    """The sections of the report in their order; those with nothing to show are left out."""
    batteries = [q for q in publication.codebook.question if q.battery and q.closed]
    asked = [_asked(publication, question.id, drawn, tables) for question in batteries]
    shown = [
        _answered(publication, drawn, tables),
        *(section for section in asked if section.blocks),
        *_once(publication, drawn, tables),
        _groups(publication, drawn, tables),
        _panel(publication),
        *_discriminant(publication, drawn, tables),
        *_claims(publication, drawn, tables),
    ]
    return [
        _findings(publication, drawn, shown),
        *shown,
        Section("method", publication.say("section_method"), [Text(method_sentences(publication), "list")]),
        _quality(publication, tables),
        Section(
            "provenance",
            publication.say("section_provenance"),
            [Text([publication.say("provenance")]), Tables(provenance_tables(publication))],
        ),
    ]


def _findings(publication: Publication, drawn: list[Drawn], shown: list[Section]) -> Section:
    """What stands out, in the order of the sections that show it; who answered comes last."""
    found = findings(publication, {one.number: one.title for one in drawn})
    by_section = [
        (section.title, [one for one in found if one.anchor in section.anchors])
        for section in [*shown[1:], shown[0]]
    ]
    blocks = [Told([(title, told) for title, told in by_section if told])]
    if trust := notes.trust(publication.edition):
        blocks.append(Text([trust]))
    return Section("findings", publication.say("section_findings"), blocks)


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


def _panel(publication: Publication) -> Section:
    crossings = Crossings(publication, publication.tests, publication.pairs, publication.means)
    said = [sentence for sentence in how_to_read(publication).values() if sentence]
    panel = Panel(panel_data(crossings), plain_tables(crossings), said)
    return Section("panel", publication.say("section_panel"), [Text([publication.say("panel_intro")]), panel])


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
