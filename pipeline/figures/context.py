"""One wave in one language: everything that figures are drawn from, and the words for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from pipeline.claims.verified import Verified
from pipeline.codebook.model import Codebook, Cross, Language, Text
from pipeline.codebook.reserved_ids import ALL_SERVICES
from pipeline.figures.participation.outlines import Outline
from pipeline.text.messages import say
from pipeline.text.number_format import NO_BREAK_SPACE, lower_first, percent, percent_range, typographic

_NUMBERS = {
    "estimates": ["share", "ci_low", "ci_high", "n", "weighted_base", "n_effective"],
    "contrasts": ["difference", "p", "p_adjusted", "comparisons"],
    "margins": [
        "respondents",
        "population",
        "share_population",
        "share_before",
        "gap_before_points",
        "gap_after_points",
    ],
}


@dataclass(frozen=True)
class Weighting:
    """Effective sizes by group, and respondents by class of weight / base weight."""

    sizes: pd.DataFrame
    ratios: pd.DataFrame


@dataclass(frozen=True)
class TookPart:
    """Participation by place, the groups of each commune, and outlines of communes where there are some."""

    rates: pd.DataFrame
    communes: pd.DataFrame
    outlines: dict[str, Outline] = field(default_factory=dict)


@dataclass(frozen=True)
class Earlier:
    """The wave that this one is compared to: its codebook, how many answered, and what changed since.

    Attributes
    ----------
    differences : the table of `pipeline.waves.differences`.
    """

    codebook: Codebook
    respondents: int
    differences: pd.DataFrame


@dataclass(frozen=True)
class Context:
    """The tables of one wave, its codebook and the reader's language.

    Attributes
    ----------
    estimates, contrasts, margins : the tables of the same names, shares as fractions.
    data, code : fingerprints of the answers and of the program, as printed in every foot.
    verified : the published results with their verdicts, when the wave has some.
    separated : the tables of the discriminant analysis by name, when the codebook asks for one.
    test_values : the answers of each group by test value.
    tests : the tests of each question by groups.
    weighting, took_part : how weights are spread, and who took part where.
    earlier : the wave that this one is compared to, in a context of both.
    """

    codebook: Codebook
    language: Language
    estimates: pd.DataFrame
    contrasts: pd.DataFrame
    margins: pd.DataFrame
    data: str
    code: str
    verified: Verified | None = None
    separated: dict[str, pd.DataFrame] = field(default_factory=dict)
    test_values: pd.DataFrame | None = None
    tests: pd.DataFrame | None = None
    weighting: Weighting | None = None
    took_part: TookPart | None = None
    earlier: Earlier | None = None

    def __post_init__(self) -> None:
        for name, columns in _NUMBERS.items():
            table = getattr(self, name)
            numbers = {column: pd.to_numeric(table[column]) for column in columns}
            object.__setattr__(self, name, table.assign(**numbers))

    def say(self, key: str, **values: object) -> str:
        """A sentence of the figures, set in the language's typography."""
        return typographic(say(self.language, f"figures.{key}", **values), self.language)

    def text(self, label: Text) -> str:
        """A label of the codebook, set in the language's typography."""
        return typographic(label.in_(self.language), self.language)

    def text_of(self, name: str) -> str:
        """A name from a side file, set in the language's typography."""
        return typographic(name, self.language)

    def percent(self, share: float) -> str:
        return percent(share, self.language)

    def interval(self, low: float, high: float) -> str:
        """ "95% confidence interval: 49% to 57%"."""
        spread = percent_range(low, high, self.language).replace(" ", NO_BREAK_SPACE)
        return self.say("interval", confidence=self.confidence, spread=spread)

    @property
    def confidence(self) -> str:
        return self.percent(self.codebook.method.confidence)

    def row_label(self, service: str, question: str) -> str:
        """The service, or the question itself where it is asked about no service."""
        if service == ALL_SERVICES:
            return self.say("all_services")
        if not service:
            return self.text(self.codebook.by_id[question].label)
        return self.text(self.codebook.services[service].label)

    def base_of(self, base: str) -> str:
        """ "of users", as it follows a percentage."""
        return self.text(self.codebook.bases[base].of)

    def levels(self, variable: str, group: str) -> str:
        """The label of one answer or group of a variable."""
        return self._labels[variable][group]

    def where(self, variable: str, group: str) -> str:
        """ "in the hills": how a sentence names the people of a group."""
        answer = next(a for a in self.codebook.levels(variable) if a.id == group)
        if answer.where:
            return self.text(answer.where)
        return self.say("where", group=self.text(answer))

    def sort(self, variable: str) -> str:
        """Whether groups are "places", which have an elsewhere, or "people", who have other groups."""
        return "places" if self.codebook.places(variable) else "people"

    @cached_property
    def margin_names(self) -> str:
        """What the weights were calibrated on: "type of territory, sex and age"."""
        labels = (self.text(self.codebook.heading(margin)) for margin in self.codebook.method.margins)
        return ", ".join(lower_first(label) for label in labels)

    @cached_property
    def respondents(self) -> int:
        """How many answered, by the first calibration margin: everyone is in one of its levels."""
        first = self.margins["margin"] == self.codebook.method.margins[0]
        return int(self.margins.loc[first, "respondents"].sum())

    @cached_property
    def codebooks(self) -> list[Codebook]:
        """Of every wave that the context is made from, the oldest first."""
        return [*([self.earlier.codebook] if self.earlier else []), self.codebook]

    @cached_property
    def wave_names(self) -> list[str]:
        """What each wave is called: the year of its fieldwork, or its id where years are the same."""
        years = [str(one.survey.fieldwork.start.year) for one in self.codebooks]
        return years if len(set(years)) == len(years) else [one.survey.id for one in self.codebooks]

    def cross_of(self, parts: list[str]) -> Cross | None:
        """The calibration margin that crosses these variables."""
        for margin in self.codebook.method.margins:
            variable = self.codebook.by_id[margin]
            if isinstance(variable, Cross) and variable.of == parts:
                return variable
        return None

    @cached_property
    def _labels(self) -> dict[str, dict[str, str]]:
        return {
            variable: {answer.id: self.text(answer) for answer in self.codebook.levels(variable)}
            for variable in self.codebook.by_id
        }
