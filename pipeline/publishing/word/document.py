"""The figures as a Word file: each at full text width, with heading, caption, alternative text and notes."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as Pages
from docx.enum.text import WD_BREAK
from docx.shared import Cm
from docx.text.paragraph import Paragraph

from pipeline.figures.context import Context
from pipeline.figures.frame import PAGE_WIDTH_CM
from pipeline.figures.notes import mark, source
from pipeline.publishing.cover import cover_lines
from pipeline.publishing.drawn_figure import DrawnFigure
from pipeline.publishing.word.ooxml import (
    bookmarked,
    field,
    languages,
    linked,
    repacked,
    styled,
    without_thumbnail,
)

_LOOKS = {"title": "Title", "mark": "Mark", "heading": "Cover heading"}


def document(context: Context, figures: list[DrawnFigure]) -> bytes:
    """Return the content of the Word file, the same bytes for the same figures."""
    pages = Document()
    section = pages.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21 - PAGE_WIDTH_CM) / 2)
    section.top_margin, section.bottom_margin = Cm(1.4), Cm(1.5)
    section.header_distance = section.footer_distance = Cm(0.7)
    styled(pages)
    languages(pages, context.language)
    without_thumbnail(pages)
    _describe(pages, context)
    _front(pages, context, figures)
    _foot(pages, context)
    last = 0
    for figure in figures:
        _figure(pages, context, figure, follows=figure.number == last + 1)
        last = figure.number
    content = BytesIO()
    pages.save(content)
    return repacked(content.getvalue())


def _describe(pages: Pages, context: Context) -> None:
    """Set the file's properties; the only date is that of the survey."""
    survey, about = context.codebook.survey, pages.core_properties
    end = survey.fieldwork.end
    about.title = context.say("word.title", survey=context.text(survey.title))
    about.author = about.last_modified_by = context.text(survey.producer)
    about.subject, about.keywords, about.category = survey.id, "", ""
    about.comments = " ".join(filter(None, [source(context), mark(context)]))
    about.language = {"fr": "fr-FR", "en": "en-GB"}[context.language]
    about.created = about.modified = datetime(end.year, end.month, end.day)
    about.revision = 1


def _front(pages: Pages, context: Context, figures: list[DrawnFigure]) -> None:
    """Write what the file is, marks and provenance; then the list of figures, each a link."""
    for look, text in cover_lines(context):
        pages.add_paragraph(text, style=_LOOKS.get(look, "Cover line"))
    listed = pages.add_paragraph(context.say("word.list"), style="Heading 1")
    listed.paragraph_format.page_break_before = True
    for figure in figures:
        linked(pages.add_paragraph(style="List entry"), figure.name, _caption(context, figure))


def _foot(pages: Pages, context: Context) -> None:
    """Write the mark and the page number at the foot of every page."""
    line = pages.sections[0].footer.paragraphs[0]
    line.style = pages.styles["Foot"]
    if mark(context):
        line.add_run(mark(context), style="Marked")
        line.add_run(" · ")
    line.add_run(f"{context.text(context.codebook.survey.title)} · ")
    field(line, "PAGE", "1")


def _figure(pages: Pages, context: Context, figure: DrawnFigure, follows: bool) -> None:
    """Write a figure on a page of its own.

    Parameters
    ----------
    follows : its number is the one after the last figure's; Word's own count is set right otherwise.
    """
    heading = pages.add_paragraph(style="Heading 1")
    heading.paragraph_format.page_break_before = True
    bookmarked(heading, figure.name, figure.number, figure.title)
    for page, picture in enumerate(figure.png, 1):
        holder = pages.add_paragraph(style="Picture")
        _put(holder, context, figure, page, picture)
        if page < len(figure.png):
            holder.add_run().add_break(WD_BREAK.PAGE)
    caption = pages.add_paragraph(style="Caption")
    caption.add_run(context.say("word.figure"))
    restart = "" if follows else f" \\r {figure.number}"
    field(caption, f"SEQ Figure \\* ARABIC{restart}", str(figure.number))
    caption.add_run(f"{context.say('word.dash')}{figure.subtitle}")
    # How to read it first; population, source and the rest as one paragraph, or tall figures run over.
    for note in (figure.notes[0], " ".join(figure.notes[1:])):
        pages.add_paragraph(note, style="Figure note")


def _put(holder: Paragraph, context: Context, figure: DrawnFigure, page: int, picture: bytes) -> None:
    """Put the picture of one page, as wide as the text, with its alternative text."""
    shape = holder.add_run().add_picture(BytesIO(picture), width=Cm(PAGE_WIDTH_CM))
    alt = figure.alt
    if len(figure.png) > 1:
        alt = context.say("word.page", alt=figure.alt, page=page, pages=len(figure.png))
    properties = shape._inline.docPr
    properties.set("descr", alt)
    properties.set("title", figure.title)
    properties.set("name", figure.name if page == 1 else f"{figure.name}_{page}")


def _caption(context: Context, figure: DrawnFigure) -> str:
    return f"{context.say('word.figure')}{figure.number}{context.say('word.dash')}{figure.subtitle}"
