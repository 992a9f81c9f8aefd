"""Whatever is done to an export, it is accepted whole or refused with sentences: never anything else."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.stages import ROOT, Wave

SOUND = ROOT / "tests" / "faults" / "wave"
ORIGINAL = (SOUND / "responses.csv").read_bytes()
ROWS = list(csv.reader(io.StringIO(ORIGINAL.decode("utf-8"))))
CELLS = st.one_of(
    st.sampled_from(
        ["", " ", "Oui", "oui ", "Non", "F", "99", "3,5", "=1+1", '"', "a|b", "\n", "\r", "\0", "NR"]
    ),
    st.text(max_size=8),
)


@st.composite
def cells_changed(draw) -> bytes:
    """Some cells say something else, rows are doubled, dropped or moved; the CSV is well formed."""
    rows = [list(row) for row in ROWS]
    for _ in range(draw(st.integers(0, 4))):
        row = draw(st.integers(0, len(rows) - 1))
        rows[row][draw(st.integers(0, len(rows[row]) - 1))] = draw(CELLS)
    for _ in range(draw(st.integers(0, 2))):
        row = draw(st.integers(1, len(rows) - 1))
        rows[row : row + 1] = draw(st.sampled_from([[], [rows[row], rows[row]], [[], rows[row]]]))
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator=draw(st.sampled_from(["\n", "\r\n"]))).writerows(rows)
    return stream.getvalue().encode("utf-8", errors="surrogatepass")


@st.composite
def bytes_changed(draw) -> bytes:
    """Bytes cut out, put in or doubled anywhere: what transfers and editors do."""
    content = ORIGINAL
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 40)))
        inside = draw(
            st.one_of(st.binary(max_size=6), st.sampled_from([b'"', b",", b"\n", b"\xe9", b"\xef\xbb\xbf"]))
        )
        content = content[:start] + inside + content[end:]
    return content


@pytest.fixture(scope="module")
def accepted(tmp_path_factory) -> Wave:
    wave = Wave(tmp_path_factory.mktemp("sound"), SOUND)
    assert wave.run("check_codebook", "clean", "validate") == 0
    return wave


def accepted_whole_or_refused(accepted: Wave, content: bytes) -> None:
    """Clean and validate a mangled export, and check what must hold whatever comes of it."""
    with tempfile.TemporaryDirectory() as folder:
        wave = Wave(Path(folder), SOUND)
        shutil.copytree(accepted.done, wave.done)
        before = wave.outputs()
        (wave.raw / "responses.csv").write_bytes(content)
        code = wave.run("clean", "validate")
        assert code in (0, 2)
        if code == 2:
            assert wave.outputs() == before
        else:
            _nothing_lost(wave, content)
        assert (wave.raw / "responses.csv").read_bytes() == content


def _nothing_lost(wave: Wave, content: bytes) -> None:
    """Every record of the file is a respondent or set aside, and every answer is one of the codebook."""
    records = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    kept = pd.read_csv(wave.done / "2-validated.csv", dtype=str, keep_default_na=False)
    aside = pd.read_csv(wave.done / "quality" / "set-aside.csv", dtype=str, keep_default_na=False)
    assert len(kept) + len(aside) == len(records) - 1
    assert len(kept) == 48
    assert set(kept["satisfaction.bus"]) <= {"", "never", "no", "yes"}
    for number, name in zip(kept["row"], kept["respondent"], strict=True):
        assert records[int(number) - 1][0].strip().replace("\r", "\n") == name


@settings(max_examples=25)
@given(cells_changed())
def test_an_export_with_cells_and_rows_changed_is_read_whole_or_refused(accepted, content):
    accepted_whole_or_refused(accepted, content)


@settings(max_examples=40)
@given(bytes_changed())
def test_an_export_with_bytes_changed_is_read_whole_or_refused(accepted, content):
    accepted_whole_or_refused(accepted, content)


def test_a_lone_carriage_return_in_a_cell_breaks_no_line(accepted):
    accepted_whole_or_refused(accepted, ORIGINAL.replace(b"P01,H,37", b'"P01\rx",H,37'))


def test_an_export_that_only_says_the_same_otherwise_gives_the_same_answers(accepted):
    text = ORIGINAL.decode("utf-8")
    same = text.replace("Oui", " OUI ").replace("Trop loin|Mal", "Trop loin | mal").replace("\n", "\r\n")
    with tempfile.TemporaryDirectory() as folder:
        wave = Wave(Path(folder), SOUND)
        (wave.raw / "responses.csv").write_bytes(b"\xef\xbb\xbf" + same.encode("utf-8"))
        assert wave.run("clean", "validate") == 0
        found = (wave.done / "2-validated.csv").read_bytes()
    assert found == (accepted.done / "2-validated.csv").read_bytes()
