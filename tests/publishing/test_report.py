"""The report: one page that holds everything, says what it stands on and shows no number that is not ours."""

from __future__ import annotations

import re
from importlib.resources import files

import pandas as pd
import pytest

from pipeline.codebook.reader import read
from pipeline.publishing.html.page import inlined
from pipeline.publishing.printed_values import p_value, printed
from pipeline.publishing.tables.by_group import medians
from pipeline.publishing.tables.of_figures import of_figure
from pipeline.stages import report
from pipeline.tables.files import read_table
from pipeline.text.messages import catalogue
from pipeline.text.number_format import percent, points
from tests.support.published import Edition, Node, context_of, parsed
from tests.support.stages import RAW, exit_code

BOOK = read(RAW / "codebook.toml")
SMALL = """<?xml version="1.0"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" width="10pt" height="5pt" viewBox="0 0 10 5">
<title>x</title><metadata>http://purl.org</metadata><defs><style type="text/css">*{color:red}</style>
<clipPath id="p1"><rect width="10" height="5"/></clipPath><path id="glyph" d="M0 0"/></defs>
<g clip-path="url(#p1)"><use xlink:href="#glyph"/></g></svg>"""


@pytest.fixture(scope="module")
def page(published: Edition) -> Node:
    return parsed(published.page)


def _without_code(page: Node) -> str:
    """What the page says, scripts and styles apart."""
    return " ".join(part.text for part in [*page.all("title")[:1], *page.all("header"), *page.all("main")])


def test_the_page_has_its_language_one_heading_a_way_past_the_summary_and_sections(page, published):
    assert page.all("html")[0].attributes["lang"] == published.language
    assert len(page.all("h1")) == 1
    skip = page.all("a")[0]
    assert skip.attributes["href"] == "#content"
    assert page.all("main")[0].attributes["id"] == "content"
    links = [a.attributes["href"][1:] for a in page.all("nav")[0].all("a")]
    assert links == [section.attributes["id"] for section in page.all("section")]
    batteries = [f"question-{q.id}" for q in BOOK.question if q.battery]
    after = ["once", "groups", "panel", "discriminant", "claims", "method", "quality", "provenance"]
    assert links == ["findings", "answered", *batteries, *after]


def test_headings_do_not_skip_a_level(page):
    levels = [int(node.tag[1]) for node in page.every() if re.fullmatch(r"h[1-6]", node.tag)]
    assert set(levels) == {1, 2, 3}


def test_every_id_is_there_once_and_every_reference_leads_to_one(page):
    nodes = page.every()
    ids = [node.attributes["id"] for node in nodes if "id" in node.attributes]
    assert len(ids) == len(set(ids))
    for node in nodes:
        targets = [node.attributes.get(name, "#")[1:] for name in ("href", "xlink:href")
                   if node.attributes.get(name, "").startswith("#")]  # fmt: skip
        targets += re.findall(r"url\(#([^)]+)\)", " ".join(str(v) for v in node.attributes.values()))
        for name in ("aria-labelledby", "aria-describedby"):
            targets += node.attributes.get(name, "").split()
        assert set(targets) <= set(ids)


def test_nothing_is_fetched_from_anywhere(page, published):
    for node in page.every():
        assert node.tag not in ("iframe", "img", "link", "object", "embed")
        for name in ("src", "href", "xlink:href", "action", "data"):
            value = node.attributes.get(name) or ""
            if value and not value.startswith("#"):
                assert node.tag == "a" and (published.folder / value).is_file()
    assert "@import" not in published.page and "url(http" not in published.page


def test_every_figure_is_a_named_picture_with_its_numbers_as_a_table(page):
    figures = page.all("figure")
    shown = [f.attributes["id"] for f in figures]
    own = [figure for figure in BOOK.figure if figure.kind != "evolution"]
    assert sorted(shown) == sorted(f"figure-{figure.number}" for figure in own)
    for figure in figures:
        (drawing,) = figure.all("svg")
        assert drawing.attributes["role"] == "img"
        assert drawing.all("title")[0].text and drawing.all("desc")[0].text
        assert len(figure.all("figcaption")) == 1
        (table,) = figure.all("details")[0].all("table")
        assert table.all("caption")[0].text
        kinds = [a.text for a in figure.all("figcaption")[0].all("a")]
        assert kinds == ["PNG", "SVG", "CSV"]


