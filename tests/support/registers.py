"""Registers of a single published result, to be tested on answers made up by hand."""

from __future__ import annotations

from pipeline.claims.model import Register

HEAD = {
    "document": {"title": {"fr": "Schéma", "en": "Scheme"}, "source": {"fr": "annexe", "en": "annex"}},
    "ranked": {"motives": ["distance", "hours", "quality", "cost", "information"]},
    "section": [{"id": "findings", "title": {"fr": "Enseignements", "en": "Findings"}}],
}
CLAIM = {"id": "one", "section": "findings", "topic": "use", "check": "answers", "strength": "numeric"}
BASE = "not_using_or_not_satisfied"


def register(*test: dict, alt: tuple[dict, ...] = ()) -> Register:
    """Return a register of one claim: the assertions of its retained reading, and other readings."""
    return Register.model_validate({**HEAD, "claim": [{**CLAIM, "test": list(test), "alt": list(alt)}]})
