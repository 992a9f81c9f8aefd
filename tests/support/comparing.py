"""The 2017 wave and the made-up second one, compared and published, for the tests of two waves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from pipeline.engine.stage import WaveFolders
from pipeline.stages.compare import compare
from pipeline.stages.report_comparison import report_comparison
from pipeline.tables.files import read_table
from tests.support import second_wave
from tests.support.stages import TABLE, Wave, exit_code, origin_of


@dataclass(frozen=True)
class Pair:
    """Two waves with their tables; `folder` is where the comparison goes."""

    old: Wave
    new: Wave
    folder: Path

    def compare(self, language: str = "fr", **instead: Path | None) -> int:
        """Exit code of the comparison, with other paths for some of its arguments."""
        arguments = TABLE["compare"].arguments(self.folders)
        return exit_code(compare, language, **(arguments | {"out": self.folder} | instead))

    def publish(self, folder: Path, language: str) -> Path:
        """Figures, workbook and report of the comparison in one language."""
        arguments = TABLE["report_comparison"].arguments(self.folders)
        paths = arguments | {"compared": self.folder, "out": folder}
        assert exit_code(report_comparison, language, **paths, origin=origin_of(self.folders)) == 0
        return folder

    @property
    def folders(self) -> WaveFolders:
        earlier = {"base": "base", "base_raw": self.old.raw, "base_done": self.old.done}
        return WaveFolders(self.new.raw, self.new.done, self.folder, self.folder, **earlier)

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        return {path.stem: read_table(path) for path in self.folder.glob("*.csv")}


def pair(old: Wave, folder: Path) -> Pair:
    """The second wave made and run up to its tables, then compared with the first."""
    raw = second_wave.make(old.done / "2-validated.csv", folder / "filled")
    new = Wave(folder / "second", raw)
    assert new.run("check_codebook", "clean", "validate", "weight", "tabulate") == 0
    made = Pair(old, new, folder / "compare-2017")
    assert made.compare() == 0
    return made
