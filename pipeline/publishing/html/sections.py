"""What the report holds, section by section: texts, figures and tables, nothing of how they look.

The sections on what separates the groups: screening, panel, discriminant analysis, published results.

What the report says of published results: counts, figure, every verdict, other readings and weightings.

What the sections of the report are made from: the publication, its drawn figures and its tables.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.claims.account import method, summary
from pipeline.discriminant.sentences import sentences
from pipeline.figures import notes
from pipeline.publishing.context import Publication
from pipeline.publishing.crosstabs import Crossings
from pipeline.publishing.html.blocks import Drawn, Panel, Section, Shown, Tables, Text, Told
from pipeline.publishing.html.panel import panel_data, plain_tables
from pipeline.publishing.method import how_to_read, method_sentences, provenance_tables
from pipeline.publishing.sentences import Finding, account, findings, leading
from pipeline.publishing.tables import by_group as group_tables
from pipeline.publishing.tables import discriminant as discriminant_tables
from pipeline.publishing.tables import of_figures as figure_tables
from pipeline.publishing.tables.claims import CLAIMS
from pipeline.publishing.tables.model import ReaderTable
from pipeline.publishing.tables.respondents import ANSWERED, QUALITY
from pipeline.publishing.tables.screening import GROUPS, extremes, separating
from pipeline.text.number_format import number, typographic


def introduction(publication: Publication) -> list[str]:
    """The document the results come from, and what the verdicts mean."""
    verified = publication.context.verified
    document = verified.register.document
    told = {
        name: typographic(getattr(document, field).in_(publication.language), publication.language)
        for name, field in (("document", "title"), ("source", "source"))
    }
    return [verified.say("table.intro", **told), method(verified)]


def claim_sentences(publication: Publication) -> list[str]:
    """What the verdicts come to."""
    return summary(publication.context.verified)


# Longer tables stand in the workbook only.
_LONGEST = 500


@dataclass(frozen=True)
class Material:
    publication: Publication
    drawn: list[Drawn]
    tables: list[ReaderTable]

    def shown(self, section: str) -> list[Shown]:
        """The figures of a section with their tables, in the order of their numbers."""
        declared = {figure.number: figure for figure in self.publication.codebook.figure}
        by_number = {table.figure: table for table in self.tables if table.figure is not None}
        return [
            Shown(one, by_number[one.number])
            for one in sorted(self.drawn, key=lambda one: one.number)
            if figure_tables.section_of(self.publication, declared[one.number]) == section
        ]

    def others(self, section: str) -> list[ReaderTable]:
        """The tables of a section that are of no figure."""
        mine = [table for table in self.tables if table.section == section and table.figure is None]
        return [table for table in mine if len(table.rows) < _LONGEST]

    def folded(self, tables: list[ReaderTable]) -> list[Text | Tables]:
        """Tables behind their titles, under a heading; nothing where there are none."""
        heading = Text([self.publication.say("tables")], "heading")
        return [heading, Tables(tables, "more")] if tables else []


def groups(material: Material) -> list[Section]:
    """Questions that separate the groups, and the answers furthest from the rest; nothing without groups."""
    publication = material.publication
    if not publication.codebook.breakdown:
        return []
    blocks = [Text([publication.say("groups")]), *material.shown(GROUPS)]
    for breakdown in publication.codebook.breakdown:
        label = publication.context.text(publication.codebook.by_id[breakdown.variable].label)
        blocks += [Text([label], "heading"), Text([account(publication, breakdown.variable)])]
        made = [make(publication, breakdown.variable) for make in (separating, extremes)]
        found = [table for table in made if table.rows]
        blocks.append(Tables(found) if found else Text([publication.say("none_separates")]))
    blocks += material.folded(material.others(GROUPS))
    return [Section(GROUPS, publication.section_title(GROUPS), blocks)]


def panel(publication: Publication) -> list[Section]:
    """Any question, measure or number by groups, at choice; nothing where there are no groups."""
    crossings = Crossings(publication, publication.tests, publication.pairs, publication.means)
    plain = plain_tables(crossings)
    if not plain:
        return []
    said = [sentence for sentence in how_to_read(publication).values() if sentence]
    blocks = [Text([publication.say("panel_intro")]), Panel(panel_data(crossings), plain, said)]
    return [Section("panel", publication.say("section_panel"), blocks)]


def discriminant(material: Material) -> list[Section]:
    """What the discriminant analysis found, when the codebook asks for one."""
    publication, section = material.publication, discriminant_tables.SECTION
    if publication.codebook.discriminant is None:
        return []
    told = sentences(publication.codebook, publication.context.separated, publication.language)
    short = [t for t in material.others(section) if discriminant_tables.is_short(publication, t)]
    blocks = [Text(told, "list"), *material.shown(section), *material.folded(short)]
    return [Section(section, publication.section_title(section), blocks)]


def claims(material: Material) -> list[Section]:
    """Published results re-tested: what the verdicts come to, then every one of them."""
    publication = material.publication
    if publication.context.verified is None:
        return []
    verdicts, *others = material.others(CLAIMS)
    blocks = [
        Text(introduction(publication)),
        Text(claim_sentences(publication), "list"),
        *material.shown(CLAIMS),
        Tables([verdicts]),
        *material.folded(others),
    ]
    return [Section(CLAIMS, publication.section_title(CLAIMS), blocks)]


def sections(publication: Publication, drawn: list[Drawn], tables: list[ReaderTable]) -> list[Section]:
    """The sections of the report in their order; those with nothing to show are left out."""
    material = Material(publication, drawn, tables)
    found = findings(publication, {one.number: one.title for one in drawn})
    batteries = [q for q in publication.codebook.question if q.battery and q.closed]
    asked = [_asked(material, found, q.id, f"question-{q.id}") for q in batteries]
    once = _asked(material, found, group_tables.ONCE, group_tables.ONCE)
    shown = [
        _answered(material),
        *(section for section in [*asked, once] if section.blocks),
        *groups(material),
        *panel(publication),
        *discriminant(material),
        *claims(material),
    ]
    return [
        _findings(publication, found, shown),
        *shown,
        _method(publication),
        _quality(material),
        _origin(publication),
    ]


def _findings(publication: Publication, found: list[Finding], shown: list[Section]) -> Section:
    """What stands out, in the order of the sections that show it; who answered comes last."""
    ordered = [*shown[1:], shown[0]]
    told = [
        one for section in ordered for one in leading([one for one in found if one.anchor in section.anchors])
    ]
    threshold = publication.context.percent(publication.codebook.method.significance)
    clear = publication.say("findings_clear", threshold=threshold) if told else ""
    said = [clear, notes.trust(publication.context)]
    blocks = [Told([("", told)]), Text([" ".join(filter(None, said))], "note")]
    return Section("findings", publication.say("section_findings"), blocks)


def _asked(material: Material, found: list[Finding], asked: str, section: str) -> Section:
    """The findings, figures and tables of a question, or of all questions asked once."""
    shown = material.shown(asked)
    anchors = {one.figure.anchor for one in shown}
    told = [one for one in found if one.anchor in anchors and not one.title]
    blocks = [*([Told([("", told)])] if told else []), *shown, *material.folded(material.others(asked))]
    return Section(section, material.publication.section_title(asked), blocks)


def _answered(material: Material) -> Section:
    publication = material.publication
    account = publication.quality["account"].set_index("rule")["rows"]
    values = {
        "read": account["read"],
        "kept": account["kept"],
        "aside": account["read"] - account["kept"],
        "effective": publication.weighting.iloc[0]["n_effective"],
    }
    told = {name: number(value, publication.language) for name, value in values.items()}
    sentence = publication.say("answered", **told, margins=publication.context.margin_names)
    blocks = [Text([sentence]), *material.shown(ANSWERED), Tables(material.others(ANSWERED))]
    return Section(ANSWERED, publication.section_title(ANSWERED), blocks)


def _method(publication: Publication) -> Section:
    return Section("method", publication.say("section_method"), [Text(method_sentences(publication), "list")])


def _quality(material: Material) -> Section:
    publication = material.publication
    remarks = publication.quality["faults"]
    count = int(remarks["count"].sum()) if len(remarks) else 0
    values = {
        "remarks": number(count, publication.language),
        "corrections": number(len(publication.quality["corrections"]), publication.language),
    }
    blocks = [Text([publication.say("quality", **values)]), Tables(material.others(QUALITY), "more")]
    return Section(QUALITY, publication.section_title(QUALITY), blocks)


def _origin(publication: Publication) -> Section:
    blocks = [Text([publication.say("provenance")]), Tables(provenance_tables(publication))]
    return Section("provenance", publication.say("section_provenance"), blocks)
