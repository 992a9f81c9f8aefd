"""A small survey in a folder of its own that the whole flow runs on, as somebody at a terminal runs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.stages import ROOT

SMALL = ROOT / "tests" / "faults" / "wave"
# What the survey of tests/faults does without, so that every kind of output is there.
MORE = """
[discriminant]
group = "zone"
active = ["satisfaction", "motives", "again"]
concerned = { fr = "L'utilise", en = "Uses it" }
not_concerned = { fr = "Ne l'utilise pas", en = "Does not use it" }

[[figure]]
number = 1
slug = "satisfaction"
kind = "levels"
question = "satisfaction"
base = "all"
measure = "unhappy"
below = ["no"]
below_head = { fr = "Non", en = "No" }
above_head = { fr = "Oui", en = "Yes" }
subtitle = { fr = "Satisfaction, en %", en = "Satisfaction, %" }

[[figure]]
number = 2
slug = "poids"
kind = "weighting"
subtitle = { fr = "Écarts avant et après redressement", en = "Gaps before and after weighting" }
"""
WAVE = "small"


@dataclass(frozen=True)
class Project:
    """A folder with data/raw/small, and the outputs that the flow makes from it."""

    folder: Path

    @property
    def raw(self) -> Path:
        return self.folder / "data" / "raw" / WAVE

    @property
    def done(self) -> Path:
        return self.folder / "data" / "processed" / WAVE

    def run(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the program in a process of its own, as a person would."""
        return subprocess.run(
            self.command(*words),
            cwd=self.folder,
            env=self.environment(**environment),
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.command(*words),
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "pipeline", *words]

    def environment(self, **others: str) -> dict[str, str]:
        return os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"} | others

    def outputs(self) -> dict[str, bytes]:
        """Path and content of every output, without the engine's own files."""
        found = {}
        for folder in ("data/processed", "figures"):
            for path in sorted((self.folder / folder).rglob("*")):
                if path.is_file() and not path.name.startswith("."):
                    found[path.relative_to(self.folder).as_posix()] = path.read_bytes()
        return found

    def copy(self, folder: Path) -> Project:
        """The same project elsewhere, with everything that has been made and the engine's record."""
        shutil.copytree(self.folder, folder)
        return Project(folder)


def project(folder: Path, source: Path = SMALL) -> Project:
    """The inputs of the small survey in a new folder."""
    made = Project(folder)
    shutil.copytree(source, made.raw)
    book = made.raw / "codebook.toml"
    if source == SMALL:
        book.write_text(book.read_text("utf-8") + MORE, "utf-8")
    return made
