"""What is given in words: names of waves, targets, languages; nothing in them leads out of the wave."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.__main__ import main
from tests.support.flowing import WAVE, Project, project
from tests.support.stages import ROOT

HOSTILE = [
    "",
    " ",
    ".",
    "..",
    "../raw/small",
    "/etc",
    "a b",
    "x;touch hacked",
    "$(touch hacked)",
    "é",
    "-x",
    "a\nb",
]
TARGETS = ["all", "clean", "wave", "table", "codebook-check", "compare", "verdict"]
UNIX = pytest.mark.skipif(os.name == "nt" or shutil.which("make") is None, reason="needs make")


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_wave_is_a_plain_folder_name_checked_before_anything(name, copied, capsys):
    before = everything(copied.folder)
    for target in TARGETS:
        assert main([target, f"--wave={name}"]) == 3
        told = capsys.readouterr().err
        assert "ne peut nommer une vague (WAVE)" in told
        assert len(told.strip().splitlines()) == 1 or "\n" in name
    for option, target in (("from", "wave"), ("base", "compare")):
        if name:
            assert main([target, "--wave=new", f"--{option}={name}"]) == 3
            assert f"({option.upper()})" in capsys.readouterr().err
    assert everything(copied.folder) == before


def test_an_unknown_language_is_told_before_any_work(tmp_path, monkeypatch, capsys):
    fresh = project(tmp_path / "project")
    monkeypatch.chdir(fresh.folder)
    before = everything(fresh.folder)
    assert main(["all", "--language", "de"]) == 3
    assert capsys.readouterr().err == "langue « de » : fr ou en (REPORT_LANGUAGE=fr, --language en)\n"
    assert everything(fresh.folder) == before


def test_an_unknown_target_is_answered_with_the_nearest(copied, capsys):
    assert main(["tabulat", "--language", "en"]) == 3
    assert "“tabulat” is no target → perhaps tabulate" in capsys.readouterr().err
    assert main(["all", "--speed", "9"]) == 3
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "tout, des réponses"), ("en", "everything, from raw")]
)
def test_the_help_speaks_the_language_of_its_reader(language, words, capsys):
    assert main(["help", "--language", language]) == 0
    assert words in capsys.readouterr().out


def test_clean_removes_what_the_flow_made_and_nothing_else(copied, capsys):
    raw = everything(copied.folder / "data" / "raw")
    kept = {
        copied.done / "my notes.txt",
        copied.folder / "figures" / WAVE / "slides.pptx",
        copied.folder / "figures" / WAVE / "fig97_mine.png",
        copied.folder / "figures" / WAVE / "en" / "fig97_mine.svg",
        copied.done / "discriminant" / "mine.csv",
        copied.done / "claims-mine.csv",
        copied.folder / "figures" / WAVE / "en" / "report (copy).html",
        copied.folder / "figures" / "other" / "report.html",
    }
    for path in kept:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"mine")
    assert main(["clean"]) == 0
    left = {path for folder in ("data/processed", "figures") for path in (copied.folder / folder).rglob("*")}
    assert {path for path in left if path.is_file() and not path.name.endswith(".lock")} == kept
    assert everything(copied.folder / "data" / "raw") == raw
    assert f"fichiers de la vague {WAVE} supprimés" in capsys.readouterr().out
    for path in kept:
        path.unlink()
    assert main(["clean"]) == 0
    assert not copied.done.exists() and not (copied.folder / "figures" / WAVE).exists()


def test_no_command_writes_into_the_raw_folder_of_a_wave(copied):
    before = everything(copied.folder / "data" / "raw")
    for words in (
        ["clean"], ["all"], ["table"], ["verdict"], ["codebook-check"], ["wave", "--wave", WAVE],
        ["compare", "--base", WAVE], ["claims"], ["validate", "--language", "en"],
    ):  # fmt: skip
        main(words)
    assert everything(copied.folder / "data" / "raw") == before


def test_a_new_wave_is_made_beside_the_others(copied):
    before = everything(copied.raw)
    assert main(["wave", "--wave", "next", "--from", WAVE]) == 0
    assert (copied.raw.parent / "next" / "codebook.toml").exists()
    assert everything(copied.raw) == before


@pytest.mark.parametrize("name", ["responses.csv", "codebook.toml", "margins.csv", "communes.csv"])
@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_what_is_called_like_an_input_and_is_no_file_is_told_at_once(name, kind, copied, capsys):
    (copied.raw / name).unlink()
    if kind == "folder":
        (copied.raw / name).mkdir()
    elif hasattr(os, "mkfifo"):
        os.mkfifo(copied.raw / name)
    assert main(["all"]) == 3
    assert f"« {name} » n'est pas un fichier" in capsys.readouterr().err


# ---- the Makefile


@pytest.fixture
def checkout(copied) -> Project:
    """The small survey with the Makefile and the program beside it, in an environment that is ready."""
    shutil.copy(ROOT / "Makefile", copied.folder)
    (copied.folder / "pipeline").symlink_to(ROOT / "pipeline")
    return copied


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "-s", "-o", ".venv/ready", f"PYTHON={sys.executable}", *words],
        cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8",
    )  # fmt: skip


@UNIX
@pytest.mark.parametrize(
    "name", ["", "../raw/small", "a b", "x; touch hacked", "`touch hacked`", "'; touch hacked; '"]
)
def test_make_passes_a_name_on_as_it_is(name, checkout):
    before = everything(checkout.folder)
    for target in ("validate", "clean", "wave"):
        done = make(checkout.folder, target, f"WAVE={name}")
        assert done.returncode != 0
        assert "ne peut nommer une vague (WAVE)" in done.stderr
    assert everything(checkout.folder) == before


@UNIX
@pytest.mark.parametrize("variable", ["Q", "BY", "SERVICE", "BASE", "CLAIM"])
def test_make_passes_any_other_word_on_as_it_is(variable, checkout):
    target = "verdict" if variable == "CLAIM" else "table"
    others = [] if variable in ("Q", "CLAIM") else ["Q=satisfaction"]
    done = make(checkout.folder, target, f"WAVE={WAVE}", f"{variable}='\"; touch hacked; #", *others)
    assert done.returncode != 0
    assert not (checkout.folder / "hacked").exists()
    assert "touch hacked" in done.stderr


@UNIX
def test_make_has_its_variables(checkout):
    done = make(
        checkout.folder,
        "table",
        f"WAVE={WAVE}",
        "Q=satisfaction",
        "BY=zone",
        "SERVICE=bus",
        "REPORT_LANGUAGE=en",
    )
    assert done.returncode == 0, done.stderr
    assert "Plain" in done.stdout and "Buses" in done.stdout
    assert "everything, from raw answers" in make(checkout.folder, "help", "REPORT_LANGUAGE=en").stdout
    assert make(checkout.folder, "all", f"WAVE={WAVE}").stdout == "all : tout est à jour.\n"


PYTHON = """#!/bin/sh
# Stands for Python: makes an environment, installs, and notes what it was asked for.
echo "$*" >> calls
case "$*" in
  *"-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python && touch .venv/pip ;;
  *"-m pip --version"*) test -e .venv/pip ;;
  *"-m pip install"*) test -e .venv/pip && test ! -e broken ;;
