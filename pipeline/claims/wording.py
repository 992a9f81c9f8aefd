"""The parts of a sentence about shares: who, what they do, where, about which service, how much.

What French and English ask of the words of a sentence: articles, elision, number, enumerations.

What stands before and within every clause: groups, services, who does what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.claims.model import Along, Bounds, ProfileDiffers, Ranked, Register, Subject
from pipeline.codebook.model import Answer, Codebook, Language, Noun, Text
from pipeline.text.messages import say
from pipeline.text.number_format import bare_percent, percent

_CONTRACTED = {"de": {"le ": "du ", "les ": "des "}, "à": {"le ": "au ", "les ": "aux "}}
_VOWELS = "aeiouyàâäéèêëîïôöùûühœæ"


def of(phrase: str) -> str:
    """French "de" before a noun phrase: "des musées", "du nord", "de l'école", "d'eau"."""
    return _after("de", phrase, "d'")


def to(phrase: str) -> str:
    """French "à" before a noun phrase: "aux musées", "au stade", "à la piscine"."""
    return _after("à", phrase, "à ")


def bare(people: str, language: Language) -> str:
    """People without the "of" before them: "des usagers" is "les usagers", "of users" is "users"."""
    if language == "en":
        return people.removeprefix("of ")
    if people.startswith(("de la ", "de l'")):
        return people.removeprefix("de ")
    for article, contracted in _CONTRACTED["de"].items():
        if people.startswith(contracted):
            return article + people.removeprefix(contracted)
    return people.removeprefix("de ").removeprefix("d'")


def plural(phrase: str) -> bool:
    """Whether a French noun phrase with its article is plural: "les musées"."""
    return phrase.startswith(("les ", "des "))


def listed(items: Sequence[str], last: str) -> str:
    """ "a, b and c", `last` being the word before the last item."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def _after(preposition: str, phrase: str, before_vowel: str) -> str:
    for article, contracted in _CONTRACTED[preposition].items():
        if phrase.startswith(article):
            return contracted + phrase.removeprefix(article)
    if phrase.startswith(("la ", "l'")) or phrase[:1].casefold() not in _VOWELS:
        return f"{preposition} {phrase}"
    return before_vowel + phrase


ANSWER = {"fr": Noun(fr="réponse", en="answer", feminine=True), "en": Noun(fr="réponse", en="answer")}


