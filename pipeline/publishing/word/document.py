"""The figures as a Word file: each at full text width, with heading, caption, alternative text and notes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as Pages
from docx.enum.text import WD_BREAK
from docx.shared import Cm
from docx.text.paragraph import Paragraph

from pipeline.figures.frame import PAGE_WIDTH_CM
from pipeline.figures.notes import mark, source
from pipeline.publishing.context import Publication
from pipeline.publishing.cover import cover_lines
from pipeline.publishing.word.ooxml import (
    bookmarked,
    field,
    languages,
    linked,
    repacked,
    styled,
    without_thumbnail,
)
from pipeline.text.messages import say
from pipeline.text.number_format import typographic

_LOOKS = {"title": "Title", "mark": "Mark", "heading": "Cover heading"}


@dataclass(frozen=True)
class Plate:
    """One figure as it goes into Word.

    Attributes
    ----------
    number, name : its number and the name of its files.
    title, subtitle : the finding; the measure and its unit.
    alt, notes : alternative text; what stands under it ("Lecture" first), a sentence or more each.
    pages : the PNG of each page, mostly one.
    """

    number: int
    name: str
    title: str
    subtitle: str
    alt: str
    notes: list[str]
    pages: list[bytes]


def document(publication: Publication, plates: list[Plate]) -> bytes:
    """The content of the Word file, the same bytes for the same figures."""
    pages = Document()
    section = pages.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm((21 - PAGE_WIDTH_CM) / 2)
    section.top_margin, section.bottom_margin = Cm(1.4), Cm(1.5)
    section.header_distance = section.footer_distance = Cm(0.7)
    styled(pages)
    languages(pages, publication.language)
    without_thumbnail(pages)
    _describe(pages, publication)
    _front(pages, publication, plates)
    _foot(pages, publication)
    last = 0
    for plate in plates:
        _figure(pages, publication, plate, follows=plate.number == last + 1)
        last = plate.number
    content = BytesIO()
    pages.save(content)
    return repacked(content.getvalue())


def _say(publication: Publication, key: str, **values: object) -> str:
    return typographic(say(publication.language, f"word.{key}", **values), publication.language)


def _describe(pages: Pages, publication: Publication) -> None:
    """The file's properties; the only date is that of the survey."""
    survey, context, about = publication.codebook.survey, publication.context, pages.core_properties
    end = survey.fieldwork.end
    about.title = _say(publication, "title", survey=context.text(survey.title))
    about.author = about.last_modified_by = context.text(survey.producer)
    about.subject, about.keywords, about.category = survey.id, "", ""
    about.comments = " ".join(filter(None, [source(context), mark(context)]))
    about.language = {"fr": "fr-FR", "en": "en-GB"}[publication.language]
    about.created = about.modified = datetime(end.year, end.month, end.day)
    about.revision = 1


def _front(pages: Pages, publication: Publication, plates: list[Plate]) -> None:
    """What the file is, marks and provenance; then the list of figures, each a link."""
    for look, text in cover_lines(publication):
        pages.add_paragraph(text, style=_LOOKS.get(look, "Cover line"))
    listed = pages.add_paragraph(_say(publication, "list"), style="Heading 1")
    listed.paragraph_format.page_break_before = True
    for plate in plates:
        linked(pages.add_paragraph(style="List entry"), plate.name, _caption(publication, plate))


def _foot(pages: Pages, publication: Publication) -> None:
    """The mark and the page number at the foot of every page."""
    line = pages.sections[0].footer.paragraphs[0]
    line.style = pages.styles["Foot"]
    if mark(publication.context):
        line.add_run(mark(publication.context), style="Marked")
        line.add_run(" · ")
    line.add_run(f"{publication.context.text(publication.codebook.survey.title)} · ")
    field(line, "PAGE", "1")


def _figure(pages: Pages, publication: Publication, plate: Plate, follows: bool) -> None:
    """A figure on a page of its own.

    Parameters
    ----------
    follows : its number is the one after the last figure's; Word's own count is set right otherwise.
    """
    heading = pages.add_paragraph(style="Heading 1")
    heading.paragraph_format.page_break_before = True
    bookmarked(heading, plate.name, plate.number, plate.title)
    for page, picture in enumerate(plate.pages, 1):
        holder = pages.add_paragraph(style="Picture")
        _put(holder, publication, plate, page, picture)
        if page < len(plate.pages):
            holder.add_run().add_break(WD_BREAK.PAGE)
    caption = pages.add_paragraph(style="Caption")
    caption.add_run(_say(publication, "figure"))
    restart = "" if follows else f" \\r {plate.number}"
    field(caption, f"SEQ Figure \\* ARABIC{restart}", str(plate.number))
    caption.add_run(f"{_say(publication, 'dash')}{plate.subtitle}")
    # How to read it first; population, source and the rest as one paragraph, or tall figures run over.
    for note in (plate.notes[0], " ".join(plate.notes[1:])):
        pages.add_paragraph(note, style="Figure note")


def _put(holder: Paragraph, publication: Publication, plate: Plate, page: int, picture: bytes) -> None:
    """The picture of one page, as wide as the text, with its alternative text."""
    shape = holder.add_run().add_picture(BytesIO(picture), width=Cm(PAGE_WIDTH_CM))
    told = plate.alt
    if len(plate.pages) > 1:
        told = _say(publication, "page", alt=plate.alt, page=page, pages=len(plate.pages))
    named = shape._inline.docPr
    named.set("descr", told)
    named.set("title", plate.title)
    named.set("name", plate.name if page == 1 else f"{plate.name}_{page}")


def _caption(publication: Publication, plate: Plate) -> str:
    return f"{_say(publication, 'figure')}{plate.number}{_say(publication, 'dash')}{plate.subtitle}"
