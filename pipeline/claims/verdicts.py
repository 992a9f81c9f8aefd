"""From p-values to verdicts, adjusted over all the claims that were tested."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from pipeline.statistics.multiple_testing import benjamini_hochberg

Verdict = Literal["established", "consistent", "not_shown", "contradicted", "too_few", "not_testable"]
VERDICTS: tuple[Verdict, ...] = (
    "established",
    "consistent",
    "not_shown",
    "contradicted",
    "too_few",
    "not_testable",
)
# Verdicts that say nothing of the claim itself.
SILENT = ("too_few", "not_testable")


@dataclass(frozen=True)
class Tested:
    """One reading of a claim under one weighting, before any adjustment.

    Attributes
    ----------
    satisfied : whether the estimates satisfy it; None when answers cannot tell.
    for_it, against_it : see `evidence`; NaN when there is no such test.
    n : smallest base among the shares that it is about.
    certain : about numbers of respondents only, which are known.
    exact : about printed percentages only.
    few : a base is too small for any test.
    """

    __test__ = False  # no class of tests, whatever pytest thinks of its name

    satisfied: bool | None
    for_it: float = np.nan
    against_it: float = np.nan
    n: int = 0
    certain: bool = False
    exact: bool = False
    few: bool = False


def verdict(reading: Tested, for_it: float, against_it: float, significance: float) -> Verdict:
    """Return the verdict on one reading, given its adjusted p-values.

    =============  ==========================================================
    established    satisfied, and the data exclude the contrary
    consistent     satisfied, and they do not
    not shown      not satisfied, and the data do not exclude the claim either
    contradicted   not satisfied, and the data exclude the claim
    =============  ==========================================================

    A printed percentage is contradicted when the data exclude it and consistent otherwise, whether or
    not the estimate happens to round to it. A number of respondents is known: established or
    contradicted.
    """
    if reading.satisfied is None:
        return "not_testable"
    if reading.certain:
        return "established" if reading.satisfied else "contradicted"
    if reading.few:
        return "too_few"
    if reading.satisfied:
        return "established" if for_it < significance else "consistent"
    if against_it < significance:
        return "contradicted"
    return "consistent" if reading.exact else "not_shown"


def adjusted(family: list[Tested]) -> tuple[np.ndarray, np.ndarray]:
    """Return Benjamini-Hochberg p-values for and against each reading of a family, NaN where there is none.

    The claims called established are one set of discoveries, those called contradicted another: of
    each set, no more than `significance` is expected to be wrong. Readings that were not tested are
    not counted.
    """
    tested = [reading.satisfied is not None and not reading.certain and not reading.few for reading in family]
    for_it = np.where(tested, [reading.for_it for reading in family], np.nan)
    against_it = np.where(tested, [reading.against_it for reading in family], np.nan)
    return benjamini_hochberg(for_it), benjamini_hochberg(against_it)


def adjusted_instead(family: list[Tested], position: int, reading: Tested) -> tuple[float, float]:
    """Return adjusted p-values of another reading, put into the family instead of the one retained."""
    for_it, against_it = adjusted([*family[:position], reading, *family[position + 1 :]])
    return float(for_it[position]), float(against_it[position])
