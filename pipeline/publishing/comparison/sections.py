"""What the report on two waves holds, section by section."""

from __future__ import annotations

from pipeline.figures import notes
from pipeline.publishing.comparison import tables as change_cells
from pipeline.publishing.comparison import text as change_account
from pipeline.publishing.comparison import text as change_findings
from pipeline.publishing.comparison.context import Changes
from pipeline.publishing.html.blocks import Drawn, Section, Shown, Tables, Text, Told
from pipeline.publishing.method import provenance_tables
from pipeline.publishing.sentences import Finding
from pipeline.publishing.tables.model import ReaderTable

# Tables with more rows stand in the workbook only.
MOST_ROWS = 1000
# Changes by group that are told at the top of the page; their own section tells more.
FEW = 2


def sections(changes: Changes, drawn: list[Drawn], tables: list[ReaderTable]) -> list[Section]:
    """The sections in their order."""
    publication = changes.publication
    of_figures = {table.figure: table for table in tables if table.figure is not None}
    figures = [Shown(one, of_figures[one.number]) for one in drawn]
    told = {
        change_cells.OVERALL: [*figures],
        change_cells.GROUPS: [Text(list(change_findings.by_groups(changes)), "list")],
        change_cells.QUESTIONS: [Text([change_findings.questions(changes)])],
        change_cells.ASKED: [Text(list(change_account.questionnaire(changes)))],
        change_cells.SAMPLES: [Text([change_account.samples(changes)])],
    }
    if changes.register:
        told[change_cells.CLAIMS] = [Text(list(change_account.claims(changes)), "list")]
    middle = [
        Section(name, changes.section_title(name), [*blocks, *_tables(name, tables)])
        for name, blocks in told.items()
    ]
    return [
        _findings(changes),
        *middle,
        Section("method", publication.say("section_method"), [Text(change_account.method(changes), "list")]),
        Section(
            "provenance",
            publication.say("section_provenance"),
            [Text([publication.say("provenance")]), Tables(provenance_tables(publication))],
        ),
    ]


def _findings(changes: Changes) -> Section:
    """What stands out, each sentence led by the section that it sums up."""
    publication = changes.publication
    said = [(change_cells.OVERALL, one) for one in change_findings.overall(changes)]
    said += [(change_cells.GROUPS, one) for one in change_findings.by_groups(changes, FEW)]
    said += [(change_cells.QUESTIONS, change_findings.questions(changes))]
    said += [(change_cells.ASKED, one) for one in change_account.questionnaire(changes)]
    if changes.register:
        said += [(change_cells.CLAIMS, next(change_account.claims(changes)))]
    titles = {name: changes.say(f"section_{name}") for name, _ in said}
    found = [
        (title, [Finding(one, name, title) for of, one in said if of == name])
        for name, title in titles.items()
    ]
    trust = notes.trust(publication.context)
    blocks = [Told(found), *([Text([trust])] if trust else [])]
    return Section("findings", publication.say("section_findings"), blocks)


def _tables(section: str, tables: list[ReaderTable]) -> list[Tables]:
    """The tables of a section that no figure shows, behind their titles."""
    mine = [one for one in tables if one.section == section and one.figure is None]
    shown = [one for one in mine if len(one.rows) <= MOST_ROWS]
    return [Tables(shown, "more")] if shown else []
