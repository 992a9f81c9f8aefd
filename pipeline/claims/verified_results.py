"""Published results with their verdicts in words: a label for each column of their tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipeline.claims.model import Claim, Register
from pipeline.claims.readings import ALTERNATIVE, RETAINED, named
from pipeline.claims.sentences import sentence
from pipeline.claims.subjects import Subject
from pipeline.claims.verdict_tables import BETWEEN
from pipeline.claims.weightings import BOUNDED, CALIBRATED, WITHOUT
from pipeline.codebook.model import Codebook, Language
from pipeline.codebook.reserved_ids import EVERYONE, LEVELS_BELOW
from pipeline.text.messages import say
from pipeline.text.number_format import decimal, percent, points, typographic, upper_first


@dataclass(frozen=True)
class VerifiedResults:
    """Every result of a register with its verdicts, in words.

    Attributes
    ----------
    codebook : of the wave that the results were published about.
    tables : tables by name; among them "claims" and, where they are asked for, "claims-readings",
        "claims-estimates" and "claims-weightings", which `verdict_tables` makes.
    """

    codebook: Codebook
    language: Language
    register: Register
    tables: Mapping[str, pd.DataFrame]

    @property
    def claims(self) -> pd.DataFrame:
        """One row a claim."""
        return self.tables["claims"]

    @property
    def readings(self) -> pd.DataFrame:
        """One row a claim, reading and weighting."""
        return self.tables["claims-readings"]

    @property
    def estimates(self) -> pd.DataFrame:
        """One row a share that a reading is about."""
        return self.tables["claims-estimates"]

    @property
    def weightings(self) -> pd.DataFrame:
        """One row a weighting."""
        return self.tables["claims-weightings"]

    def say(self, key: str, **values: object) -> str:
        """Return a sentence on published results, set in the language's typography."""
        return typographic(say(self.language, f"claims.{key}", **values), self.language)

    def sentence(self, claim: str, reading: str = RETAINED) -> str:
        """Return one reading of a claim in words."""
        return self._sentences[claim, reading]

    def verdict(self, verdict: str) -> str:
        """Return a verdict in words."""
        return self.say(f"verdict.{verdict}")

    def topic(self, topic: str) -> str:
        """Return the title of a topic, or its id as words where the register gives none."""
        titles = {titled.id: titled.title.in_(self.language) for titled in self.register.topic}
        return typographic(titles.get(topic, topic.replace("_", " ")), self.language)

    def section(self, section: str) -> str:
        """Return the title of a section of the document."""
        return typographic(self.register.sections[section].title.in_(self.language), self.language)

    def reading(self, reading: str) -> str:
        """Return what a reading is called: retained, or another one by its number."""
        if reading == RETAINED:
            return self.say("reading.retained")
        return self.say("reading.alternative", number=reading.removeprefix(ALTERNATIVE))

    def weighting(self, weighting: str) -> str:
        """Return what a weighting is called, with the bounds of a bounded calibration."""
        if weighting.startswith(WITHOUT):
            label = self.codebook.by_id[weighting.removeprefix(WITHOUT)].label
            return self.say("weighting.without", margin=label.in_(self.language))
        row = self.weightings.set_index("weighting").loc[weighting]
        limits = {
            end: decimal(row[f"limit_{end}"], self.language, 1) if weighting == BOUNDED else ""
            for end in ("low", "high")
        }
        return self.say(f"weighting.{weighting}", **limits)

    def hanging(self, hangs_on: str) -> str:
        """Return what a verdict hangs on, in words: readings and weightings joined in a table."""
        return self._list.join(
            self.reading(name) if name.startswith(ALTERNATIVE) else self.weighting(name)
            for name in hangs_on.split(BETWEEN)
            if name
        )

    def level(self, claim: Claim, reading: str, level: str) -> str:
        """Return the label of a level that a reading compares: group, service, answer or measure."""
        if level in ("", EVERYONE):
            return self.say("quantity.all")
        label_of = self._labels(claim, reading)
        labels = [label_of.get(part, part) for part in level.split(" - ")]
        return labels[0] if len(labels) == 1 else f"({' − '.join(labels)})"

    def services(self, services: str, claim: Claim, reading: str = RETAINED) -> str:
        """Return labels of services joined in a table, or of the measure on one side of a comparison."""
        sides = self._sides(claim, reading)
        ids = [service for service in services.split(BETWEEN) if service]
        return ", ".join(sides.get(service) or self._service(service) for service in ids)

    def tested(self, row: pd.Series) -> str:
        """Return what was tested: "Piscine : Nord – Sud"; "" when nothing was."""
        if not row["quantity"]:
            return ""
        claim = self.register.claims[row["claim"]]
        reading = row.get("reading", RETAINED)
        services = self.services(row["services"], claim, reading)
        if row["quantity"] == "profile":
            return services or self.say("quantity.profile")
        compared = [self.level(claim, reading, row[end]) for end in ("level", "against") if row[end]]
        parts = [*filter(None, [services]), " − ".join(compared)]
        return say(self.language, "report.colon").join(parts)

    def value(self, row: pd.Series) -> str:
        """Return the number tested, with its interval."""
        if pd.isna(row["estimate"]):
            return ""
        written = self._share if row["quantity"] == "share" else self._points
        if pd.isna(row["ci_low"]):
            return written(row["estimate"])
        return f"{written(row['estimate'])} {self.interval(*map(written, (row['ci_low'], row['ci_high'])))}"

    def interval(self, low: str, high: str) -> str:
        """Return the ends of an interval as they are printed: "[18 % ; 24 %]"."""
        return f"[{self._list.join((low, high))}]"

    def hangs(self, on: str) -> pd.Series:
        """Return which claims' verdict hangs on the "reading" or on the "weighting"."""
        of_readings = on == "reading"
        hangs_on = self.claims["hangs_on"].str.split(BETWEEN)
        return hangs_on.map(
            lambda names: any(name and name.startswith(ALTERNATIVE) == of_readings for name in names)
        )

    def rows(self, claim: str) -> pd.DataFrame:
        """Return the readings of a claim under the survey's own weights."""
        readings = self.readings[self.readings["claim"] == claim]
        return readings[readings["weighting"] == CALIBRATED]

    @property
    def _list(self) -> str:
        """What stands between the members of a list."""
        return typographic(say(self.language, "figures.list"), self.language)

    def _share(self, share: float) -> str:
        return percent(share, self.language, 1)

    def _points(self, difference: float) -> str:
        return points(difference, self.language, 1)

    def _service(self, service: str) -> str:
        return typographic(self.codebook.services[service].label.in_(self.language), self.language)

    def _sides(self, claim: Claim, reading: str) -> dict[str, str]:
        """Return what is on the left and on the right of "varies less than"."""
        for assertion in dict(named(claim))[reading]:
            if sides := assertion.sides():
                return {name: self._subject(subject) for name, subject in sides.items()}
        return {}

    def _subject(self, subject: Subject) -> str:
        """Return the measure or the answer that a share is about, with its services."""
        if subject.measure:
            label = self.codebook.measures[subject.measure].label.in_(self.language)
        else:
            label = self._answers(subject.question)[subject.answer]
        return ", ".join([typographic(label, self.language), *map(self._service, subject.services or [])])

    def _labels(self, claim: Claim, reading: str) -> dict[str, str]:
        """Return labels of every level that the assertions of a reading may name."""
        labels = {LEVELS_BELOW: self.say("quantity.below")}
        for assertion in dict(named(claim))[reading]:
            along = assertion.compared_along
            question = getattr(assertion, "question", None)
            if along == "service":
                labels |= {name: self._service(name) for name in self.codebook.services}
            elif along == "measure":
                measures = self.codebook.measures
                labels |= {name: measures[name].label.in_(self.language) for name in measures}
            elif along in self.codebook.by_id:
                labels |= self._answers(along)
            elif question:
                labels |= self._answers(question)
        return {level: typographic(label, self.language) for level, label in labels.items()}

    def _answers(self, variable: str) -> dict[str, str]:
        levels = self.codebook.levels(variable)
        return {level.id: upper_first(level.in_(self.language)) for level in levels}

    @cached_property
    def _sentences(self) -> dict[tuple[str, str], str]:
        return {
            (claim.id, name): sentence(assertions, self.register.ranked, self.codebook, self.language)
            for claim in self.register.claim
            for name, assertions in named(claim)
        }
