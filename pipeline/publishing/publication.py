"""One wave in one language, ready to be published: every table and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipeline.codebook.model import Cross
from pipeline.figures.edition import EVERYONE
from pipeline.publishing.provenance import Provenance
from pipeline.publishing.reader_table import Estimate
from pipeline.publishing.wording import Wording
from pipeline.topics import PLACE


@dataclass(frozen=True)
class Publication(Wording):
    """Attributes
    ----------
    tests, screening, test_values, weighting, items, pairs, medians, means : the tables of the same names.
    quality : tables of data quality by name ("account", "missing", "contradictions", ...).
    origin : fingerprints and versions.
    """

    tests: pd.DataFrame
    screening: pd.DataFrame
    test_values: pd.DataFrame
    weighting: pd.DataFrame
    items: pd.DataFrame
    pairs: pd.DataFrame
    medians: pd.DataFrame
    means: pd.DataFrame
    quality: dict[str, pd.DataFrame]
    origin: Provenance

    def estimate(self, **place: str) -> Estimate | None:
        """The share at one place of the tables; what is not given is "" (or "all")."""
        key = {**dict.fromkeys(PLACE, ""), "breakdown": EVERYONE, "group": EVERYONE, **place}
        return self._estimates.get(tuple(key.values()))

    def test(self, question: str, service: str, base: str, breakdown: str) -> dict | None:
        """The test of a question by groups."""
        return self._tests.get((question, service, base, breakdown))

    def direction(self, **place: str) -> str:
        """How a share differs from the rest: "more", "less", "ns"; "" when that was not tested."""
        key = {**dict.fromkeys(PLACE, ""), **place}
        return self._directions.get(tuple(key.values()), "")

    @cached_property
    def _directions(self) -> dict[tuple, str]:
        table, limit = self.edition.contrasts, self.codebook.method.significance
        found = {}
        for row in table[(table["status"] == "") & table["p_adjusted"].notna()].itertuples():
            clear = "more" if row.difference > 0 else "less"
            found[tuple(getattr(row, name) for name in PLACE)] = clear if row.p_adjusted < limit else "ns"
        return found

    @cached_property
    def _estimates(self) -> dict[tuple, Estimate]:
        found = {}
        for row in self.edition.estimates.itertuples():
            place = tuple(getattr(row, name) for name in PLACE)
            found[place] = Estimate(
                row.share, row.ci_low, row.ci_high, row.n, row.weighted_base,
                self._directions.get(place, ""), row.status or row.precision, row.letters,
            )  # fmt: skip
        return found

    @cached_property
    def _tests(self) -> dict[tuple, dict]:
        place = ["question", "service", "base", "breakdown"]
        return {tuple(row[name] for name in place): row for row in self.tests.to_dict("records")}

    def section_title(self, section: str) -> str:
        """The title of a section: of a question asked service by service, or of an analysis."""
        if section in self.codebook.by_id:
            return self.heading(section)
        return self.say(f"section_{section}")

    def asked_once(self) -> list[str]:
        """Closed questions and derived variables about no service, crossings apart."""
        return [
            one.id
            for one in [*self.codebook.question, *self.codebook.derived]
            if self.codebook.closed(one.id)
            and not getattr(one, "battery", False)
            and not isinstance(one, Cross)
        ]
