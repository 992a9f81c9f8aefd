"""What docs/new-wave.md and docs/fr/nouvelle-vague.md show is what the commands say, line by line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.stages.check_waves import check_waves
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
    wave = Path("data/raw/2023")
    book = wave / "codebook.toml"

    def run(stage: str, *words: str) -> None:
        main([stage, "--wave", "2023", *words, "--language", language])

    def heard() -> str:
        captured = capsys.readouterr()
        return captured.out + captured.err

    run("wave", "--from", "2017")
    yield heard()
    run("all")
    yield heard()
    next_wave.fill(wave)
    run("codebook-check")
    yield heard()
    book.write_text(next_wave.described(book.read_text("utf-8")), "utf-8")
    run("codebook-check")
    yield heard()
    book.write_text(next_wave.settled(book.read_text("utf-8")), "utf-8")
    next_wave.counted(wave)
    run("validate")
    yield heard()
    print(check_waves(wave=wave, base=Path("data/raw/2017"), language=language))
    yield heard()