def test_tables_have_a_caption_and_scoped_heads(page):
    for table in page.all("table"):
        assert len(table.all("caption")) == 1
        assert all(head.attributes["scope"] in ("col", "row") for head in table.all("th"))
        columns = len(table.all("thead")[0].all("th"))
        for row in table.all("tbody")[0].all("tr"):
            assert len(row.all("th")) == 1 and len(row.children) >= columns
            assert len(row.all("th")) + len(row.all("td")) == columns


def test_the_synthetic_mark_is_on_the_banner_and_on_every_table(page, published):
    mark = catalogue()["figures.synthetic"][published.language]
    banner = next(node for node in page.all("p") if node.attributes.get("class") == "banner")
    assert banner.text.startswith(mark)
    assert all(mark in table.all("caption")[0].text for table in page.all("table"))


def test_the_mark_goes_when_the_answers_are_real(published, tmp_path):
    raw = (RAW / "codebook.toml").read_text("utf-8")
    book = tmp_path / "codebook.toml"
    book.write_text(re.sub(r"(?m)^synthetic = true", "synthetic = false", raw), "utf-8")
    assert _report(published, book, tmp_path) == 0
    page = (tmp_path / "report.html").read_text("utf-8")
    without_figures = re.sub(r"<figure\b.*?</svg>", "", page, flags=re.DOTALL)
    assert 'class="banner"' not in without_figures and 'class="mark"' not in without_figures


def test_wherever_intervals_are_shown_the_sentence_on_volunteers_stands(page, published):
    start = catalogue()["figures.volunteer"][published.language].split("{")[0].replace("'", "’").strip()
    start = start.replace(" :", "\u00a0:")
    boxes = [node for node in page.all("div") if "box" in node.attributes.get("class", "").split()]
    spans = [[span.attributes.get("class") for span in box.all("span")] for box in boxes]
    shown = [box for box, classes in zip(boxes, spans, strict=True) if "interval" in classes]
    assert len(shown) > 20
    for box in shown:
        siblings = box.parent.children
        after = [n for n in siblings[siblings.index(box) :] if isinstance(n, Node) and n.tag == "p"]
        assert start in after[0].text


def test_shares_in_tables_are_those_of_the_estimates(page, published):
    estimates = read_table(published.tables / "estimates.csv")
    figure = next(f for f in BOOK.figure if f.kind == "comparison")
    rows = estimates[(estimates["measure"] == figure.measure) & (estimates["breakdown"] == figure.breakdown)]
    shown = next(f for f in page.all("figure") if f.attributes["id"] == f"figure-{figure.number}")
    body = shown.all("tbody")[0].all("tr")
    groups = [level.id for level in BOOK.levels(figure.breakdown)]
    names = {service.label.in_(published.language).replace("'", "’"): service.id for service in BOOK.service}
    assert len(body) == rows["service"].nunique()
    for row in body:
        of_service = rows[rows["service"] == names[row.all("th")[0].text]].set_index("group")
        for group, cell in zip(groups, row.all("td")[1:], strict=False):
            estimate = of_service.loc[group]
            if estimate["status"] == "withheld":
                assert cell.text == "[c]" and cell.attributes["data-sort"] == ""
                continue
            assert cell.text.startswith(percent(estimate["share"], published.language, 1))
            assert float(cell.attributes["data-sort"]) == pytest.approx(estimate["share"], abs=1e-11)
            assert f"{estimate['n']:.0f}" in re.sub(r"[\u202f,]", "", cell.text)


def test_a_median_stands_with_its_interval_and_base(published):
    context = context_of(published)
    files = read_table(published.tables / "medians.csv")
    tables = medians(context)
    assert len(tables) == len(files[["question", "base"]].drop_duplicates()) * len(BOOK.breakdown)
    shown = [cell for table in tables for row in table.rows for cell in row[1:]]
    once = files[files["breakdown"] != "all"]
    everyone = len(files) - len(once)
    assert len(shown) == len(once) + everyone * len(BOOK.breakdown)
    known = set(files[["median", "ci_low", "ci_high", "n"]].itertuples(index=False, name=None))
    assert {(one.share, one.low, one.high, one.n) for one in shown} <= known
    assert {column.unit for table in tables for column in table.columns[1:]} == {"decimal"}


