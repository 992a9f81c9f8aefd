"""The report in a real browser: with mouse and keyboard, without script, narrow, printed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from pipeline.codebook.reader import read
from pipeline.publishing.printed_values import p_value
from pipeline.tables.files import read_table
from pipeline.text.messages import say
from pipeline.text.number_format import decimal, number, percent, points
from tests.support.published import Edition, parsed
from tests.support.stages import RAW

selenium = pytest.importorskip("selenium", reason="selenium is not installed")

from selenium.webdriver.common.keys import Keys  # noqa: E402

from tests.support.browser import CHROMIUM, DRIVER, NARROW, WIDE, Browser, browser  # noqa: E402

pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="needs chromium and chromium-driver")

BOOK = read(RAW / "codebook.toml")
AXE = os.environ.get("AXE_JS", "")
ROWS = """
const set = (name, value) => { document.getElementById(`panel-${name}`).value = value; };
set("subject", arguments[0]);
document.getElementById("panel-subject").dispatchEvent(new Event("change", { bubbles: true }));
for (const [name, value] of Object.entries(arguments[1])) set(name, value);
document.querySelector("#panel-tool form").dispatchEvent(new Event("change"));
return [...document.querySelectorAll("#panel-shown table")].map((table) =>
  [...table.rows].map((row) => [...row.cells].map((cell) => cell.textContent.replace("\\u00a0↕", ""))));
