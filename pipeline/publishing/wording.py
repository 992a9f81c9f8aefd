"""What things are called in the reader's language: questions, services, groups, bases, tests."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.codebook.model import Codebook, Language
from pipeline.figures.edition import EVERYONE, Edition
from pipeline.formats import day, typographic
from pipeline.margins import NOT_ANSWERED
from pipeline.messages import say


@dataclass(frozen=True)
class Wording:
    """The labels of one wave in one language.

    Attributes
    ----------
    edition : codebook, language, estimates, contrasts and margins, as figures have them.
    """

    edition: Edition

    @property
    def codebook(self) -> Codebook:
        return self.edition.codebook

    @property
    def language(self) -> Language:
        return self.edition.language

    def say(self, key: str, **values: object) -> str:
        """A sentence of the report, set in the language's typography."""
        return typographic(say(self.language, f"report.{key}", **values), self.language)

    @property
    def title(self) -> str:
        """The title of the survey; of the comparison of two waves."""
        title, edition = self.edition.text(self.codebook.survey.title), self.edition
        if edition.earlier is None:
            return title
        named = dict(zip(("old", "new"), edition.wave_names, strict=True))
        return typographic(say(self.language, "changes.title", title=title, **named), self.language)

    @property
    def fieldwork(self) -> list[str]:
        """From when to when people were asked, in each wave."""
        surveys = [one.survey.fieldwork for one in self.edition.codebooks]
        return [f"{day(one.start, self.language)} – {day(one.end, self.language)}" for one in surveys]

    def variable(self, name: str) -> str:
        """The label of a question or derived variable."""
        return self.edition.text(self.codebook.by_id[name].label)

    def heading(self, question: str) -> str:
        """The short title of a question, or its label when it has none."""
        found = self.codebook.by_id[question]
        return self.edition.text(getattr(found, "heading", None) or found.label)

    def service(self, name: str) -> str:
        """The label of a service; "" for none."""
        return self.edition.row_label(name, "") if name else ""

    def group(self, variable: str, group: str) -> str:
        """The label of one group of a breakdown, of everyone, or of those who did not say."""
        if group == EVERYONE:
            return self.edition.say("overall")
        if group == NOT_ANSWERED:
            return self.say("not_answered")
        return self.service(group) if variable == "service" else self.edition.levels(variable, group)

    def answer(self, question: str, answer: str) -> str:
        return self.edition.levels(question, answer) if answer else ""

    def breakdown(self, variable: str) -> str:
        """ "by territory", or what each service is compared to."""
        if variable in (EVERYONE, "service"):
            return self.say(f"breakdown_{variable}")
        by = next(b for b in self.codebook.breakdown if b.variable == variable)
        return self.edition.text(by.label)

    def base(self, base: str) -> str:
        return self.edition.text(self.codebook.bases[base].label)

    def method(self, method: str) -> str:
        """The name of a test; "" where there was none."""
        return self.say(f"method_{method}") if method else ""

    def family(self, family: str) -> str:
        """The label of a family of tests, declared or made of one question and one breakdown."""
        declared = {one.id: one.label for one in self.codebook.test_family}
        if family in declared:
            return self.edition.text(declared[family])
        by = {b.variable: b.variable for b in self.codebook.breakdown} | {"services": "service"}
        alone = {f"{q}_{name}": (q, b) for q in self.codebook.by_id for name, b in by.items()}
        question, breakdown = alone[family]
        return f"{self.variable(question)} – {self.breakdown(breakdown)}"

    def groups(self, breakdown: str) -> list[str]:
        """Ids of the groups of a breakdown, in the codebook's order."""
        return [level.id for level in self.codebook.levels(breakdown)]
