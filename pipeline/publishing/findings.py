"""What stands out, as sentences computed from the tables, each led by the figure that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.codebook.model import Figure
from pipeline.publishing import figure_sentences
from pipeline.publishing.figure_sentences import ALWAYS, Said
from pipeline.publishing.group_findings import separating
from pipeline.publishing.publication import Publication

_SENTENCES: dict[str, Callable[[Publication, Figure], Iterator[Said]]] = {
    "levels": figure_sentences.levels,
    "comparison": figure_sentences.comparison,
    "heat": figure_sentences.heat,
}
# Figures whose title is itself the finding of their section.
_LEADING_TITLES = ("pyramid", "guessing", "verdicts")


@dataclass(frozen=True)
class Finding:
    """A sentence and where it is shown.

    Attributes
    ----------
    anchor, link : the place in the page, and its name.
    weight : how much it says beside others of its section (figure_sentences.py).
    title : it is the title of the figure, which stands there already.
    """

    sentence: str
    anchor: str
    link: str
    weight: float = 0
    title: bool = False


def findings(publication: Publication, titles: dict[int, str]) -> list[Finding]:
    """One or more findings a figure, then what separates the groups.

    Parameters
    ----------
    titles : number -> title of each figure drawn; it stands in for grammars that have no sentence here.
    """
    found = []
    for figure in sorted(publication.codebook.figure, key=lambda f: f.number):
        if figure.number not in titles:
            continue
        place = f"figure-{figure.number}", publication.say("figure", number=figure.number)
        said = list(_SENTENCES[figure.kind](publication, figure)) if figure.kind in _SENTENCES else []
        found += [Finding(sentence, *place, weight) for sentence, weight in said]
        if not said:
            weight = ALWAYS if figure.kind in _LEADING_TITLES else 0
            found.append(Finding(f"{titles[figure.number]}.", *place, weight, title=True))
    link = publication.say("section_groups")
    found += [Finding(s, "groups", link, ALWAYS) for s in separating(publication)]
    return found


def leading(found: list[Finding]) -> list[Finding]:
    """What the first page tells of a section: what it always tells, and the clearest comparison each way.

    The first finding where there is none of these.
    """
    more = max((one for one in found if 0 < one.weight < ALWAYS), key=lambda one: one.weight, default=None)
    less = min((one for one in found if one.weight < 0), key=lambda one: one.weight, default=None)
    return [one for one in found if one.weight == ALWAYS or one is more or one is less] or found[:1]
