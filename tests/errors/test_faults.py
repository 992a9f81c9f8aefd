"""The corpus of faults: each input of `faults/` gets its sentences, its exit code, and touches nothing."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from tests.support.stages import ROOT, Wave

FAULTS = ROOT / "tests" / "faults"
SOUND = FAULTS / "wave"
STAGES = ("check_codebook", "clean", "validate", "weight")


def corpus() -> list[dict]:
    """Every fault, with the stages and the exit code of its file."""
    faults = []
    for path in sorted(FAULTS.glob("*.toml")):
        content = tomllib.loads(path.read_text("utf-8"))
        shared = {"stages": content["stages"], "exit": content["exit"], "about": path.stem}
        faults += [shared | fault for fault in content["fault"]]
    return faults


CORPUS = corpus()


def spoil(folder: Path, change: dict) -> None:
    """Make one change: of the whole text, one place of it, its encoding, or the file altogether."""
    path = folder / change["file"]
    if change.get("delete"):
        path.unlink()
        return
    if "text" in change:
        path.write_text(change["text"], "utf-8")
        return
    text = path.read_bytes().decode("utf-8") + change.get("add", "")
    if "from" in change:
        assert text.count(change["from"]) == 1 or change.get("all"), f"{change['from']} in {path.name}"
        text = text.replace(change["from"], change["to"])
    path.write_bytes(text.encode(change.get("encoding", "utf-8")))


@pytest.fixture(scope="module")
def sound(tmp_path_factory) -> Wave:
    """The wave without fault, with its outputs."""
    wave = Wave(tmp_path_factory.mktemp("sound"), SOUND)
    assert wave.run(*STAGES, "tabulate", "verify") == 0
    return wave


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("fault", CORPUS, ids=lambda fault: fault["id"])
def test_a_fault_is_told(fault, language, tmp_path, sound, capsys):
    wave = Wave(tmp_path, FAULTS / fault.get("wave", "wave"))
    shutil.copytree(sound.done, wave.done)
    before = wave.outputs()
    for change in fault["change"]:
        spoil(wave.raw, change)
    assert wave.run(*fault["stages"], language=language) == fault["exit"]
    message = capsys.readouterr().err
    for sentence in fault[language]:
        assert sentence in message
    for silent in fault.get("never", []):
        assert silent not in message
    assert "→" in message
    assert "Traceback" not in message
    assert wave.outputs() == before


def test_the_corpus_is_large_and_covers_every_kind_of_input():
    assert len(CORPUS) >= 30
    assert len({fault["id"] for fault in CORPUS}) == len(CORPUS)
    assert {fault["about"] for fault in CORPUS} >= {
        "codebooks", "communes", "corrections", "exports", "margins", "published"
    }  # fmt: skip


def test_a_battery_asked_after_one_question_is_held_against_it(tmp_path):
    """Whoever will not come again should not have been asked about motives."""
    wave = Wave(tmp_path, SOUND)
    path = wave.raw / "codebook.toml"
    text = path.read_text("utf-8").replace(
        'column = "motif_{service}"\n', 'column = "motif_{service}"\nasked = "back"\n'
    )
    base = '[[base]]\nid = "back"\nlabel = { fr = "a", en = "b" }\nof = { fr = "a", en = "b" }\n'
    base += 'where = { question = "again", answers = ["yes"] }\n\n[[measure]]'
    path.write_text(text.replace("[[measure]]", base), "utf-8")
    assert wave.run("check_codebook", "clean", "validate") == 0
    raw = pd.read_csv(wave.raw / "responses.csv", dtype=str, keep_default_na=False)
    expected = {
        f"motives.{service}": ((raw["encore"] == "Non") & (raw[column] != "")).sum()
        for service, column in (("bus", "motif_bus"), ("park", "motif_parc"))
    }
    contradictions = pd.read_csv(wave.done / "quality" / "contradictions.csv")
    assert dict(zip(contradictions["variable"], contradictions["respondents"], strict=True)) == expected
    assert min(expected.values()) > 0
