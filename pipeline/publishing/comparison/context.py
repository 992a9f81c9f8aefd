"""Two waves in one language, ready to be published: every table of the comparison and its labels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipeline.claims.model import Register
from pipeline.claims.verified import Verified
from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.publishing.context import Publication
from pipeline.text.messages import say
from pipeline.text.number_format import typographic
from pipeline.waves.claims import NOT_COMPARABLE
from pipeline.waves.questionnaires import Questionnaires

SIGNIFICANT = "significant"


@dataclass(frozen=True)
class Changes:
    """Attributes
    ----------
    publication : of the new wave, its context knowing the earlier one.
    asked : both codebooks.
    tables : those that `compare` writes, by name ("differences", "codebook", "weights", ...).
    register : what was published about the old wave, if anything.
    """

    publication: Publication
    asked: Questionnaires
    tables: dict[str, pd.DataFrame]
    register: Register | None = None

    @property
    def waves(self) -> dict[str, str]:
        """What the waves are called."""
        return dict(zip(("old", "new"), self.publication.context.wave_names, strict=True))

    def section_title(self, section: str) -> str:
        """The title of a section of the comparison."""
        return self.say(f"section_{section}")

    def say(self, key: str, **values: object) -> str:
        """A sentence of the comparison, with the names of the waves, in the language's typography."""
        language = self.publication.language
        return typographic(say(language, f"changes.{key}", **{**self.waves, **values}), language)

    @cached_property
    def differences(self) -> pd.DataFrame:
        """The differences, with whether each is significant."""
        table = self.tables["differences"]
        limit = self.publication.codebook.method.significance
        return table.assign(**{SIGNIFICANT: table["p_adjusted"] < limit})

    @property
    def tracked(self) -> list[str]:
        codebook = self.publication.codebook
        return codebook.compare.measures or list(codebook.measures)

    def measures(self, breakdown: str = EVERYONE, tracked: bool = True) -> pd.DataFrame:
        """Differences of measures, one row a service and group."""
        table = self.differences
        mine = table["measure"].isin(self.tracked)
        kept = (table["kind"] == "measure") & (table["breakdown"] == breakdown)
        return table[kept & (mine if tracked else ~mine)]

    def name(self, row: object) -> str:
        """How a sentence names a measure: "Sea rescue, share not satisfied among users"."""
        publication = self.publication
        measure = publication.context.text(publication.codebook.measures[row.measure].label)
        service = publication.service(row.service)
        return f"{service}, {measure[:1].lower()}{measure[1:]}" if service else measure

    @cached_property
    def verified(self) -> Verified | None:
        """The published results in words, in the terms of the codebook that they were published with."""
        if self.register is None:
            return None
        empty = pd.DataFrame()
        language = self.publication.language
        return Verified(self.asked.old, self.register, language, self.tables["claims"], empty, empty, empty)

    def verdict(self, verdict: str) -> str:
        if verdict == NOT_COMPARABLE:
            return self.say("verdict_not_comparable")
        return self.verified.verdict(verdict)
