"""A claim as sentences, made from what it asserts; nothing of them is stored in the register.

Each kind of assertion writes its clause (`claims.kinds`) with a `Writer`, which has what stands before and
within every clause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.claims.subjects import Along, Subject
from pipeline.claims.vocabulary import Vocabulary
from pipeline.codebook.model import Codebook, Language
from pipeline.text.number_format import typographic, upper_first


@dataclass(frozen=True)
class Writer:
    """Writes clauses in the words of a codebook and one language.

    Attributes
    ----------
    ranked : question -> its answers that compete for a rank (`Register.ranked`).
    """

    words: Vocabulary
    ranked: Mapping[str, list[str]]

    def opening(self, subject: Subject, *more: str) -> str:
        """Return groups, then services that the verb does not name, each followed by a comma.

        `more` stands between them: "à la piscine comme au musée".
        """
        parts = [*(self.words.where(*group) for group in subject.within.items()), *more]
        if subject.compared_along != "service" and not self._service_of_verb(subject):
            parts.append(self._services(subject))
        return "".join(f"{part}, " for part in parts if part)

    def asked_about(self, subject: Subject) -> str:
        """Return the service, and among whom: "pour la piscine, parmi les usagers non satisfaits, "."""
        return self.opening(subject) + self.words.say("among", people=self.words.among(subject))

    def subject(self, subject: Subject) -> str:
        """Return "la part des usagers qui sont satisfaits de la piscine"."""
        return self.words.say("subject", people=self.words.people(subject), verb=self.verb(subject))

    def verb(self, subject: Subject) -> str:
        """Return what those counted do, with the service where the verb can name it."""
        return self.words.verb(subject, self._service_of_verb(subject))

    def verb_with_services(self, subject: Subject) -> str:
        """Return the verb with the services of a subject that has no opening of its own."""
        services = subject.services or []
        if len(services) == 1 and self.words.names_service(subject):
            return self.words.verb(subject, services[0])
        named = self.words.both(self.words.services(services))
        verb = self.words.verb(subject)
        return f"{verb} {self.words.say('for_one', service=named)}" if named else verb

    def amount(self, subject: Subject) -> str:
        """Return how many of whom do what; `subject` has bounds."""
        words = self.words
        people = "" if subject.within and words.are_the_group(subject) else words.people(subject)
        return " ".join(filter(None, [words.amount(subject), people, self.verb(subject)]))

    def levels(self, compared: Along, levels: list[str]) -> str:
        """Return the levels compared, as places: "dans le nord", "pour la piscine et pour le musée"."""
        if compared.along == "service":
            services = self.words.services(levels)
            return self.words.both([self.words.say("for_one", service=service) for service in services])
        return self.words.both([self.words.where(compared.along, level) for level in levels])

    def measures(self, compared: Along, measures: list[str]) -> str:
        """Return the measures compared, each as a share of people."""
        return self.words.both([self.subject(compared.of_measure(measure)) for measure in measures])

    def varying(self, compared: Along) -> str:
        """Return the share that varies along something."""
        people = self.words.people
        if compared.along == "measure":
            return self.words.say("share_of", people=people(compared.of_measure(compared.measures[0])))
        if compared.along == "answer":
            return self.words.say("citing", people=people(compared))
        return self.subject(compared)

    def variation(self, compared: Along) -> str:
        """Return along what it varies: "selon le territoire", "entre la piscine et le musée"."""
        words = self.words
        if compared.along == "service":
            items = words.services(self.services_of(compared))
        elif compared.along == "answer":
            answers = self.ranked[compared.question]
            items = [words.answer(compared.question, answer) for answer in answers]
        elif compared.along == "measure":
            labels = [words.codebook.measures[measure].label for measure in compared.measures]
            items = [words.say("quoted", label=label.in_(words.language)) for label in labels]
        else:
            return words.along(compared.along)
        return words.say("between", items=words.both(items))

    def services_of(self, subject: Subject) -> list[str]:
        """Return the services that a subject names, else all that its question is about."""
        codebook = self.words.codebook
        question = subject.question or codebook.measures[subject.measure].question
        return subject.services or [service.id for service in codebook.services_of(question)]

    def _service_of_verb(self, subject: Subject) -> str:
        """Return the one service that the verb names, or ""."""
        alone = subject.services and len(subject.services) == 1 and subject.compared_along != "service"
        named = alone and subject.service_in_verb and self.words.names_service(subject)
        return subject.services[0] if named else ""

    def _services(self, subject: Subject) -> str:
        services = self.words.services(subject.services or [])
        if len(services) < 2:
            return self.words.say("for_one", service=services[0]) if services else ""
        if subject.aggregate:
            return self.words.say(subject.aggregate, services=self.words.both(services))
        return self.words.say("each", services=self.words.one_of(services))


class Clause(Protocol):
    """An assertion that can write its own clause."""

    def clause(self, writer: Writer) -> str: ...


def sentence(
    assertions: Sequence[Clause],
    ranked: Mapping[str, list[str]],
    codebook: Codebook,
    language: Language,
) -> str:
    """Return one reading of a claim in words, set in the language's typography.

    Parameters
    ----------
    assertions : those that must hold together, each a sentence.
    ranked : question -> its answers that compete for a rank.
    """
    writer = Writer(Vocabulary(codebook, language), ranked)
    written = [f"{upper_first(assertion.clause(writer))}." for assertion in assertions]
    return typographic(" ".join(written), language)
