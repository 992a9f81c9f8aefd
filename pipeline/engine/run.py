"""A run of the flow: the stages that are not up to date, in order, in this process, by means of doit.

A stage is up to date when each file it reads has the content it had, code and options are the same, and
each file it wrote is there with the content it wrote.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from doit.control import TaskControl
from doit.dependency import Dependency
from doit.exceptions import TaskFailed
from doit.reporter import ZeroReporter
from doit.runner import Runner
from doit.task import Stream, Task

from pipeline.engine.contents import RECORD, ContentChecker, Contents, Database
from pipeline.engine.fingerprints import number_makers, program, versions
from pipeline.engine.origin import inputs_of, numbers_behind, provenance
from pipeline.engine.sharing import sharing
from pipeline.engine.stage import Stage, WaveFolders, matching
from pipeline.errors.faults import DATA, Fault, Faults
from pipeline.errors.files import UNFINISHED, recorded
from pipeline.figures.provenance import Provenance
from pipeline.flow import STAGES
from pipeline.text.messages import Language


class Run:
    """The flow of one wave in one language; the caller holds the wave's lock.

    Attributes
    ----------
    made : names of the stages that ran.
    """

    def __init__(self, folders: WaveFolders, language: Language):
        self.folders, self.language = folders, language
        self.contents = Contents()
        self.code = {"numbers": number_makers(), "program": program()}
        self.versions = versions()
        self.made: list[str] = []
        self.failure: Exception | None = None
        self._origins: dict[tuple, Provenance] = {}
        self.stages = [stage for stage in STAGES if self._belongs(stage)]
        self.inputs = [*inputs_of(folders.raw), *(inputs_of(folders.base_raw) if folders.base else [])]
        # Looked at before anything else: what the run is about.
        for path in self.inputs:
            self.contents.of(path)

    def make(self, names: Iterable[str]) -> None:
        """Make stages, and whatever they need before.

        Raises
        ------
        Faults
            What a stage found wrong; with exit code 2 when an input or the program changed meanwhile.
        """
        _remove_unfinished(self.folders)
        targets = [stage for stage in self.stages if stage.name in set(names)]
        tasks = [self._task(stage) for stage in self.stages]
        control = TaskControl(tasks)
        # In the order of the table, which is that of the lines on the screen.
        needed = [stage for stage in self.stages if stage in targets or self._needed(stage, targets)]
        control.process([self._name(stage) for stage in needed])
        self.shares = any(stage.shares for stage in needed)
        self.database = self._database(self.folders.done)
        reporter = _Reporter(self.database)
        with sharing() as self.sharing:
            outcome = Runner(self.database, reporter, stream=Stream(0)).run_all(control.task_dispatcher())
        if self.failure:
            raise self.failure
        if outcome:
            # A file that is gone since the run began is no bug.
            self._stop_if_moved()
            raise RuntimeError("\n".join(reporter.messages))

    def _belongs(self, stage: Stage) -> bool:
        if stage.compares and not self.folders.base:
            return False
        return not stage.only_with or self.folders.path(stage.only_with).is_file()

    def _needed(self, stage: Stage, targets: list[Stage]) -> bool:
        """Return whether one of the targets follows a stage, directly or through stages between."""
        return any(
            later in targets or self._needed(later, targets) for later in self.stages if later.follows(stage)
        )

    def _name(self, stage: Stage) -> str:
        """Return the name of a task in the record: outputs once a language, or once a base, are apart."""
        parts = [stage.name, *([self.folders.base] if stage.compares else [])]
        return ":".join([*parts, *([self.language] if stage.spoken else [])])

    def _database(self, folder: Path) -> Dependency:
        return Dependency(
            Database, str(folder / RECORD), checker_cls=functools.partial(ContentChecker, self.contents)
        )

    def _task(self, stage: Stage) -> Task:
        read = [self.folders.path(name) for name in stage.dependencies()]
        written = [self.folders.path(name) for name in stage.certain_outputs()]
        made_before = {
            self.folders.path(name) for earlier in self.stages for name in earlier.certain_outputs()
        }  # fmt: skip
        # An input that is missing is no dependency of doit's: the stage itself says what is missing.
        certain = [path for path in read if path in made_before or path.is_file()]
        uncertain = [path for path in read if path not in certain]

        def up_to_date(task, values) -> bool:
            outputs = values.get("outputs")
            return (
                bool(outputs)
                and values.get("made_with") == self._made_with(stage)
                and values.get("also_read") == self._fingerprints(uncertain)
                and all(self.contents.of(path) == content for path, content in outputs.items())
            )

        def perform() -> dict | TaskFailed:
            # Taken before the stage reads: a change afterwards is seen, by this run or by the next one.
            also_read = self._fingerprints(uncertain)
            inputs = {str(path): self.contents.of(path) for path in self.inputs if path in read}
            try:
                made_with = self._made_with(stage)
                outputs = self._performed(stage, task, certain)
            except Exception as failure:
                self.failure = failure
                return TaskFailed(stage.name)
            return {"outputs": outputs, "inputs": inputs, "made_with": made_with, "also_read": also_read}

        task = Task(
            self._name(stage),
            [perform],
            file_dep=certain,
            targets=written,
            task_dep=[self._name(earlier) for earlier in self.stages if stage.follows(earlier)],
            uptodate=[up_to_date],
            io={"capture": False},
        )
        return task

    def _performed(self, stage: Stage, task: Task, read: list[Path]) -> dict[str, str]:
        """Run a stage and print its line; return the fingerprint of each file that it wrote."""
        for path in read:
            self.contents.of(path)
        arguments: dict = stage.arguments(self.folders)
        if stage.publishes:
            arguments["origin"] = self.origin(stage)
        if self.shares:
            self.sharing.start()
        if stage.shares:
            arguments["share"] = self.sharing.share
        earlier_outputs = self.database.get_values(task.name).get("outputs", {})
        try:
            with recorded() as outputs:
                line = stage.function()(**arguments, language=self.language)
        except Exception:
            # A file that changed while it was read may fail in any way: that it changed is the fault.
            self._stop_if_moved()
            raise
        finally:
            self.contents.update(outputs)
        self._stop_if_moved()
        # What it wrote before and does not write any more is not left behind.
        for path in set(earlier_outputs) - set(outputs):
            Path(path).unlink(missing_ok=True)
        self.made.append(stage.name)
        print(line, flush=True)
        return outputs

    def _stop_if_moved(self) -> None:
        """Stop when an input or the program is not any more what it was when the run began."""
        moved = self.contents.moved(self.inputs)
        if moved:
            raise Faults([Fault("input_changed", values={"path": ", ".join(map(str, moved))})], DATA)
        if self.code != {"numbers": number_makers(), "program": program()}:
            raise Faults([Fault("program_changed")], DATA)

    def _fingerprints(self, paths: list[Path]) -> dict[str, str]:
        """Return the content of the files that paths with "*" or "?" stand for now."""
        return {path.as_posix(): self.contents.of(path) for named in paths for path in matching(named)}

    def _made_with(self, stage: Stage) -> dict:
        """Return everything but files that the outputs of a stage depend on."""
        if not stage.publishes:
            return {"code": self.code["numbers"], "versions": self.versions}
        return {"code": self.code["program"], "origin": asdict(self.origin(stage))}

    def origin(self, stage: Stage) -> Provenance:
        """Return where the numbers that a stage prints come from, by the records of what made them.

        Raises
        ------
        Faults
            With exit code 2, when an input or the program is not what they were made from.
        """
        key = tuple(sorted({(maker.name, in_base) for maker, in_base in numbers_behind(stage)}))
        if key not in self._origins:
            records = [record for name, in_base in key if (record := self._recorded(name, in_base))]
            self._origins[key] = provenance(
                self.folders, self.contents, self.code["numbers"], self.versions, records
            )
        return self._origins[key]

    def _recorded(self, name: str, in_base: bool) -> dict | None:
        """Return what a stage that makes numbers was made from, by the record; None without the stage."""
        stage = next(stage for stage in STAGES if stage.name == name)
        folders = WaveFolders.of(self.folders.base, self.language) if in_base else self.folders
        database = self._database(folders.done) if in_base else self.database
        if stage.only_with and not folders.path(stage.only_with).is_file():
            return None
        values = database.get_values(f"{name}:{self.folders.base}" if stage.compares else name)
        return {"inputs": values["inputs"], "code": values["made_with"]["code"]} if values else None


class _Reporter(ZeroReporter):
    """Keeps the record after each stage, so that a run that is killed has lost none that was done."""

    def __init__(self, database: Dependency):
        super().__init__(sys.stderr, {})
        self.database, self.messages = database, []

    def add_success(self, task: Task) -> None:
        self.database.backend.dump()

    def add_failure(self, task: Task, fail) -> None:
        self.messages.append(fail.get_msg())

    def runtime_error(self, msg: str) -> None:
        self.messages.append(msg)


def _remove_unfinished(folders: WaveFolders) -> None:
    """Remove what a killed run had begun to write."""
    for folder in (folders.done, folders.figures, folders.open_data):
        for path in folder.glob(f"**/.*{UNFINISHED}"):
            with suppress(OSError):
                path.unlink()
