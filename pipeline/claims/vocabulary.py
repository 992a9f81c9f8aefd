"""The words that a codebook has for what claims are about: services, answers, groups, people, amounts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.claims.grammar import bare, listed, of, to
from pipeline.claims.subjects import Bounds, Subject
from pipeline.codebook.model import Answer, Codebook, Language, Measure, Noun, Question, Text
from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.text.messages import say
from pipeline.text.number_format import bare_percent, percent

ANSWER_NOUN = {"fr": Noun(fr="réponse", en="answer", feminine=True), "en": Noun(fr="réponse", en="answer")}


@dataclass(frozen=True)
class Vocabulary:
    """The words that a codebook has for what claims are about, in one language."""

    codebook: Codebook
    language: Language

    def say(self, key: str, **values: object) -> str:
        return say(self.language, f"claims.{key}", **values)

    def text(self, written: Text | str) -> str:
        """Return a text of the register, in the reader's language where it has it."""
        return written if isinstance(written, str) else written.in_(self.language)

    def both(self, items: list[str]) -> str:
        """Return "a, b and c"."""
        return listed(items, self.say("and"))

    def one_of(self, items: list[str]) -> str:
        """Return "a, b or c"."""
        return listed(items, self.say("or"))

    def service(self, service: str) -> str:
        """Return a service with its article, or its label in quotes."""
        declared = self.codebook.services[service]
        if declared.the:
            return declared.the.in_(self.language)
        return self.say("service", label=declared.label.in_(self.language))

    def services(self, services: list[str]) -> list[str]:
        """Return services with their articles."""
        return [self.service(service) for service in services]

    def answer(self, question: str, answer: str) -> str:
        """Return an answer with its article, or its label in quotes."""
        declared = self._level(question, answer)
        if declared.the:
            return declared.the.in_(self.language)
        return self.say("quoted", label=declared.in_(self.language))

    def of_answers(self, question: str, answers: list[str]) -> str:
        """Return "de l'attente et des tarifs"; in English "waiting and prices"."""
        named = [self.answer(question, answer) for answer in answers]
        return self.both([of(answer) for answer in named] if self.language == "fr" else named)

    def those_of(self, question: str, answers: list[str]) -> str:
        """Return "ceux de l'attente et des tarifs": the nouns of a question, by their answers."""
        form = "many" if len(answers) > 1 else "one"
        return self.agreed(question, f"those_of.{form}", answers=self.of_answers(question, answers))

    def where(self, variable: str, level: str) -> str:
        """Return where, or among whom: "dans le nord", "chez les 75 ans ou plus", "overall"."""
        if level == EVERYONE:
            return self.say("overall")
        group = self._level(variable, level)
        if group.where:
            return group.where.in_(self.language)
        return say(self.language, "figures.where", group=group.in_(self.language))

    def along(self, variable: str) -> str:
        """Return "by territory"."""
        for breakdown in self.codebook.breakdown:
            if breakdown.variable == variable:
                return breakdown.label.in_(self.language)
        return self.say("by", label=self.codebook.by_id[variable].label.in_(self.language))

    def noun(self, question: str) -> Noun:
        """Return what an answer to the question is: a motive, an idea, else an answer."""
        return getattr(self.codebook.by_id[question], "noun", None) or ANSWER_NOUN[self.language]

    def nouns(self, question: str) -> str:
        """Return its plural."""
        noun = self.noun(question)
        plural = noun.plural_fr if self.language == "fr" else noun.plural_en
        return plural or f"{noun.in_(self.language)}s"

    def agreed(self, question: str, key: str, **values: object) -> str:
        """Return a sentence that agrees with the gender of what an answer is."""
        form = "feminine" if self.noun(question).feminine else "masculine"
        return self.say(f"{key}.{form}", **values)

    def people(self, subject: Subject) -> str:
        """Return who is counted, as it follows a number: "des usagers"."""
        return self.codebook.bases[self._base(subject)].of.in_(self.language)

    def among(self, subject: Subject) -> str:
        """Return who is counted, without the preposition: "les usagers"."""
        return bare(self.people(subject), self.language)

    def are_the_group(self, subject: Subject) -> bool:
        """Return whether everyone is counted within a group of people: nothing more is to say of who."""
        is_everyone = self.codebook.bases[self._base(subject)].where is None
        return is_everyone and not all(self.codebook.places(variable) for variable in subject.within)

    def verb(self, subject: Subject, service: str = "") -> str:
        """Return what those counted do: "sont satisfaits de la piscine", "sont plutôt ou très satisfaits"."""
        counted, values = self._counted(subject), {}
        if not subject.measure:
            values = {"answer": self.answer(subject.question, subject.answer)}
        if service and self.names_service(subject):
            return counted.told.in_(self.language).format(**values, **self._forms(service))
        if counted.says:
            return counted.says.in_(self.language).format(**values)
        return self.say("answered", **values)

    def names_service(self, subject: Subject) -> bool:
        """Return whether the verb can name one service."""
        return bool(getattr(self._counted(subject), "told", None))

    def amount(self, bounds: Bounds) -> str:
        """Return a share between bounds: "plus de 40 %", "entre 30 % et 37 %", "64 %"."""
        if bounds.rounds_to is not None:
            return self.share(bounds.rounds_to)
        if bounds.more_than == 0 and bounds.at_most is None and bounds.less_than is None:
            return self.say("some")
        return self._between("share", bounds, self.share)

    def points(self, bounds: Bounds) -> str:
        """Return a difference between bounds, in points: "de 9,5 à 13,5 points", "d'au moins 15 points"."""
        if bounds.rounds_to is not None:
            return self.say("points.exact", low=self.number(bounds.rounds_to))
        if bounds.more_than == 0:
            bounds = bounds.model_copy(update={"more_than": None})
        return self._between("points", bounds, self.number)

    def share(self, share: float) -> str:
        return percent(share, self.language, _decimals(share))

    def number(self, share: float) -> str:
        return bare_percent(share, self.language, _decimals(share))

    def _between(self, unit: str, bounds: Bounds, written: Callable[[float], str]) -> str:
        """Return bounds in words, each number `written` as a share or as points."""
        low = {"at_least": bounds.at_least, "more_than": bounds.more_than}
        high = {"at_most": bounds.at_most, "less_than": bounds.less_than}
        lows, highs = (
            [(name, written(bound)) for name, bound in side.items() if bound is not None]
            for side in (low, high)
        )
        if lows and highs:
            return self.say(f"{unit}.between", low=lows[0][1], high=highs[0][1])
        # More than 0 points, with no upper bound, is neither.
        name, value = (*lows, *highs, ("at_least", ""))[0]
        return self.say(f"{unit}.{name}", low=value)

    def _forms(self, service: str) -> dict[str, str]:
        the = self.service(service)
        return {"the": the, "of": of(the), "to": to(the)} if self.language == "fr" else {"the": the}

    def _counted(self, subject: Subject) -> Measure | Question:
        """Return the measure, or the question, whose answers are counted."""
        if subject.measure:
            return self.codebook.measures[subject.measure]
        return self.codebook.by_id[subject.question]

    def _base(self, subject: Subject) -> str:
        if subject.base is None and subject.measure:
            return self.codebook.measures[subject.measure].base
        return subject.base or EVERYONE

    def _level(self, variable: str, level: str) -> Answer:
        return next(answer for answer in self.codebook.levels(variable) if answer.id == level)


def _decimals(share: float) -> int:
    """Return as many decimals as the bound was given with, one at most."""
    return 0 if abs(share * 100 - round(share * 100)) < 1e-6 else 1
