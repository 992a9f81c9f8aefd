"""A row of the table of stages, and where its paths lie in one wave."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from importlib import import_module
from pathlib import Path


@dataclass(frozen=True)
class WaveFolders:
    """The folders of one wave in one language, and those of the earlier wave that it is compared with."""

    raw: Path
    done: Path
    figures: Path
    open_data: Path
    base: str = ""
    base_raw: Path = Path()
    base_done: Path = Path()

    @classmethod
    def of(cls, wave: str, language: str, base: str = "") -> WaveFolders:
        """Return the folders of a wave under data/ and figures/ of the working directory."""
        published = Path("figures") / wave
        return cls(
            raw=Path("data/raw") / wave,
            done=Path("data/processed") / wave,
            # Until now French stands at the root of the wave's figures, beside en/.
            figures=published if language == "fr" else published / language,
            open_data=published / "open-data",
            base=base,
            base_raw=Path("data/raw") / (base or "."),
            base_done=Path("data/processed") / (base or "."),
        )

    def path(self, template: str) -> Path:
        """Return a path of the table with the folders of this wave in it."""
        return Path(template.format(**vars(self)))


@dataclass(frozen=True, eq=False)
class Stage:
    """One row of the table in pipeline/flow.py, which says how to read it.

    Attributes
    ----------
    name : name of the stage, of its module in stages/ and of its function.
    reads : argument of the function -> path, or folder and files in it.
    out : folder that the stage writes into, its argument `out`.
    writes : names of the files in that folder.
    publishes : whether it prints where the numbers come from.
    shares : whether it takes a function `share` that does part of its work in a second process.
    only_with : the stage is part of the flow only where this file is there.
    """

    name: str
    reads: Mapping[str, str]
    out: str
    writes: str
    publishes: bool = False
    shares: bool = False
    only_with: str = ""

    @property
    def spoken(self) -> bool:
        """Return whether its outputs stand once a language."""
        return "{figures}" in self.out

    @property
    def compares(self) -> bool:
        """Return whether it needs a second wave."""
        return "{base}" in self.out

    def function(self) -> Callable[..., str]:
        """Return the function, imported only now: a run that has nothing to do stays quick."""
        return getattr(import_module(f"pipeline.stages.{self.name}"), self.name)

    def arguments(self, folders: WaveFolders) -> dict[str, Path | None]:
        """Return the paths that the function is called with."""
        paths = {name: _argument(text, folders) for name, text in self.reads.items()}
        return paths | {"out": folders.path(self.out)}

    def dependencies(self) -> Iterator[str]:
        """Yield the path of every file that decides what is up to date, as the table has it, without "?"."""
        for text in self.reads.values():
            folder, colon, names = text.partition(": ")
            if colon:
                yield from (f"{folder}/{name.rstrip('?')}" for name in names.split())
            else:
                yield from (name.rstrip("?") for name in text.rpartition(" = ")[2].split())

    def outputs(self) -> Iterator[str]:
        """Yield the path of every file that the stage may write, as the table has it, without "?"."""
        yield from (f"{self.out}/{name.rstrip('?')}" for name in self.writes.split())

    def certain_outputs(self) -> Iterator[str]:
        """Yield the path of every file that the stage writes whatever the survey."""
        yield from (f"{self.out}/{name}" for name in self.writes.split() if not set(name) & set("*?["))

    @cache  # noqa: B019 - the rows of the table live as long as the program
    def follows(self, other: Stage, folder: str = "{done}") -> bool:
        """Return whether the stage reads what another writes, in its own wave or in the earlier one."""
        written = [path.replace("{done}", folder) for path in other.outputs()]
        return any(
            fnmatchcase(output, read) or fnmatchcase(read, output)
            for read in self.dependencies()
            for output in written
        )


def _argument(text: str, folders: WaveFolders) -> Path | None:
    """Return the path to give: of several that may be there the first that is; None when none has to be."""
    if ": " in text:
        return folders.path(text.partition(": ")[0])
    names = text.partition(" = ")[0].split()
    paths = [folders.path(name.rstrip("?")) for name in names]
    existing = [path for path in paths if path.exists()]
    # A missing file that is needed is given all the same: the stage says that it is missing.
    needed = len(names) > 1 or not names[0].endswith("?")
    if existing:
        return existing[0]
    return paths[0] if needed else None


def matching(path: Path) -> list[Path]:
    """Return the files that a path of the table stands for, which may have "*" in its name; sorted."""
    if not set(path.name) & set("*?["):
        return [path] if path.is_file() else []
    return sorted(match for match in path.parent.glob(path.name) if match.is_file())
