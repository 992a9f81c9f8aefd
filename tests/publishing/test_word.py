"""The Word file: every figure at full width, numbered, described, in the reader's language, with no clock."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import docx
import pandas as pd
import pytest
from docx.oxml.ns import qn
from docx.shared import Cm

from pipeline.codebook.reader import read
from pipeline.publishing.drawn_figure import DrawnFigure
from pipeline.publishing.word.document import document
from pipeline.tables.files import read_table
from pipeline.text.messages import catalogue
from tests.support.published import Edition, context_of
from tests.support.stages import RAW

BOOK = read(RAW / "codebook.toml")


@pytest.fixture(scope="module")
def pages(published: Edition):
    return docx.Document(published.folder / "figures.docx")


@pytest.fixture(scope="module")
def figures(published: Edition) -> list[dict]:
    return read_table(published.folder / "figures.csv").to_dict("records")


def texts(pages, style: str) -> list[str]:
    return [paragraph.text for paragraph in pages.paragraphs if paragraph.style.name == style]


def fields(pages) -> list[tuple[str, str]]:
    """Instruction and shown text of each field in a caption."""
    return [
        (field.get(qn("w:instr")).strip(), "".join(one.text for one in field.iter(qn("w:t"))))
        for paragraph in pages.paragraphs if paragraph.style.name == "Caption"
        for field in paragraph._p.iter(qn("w:fldSimple"))
    ]  # fmt: skip


def pictures(pages) -> list:
    return [shape._inline.docPr for shape in pages.inline_shapes]


def a_picture() -> bytes:
    from matplotlib.figure import Figure

    content = BytesIO()
    Figure(figsize=(6.3, 1)).savefig(content, format="png", dpi=200)
    return content.getvalue()


def plate(number: int, pages: int = 1) -> DrawnFigure:
    name = f"fig{number:02d}_x"
    return DrawnFigure(
        number=number,
        name=name,
        title=f"Finding {number}",
        subtitle="Measure",
        alt="Told",
        notes=["Read so", "Who"],
        svg=[],
        png=[a_picture()] * pages,
        numbers=pd.DataFrame(),
    )


def opened(content: bytes):
    return docx.Document(BytesIO(content))


def test_every_figure_is_there_as_wide_as_the_text_of_an_a4_page(pages, figures):
    section = pages.sections[0]
    assert (section.page_width.cm, section.page_height.cm) == pytest.approx((21, 29.7), abs=0.01)
    text_width = section.page_width - section.left_margin - section.right_margin
    assert text_width == pytest.approx(Cm(16), abs=1000)
    # Those of two waves are drawn by their comparison.
    declared = [figure for figure in BOOK.figure if figure.kind != "evolution"]
    assert len(pages.inline_shapes) == len(figures) == len(declared)
    assert {shape.width for shape in pages.inline_shapes} == {Cm(16)}
    assert max(shape.height for shape in pages.inline_shapes) <= Cm(22.1)


def test_alternative_texts_are_those_of_the_figures(pages, figures, published):
    for told, figure in zip(pictures(pages), figures, strict=True):
        name = f"fig{int(figure['number']):02d}_{figure['slug']}"
        assert told.get("name") == name and told.get("title") == figure["title"]
        assert told.get("descr") == (published.folder / f"{name}.alt.txt").read_text("utf-8").strip()


def test_headings_are_the_findings_so_that_the_navigation_lists_them(pages, figures):
    _, *headings = texts(pages, "Heading 1")
    assert headings == [figure["title"] for figure in figures]
    outline = pages.styles["Heading 1"].element.find(f".//{qn('w:outlineLvl')}")
    assert outline.get(qn("w:val")) == "0"


def test_captions_are_numbered_by_word_and_links_lead_to_every_figure(pages, figures):
    numbers = [str(int(figure["number"])) for figure in figures]
    assert fields(pages) == [("SEQ Figure \\* ARABIC", number) for number in numbers]
    names = [one.get(qn("w:name")) for one in pages.element.iter(qn("w:bookmarkStart"))]
    anchors = [one.get(qn("w:anchor")) for one in pages.element.iter(qn("w:hyperlink"))]
    assert anchors == names and len(set(names)) == len(figures)


def test_how_to_read_it_and_the_source_stand_under_each_figure(pages, figures, published):
    notes = texts(pages, "Figure note")
    word = {"fr": "Lecture", "en": "How to read"}[published.language]
    for figure in figures:
        first, *others = figure["notes"].split("\n")
        assert first.startswith(word)
        assert first in notes and " ".join(others) in notes
        assert "Source" in figure["notes"]


def test_word_knows_the_language_and_the_file_its_survey(pages, published):
    code = {"fr": "fr-FR", "en": "en-GB"}[published.language]
    spoken = {one.get(qn("w:val")) for one in pages.styles.element.iter(qn("w:lang"))}
    assert spoken == {code} and pages.core_properties.language == code
    end = BOOK.survey.fieldwork.end
    about = pages.core_properties
    assert about.created.date() == about.modified.date() == end
    assert BOOK.survey.id == about.subject


def test_the_first_page_and_every_foot_say_that_the_answers_are_made_up(pages, published):
    mark = catalogue()["figures.synthetic"][published.language]
    assert texts(pages, "Mark") == [mark]
    assert mark in pages.sections[0].footer.paragraphs[0].text
    front = " ".join(texts(pages, "Cover line"))
    indicative = {"fr": "Intervalle indicatif", "en": "Indicative interval"}[published.language]
    assert indicative in front


def test_the_first_page_tells_where_the_numbers_come_from(pages):
    front = texts(pages, "Cover line")
    for name in ("codebook.toml", "responses.csv", "margins.csv"):
        (line,) = [text for text in front if text.startswith(name)]
        assert len(line.split()[-1]) == 64
    assert any(str(BOOK.method.seed) in text for text in front)
    assert any("pandas" in text for text in front)


def test_the_archive_has_no_time_of_day_and_the_same_bytes_come_out_twice(published):
    context, plates = context_of(published), [plate(1), plate(2)]
    content = document(context, plates)
    with ZipFile(BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert str(datetime.now().year) not in archive.read("docProps/core.xml").decode()
        assert "docProps/thumbnail.jpeg" not in archive.namelist()
    assert document(context, plates) == content


def test_a_figure_of_two_pages_has_both_with_one_caption(published):
    context = context_of(published)
    shown = opened(document(context, [plate(1, pages=2)]))
    first, second = pictures(shown)
    assert first.get("descr") != second.get("descr")
    assert all(one.get("descr").startswith("Told") for one in (first, second))
    assert len({first.get("id"), second.get("id")}) == 2
    assert len(texts(shown, "Caption")) == 1


def test_word_keeps_the_numbers_of_figures_where_one_is_missing(published):
    shown = opened(document(context_of(published), [plate(1), plate(3), plate(4)]))
    assert fields(shown) == [
        ("SEQ Figure \\* ARABIC", "1"), ("SEQ Figure \\* ARABIC \\r 3", "3"), ("SEQ Figure \\* ARABIC", "4"),
    ]  # fmt: skip


def test_no_mark_on_answers_that_are_real(published):
    context = context_of(published)
    survey = context.codebook.survey.model_copy(update={"synthetic": False})
    codebook = context.codebook.model_copy(update={"survey": survey})
    real = replace(context, codebook=codebook)
    shown = opened(document(real, [plate(1)]))
    assert texts(shown, "Mark") == []
    assert (
        catalogue()["figures.synthetic"][published.language]
        not in shown.sections[0].footer.paragraphs[0].text
    )
