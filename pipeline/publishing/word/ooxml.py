"""What python-docx leaves to its user: styles, language, fields, links, and an archive without a clock."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph

from pipeline.codebook.model import Language

FONT = "Arial"
_CODES = {"fr": "fr-FR", "en": "en-GB"}
_INK, _GREY, _RED, _LINK = "1A1A1A", "595959", "C00000", "1B5E8C"
# Style: size in points, bold, colour, space before and after in points, kept with what follows.
_PARAGRAPHS = {
    "Normal": (10, False, _INK, 0, 4, False),
    "Title": (22, True, _INK, 60, 14, False),
    "Heading 1": (12, True, _INK, 0, 4, True),
    "Caption": (9, True, _GREY, 3, 4, False),
    "Mark": (14, True, _RED, 0, 8, False),
    "Cover line": (10, False, _INK, 0, 4, False),
    "Cover heading": (11, True, _INK, 14, 4, True),
    "List entry": (10, False, _INK, 0, 5, False),
    "Picture": (10, False, _INK, 0, 0, True),
    "Figure note": (7.5, False, _GREY, 0, 2, False),
    "Foot": (8, False, _GREY, 0, 0, False),
}
_THEMED = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")
# Zip knows no date before this one.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def styled(pages: Document) -> None:
    """Set one font everywhere, sizes and spaces; add the styles that the template lacks."""
    style_names = {style.name for style in pages.styles}
    for name, (size, bold, colour, before, after, with_next) in _PARAGRAPHS.items():
        style = (
            pages.styles[name]
            if name in style_names
            else pages.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        )
        if name not in style_names:
            style.base_style = pages.styles["Normal"]
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
        style.font.color.rgb = RGBColor.from_string(colour)
        shape = style.paragraph_format
        shape.space_before, shape.space_after = Pt(before), Pt(after)
        shape.line_spacing, shape.keep_with_next = 1.0, with_next
        _without_theme(style.element)
    marked = pages.styles.add_style("Marked", WD_STYLE_TYPE.CHARACTER)
    marked.font.bold, marked.font.color.rgb = True, RGBColor.from_string(_RED)
    link = pages.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.underline, link.font.color.rgb = True, RGBColor.from_string(_LINK)


def languages(pages: Document, language: Language) -> None:
    """Set the language of spelling and of screen readers, and its decimal sign."""
    for element in pages.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), _CODES[language])
    for element in pages.settings.element.iter(qn("w:themeFontLang")):
        element.set(qn("w:val"), _CODES[language])
    for name, sign in (("w:decimalSymbol", ","), ("w:listSeparator", ";")) if language == "fr" else ():
        for element in pages.settings.element.iter(qn(name)):
            element.set(qn("w:val"), sign)


def without_thumbnail(pages: Document) -> None:
    """Take away the picture of the template's own first page."""
    relations = pages.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[key]


def field(paragraph: Paragraph, instruction: str, placeholder: str) -> None:
    """Add a field that Word computes anew, with what it shows until then."""
    element = OxmlElement("w:fldSimple")
    element.set(qn("w:instr"), f" {instruction} ")
    paragraph._p.append(element)
    run = paragraph.add_run(placeholder)
    element.append(run._r)


def bookmarked(paragraph: Paragraph, name: str, number: int, text: str) -> None:
    """Add text that links lead to."""
    for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
        element = OxmlElement(tag)
        element.set(qn("w:id"), str(number))
        if tag == "w:bookmarkStart":
            element.set(qn("w:name"), name)
        paragraph._p.append(element)
        if tag == "w:bookmarkStart":
            paragraph.add_run(text)


def linked(paragraph: Paragraph, name: str, text: str) -> None:
    """Add text that leads to a bookmark."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), name)
    link.set(qn("w:history"), "1")
    paragraph._p.append(link)
    link.append(paragraph.add_run(text, style="Hyperlink")._r)


def repacked(archive: bytes) -> bytes:
    """Return the same zip archive without the time of day of its making."""
    content = BytesIO()
    with ZipFile(BytesIO(archive)) as old, ZipFile(content, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = ZipInfo(name, _NO_DATE)
            entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, 3, 0o644 << 16
            new.writestr(entry, old.read(name))
    return content.getvalue()


def _without_theme(style) -> None:
    """Take away the theme's fonts and colours, which Word prefers to those set."""
    for fonts in style.iter(qn("w:rFonts")):
        for name in _THEMED:
            fonts.attrib.pop(qn(f"w:{name}"), None)
        fonts.set(qn("w:cs"), FONT)
    for colour in style.iter(qn("w:color")):
        for name in ("themeColor", "themeShade", "themeTint"):
            colour.attrib.pop(qn(f"w:{name}"), None)