def test_a_difference_is_said_in_words_only_where_it_is_significant(page, published):
    contrasts = read_table(published.tables / "contrasts.csv")
    figure = next(f for f in BOOK.figure if f.kind == "comparison")
    mine = contrasts[(contrasts["measure"] == figure.measure) & (contrasts["breakdown"] == figure.breakdown)]
    clear = mine[(mine["p_adjusted"] < BOOK.method.significance) & (mine["status"] == "")]
    shown = next(f for f in page.all("figure") if f.attributes["id"] == f"figure-{figure.number}")
    told = [
        td.attributes.get("class") for td in shown.all("td") if td.attributes.get("class") in ("more", "less")
    ]
    assert told.count("more") == (clear["difference"] > 0).sum()
    assert told.count("less") == (clear["difference"] < 0).sum()


def test_numbers_in_findings_are_in_the_tables(page, published):
    estimates = read_table(published.tables / "estimates.csv")
    margins = read_table(published.tables / "weighting-margins.csv")
    shares = pd.concat([estimates[c] for c in ("share", "ci_low", "ci_high")]).dropna()
    by_age = [margins[c] for c in ("share_before", "share_population")]
    known = {f"{100 * share:.0f}" for share in [*shares, *pd.concat(by_age)]} | {"95"}
    for item in _findings(page):
        link = item.all("a")[0]
        assert link.attributes["href"].startswith("#")
        if link.attributes["href"] != f"#figure-{_pyramid()}":
            assert set(re.findall(r"(\d+)\u202f?%", item.text)) <= known


def test_the_first_page_tells_what_stands_out_and_sections_tell_the_rest(page):
    first, *others = page.all("section")
    told = {item.text: item.all("a")[0].attributes["href"] for item in _findings(first)}
    assert 8 <= len(told) <= 15
    for section in (one for one in others if _findings(one)):
        said = {item.text: item.all("a")[0].attributes["href"] for item in _findings(section)}
        assert set(said) & set(told), section.attributes["id"]
        assert {text for text in told if told[text] in said.values()} <= set(said)
    assert any(len(_findings(section)) > 2 for section in others)


def test_each_difference_told_of_a_group_is_significant_and_in_its_direction(page, published):
    contrasts = read_table(published.tables / "contrasts.csv")
    clear = contrasts[(contrasts["p_adjusted"] < BOOK.method.significance) & (contrasts["status"] == "")]
    for figure in (one for one in BOOK.figure if one.kind == "comparison" and one.measure):
        mine = clear[(clear["measure"] == figure.measure) & (clear["breakdown"] == figure.breakdown)]
        section = next(s for s in page.all("section") if _leads_to(s, figure.number))
        told = [item.text for item in _findings(section) if _leads_to(item, figure.number, "a", "href")]
        gaps = [gap for text in told for gap in re.findall(r"\(([+\u2212]\d+)", text)]
        expected = [points(gap, published.language).split("\u00a0")[0] for gap in mine["difference"]]
        assert sorted(gaps) == sorted(expected)
        assert all(len({gap[0] for gap in re.findall(r"\(([+\u2212]\d+)", text)}) <= 1 for text in told)


def _findings(part: Node) -> list[Node]:
    lists = [one for one in part.all("ul") if one.attributes.get("class") == "findings"]
    return [item for one in lists for item in one.all("li")]


def _leads_to(part: Node, number: int, tag: str = "figure", name: str = "id") -> bool:
    return any(one.attributes[name].removeprefix("#") == f"figure-{number}" for one in part.all(tag))


def _pyramid() -> int:
    return next((f.number for f in BOOK.figure if f.kind == "pyramid"), 0)


