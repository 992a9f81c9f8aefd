"""One difference between two codebooks, and what has the same id in both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipeline.codebook.model import Text

ADDED, DROPPED, REWORDED, RECODED, REDEFINED = "added", "dropped", "reworded", "recoded", "redefined"
# What a change does to the comparison: nothing is tested across it; nothing, as the codebook declares;
# nothing; there is nothing to compare with.
BREAKS, DECLARED, HARMLESS, ALONE = "breaks", "declared", "harmless", "alone"


@dataclass(frozen=True)
class Change:
    """One difference between two codebooks.

    Attributes
    ----------
    table : "question", "answer", "service", "derived", "group", "base" or "measure".
    id : of what changed; an answer or a group comes after its question and a point.
    change : "added", "dropped", "reworded", "recoded" (its code in the export) or "redefined".
    aspect : what of it: "label", "kind", "codes", "limits", "applicable", "asked", "column", "classes",
        "answers", "base"; "" for what was added or dropped.
    before, after : what it was and what it is.
    effect : "breaks", "declared" (equivalent), "harmless" or "alone" (in one wave only).
    """

    table: str
    id: str
    change: str
    aspect: str = ""
    before: Text | None = None
    after: Text | None = None
    effect: str = HARMLESS


class Named(Protocol):
    id: str


def paired(old: Sequence[Named], new: Sequence[Named]) -> Iterator[tuple[Named | None, Named | None]]:
    """What has the same id in both, in the order of the new ones; then what only the old ones have."""
    before, after = {one.id: one for one in old}, {one.id: one for one in new}
    yield from ((before.get(name), one) for name, one in after.items())
    yield from ((one, None) for name, one in before.items() if name not in after)


def one_sided(table: str, pair: tuple[Named | None, Named | None], prefix: str = "") -> Iterator[Change]:
    """What is in one codebook only; nothing when it is in both.

    An answer or a group, under the `prefix` of its variable, breaks the comparison of all of it.
    """
    for one, change, place in zip(pair, (DROPPED, ADDED), ("before", "after"), strict=True):
        other = pair[1] if change == DROPPED else pair[0]
        if other is None and one is not None:
            text = one if isinstance(one, Text) else one.label
            label = {place: Text(fr=text.fr, en=text.en)}
            yield Change(table, prefix + one.id, change, effect=BREAKS if prefix else ALONE, **label)
