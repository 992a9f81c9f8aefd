"""A report as one self-contained page, the SVG of its figures made parts of it."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from pipeline.figures import notes
from pipeline.figures.context import Context
from pipeline.publishing.drawn_figure import DrawnFigure
from pipeline.publishing.html.blocks import Section
from pipeline.publishing.printed_values import printed, spread
from pipeline.publishing.tables.model import ReaderTable, shorthand

_BEFORE = re.compile(r"\A.*?(?=<svg\b)", re.DOTALL)
_DROPPED = re.compile(
    r"<title>.*?</title>\s*|<metadata>.*?</metadata>\s*|<style\b.*?</style>\s*|<!--.*?-->\s*", re.DOTALL
)
_SIZE = re.compile(r'\s(width|height)="[^"]*"')
_ID = re.compile(r'\sid="([^"]+)"')
_REFERENCE = re.compile(r'((?:xlink:)?href)="#([^"]+)"')
_URL = re.compile(r"url\(#([^)]+)\)")
_INDENTED = re.compile(r"\s*\n\s*")
_BESIDE = re.compile(r'transform="translate\((-?[\d.]+) 0\)"(?=/>)')


def inlined(svg: str, prefix: str, title: str, description: str) -> str:
    """Return the SVG element to be put into a page: no prolog, no metadata, named for screen readers.

    Parameters
    ----------
    svg : a whole SVG file as matplotlib writes it.
    prefix : begins every id, so that two figures of a page do not borrow each other's shapes.
    title, description : accessible name and description.

    Notes
    -----
    The file's own style sheet would hold for the whole page; the page's has the same rule for figures.
    Ids that nothing refers to are dropped: several marks of a drawing may share one. The others are
    numbered: a letter of text is a reference to a shape, and its name is most of what it weighs.
    """
    drawing = _DROPPED.sub("", _BEFORE.sub("", svg))
    opening, body = drawing.split(">", 1)
    opening = _SIZE.sub("", opening)
    used = [match[-1] for match in _REFERENCE.findall(body)] + _URL.findall(body)
    short = {old: f"{prefix}-{i:x}" for i, old in enumerate(dict.fromkeys(used))}
    body = _ID.sub(lambda match: f' id="{short[match[1]]}"' if match[1] in short else "", body)
    body = _REFERENCE.sub(lambda match: f'href="#{short[match[2]]}"', body)
    body = _URL.sub(lambda match: f"url(#{short[match[1]]})", body)
    body = _BESIDE.sub(r'x="\1"', _INDENTED.sub("\n", body))
    named = f'role="img" aria-labelledby="{prefix}-title" aria-describedby="{prefix}-desc"'
    name = f'<title id="{prefix}-title">{escape(title)}</title>'
    words = f'<desc id="{prefix}-desc">{escape(description)}</desc>'
    return f"{opening} {named}>{name}{words}{body}".strip()


_SCRIPTS = ("report.js", "panel-tables.js", "panel.js")


def page(context: Context, sections: list[Section], workbook: str) -> str:
    """Return the whole HTML file.

    Parameters
    ----------
    workbook : name of the workbook beside the page.
    """
    survey = context.codebook.survey
    html = _template(context).render(
        language=context.language,
        title=context.title,
        producer=context.text(survey.producer),
        fieldwork=context.say("figures.list").join(context.fieldwork),
        mark=notes.mark(context),
        synthetic=bool(notes.mark(context)),
        licence=survey.licence,
        contact=survey.contact,
        sections=sections,
        source=notes.source(context),
        workbook=workbook,
        style=Markup(_part("report.css")),
        script=Markup("".join(_part(name) for name in _SCRIPTS)),
    )
    return f"{html.strip()}\n"


def _template(context: Context):
    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.globals.update(
        say=context.say,
        shorthand=shorthand,
        printed=lambda value, kind: printed(value, kind, context.language),
        spread=lambda low, high, unit: spread(low, high, context.language, unit),
        picture=_picture,
        breakable=_breakable,
        without_empty_marks=_without_empty_marks,
        sorted_as=_sorted_as,
        as_data=Markup,
        note=lambda table: _note(context, table),
    )
    return environment.from_string(_part("report.html"))


def _part(name: str) -> str:
    return files("pipeline.publishing.html").joinpath(name).read_text("utf-8")


def _picture(figure: DrawnFigure) -> Markup:
    prefix = f"drawing-{figure.number}"
    prefixes = [prefix, *(f"{prefix}-{page}" for page in range(2, len(figure.svg) + 1))]
    pages = zip(figure.svg, prefixes, strict=True)
    return Markup("\n".join(inlined(svg, own, figure.title, figure.alt) for svg, own in pages))


def _breakable(text: str) -> Markup:
    """Return the text, an id in it free to go on over the next line after each underscore."""
    return Markup("_<wbr>").join(text.split("_"))


def _without_empty_marks(table: ReaderTable) -> ReaderTable:
    """Return the table less its columns of marks that hold none."""
    filled = [
        i
        for i, column in enumerate(table.columns)
        if column.kind != "status" or any(row[i] for row in table.rows)
    ]
    rows = [tuple(row[i] for i in filled) for row in table.rows]
    return replace(table, columns=[table.columns[i] for i in filled], rows=rows)


def _sorted_as(value: object, kind: str) -> str:
    """Return what a column is sorted by: the number behind a cell, "" where there is none."""
    number = getattr(value, "share", None) if kind == "estimate" else value
    return "" if number is None or number != number else f"{number:.12g}"


def _note(context: Context, table: ReaderTable) -> list[str]:
    """Return what stands under a table: population, how to read it, how far intervals may be trusted."""
    sentences = [table.population, *table.notes]
    if table.has_intervals:
        statuses = {cell.status for row in table.rows for cell in row if hasattr(cell, "status")}
        method = context.codebook.method
        limits = {"withheld": method.withheld_below, "fragile": method.fragile_below}
        sentences += [
            context.say(f"report.note_{status}", n=n) for status, n in limits.items() if status in statuses
        ]
        sentences += [context.say("report.note_interval", confidence=context.confidence)]
        sentences += [notes.trust(context)]
    return [sentence for sentence in sentences if sentence]
