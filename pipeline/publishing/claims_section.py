"""What the report says of published results: counts, figure, every verdict, other readings and weightings."""

from __future__ import annotations

from pipeline.claims.summary import method, summary
from pipeline.formats import typographic
from pipeline.publishing.publication import Publication


def introduction(publication: Publication) -> list[str]:
    """The document the results come from, and what the verdicts mean."""
    verified = publication.edition.verified
    document = verified.register.document
    told = {
        name: typographic(getattr(document, field).in_(publication.language), publication.language)
        for name, field in (("document", "title"), ("source", "source"))
    }
    return [verified.say("table.intro", **told), method(verified)]


def sentences(publication: Publication) -> list[str]:
    """What the verdicts come to."""
    return summary(publication.edition.verified)
