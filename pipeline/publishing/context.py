"""One wave in one language, ready to be published: every table and where it comes from.

What things are called in the reader's language: questions, services, groups, bases, tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipeline.codebook.model import Codebook, Cross, Language
from pipeline.codebook.reserved_ids import BY_SERVICE, EVERYONE
from pipeline.figures.context import Context
from pipeline.publishing.provenance import Provenance
from pipeline.publishing.tables.model import Estimate
from pipeline.tables.keys import SHARE_KEYS
from pipeline.text.messages import say
from pipeline.text.number_format import day, typographic
from pipeline.weighting.margins import NOT_ANSWERED


@dataclass(frozen=True)
class Wording:
    """The labels of one wave in one language.

    Attributes
    ----------
    context : codebook, language, estimates, contrasts and margins, as figures have them.
    """

    context: Context

    @property
    def codebook(self) -> Codebook:
        return self.context.codebook

    @property
    def language(self) -> Language:
        return self.context.language

    def say(self, key: str, **values: object) -> str:
        """A sentence of the report, set in the language's typography."""
        return typographic(say(self.language, f"report.{key}", **values), self.language)

    @property
    def title(self) -> str:
        """The title of the survey; of the comparison of two waves."""
        title, context = self.context.text(self.codebook.survey.title), self.context
        if context.earlier is None:
            return title
        named = dict(zip(("old", "new"), context.wave_names, strict=True))
        return typographic(say(self.language, "changes.title", title=title, **named), self.language)

    @property
    def fieldwork(self) -> list[str]:
        """From when to when people were asked, in each wave."""
        surveys = [one.survey.fieldwork for one in self.context.codebooks]
        return [f"{day(one.start, self.language)} – {day(one.end, self.language)}" for one in surveys]

    def variable(self, name: str) -> str:
        """The label of a question or derived variable."""
        return self.context.text(self.codebook.by_id[name].label)

    def heading(self, question: str) -> str:
        """The short title of a question, or its label when it has none."""
        found = self.codebook.by_id[question]
        return self.context.text(getattr(found, "heading", None) or found.label)

    def service(self, name: str) -> str:
        """The label of a service; "" for none."""
        return self.context.row_label(name, "") if name else ""

    def group(self, variable: str, group: str) -> str:
        """The label of one group of a breakdown, of everyone, or of those who did not say."""
        if group == EVERYONE:
            return self.context.say("overall")
        if group == NOT_ANSWERED:
            return self.say("not_answered")
        return self.service(group) if variable == "service" else self.context.levels(variable, group)

    def answer(self, question: str, answer: str) -> str:
        return self.context.levels(question, answer) if answer else ""

    def breakdown(self, variable: str) -> str:
        """ "by territory", or what each service is compared to."""
        if variable in (EVERYONE, BY_SERVICE):
            return self.say(f"breakdown_{variable}")
        by = next(b for b in self.codebook.breakdown if b.variable == variable)
        return self.context.text(by.label)

    def base(self, base: str) -> str:
        return self.context.text(self.codebook.bases[base].label)

    def method(self, method: str) -> str:
        """The name of a test; "" where there was none."""
        return self.say(f"method_{method}") if method else ""

    def family(self, family: str) -> str:
        """The label of a family of tests, declared or made of one question and one breakdown."""
        declared = {one.id: one.label for one in self.codebook.test_family}
        if family in declared:
            return self.context.text(declared[family])
        by = {b.variable: b.variable for b in self.codebook.breakdown} | {"services": "service"}
        alone = {f"{q}_{name}": (q, b) for q in self.codebook.by_id for name, b in by.items()}
        question, breakdown = alone[family]
        return f"{self.variable(question)} – {self.breakdown(breakdown)}"

    @property
    def breakdowns(self) -> list[str]:
        """Ids of the breakdowns; everyone together where a survey has none, so that its shares are shown."""
        return [one.variable for one in self.codebook.breakdown] or [EVERYONE]

    def groups(self, breakdown: str) -> list[str]:
        """Ids of the groups of a breakdown, in the codebook's order; none of everyone together."""
        if breakdown == EVERYONE:
            return []
        return [level.id for level in self.codebook.levels(breakdown)]


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
        key = {**dict.fromkeys(SHARE_KEYS, ""), "breakdown": EVERYONE, "group": EVERYONE, **place}
        return self._estimates.get(tuple(key.values()))

    def test(self, question: str, service: str, base: str, breakdown: str) -> dict | None:
        """The test of a question by groups."""
        return self._tests.get((question, service, base, breakdown))

    def direction(self, **place: str) -> str:
        """How a share differs from the rest: "more", "less", "ns"; "" when that was not tested."""
        key = {**dict.fromkeys(SHARE_KEYS, ""), **place}
        return self._directions.get(tuple(key.values()), "")

    @cached_property
    def _directions(self) -> dict[tuple, str]:
        table, limit = self.context.contrasts, self.codebook.method.significance
        found = {}
        for row in table[(table["status"] == "") & table["p_adjusted"].notna()].itertuples():
            clear = "more" if row.difference > 0 else "less"
            key = tuple(getattr(row, name) for name in SHARE_KEYS)
            found[key] = clear if row.p_adjusted < limit else "ns"
        return found

    @cached_property
    def _estimates(self) -> dict[tuple, Estimate]:
        found = {}
        for row in self.context.estimates.itertuples():
            place = tuple(getattr(row, name) for name in SHARE_KEYS)
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
