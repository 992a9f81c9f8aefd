"""The faults of an input: one sentence each, all of them at once, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from pipeline.text.messages import Language, printable, say

# Exit codes: what needs attention. 0 is done, 1 a bug; on both of these everything made earlier is as it was.
DATA, CONFIGURATION = 2, 3

Severity = Literal["blocking", "warning", "information"]


@dataclass(frozen=True)
class Fault:
    """A fault of an input: one thing to mend.

    Attributes
    ----------
    code : key of its sentence in pipeline/text/catalogue/faults.toml.
    file : name of the file that it is in.
    row : row of that file as a spreadsheet numbers it (the header is row 1), or None.
    column : column, or place inside a codebook ("question[3].answers").
    value : what stands there.
    severity : blocking stops the run; a warning or an information does not.
    values : whatever else the sentence names.
    """

    code: str
    file: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    severity: Severity = "blocking"
    values: dict[str, str] = field(default_factory=dict, hash=False, compare=False)


class Faults(Exception):
    """Raised with every fault found. `exit_code` is 2 for data, 3 for configuration."""

    def __init__(self, faults: Iterable[Fault], exit_code: int = 2):
        self.faults = list(faults)
        self.exit_code = exit_code
        super().__init__(f"{len(self.faults)} faults")

    def __reduce__(self) -> tuple:
        # Raised in a second process, it is told by the first.
        return Faults, (self.faults, self.exit_code)


def blocking(faults: Iterable[Fault]) -> list[Fault]:
    """Return the faults that stop a run."""
    return [fault for fault in faults if fault.severity == "blocking"]


ORDER = {"blocking": 0, "warning": 1, "information": 2}


# A cell that is longer is no answer that somebody would recognise by its end.
LONGEST_CELL = 80
# What stands where one of a list of answers should may be what somebody wrote, and is not quoted whole.
LONGEST_UNLISTED = 40
_UNLISTED = {"answer_unknown", "answer_unknown_like", "option_unknown"}


def quoted(fault: Fault) -> str:
    """Return what stands in the cell, cut to what may be quoted."""
    return printable(fault.value, LONGEST_UNLISTED if fault.code in _UNLISTED else LONGEST_CELL)


def sentence(fault: Fault, language: Language) -> str:
    """Return what is wrong and what to do, without where."""
    values = {"value": quoted(fault), "column": fault.column, "file": fault.file, **fault.values}
    return say(language, f"faults.{fault.code}", **values)


def grouped(faults: Iterable[Fault]) -> Iterator[tuple[Fault, int]]:
    """Yield faults with the same cause once, at their first row, with how many times they occur."""

    def cause(fault: Fault) -> tuple:
        return (
            ORDER[fault.severity],
            fault.file,
            fault.column,
            fault.code,
            fault.value,
            sorted(fault.values.items()),
        )

    def position(fault: Fault) -> tuple:
        return ORDER[fault.severity], fault.file, fault.row or 0, fault.column

    groups = [
        list(same) for _, same in groupby(sorted(faults, key=lambda f: (*cause(f), f.row or 0)), key=cause)
    ]
    yield from sorted(((same[0], len(same)) for same in groups), key=lambda pair: position(pair[0]))


def line(fault: Fault, count: int, language: Language) -> str:
    """Return one line: where, sentence, how many rows."""
    row = say(language, "faults.place_row", row=fault.row) if fault.row else ""
    where = ", ".join(filter(None, (row, fault.column)))
    times = say(language, "faults.times", count=count) if count > 1 else ""
    colon = say(language, "faults.colon")
    text = f"{sentence(fault, language)}{times}"
    return f"{where}{colon}{text}" if where else text


def terminal_list(faults: Iterable[Fault], language: Language, most: int = 10) -> str:
    """Return the list for the terminal: a heading for each file, at most `most` faults in all."""
    causes = list(grouped(faults))
    lines = []
    for file in dict.fromkeys(fault.file for fault, _ in causes):
        of_file = [(fault, count) for fault, count in causes if fault.file == file]
        if file:
            lines.append(heading(file, [fault for fault, _ in of_file], language))
        lines += [
            f"  {line(fault, count, language)}" if file else sentence(fault, language)
            for fault, count in of_file
        ]
    listed = lines[: most + len({fault.file for fault, _ in causes})]
    if len(listed) < len(lines):
        listed.append(say(language, "faults.more", count=len(lines) - len(listed)))
    return "\n".join(listed)


def heading(file: str, faults: list[Fault], language: Language) -> str:
    """Return the file and how many faults of each severity it has."""
    parts = [file]
    for severity in ORDER:
        number = sum(fault.severity == severity for fault in faults)
        if number:
            form = "one" if number == 1 else "many"
            parts.append(say(language, f"faults.{severity}_{form}", count=number))
    return ", ".join(parts)
