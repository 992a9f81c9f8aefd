"""What the report holds, section by section: texts, figures and tables, nothing of how they look."""

from __future__ import annotations

from pipeline.figures import notes
from pipeline.formats import number
from pipeline.publishing import analysis_sections, group_tables
from pipeline.publishing.account_of_method import method_sentences, provenance_tables
from pipeline.publishing.answer_tables import ANSWERED, QUALITY
from pipeline.publishing.blocks import Drawn, Section, Tables, Text, Told
from pipeline.publishing.findings import Finding, findings, leading
from pipeline.publishing.material import Material
from pipeline.publishing.publication import Publication
from pipeline.publishing.reader_table import ReaderTable


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
        analysis_sections.groups(material),
        *analysis_sections.panel(publication),
        *analysis_sections.discriminant(material),
        *analysis_sections.claims(material),
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
    threshold = publication.edition.percent(publication.codebook.method.significance)
    said = [publication.say("findings_clear", threshold=threshold), notes.trust(publication.edition)]
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
    sentence = publication.say("answered", **told, margins=publication.edition.margin_names)
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