esac
"""


@UNIX
@pytest.mark.parametrize("state", ["nothing", "no python", "no pip", "installation stopped"])
def test_an_environment_left_half_made_is_made_again(state, tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "requirements.lock").write_text("")
    fake = tmp_path / "python"
    fake.write_text(PYTHON)
    fake.chmod(0o755)
    words = ["make", "-s", "all", f"PYTHON3={fake}"]
    if state != "nothing":
        (tmp_path / ".venv" / "bin").mkdir(parents=True)
    if state in ("no pip", "installation stopped"):
        shutil.copy(fake, tmp_path / ".venv" / "bin" / "python")
    if state == "installation stopped":
        (tmp_path / "broken").write_text("")
        assert subprocess.run(words, cwd=tmp_path, capture_output=True, check=False).returncode != 0
        assert not (tmp_path / ".venv" / "ready").exists()
        (tmp_path / "broken").unlink()
    (tmp_path / "calls").unlink(missing_ok=True)
    assert subprocess.run(words, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    calls = (tmp_path / "calls").read_text().splitlines()
    assert "-m venv --clear .venv" in calls
    assert (tmp_path / ".venv" / "ready").exists()
    (tmp_path / "calls").unlink()
    assert subprocess.run(words, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    assert [call.split()[:3] for call in (tmp_path / "calls").read_text().splitlines()] == [
        ["-m", "pipeline", "all"]
    ]
