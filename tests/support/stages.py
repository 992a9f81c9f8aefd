"""Runs stages in this process, by the table of the flow, on any folder of inputs."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from pipeline.__main__ import outcome
from pipeline.engine.contents import Contents
from pipeline.engine.fingerprints import number_makers, versions
from pipeline.engine.origin import provenance
from pipeline.engine.stage import WaveFolders
from pipeline.figures.provenance import Provenance
from pipeline.flow import STAGES

ROOT = Path(__file__).parents[2]
RAW = ROOT / "data" / "raw" / "2017"
TABLE = {stage.name: stage for stage in STAGES}


def exit_code(stage: Callable[..., str], language: str = "fr", **arguments: object) -> int:
    """The exit code of a stage, which prints what the program would print."""
    return outcome(lambda: stage(**arguments, language=language), lambda: language)


class Wave:
    """A copy of a wave's inputs (`raw`) and a folder for its outputs (`done`)."""

    def __init__(self, folder: Path, source: Path = RAW):
        self.raw, self.done = folder / "raw", folder / "done"
        shutil.copytree(source, self.raw)

    def run(self, *stages: str, language: str = "fr") -> int:
        """The exit code of the first stage that fails, or 0."""
        return next((code for stage in stages if (code := self.stage(stage, language))), 0)

    def stage(self, name: str, language: str = "fr", folder: Path | None = None) -> int:
        """The exit code of one stage, as the flow calls it; `folder` is where it publishes."""
        stage, folders = TABLE[name], self.folders(folder)
        origin = {"origin": origin_of(folders)} if stage.publishes else {}
        arguments = stage.arguments(folders)
        if name == "check_codebook":
            # What a folder lacks is looked at by tests of its own: most folders of tests are no whole wave.
            arguments.pop("wave")
        return exit_code(stage.function(), language, **arguments, **origin)

    def folders(self, folder: Path | None = None) -> WaveFolders:
        return WaveFolders(self.raw, self.done, folder or self.done, folder or self.done / "open-data")

    def up_to_tables(self, language: str = "fr") -> int:
        stages = ("check_codebook", "clean", "validate", "weight", "tabulate", "screen")
        return self.run(*stages, language=language)

    def outputs(self) -> dict[str, bytes]:
        """Every accepted output: what a failed run may not touch."""
        files = [path for path in sorted(self.done.rglob("*")) if path.is_file()]
        about_last_read = {"candidate", "errors.xlsx"}
        return {
            str(p): p.read_bytes() for p in files if not about_last_read & set(p.relative_to(self.done).parts)
        }


def origin_of(folders: WaveFolders) -> Provenance:
    """Where the outputs of a wave come from, as the flow would say when nothing has changed."""
    return provenance(folders, Contents(), number_makers(), versions(), [])
