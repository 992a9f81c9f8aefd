"""What is wrong with an input: one sentence each, all of them at once, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["blocking", "warning", "information"]


@dataclass(frozen=True)
class Fault:
    """One thing to mend.

    Attributes
    ----------
    code : key of its sentence under [faults] in messages.toml.
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


def blocking(faults: Iterable[Fault]) -> list[Fault]:
    """Those that stop a run."""
    return [fault for fault in faults if fault.severity == "blocking"]
