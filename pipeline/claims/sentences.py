"""A claim as sentences, made from what it asserts; nothing of them is stored in the register."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.claims.assertions import (
    Assertion,
    Count,
    Difference,
    Extreme,
    Fact,
    InTop,
    Order,
    ProfileDiffers,
    Range,
    Rank,
    Share,
    Spread,
    SpreadLess,
    TopSet,
    Untested,
)
from pipeline.claims.comparison_clauses import difference, extreme, order
from pipeline.claims.model import Register
from pipeline.claims.ranking_clauses import in_top, rank, top_set
from pipeline.claims.share_clauses import count, fact, range, share, untested
from pipeline.claims.variation_clauses import differs, spread, spread_less
from pipeline.claims.wording import Wording
from pipeline.claims.writer import Writer
from pipeline.codebook.model import Codebook, Language
from pipeline.formats import typographic, upper_first


def sentence(
    assertions: tuple[Assertion, ...], register: Register, codebook: Codebook, language: Language
) -> str:
    """One reading of a claim in words, set in the language's typography.

    Parameters
    ----------
    assertions : those that must hold together, each a sentence.
    """
    writer = Writer(Wording(codebook, language), register)
    written = [f"{upper_first(_CLAUSES[type(one)](writer, one))}." for one in assertions]
    return typographic(" ".join(written), language)


_CLAUSES: dict[type, Callable[..., str]] = {
    Share: share,
    Range: range,
    Order: order,
    Extreme: extreme,
    Difference: difference,
    Spread: spread,
    SpreadLess: spread_less,
    ProfileDiffers: differs,
    Rank: rank,
    TopSet: top_set,
    InTop: in_top,
    Count: count,
    Fact: fact,
    Untested: untested,
}
