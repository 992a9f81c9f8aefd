"""A finding of a check of the codebook, and names that occur twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing in a codebook that makes no sense.

    Attributes
    ----------
    code : key of its sentence in pipeline/text/catalogue/faults.toml.
    key : where it stands in the codebook ("question[age].answers").
    value : what stands there, "" when nothing does.
    """

    code: str
    key: str
    value: str = ""


def repeated(names: Iterable[str]) -> list[str]:
    """Return the names that occur more than once, sorted."""
    return sorted(name for name, times in Counter(names).items() if times > 1)
