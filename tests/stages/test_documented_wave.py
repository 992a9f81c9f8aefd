"""What docs/new-wave.md and docs/fr/nouvelle-vague.md show is what the commands say, line by line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.stages import check_codebook, check_export, check_waves, clean, validate
from pipeline.stages import create_wave as scaffold
from tests.support import next_wave
from tests.support.stages import RAW, ROOT

PAGES = {"fr": ROOT / "docs" / "fr" / "nouvelle-vague.md", "en": ROOT / "docs" / "new-wave.md"}
# Lines of compare that need the tables of both waves: their numbers are tested where these are.
OF_TABLES = ("[2/3]", "[3/3]")


def shown(language: str) -> list[tuple[str, list[str]]]:
    """The commands that a page shows, each with the lines that it shows of its output."""
    blocks = re.findall(
        r"^```\n\$ (.*?)\n(.*?)^```", PAGES[language].read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    return [
        (command, [line for line in text.splitlines() if line.strip() not in ("", "…")])
        for command, text in blocks
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pages_show_what_the_commands_say(language, tmp_path, monkeypatch, capsys):
    raw = tmp_path / "data" / "raw"
    (raw / "2017").mkdir(parents=True)
    for path in RAW.iterdir():
        (raw / "2017" / path.name).write_bytes(path.read_bytes())
    monkeypatch.chdir(tmp_path)
    told = iter(said(language, capsys))
    commands = shown(language)
    assert [re.match(r"make ([\w-]+)", command)[1] for command, _ in commands] == [
        "wave", "all", "codebook-check", "codebook-check", "validate", "compare"
    ]  # fmt: skip
    for command, lines in commands:
        output = next(told).splitlines()
        assert lines
        assert [one for one in lines if one not in output and not one.startswith(OF_TABLES)] == [], command


def said(language: str, capsys):
    """What each command of the pages says, one after the other."""
    wave, done = Path("data/raw/2023"), Path("data/processed/2023")
    book, responses = wave / "codebook.toml", wave / "responses.csv"

    def run(stage, **options) -> None:
        words = [word for name, path in options.items() for word in (f"--{name}", str(path))]
        stage.main([*words, "--language", language])

    def heard() -> str:
        captured = capsys.readouterr()
        return captured.out + captured.err

    def checked() -> None:
        run(check_codebook, codebook=book, wave=wave, structure=done / "structure.json", out=done / "checked")

    run(scaffold, source="data/raw/2017", out=wave)
    yield heard()
    checked()
    yield heard()
    next_wave.fill(wave)
    run(check_export, codebook=book, responses=responses)
    yield heard()
    book.write_text(next_wave.described(book.read_text("utf-8")), "utf-8")
    run(check_export, codebook=book, responses=responses)
    yield heard()
    book.write_text(next_wave.settled(book.read_text("utf-8")), "utf-8")
    next_wave.counted(wave)
    checked()
    inputs = {"codebook": book, "responses": responses, "communes": wave / "communes.csv"}
    run(clean, **inputs, corrections=wave / "corrections.csv", out=done / "candidate")
    places = {"errors": done / "errors.xlsx", "quality": done / "quality", "out": done / "2-validated.csv"}
    run(validate, **inputs, candidate=done / "candidate", **places)
    yield heard()
    run(check_waves, wave=wave, base="data/raw/2017")
    yield heard()