@dataclass(frozen=True)
class Wording:
    """The words that a codebook has for what claims are about, in one language."""

    codebook: Codebook
    language: Language

    def say(self, key: str, **values: object) -> str:
        return say(self.language, f"claims.{key}", **values)

    def text(self, written: Text | str) -> str:
        """A text of the register, in the reader's language where it has it."""
        return written if isinstance(written, str) else written.in_(self.language)

    def both(self, items: list[str]) -> str:
        return listed(items, self.say("and"))

    def one_of(self, items: list[str]) -> str:
        return listed(items, self.say("or"))

    def service(self, service: str) -> str:
        """A service with its article, or its label in quotes."""
        found = self.codebook.services[service]
        if found.the:
            return found.the.in_(self.language)
        return self.say("service", label=found.label.in_(self.language))

    def services(self, services: list[str]) -> list[str]:
        return [self.service(one) for one in services]

    def answer(self, question: str, answer: str) -> str:
        """An answer with its article, or its label in quotes."""
        found = self._level(question, answer)
        if found.the:
            return found.the.in_(self.language)
        return self.say("quoted", label=found.in_(self.language))

    def place(self, variable: str, level: str) -> str:
        """Where, or among whom: "dans le nord", "chez les 75 ans ou plus", "overall"."""
        if level == "all":
            return self.say("overall")
        found = self._level(variable, level)
        if found.where:
            return found.where.in_(self.language)
        return say(self.language, "figures.where", group=found.in_(self.language))

    def along(self, variable: str) -> str:
        """ "by territory"."""
        for breakdown in self.codebook.breakdown:
            if breakdown.variable == variable:
                return breakdown.label.in_(self.language)
        return self.say("by", label=self.codebook.by_id[variable].label.in_(self.language))

    def noun(self, question: str) -> Noun:
        """What an answer to the question is."""
        return getattr(self.codebook.by_id[question], "noun", None) or ANSWER[self.language]

    def nouns(self, question: str) -> str:
        """Its plural."""
        noun = self.noun(question)
        made = noun.plural_fr if self.language == "fr" else noun.plural_en
        return made or f"{noun.in_(self.language)}s"

    def agreed(self, question: str, key: str, **values: object) -> str:
        """A sentence that agrees with the gender of what an answer is."""
        form = "feminine" if self.noun(question).feminine else "masculine"
        return self.say(f"{key}.{form}", **values)

    def people(self, subject: Subject) -> str:
        """Who is counted, as it follows a number: "des usagers"."""
        return self.codebook.bases[self._base(subject)].of.in_(self.language)

    def among(self, subject: Subject) -> str:
        """Who is counted, without the preposition: "les usagers"."""
        return bare(self.people(subject), self.language)

    def are_the_group(self, subject: Subject) -> bool:
        """Whether everyone is counted within a group of people: nothing more is to say of who."""
        people = self.codebook.bases[self._base(subject)].where is None
        places = (self.codebook.places(name) for name in subject.within)
        return people and not all(places)

    def verb(self, subject: Subject, service: str = "") -> str:
        """What those counted do: "sont satisfaits de la piscine", or "sont plutôt ou très satisfaits"."""
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
        """Whether the verb can name one service."""
        found = (
            self.codebook.measures[subject.measure]
            if subject.measure
            else self.codebook.by_id[subject.question]
        )
        return bool(getattr(found, "told", None))

    def amount(self, bounds: Bounds) -> str:
        """A share between bounds: "plus de 40 %", "entre 30 % et 37 %", "64 %"."""
        if bounds.rounds_to is not None:
            return self.share(bounds.rounds_to)
        if bounds.more_than == 0 and bounds.at_most is None and bounds.less_than is None:
            return self.say("some")
        return self._between("share", bounds, self.share)

    def points(self, bounds: Bounds) -> str:
        """A difference between bounds, in points: "de 9,5 à 13,5 points", "d'au moins 15 points"."""
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
        return subject.base or "all"

    def _level(self, variable: str, level: str) -> Answer:
        return next(one for one in self.codebook.levels(variable) if one.id == level)


def _decimals(share: float) -> int:
    """As many decimals as the bound was given with, one at most."""
    return 0 if abs(share * 100 - round(share * 100)) < 1e-6 else 1


@dataclass(frozen=True)
class Writer:
    """Writes assertions in one language."""

    words: Wording
    register: Register

    def opening(self, one: Subject, *places: str) -> str:
        """Groups, then services that the verb does not name, each followed by a comma."""
        parts = [*(self.words.place(*pair) for pair in one.within.items()), *places]
        if getattr(one, "along", "") != "service" and not self._named(one):
            parts.append(self._services(one))
        return "".join(f"{part}, " for part in parts if part)

    def subject(self, one: Subject) -> str:
        """ "la part des usagers qui sont satisfaits de la piscine"."""
        return self.words.say("subject", people=self.words.people(one), verb=self.verb(one))

    def verb(self, one: Subject) -> str:
        return self.words.verb(one, self._named(one))

    def _named(self, one: Subject) -> str:
        """The one service that the verb names, or ""."""
        alone = one.services and len(one.services) == 1 and getattr(one, "along", "") != "service"
        return one.services[0] if alone and self._can_name(one) else ""

    def _can_name(self, one: Subject) -> bool:
        """A sentence that ranks answers names the service before them, not in its verb."""
        ranks = isinstance(one, Ranked) or getattr(one, "along", "") in ("answer", "measure")
        return not ranks and not isinstance(one, ProfileDiffers) and self.words.names_service(one)

    def _services(self, one: Subject) -> str:
        services = self.words.services(one.services or [])
        if len(services) < 2:
            return self.words.say("for_one", service=services[0]) if services else ""
        if one.aggregate:
            return self.words.say(one.aggregate, services=self.words.both(services))
        return self.words.say("each", services=self.words.one_of(services))

    def levels(self, one: Along, levels: list[str]) -> str:
        """The levels compared, as places: "dans le nord", "pour la piscine et pour le musée"."""
        if one.along == "service":
            return self.words.both(
                [self.words.say("for_one", service=s) for s in self.words.services(levels)]
            )
        return self.words.both([self.words.place(one.along, level) for level in levels])