"""


@pytest.fixture(scope="module")
def chrome():
    with browser() as one:
        yield one


@pytest.fixture
def opened(chrome: Browser, published: Edition) -> Browser:
    chrome.open(_page(published))
    return chrome


def _page(published: Edition) -> Path:
    return published.folder / "report.html"


def _told(published: Edition, key: str, **values: object) -> str:
    return say(published.language, f"report.{key}", **values).replace("'", "’")


def test_no_error_in_the_console_and_no_request_leaves_the_page(opened, published):
    opened.errors()
    for select in opened.all("#panel-tool select"):
        opened.run("arguments[0].dispatchEvent(new Event('change', { bubbles: true }))", select)
    opened.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert opened.errors() == []
    assert opened.requests() == [_page(published).as_uri()]


def test_a_head_sorts_its_column_both_ways_by_mouse_and_keyboard(opened):
    table = opened.one("#panel-shown table")
    head = table.find_element("css selector", "th.number button")
    cell = head.find_element("xpath", "..")

    def values() -> list[str]:
        shares = (
            "return [...arguments[0].querySelectorAll('td.number:nth-child(3)')].map((td) => td.dataset.sort)"
        )
        return opened.run(shares, table)

    before = values()
    head.click()
    numbers = sorted((float(value) for value in before if value), reverse=True)
    down = cell.get_attribute("aria-sort") == "descending"
    assert [float(value) for value in values() if value] == (numbers if down else numbers[::-1])
    head.send_keys(Keys.ENTER)
    assert [float(value) for value in values() if value] == (numbers[::-1] if down else numbers)
    sorts = [th.get_attribute("aria-sort") for th in table.find_elements("css selector", "thead th")]
    assert sorted(filter(None, sorts)) == ["ascending" if down else "descending"]
    assert not any(values()[len(numbers) :]), "rows without a number come last"


def test_the_filter_keeps_matching_rows_and_counts_them(opened, published):
    line = opened.one("#panel-shown .filter")
    labels = [one.label.in_(published.language) for one in BOOK.service]
    service = next(one for one in labels if sum(one in other for other in labels) == 1)
    line.find_element("css selector", "input").send_keys(service.upper())
    box = opened.one("#panel-shown .box")
    rows = opened.run(
        "return [...arguments[0].querySelectorAll('tbody tr')].filter((row) => !row.hidden).length", box
    )
    everything = opened.run("return arguments[0].querySelectorAll('tbody tr').length", box)
    assert rows == 1 + len(BOOK.levels(BOOK.breakdown[0].variable)) < everything
    said = line.find_element("css selector", "output").text
    assert said == _told(published, "count").replace("{shown}", str(rows)).replace("{all}", str(everything))


def _printed(row: dict, language: str) -> list[str]:
    """The cells of a share as the tables in the page print them."""
    if row["status"] == "withheld":
        return ["–"] * 5 + ["", "–", "–", "–", "[c]"]
    shares = [percent(row[name], language, 1) for name in ("share", "ci_low", "ci_high")]
    sizes = [number(row[name], language) for name in ("n", "n_effective")]
    gap = points(row["difference"], language, 1).split("\u00a0")[0]
    tests = ["–" if row[name] != row[name] else p_value(row[name], language) for name in ("p", "p_adjusted")]
    marks = {"": "", "fragile": "[u]", "imprecise": "[i]"}
    return [*shares, *sizes, row["letters"], gap, *tests, marks[row["status"] or row["precision"]]]


def _expected(published: Edition, subject: str, kind: str, breakdown: str) -> list[list[str]]:
    """Rows of the panel for all services, made from the CSV files."""
    estimates = read_table(published.tables / "estimates.csv")
    contrasts = read_table(published.tables / "contrasts.csv")
    place = ["kind", "measure", "question", "service", "answer", "base", "breakdown", "group"]
    joined = estimates.merge(contrasts[[*place, "difference", "p", "p_adjusted"]], on=place, how="left")
    joined = joined[(joined["kind"] == kind) & (joined["service"] != "all_services")]
    joined = joined[joined["measure" if kind == "measure" else "question"] == subject]
    joined = joined[joined["breakdown"].isin(["all", breakdown])]
    question = BOOK.measures[subject].question if kind == "measure" else subject
    base = joined["base"].iloc[0]
    language, found = published.language, []
    labels = {level.id: level.in_(language).replace("'", "’") for level in BOOK.levels(question)}
    groups = {"all": say(language, "figures.overall")}
    groups |= {level.id: level.in_(language).replace("'", "’") for level in BOOK.levels(breakdown)}
    for row in joined[joined["base"] == base].to_dict("records"):
        service = BOOK.services[row["service"]].label.in_(language).replace("'", "’")
        names = [service, *([labels[row["answer"]]] if kind == "level" else []), groups[row["group"]]]
        found.append([*names, *_printed(row, language)])
    return found


def test_the_panel_shows_the_numbers_of_the_tables(opened, published):
    figure = next(f for f in BOOK.figure if f.kind == "comparison" and f.measure)
    named, multiple = BOOK.measures[figure.measure], next(q for q in BOOK.question if q.kind == "multiple")
    subjects = [("measure", named.id, named.question, named.base)]
    subjects += [("level", multiple.id, multiple.id, multiple.bases[0])]
    tested = read_table(published.tables / "tests.csv")
    for kind, subject, question, base in subjects:
        for breakdown in (one.variable for one in BOOK.breakdown):
            choice = {"service": "*", "breakdown": breakdown}
            (heads, *rows), (_, *tests), *_ = opened.run(ROWS, subject, choice)
            expected = _expected(published, subject, kind, breakdown)
            kept = [i for i in range(len(expected[0])) if {row[i] for row in expected} - {"", "–"}]
            assert len(heads) == len(kept)
            assert sorted(rows) == sorted([row[i] for i in kept] for row in expected)
            place = (tested["question"] == question) & (tested["base"] == base)
            mine = tested[place & (tested["breakdown"] == breakdown)]
            assert [row[2] for row in tests] == [decimal(x, published.language, 2) for x in mine["statistic"]]
            assert [row[6] for row in tests] == [p_value(x, published.language) for x in mine["p_adjusted"]]


def test_the_table_is_copied_as_text_with_tabs(opened, published):
    opened.command("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    said = opened.one("#panel-said").text
    opened.one("#panel-copy").click()
    rows = len(opened.run("return [...document.querySelector('#panel-shown table').tBodies[0].rows]"))
    wanted = _told(published, "panel_copied").replace("{count}", str(rows))
    assert opened.changed("#panel-said", said) == wanted
    text = opened.run("return document.getElementById('panel-text').value")
    caption, heads, *lines = text.split("\n\n")[0].split("\n")
    assert len(lines) == rows and {line.count("\t") for line in lines} == {heads.count("\t")}
    assert "\u202f" not in text.split("\n\n")[0] and "−" not in text
    assert say(published.language, "figures.synthetic") in caption


def test_the_panel_is_reached_and_worked_by_keyboard(opened):
    opened.press(Keys.TAB)
    assert opened.focused() == "#content"
    opened.tab_to("#panel", most=30)
    opened.press(Keys.ENTER)
    opened.tab_to("panel-subject", most=1)
    before = opened.one("#panel-shown caption").text
    opened.press(Keys.DOWN)
    assert opened.one("#panel-shown caption").text != before
    opened.tab_to("panel-copy", most=5)
    assert opened.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    said = opened.one("#panel-said").text
    opened.press(Keys.ENTER)
    assert opened.changed("#panel-said", said) != said


def test_the_first_link_leads_past_the_summary(opened):
    opened.press(Keys.TAB)
    opened.press(Keys.ENTER)
    assert opened.focused() == "content"


@pytest.mark.parametrize("published", ["fr"], indirect=True)
def test_without_script_every_table_is_there(chrome, published):
    chrome.open(_page(published), script=False)
    assert not chrome.one("#panel-tool").is_displayed()
    assert len(chrome.all("table")) == len(parsed(published.page).all("table"))
    plain = chrome.all("#panel noscript details")
    assert len(plain) >= 2 * len(BOOK.measure)
    plain[0].find_element("css selector", "summary").click()
    assert plain[0].find_element("css selector", "table").is_displayed()
    assert not chrome.all("th button")


@pytest.mark.parametrize(("published", "width"), [("fr", WIDE), ("fr", NARROW)], indirect=["published"])
def test_the_page_never_scrolls_sideways(chrome, published, width):
    chrome.open(_page(published), width)
    chrome.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    wide, seen = chrome.run("return [document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= seen == width


@pytest.mark.parametrize("published", ["fr"], indirect=True)
def test_every_figure_is_in_print(opened, published, tmp_path):
    opened.command("Emulation.setEmulatedMedia", media="print")
    shown = opened.run(
        "return [...document.querySelectorAll('figcaption')].filter((one) => one.checkVisibility())"
    )
    assert not opened.one("#panel-copy").is_displayed() and not opened.one("nav").is_displayed()
    opened.command("Emulation.setEmulatedMedia", media="")
    numbers = read_table(published.folder / "figures.csv")["number"].astype(int).tolist()
    assert len(shown) == len(numbers) > 10
    pdf = tmp_path / "report.pdf"
    pdf.write_bytes(opened.printed())
    assert pdf.stat().st_size > 100_000
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, text=True, check=True).stdout
        assert all(_told(published, "figure", number=number) in text for number in numbers)
        mark = say(published.language, "figures.synthetic")
        assert all(mark in page for page in text.removesuffix("\f").split("\f"))


@pytest.mark.skipif(not AXE, reason="AXE_JS does not name axe-core's script")
@pytest.mark.parametrize(("published", "width"), [("fr", WIDE), ("en", NARROW)], indirect=["published"])
def test_axe_finds_no_serious_fault(chrome, published, width):
    chrome.open(_page(published), width)
    chrome.run(Path(AXE).read_text("utf-8"))
    # A drawing is one named picture, and the rows of a table are alike: a few stand for all of them.
    chrome.run("""
        document.querySelectorAll('figure svg > g, tbody tr:nth-child(n + 4)').forEach((one) => one.remove());
        document.querySelectorAll('section details:first-of-type').forEach((one) => { one.open = true; });
    """)
    found = chrome.driver.execute_async_script(
        "axe.run({ resultTypes: ['violations'] }).then((found) => arguments[0](found.violations));"
    )
    faults = [
        (one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")
    ]
    assert faults == []
