"""What stands out, as sentences computed from the tables, each led by the figure that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from pipeline.codebook.model import Figure
from pipeline.formats import points
from pipeline.publishing.group_findings import separating
from pipeline.publishing.publication import Publication
from pipeline.publishing.reader_table import Estimate
from pipeline.topics import POOLED


@dataclass(frozen=True)
class Finding:
    """A sentence and where it is shown: an anchor of the page and its name."""

    sentence: str
    anchor: str
    link: str


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
        tell = _SENTENCES.get(figure.kind)
        sentences = [s for s in tell(publication, figure) if s] if tell else []
        place = f"figure-{figure.number}", publication.say("figure", number=figure.number)
        found += [Finding(sentence, *place) for sentence in sentences or [f"{titles[figure.number]}."]]
    link = publication.say("section_groups")
    found += [Finding(s, "groups", link) for s in separating(publication)]
    return found


def _levels(publication: Publication, figure: Figure) -> Iterator[str]:
    """The highest and the lowest service of the named share, after all services together."""
    if not figure.measure:
        return
    named = publication.codebook.measures[figure.measure]
    place = {"kind": "measure", "measure": named.id, "question": named.question, "base": named.base}
    shares = {s.id: publication.estimate(**place, service=s.id) for s in publication.codebook.service}
    solid = {one: e for one, e in shares.items() if e and e.status == ""}
    pooled = publication.estimate(**place, service=POOLED)
    words = {
        "of": publication.edition.base_of(named.base),
        "says": publication.edition.text(named.says),
    }
    if pooled:
        yield publication.say("finding_pooled", share=_share(publication, pooled), **words)
    ranked = sorted(solid, key=lambda one: -solid[one].share)
    if len(ranked) > 2:
        yield publication.say(
            "finding_levels",
            first=_named(publication, ranked[0], solid),
            second=_named(publication, ranked[1], solid),
            last=_named(publication, ranked[-1], solid),
            measure=publication.edition.text(named.label),
        )


def _comparison(publication: Publication, figure: Figure) -> Iterator[str]:
    """For each group, the services where it differs from the rest; or that none does."""
    if not figure.measure:
        return
    edition, named = publication.edition, publication.codebook.measures[figure.measure]
    table = edition.contrasts
    table = table[(table["measure"] == named.id) & (table["breakdown"] == figure.breakdown)]
    tested = table[table["p_adjusted"].notna()]
    clear = tested[
        (tested["p_adjusted"] < publication.codebook.method.significance) & (tested["status"] == "")
    ]
    words = {"measure": edition.text(named.label), "by": publication.breakdown(figure.breakdown)}
    if clear.empty:
        yield publication.say("finding_same", comparisons=len(tested), **words)
    for group in publication.groups(figure.breakdown):
        for direction, part in (("more", clear["difference"] > 0), ("less", clear["difference"] < 0)):
            rows = clear[part & (clear["group"] == group)]
            if len(rows):
                yield publication.say(
                    f"finding_{direction}",
                    where=edition.where(figure.breakdown, group),
                    list=_differences(publication, rows),
                    measure=words["measure"],
                )


def _heat(publication: Publication, figure: Figure) -> Iterator[str]:
    """The three answers furthest above all services."""
    table = publication.edition.contrasts
    place = {"question": figure.question, "base": figure.base, "breakdown": "service", "kind": "level"}
    for name, value in place.items():
        table = table[table[name] == value]
    over = table[(table["p_adjusted"] < publication.codebook.method.significance) & (table["difference"] > 0)]
    over = over[~over["answer"].isin(figure.leave_out) & (over["status"] == "")].nlargest(3, "difference")
    told = []
    for row in over.itertuples():
        here = {"kind": "level", "question": figure.question, "base": figure.base, "answer": row.answer}
        mine, pooled = (publication.estimate(**here, service=s) for s in (row.group, POOLED))
        told.append(
            publication.say(
                "finding_heat_one",
                service=publication.service(row.group),
                answer=publication.answer(figure.question, row.answer),
                share=publication.edition.percent(mine.share),
                pooled=publication.edition.percent(pooled.share),
            )
        )
    if told:
        yield publication.say("finding_heat", list=publication.edition.say("list").join(told))


def _share(publication: Publication, found: Estimate) -> str:
    """ "53% (95% confidence interval: 49% to 57%)"."""
    interval = publication.edition.interval(found.low, found.high)
    return f"{publication.edition.percent(found.share)} ({interval})"


def _named(publication: Publication, service: str, shares: dict[str, Estimate]) -> str:
    return f"{publication.service(service)} ({publication.edition.percent(shares[service].share)})"


def _differences(publication: Publication, rows: pd.DataFrame) -> str:
    """ "Swimming pool (+8 points)" for each row, the largest first; only the difference without service."""
    ordered = rows.reindex(rows["difference"].abs().sort_values(ascending=False).index)
    told = [
        (publication.service(r.service), points(r.difference, publication.language))
        for r in ordered.itertuples()
    ]
    return publication.edition.say("list").join(f"{name} ({gap})" if name else gap for name, gap in told)


_SENTENCES: dict[str, Callable[[Publication, Figure], Iterator[str]]] = {
    "levels": _levels,
    "comparison": _comparison,
    "heat": _heat,
}
