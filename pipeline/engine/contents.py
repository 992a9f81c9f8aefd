"""Fingerprints of the contents of files: the engine compares these and never a date."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from doit.dependency import DatabaseException, Dependency, FileChangedChecker, JsonDB

from pipeline.errors.files import write_text

# The doit database of a wave, in its folder of data/processed.
RECORD = ".doit.json"


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file as it is now; "" when it is not there."""
    try:
        with path.open("rb") as stream:
            digest = sha256()
            while block := stream.read(1 << 20):
                digest.update(block)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ""
    return digest.hexdigest()


class Contents:
    """Fingerprints of files as they were when first looked at in a run, or as a stage has written them since.

    Inputs are looked at before the stage that reads them runs: what is recorded as read is what stood there
    before, and `moved` tells whether it still does.
    """

    def __init__(self) -> None:
        self._fingerprints: dict[str, str] = {}

    def of(self, path: Path | str) -> str:
        """Return the fingerprint of a file in this run."""
        key = Path(path).as_posix()
        if key not in self._fingerprints:
            self._fingerprints[key] = fingerprint(Path(path))
        return self._fingerprints[key]

    def update(self, written: dict[str, str]) -> None:
        """Take over what a stage has written: path -> SHA-256."""
        self._fingerprints |= written

    def moved(self, paths: list[Path]) -> list[Path]:
        """Return the files whose content has changed since they were first looked at."""
        return [path for path in paths if fingerprint(path) != self.of(path)]


class ContentChecker(FileChangedChecker):
    """doit's look at a file: its content alone. (Its own checker trusts a date that has not moved.)"""

    def __init__(self, contents: Contents):
        self.contents = contents

    def check_modified(self, file_path, file_stat, state) -> bool:
        return self.contents.of(file_path) != state

    def get_state(self, dep, current_state) -> str:
        return self.contents.of(dep)


class Database(JsonDB):
    """doit's record of what each output was made from; written whole, the same bytes each time."""

    def __init__(self, name, codec, *, module_name=None):
        try:
            super().__init__(name, codec, module_name=module_name)
        except (DatabaseException, UnicodeDecodeError):
            # A damaged record is as good as none: everything is made again.
            self._db = {}
        if not isinstance(self._db, dict):
            self._db = {}

    def tasks(self) -> list[str]:
        """Return the names of all tasks that have been done."""
        return list(self._db)

    def dump(self) -> None:
        record = {
            task: entry | {"deps:": sorted(entry["deps:"])} if "deps:" in entry else entry
            for task, entry in self._db.items()
        }
        text = json.dumps(record, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        if Path(self.name).exists() or record:
            write_text(Path(self.name), text)


def recorded_outputs(path: Path) -> set[str]:
    """Return the paths of all files that the stages of a record have written."""
    if not path.is_file():
        return set()
    database = Dependency(Database, str(path))
    return {
        output for task in database.backend.tasks() for output in database.get_values(task).get("outputs", {})
    }