def test_no_id_and_no_message_key_is_shown(page):
    text = _without_code(page)
    ids = {one for one in [*BOOK.by_id, *BOOK.services, *BOOK.measures, *BOOK.bases] if "_" in one}
    ids |= {level.id for variable in BOOK.by_id for level in BOOK.levels(variable) if "_" in level.id}
    ids |= {family.id for family in BOOK.test_family} | {rule.id for rule in BOOK.set_aside if "_" in rule.id}
    keys = {key.split(".")[-1] for key in catalogue() if key.startswith("report.") and "_" in key}
    words = set(re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", text))
    assert not words & (ids | keys)


def test_each_language_says_nothing_of_the_other(page, published):
    other = "en" if published.language == "fr" else "fr"
    text = _without_code(page)
    for key, entry in catalogue().items():
        sentence = entry[other].split("{")[0].strip()
        if key.startswith("report.") and len(sentence) > 25 and sentence not in entry[published.language]:
            assert sentence.replace("'", "’") not in text, key


def test_no_respondent_no_commune_and_no_free_text_is_in_the_page(published):
    respondents = read_table(published.tables / "3-weighted.csv")["respondent"]
    communes = read_table(RAW / "communes.csv")
    page = re.sub(
        r"<svg\b.*?</svg>|<style>.*?</style>|<script>.*?</script>", "", published.page, flags=re.DOTALL
    )
    text = re.sub(r"<[^>]*>", " ", page)
    assert not set(re.findall(r"[\w-]+", text)) & set(respondents[respondents.str.len() > 4])
    assert not set(re.findall(r"\b\d{5}\b", text)) & set(communes["code"])


def test_a_withheld_share_shows_its_mark_and_no_number(page, published):
    estimates = read_table(published.tables / "estimates.csv")
    cells = [cell for cell in page.all("td") if cell.text == "[c]"]
    assert cells or not (estimates["status"] == "withheld").any()
    assert all(cell.attributes.get("data-sort", "") == "" for cell in cells)


def test_a_figure_of_an_unknown_grammar_still_has_its_numbers(published):
    figure = next(f for f in BOOK.figure if f.kind == "levels").model_copy(update={"kind": "map"})
    drawn = read_table(published.folder / f"fig{figure.number:02d}_{figure.slug}.csv")
    table = of_figure(context_of(published), figure, drawn)
    assert len(table.rows) == len(drawn) and table.figure == figure.number
    shares = [cell.share for row in table.rows for cell in row if hasattr(cell, "share")]
    assert shares == pytest.approx(pd.to_numeric(drawn.loc[drawn["unit"] == "share", "value"]).tolist())


def test_colours_of_text_stand_out_from_their_ground():
    style = files("pipeline.publishing.html").joinpath("report.css").read_text("utf-8")
    colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", style))
    for name in ("ink", "grey", "link", "red", "more", "less", "orange", "blue"):
        assert _contrast(colours[name], colours["band"]) >= 4.5, name


def _contrast(one: str, other: str) -> float:
    lights = sorted((_luminance(one), _luminance(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_same_tables_give_the_same_bytes(published, tmp_path):
    folders = [tmp_path / "once", tmp_path / "twice"]
    assert [_report(published, published.raw / "codebook.toml", folder) for folder in folders] == [0, 0]
    for name in ("report.html", "tableaux.xlsx"):
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()


def test_figures_do_not_share_ids_once_inlined():
    one, two = (inlined(SMALL, prefix, "A & B", "says < that") for prefix in ("a", "b"))
    ids = [set(re.findall(r'\bid="([^"]+)"', svg)) for svg in (one, two)]
    assert not ids[0] & ids[1]
    assert '<path id="a-0"' in one and 'href="#a-0"' in one
    assert '<clipPath id="a-1"' in one and "url(#a-1)" in one
    assert one.startswith("<svg") and "metadata" not in one and "color:red" not in one
    assert "A &amp; B" in one and 'width="10pt"' not in one


def test_cells_print_a_dash_where_there_is_no_number():
    assert printed(float("nan"), "percent", "fr") == "–"
    assert printed(None, "p", "en") == "–"
    assert printed(0.594, "percent", "fr") == "59,4\u202f%"
    assert p_value(0.0004, "fr") == "<\u202f0,001"
    assert p_value(0.0421, "en") == "0.042"


def _report(published: Edition, book, out) -> int:
    paths = {"codebook_file": book, "tables": published.tables, "figures": published.folder, "out": out}
    paths |= {"published_file": published.raw / "published.toml"}
    return exit_code(report.report, published.language, **paths, origin=published.origin)
