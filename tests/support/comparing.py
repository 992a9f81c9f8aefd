"""The 2017 wave and the made-up second one, compared and published, for the tests of two waves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from pipeline.stages import compare
from pipeline.stages import report_comparison as report_changes
from pipeline.stages.runner import read_table
from tests.support import second_wave
from tests.support.stages import Wave


@dataclass(frozen=True)
class Pair:
    """Two waves with their tables; `folder` is where the comparison goes."""

    old: Wave
    new: Wave
    folder: Path

    def compare(self, language: str = "fr", **instead: Path | None) -> int:
        """Exit code of the comparison, with other paths for some of its options (None leaves one out)."""
        paths = {
            "codebook": self.new.raw / "codebook.toml",
            "base-codebook": self.old.raw / "codebook.toml",
            "tables": self.new.done,
            "base-tables": self.old.done,
            "base-margins": self.old.raw / "margins.csv",
            "base-published": self.old.raw / "published.toml",
            "out": self.folder / "differences.csv",
        }
        return compare.main(_words(paths | instead, language))

    def publish(self, folder: Path, language: str) -> Path:
        """Figures, workbook and report of the comparison in one language."""
        paths = {
            "codebook": self.new.raw / "codebook.toml",
            "base-codebook": self.old.raw / "codebook.toml",
            "tables": self.new.done,
            "compared": self.folder,
            "base-published": self.old.raw / "published.toml",
            "out": folder,
        }
        words = [*_words(paths, language), "--inputs", *map(str, sorted(self.new.raw.glob("*.*")))]
        assert (
            report_changes.main([*words, "--base-inputs", *map(str, sorted(self.old.raw.glob("*.*")))]) == 0
        )
        return folder

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        return {path.stem: read_table(path) for path in self.folder.glob("*.csv")}


def _words(paths: dict[str, Path], language: str) -> list[str]:
    given = [word for name, path in paths.items() if path for word in (f"--{name}", str(path))]
    return [*given, "--language", language]


def pair(old: Wave, folder: Path) -> Pair:
    """The second wave made and run up to its tables, then compared with the first."""
    raw = second_wave.make(old.done / "2-validated.csv", folder / "filled")
    new = Wave(folder / "second", raw)
    assert new.run("check_codebook", "clean", "validate", "weight", "tabulate") == 0
    made = Pair(old, new, folder / "compared")
    assert made.compare() == 0
    return made
