"""What figures and publications are made from: codebook and tables of a wave, its words in one language."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from pipeline.codebook.model import Codebook, Cross, Language, Text
from pipeline.codebook.reserved_ids import ALL_SERVICES, BY_SERVICE, EVERYONE
from pipeline.figures.provenance import Provenance
from pipeline.text.messages import say
from pipeline.text.number_format import (
    NO_BREAK_SPACE,
    day,
    lower_first,
    percent,
    percent_range,
    typographic,
)
from pipeline.weighting.margins import NOT_ANSWERED

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.claims.model import Register
    from pipeline.claims.verified_results import VerifiedResults
    from pipeline.figures.participation.outlines import Outline

DISCRIMINANT = "discriminant/"


@dataclass(frozen=True)
class Context:
    """A wave, or a wave beside an earlier one, with its words in the reader's language.

    Attributes
    ----------
    tables : the wave's tidy tables by name ("estimates", "quality/missing"), shares as fractions.
    provenance : fingerprints of the answers and of the program, as printed in every foot.
    register : the published results, when verdicts on them are among the tables; of two waves compared,
        those published about the earlier one.
    earlier : codebook of the wave that this one is compared to. The tables of the comparison
        ("differences", "weights", ...) are then among the tables.
    outlines : outlines of communes by INSEE code, when the user of the wave has put them there.
    """

    codebook: Codebook
    language: Language
    tables: Mapping[str, pd.DataFrame]
    provenance: Provenance
    register: Register | None = None
    earlier: Codebook | None = None
    outlines: dict[str, Outline] = field(default_factory=dict)

    def say(self, key: str, **values: object) -> str:
        """Return a sentence of the catalogue, set in the language's typography.

        Of two waves compared, every sentence may name them: {old} and {new}.
        """
        waves = dict(zip(("old", "new"), self.wave_names, strict=True)) if self.earlier else {}
        return typographic(say(self.language, key, **(waves | values)), self.language)

    def text(self, label: Text) -> str:
        """Return a label of the codebook, set in the language's typography."""
        return typographic(label.in_(self.language), self.language)

    def percent(self, share: float) -> str:
        """Return a share as a whole percentage."""
        return percent(share, self.language)

    def interval(self, low: float, high: float) -> str:
        """Return "95% confidence interval: 49% to 57%", or that there is none."""
        # Calibration has settled the share, and with it left no interval.
        if math.isnan(low) or math.isnan(high):
            return self.say("figures.no_interval")
        spread = percent_range(low, high, self.language).replace(" ", NO_BREAK_SPACE)
        return self.say("figures.interval", confidence=self.confidence, spread=spread)

    @property
    def confidence(self) -> str:
        """The level of the intervals: "95%"."""
        return self.percent(self.codebook.method.confidence)

    def variable_label(self, variable: str) -> str:
        """Return the label of a question or derived variable."""
        return self.text(self.codebook.by_id[variable].label)

    def heading(self, question: str) -> str:
        """Return the short title of a question, or its label when it has none."""
        return self.text(self.codebook.heading(question))

    def level_label(self, variable: str, level: str) -> str:
        """Return the label of one answer to a question, or of one group of a variable."""
        return self._level_labels[variable][level]

    def answer_label(self, question: str, answer: str) -> str:
        """Return the label of an answer; "" for a row that is about none."""
        return self.level_label(question, answer) if answer else ""

    def service_label(self, service: str) -> str:
        """Return the label of a service, or of all of them together; "" for none."""
        if service == ALL_SERVICES:
            return self.say("figures.all_services")
        return self.text(self.codebook.services[service].label) if service else ""

    def row_label(self, service: str, question: str) -> str:
        """Return the service, or the question itself where it is asked about no service."""
        return self.service_label(service) or self.variable_label(question)

    def measure_label(self, measure: str) -> str:
        """Return the label of a named share; "" for a row that is about none."""
        return self.text(self.codebook.measures[measure].label) if measure else ""

    def base_label(self, base: str) -> str:
        """Return who is counted."""
        return self.text(self.codebook.bases[base].label)

    def base_of(self, base: str) -> str:
        """Return "of users", as it follows a percentage."""
        return self.text(self.codebook.bases[base].of)

    def breakdown_label(self, variable: str) -> str:
        """Return "by territory", or what each service is compared to."""
        if variable in (EVERYONE, BY_SERVICE):
            return self.say(f"report.breakdown_{variable}")
        breakdown = next(b for b in self.codebook.breakdown if b.variable == variable)
        return self.text(breakdown.label)

    def group_label(self, variable: str, group: str) -> str:
        """Return the label of one group of a breakdown, of everyone, or of those who did not say."""
        if group == EVERYONE:
            return self.say("figures.overall")
        if group == NOT_ANSWERED:
            return self.say("report.not_answered")
        return self.service_label(group) if variable == BY_SERVICE else self.level_label(variable, group)

    def test_name(self, method: str) -> str:
        """Return the name of a test; "" where there was none."""
        return self.say(f"report.method_{method}") if method else ""

    def family_label(self, family: str) -> str:
        """Return the label of a family of tests, declared or made of one question and one breakdown."""
        declared = {family.id: family.label for family in self.codebook.test_family}
        if family in declared:
            return self.text(declared[family])
        suffixes = {b.variable: b.variable for b in self.codebook.breakdown} | {"services": BY_SERVICE}
        alone = {
            f"{question}_{suffix}": (question, breakdown)
            for question in self.codebook.by_id
            for suffix, breakdown in suffixes.items()
        }
        question, breakdown = alone[family]
        return f"{self.variable_label(question)} – {self.breakdown_label(breakdown)}"

    def where(self, variable: str, group: str) -> str:
        """Return "in the hills": how a sentence names the people of a group."""
        level = next(level for level in self.codebook.levels(variable) if level.id == group)
        return self.text(level.where) if level.where else self.say("figures.where", group=self.text(level))

    def places_or_people(self, variable: str) -> str:
        """Return whether groups are "places", which have an elsewhere, or "people", who have other groups."""
        return "places" if self.codebook.places(variable) else "people"

    @property
    def breakdowns(self) -> list[str]:
        """Ids of the breakdowns; everyone together where a survey has none, so that its shares are shown."""
        return [breakdown.variable for breakdown in self.codebook.breakdown] or [EVERYONE]

    def groups(self, breakdown: str) -> list[str]:
        """Return ids of the groups of a breakdown, in the codebook's order; none of everyone together."""
        if breakdown == EVERYONE:
            return []
        return [level.id for level in self.codebook.levels(breakdown)]

    def cross_of(self, parts: list[str]) -> Cross | None:
        """Return the calibration margin that crosses these variables."""
        for margin in self.codebook.method.margins:
            variable = self.codebook.by_id[margin]
            if isinstance(variable, Cross) and variable.of == parts:
                return variable
        return None

    @cached_property
    def codebooks(self) -> list[Codebook]:
        """Of every wave that the context is made from, the oldest first."""
        return [*([self.earlier] if self.earlier else []), self.codebook]

    @cached_property
    def wave_names(self) -> list[str]:
        """What each wave is called: the year of its fieldwork, or its id where years are the same."""
        years = [str(codebook.survey.fieldwork.start.year) for codebook in self.codebooks]
        return years if len(set(years)) == len(years) else [book.survey.id for book in self.codebooks]

    @property
    def title(self) -> str:
        """The title of the survey; of the comparison of two waves."""
        title = self.text(self.codebook.survey.title)
        return self.say("changes.title", title=title) if self.earlier else title

    @property
    def fieldwork(self) -> list[str]:
        """From when to when people were asked, in each wave."""
        periods = [codebook.survey.fieldwork for codebook in self.codebooks]
        return [f"{day(dates.start, self.language)} – {day(dates.end, self.language)}" for dates in periods]

    @cached_property
    def margin_names(self) -> str:
        """What the weights were calibrated on: "type of territory, sex and age"."""
        labels = (self.heading(margin) for margin in self.codebook.method.margins)
        return ", ".join(lower_first(label) for label in labels)

    @cached_property
    def respondents(self) -> list[int]:
        """How many answered each wave, the oldest first."""
        # By the first calibration margin: everyone is in one of its levels.
        margins = self.tables["weighting-margins"]
        first = margins["margin"] == self.codebook.method.margins[0]
        now = int(margins.loc[first, "respondents"].sum())
        return [int(self.tables["weights"].iloc[0]["n_old"]), now] if self.earlier else [now]

    def row(self, table: str, **key: str) -> dict | None:
        """Return the row of a table at a key, a value for each column that identifies it; or None."""
        columns = tuple(key)
        if (table, columns) not in self._rows_by_key:
            rows = self.tables[table].to_dict("records")
            self._rows_by_key[table, columns] = {tuple(row[name] for name in columns): row for row in rows}
        return self._rows_by_key[table, columns].get(tuple(key.values()))

    @cached_property
    def discriminant(self) -> dict[str, pd.DataFrame]:
        """The tables of the discriminant analysis by name; none when there was no analysis."""
        names = [name for name in self.tables if name.startswith(DISCRIMINANT)]
        return {name.removeprefix(DISCRIMINANT): self.tables[name] for name in names}

    @cached_property
    def verified(self) -> VerifiedResults | None:
        """The published results with their verdicts, when there are some."""
        if self.register is None:
            return None
        # Imported only now: verdicts bring in what tests them, and most outputs show none.
        from pipeline.claims.verified_results import VerifiedResults

        # What was published speaks in the terms of the wave that it was published about.
        return VerifiedResults(self.codebooks[0], self.language, self.register, self.tables)

    @cached_property
    def _rows_by_key(self) -> dict[tuple[str, tuple[str, ...]], dict[tuple, dict]]:
        """Rows of each table that was looked up, by the columns of the key."""
        return {}

    @cached_property
    def _level_labels(self) -> dict[str, dict[str, str]]:
        return {
            variable: {level.id: self.text(level) for level in self.codebook.levels(variable)}
            for variable in self.codebook.by_id
        }
