"""Words that every sentence on a discriminant analysis needs: groups, p-values, lists."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.codebook.model import Codebook, Language
from pipeline.discriminating.facts import Tables
from pipeline.discriminating.labels import group_label
from pipeline.formats import decimal, lower_first, typographic
from pipeline.messages import say

LEAST_P = 0.001


@dataclass(frozen=True)
class Telling:
    """The tables of an analysis, and the language that they are told in."""

    codebook: Codebook
    tables: Tables
    language: Language

    def say(self, key: str, **values: object) -> str:
        return typographic(say(self.language, f"discriminant.{key}", **values), self.language)

    @property
    def by(self) -> str:
        """By which groups: "by territory"."""
        variable = self.codebook.discriminant.group
        return next(b for b in self.codebook.breakdown if b.variable == variable).label.in_(self.language)

    @property
    def held(self) -> str:
        """The variable held constant, "" for none."""
        variable = self.codebook.discriminant.adjusted_for
        return lower_first(self.codebook.by_id[variable].label.in_(self.language)) if variable else ""

    def p(self, value: float) -> str:
        key = "p_below" if value < LEAST_P else "p_is"
        return self.say(key, p=decimal(max(value, LEAST_P), self.language, 3))

    def joined(self, words: list[str]) -> str:
        if len(words) < 2:
            return "".join(words)
        return f"{', '.join(words[:-1])} {self.say('and')} {words[-1]}"

    def quoted(self, words: list[str]) -> str:
        return self.joined([self.say("quoted", text=word) for word in words])

    def groups(self, ids: list[str]) -> str:
        return self.quoted([group_label(self.codebook, one, self.language) for one in ids])
