"""The sections on what separates the groups: screening, panel, discriminant analysis, published results."""

from __future__ import annotations

from pipeline.discriminating.findings import sentences
from pipeline.publishing import claims_section, discriminant_tables
from pipeline.publishing.analysis_tables import GROUPS, extremes, separating
from pipeline.publishing.blocks import Panel, Section, Tables, Text
from pipeline.publishing.claim_tables import CLAIMS
from pipeline.publishing.crossings import Crossings
from pipeline.publishing.explained import how_to_read
from pipeline.publishing.group_findings import account
from pipeline.publishing.material import Material
from pipeline.publishing.panel import panel_data
from pipeline.publishing.plain_tables import plain_tables
from pipeline.publishing.publication import Publication


def groups(material: Material) -> Section:
    """Questions that separate the groups, and the answers furthest from the rest."""
    publication = material.publication
    blocks = [Text([publication.say("groups")]), *material.shown(GROUPS)]
    for breakdown in publication.codebook.breakdown:
        label = publication.edition.text(publication.codebook.by_id[breakdown.variable].label)
        blocks += [Text([label], "heading"), Text([account(publication, breakdown.variable)])]
        made = [make(publication, breakdown.variable) for make in (separating, extremes)]
        found = [table for table in made if table.rows]
        blocks.append(Tables(found) if found else Text([publication.say("none_separates")]))
    return Section(
        GROUPS, publication.section_title(GROUPS), [*blocks, *material.folded(material.others(GROUPS))]
    )


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
    told = sentences(publication.codebook, publication.edition.separated, publication.language)
    short = [t for t in material.others(section) if discriminant_tables.is_short(publication, t)]
    blocks = [Text(told, "list"), *material.shown(section), *material.folded(short)]
    return [Section(section, publication.section_title(section), blocks)]


def claims(material: Material) -> list[Section]:
    """Published results re-tested: what the verdicts come to, then every one of them."""
    publication = material.publication
    if publication.edition.verified is None:
        return []
    verdicts, *others = material.others(CLAIMS)
    blocks = [
        Text(claims_section.introduction(publication)),
        Text(claims_section.sentences(publication), "list"),
        *material.shown(CLAIMS),
        Tables([verdicts]),
        *material.folded(others),
    ]
    return [Section(CLAIMS, publication.section_title(CLAIMS), blocks)]
