"""What stands before and within every clause: groups, services, who does what."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.claims.assertions import Along, ProfileDiffers, Ranked, Subject
from pipeline.claims.model import Register
from pipeline.claims.wording import Wording


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
