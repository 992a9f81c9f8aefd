"""The words that a codebook has for what claims are about: services, answers, groups, people, amounts."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.claims.grammar import bare, listed, of, to
from pipeline.claims.subjects import Bounds, Subject
from pipeline.codebook.model import Answer, Codebook, Language, Noun, Text
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
        found = self.codebook.services[service]
        if found.the:
            return found.the.in_(self.language)
        return self.say("service", label=found.label.in_(self.language))

    def services(self, services: list[str]) -> list[str]:
        """Return services with their articles."""
        return [self.service(service) for service in services]

    def answer(self, question: str, answer: str) -> str:
        """Return an answer with its article, or its label in quotes."""
        found = self._level(question, answer)
        if found.the:
            return found.the.in_(self.language)
        return self.say("quoted", label=found.in_(self.language))

    def of_answers(self, question: str, answers: list[str]) -> str:
        """Return "de l'attente et des tarifs"; in English "waiting and prices"."""
        named = [self.answer(question, answer) for answer in answers]
        return self.both([of(answer) for answer in named] if self.language == "fr" else named)

    def those_of(self, question: str, answers: list[str]) -> str:
        """Return "ceux de l'attente et des tarifs": the nouns of a question, by their answers."""
        form = "many" if len(answers) > 1 else "one"
        return self.agreed(question, f"those_of.{form}", answers=self.of_answers(question, answers))

    def place(self, variable: str, level: str) -> str:
        """Return where, or among whom: "dans le nord", "chez les 75 ans ou plus", "overall"."""
        if level == EVERYONE:
            return self.say("overall")
        found = self._level(variable, level)
        if found.where:
            return found.where.in_(self.language)
        return say(self.language, "figures.where", group=found.in_(self.language))

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
        made = noun.plural_fr if self.language == "fr" else noun.plural_en
        return made or f"{noun.in_(self.language)}s"

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
        people = self.codebook.bases[self._base(subject)].where is None
        places = (self.codebook.places(name) for name in subject.within)
        return people and not all(places)

    def verb(self, subject: Subject, service: str = "") -> str:
        """Return what those counted do: "sont satisfaits de la piscine", "sont plutôt ou très satisfaits"."""
        if subject.measure:
            found, values = self.codebook.measures[subject.measure], {}
        else:
            found = self.codebook.by_id[subject.question]
            values = {"answer": self.answer(subject.question, subject.answer)}
        if service and getattr(found, "told", None):
            return found.told.in_(self.language).format(**values, **self._forms(service))
        if found.says:
            return found.says.in_(self.language).format(**values)
        return self.say("answered", **values)

    def names_service(self, subject: Subject) -> bool:
        """Return whether the verb can name one service."""
        found = (
            self.codebook.measures[subject.measure]
            if subject.measure
            else self.codebook.by_id[subject.question]
        )
        return bool(getattr(found, "told", None))

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

    def _between(self, unit: str, bounds: Bounds, written) -> str:
        low = {"at_least": bounds.at_least, "more_than": bounds.more_than}
        high = {"at_most": bounds.at_most, "less_than": bounds.less_than}
        given = [
            [(name, written(value)) for name, value in side.items() if value is not None]
            for side in (low, high)
        ]
        if given[0] and given[1]:
            return self.say(f"{unit}.between", low=given[0][0][1], high=given[1][0][1])
        name, value = (*given[0], *given[1], ("at_least", ""))[0]
        return self.say(f"{unit}.{name}", low=value)

    def _forms(self, service: str) -> dict[str, str]:
        the = self.service(service)
        return {"the": the, "of": of(the), "to": to(the)} if self.language == "fr" else {"the": the}

    def _base(self, subject: Subject) -> str:
        if subject.base is None and subject.measure:
            return self.codebook.measures[subject.measure].base
        return subject.base or EVERYONE

    def _level(self, variable: str, level: str) -> Answer:
        return next(answer for answer in self.codebook.levels(variable) if answer.id == level)


def _decimals(share: float) -> int:
    """As many decimals as the bound was given with, one at most."""
    return 0 if abs(share * 100 - round(share * 100)) < 1e-6 else 1
