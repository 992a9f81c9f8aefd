"""What a figure shows, as sentences computed from the tables, each with its weight beside others."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.codebook.model import Figure, Measure
from pipeline.formats import points, upper_first
from pipeline.publishing.publication import Publication
from pipeline.publishing.reader_table import Estimate
from pipeline.topics import POOLED

ALWAYS = float("inf")
# A sentence and its weight: ALWAYS for what the first page tells in any case; of a comparison how many lines
# differ, with the sign of the difference; 0 for the rest.
Said = tuple[str, float]


def levels(publication: Publication, figure: Figure) -> Iterator[Said]:
    """All services together, then the highest and the lowest service of the named share."""
    if not figure.measure:
        return
    named = publication.codebook.measures[figure.measure]
    place = {"kind": "measure", "measure": named.id, "question": named.question, "base": named.base}
    shares = {s.id: publication.estimate(**place, service=s.id) for s in publication.codebook.service}
    solid = {one: e for one, e in shares.items() if e and e.status == ""}
    pooled = publication.estimate(**place, service=POOLED)
    told = [_pooled(publication, named, pooled)] if pooled else []
    ranked = sorted(solid, key=lambda one: -solid[one].share)
    if len(ranked) > 2:
        first, second, last = (_named(publication, ranked[i], solid) for i in (0, 1, -1))
        key = "finding_levels" if told else "finding_levels_alone"
        about = publication.edition.text(named.label)
        told.append(publication.say(key, first=first, second=second, last=last, measure=about))
    if told:
        yield " ".join(told), ALWAYS


def comparison(publication: Publication, figure: Figure) -> Iterator[Said]:
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
    if clear.empty:
        by, label = publication.breakdown(figure.breakdown), edition.text(named.label)
        yield publication.say("finding_same", measure=label, by=by, comparisons=len(tested)), 0
    for group in publication.groups(figure.breakdown):
        for direction, sign in (("more", 1), ("less", -1)):
            rows = clear[(clear["difference"] * sign > 0) & (clear["group"] == group)]
            if len(rows):
                sentence = publication.say(
                    f"finding_{direction}",
                    where=upper_first(edition.where(figure.breakdown, group)),
                    of=edition.base_of(named.base),
                    says=edition.text(named.says),
                    than=edition.say(f"than_{edition.sort(figure.breakdown)}"),
                    list=_differences(publication, rows),
                )
                yield sentence, sign * len(rows)


def heat(publication: Publication, figure: Figure) -> Iterator[Said]:
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
        yield publication.say("finding_heat", list=publication.edition.say("list").join(told)), ALWAYS


def _pooled(publication: Publication, named: Measure, found: Estimate) -> str:
    """ "Over all services, 53% of users … (95% confidence interval: 49% to 57%; …)"."""
    edition = publication.edition
    return publication.say(
        "finding_pooled",
        share=edition.percent(found.share),
        of=edition.base_of(named.base),
        says=edition.text(named.says),
        interval=edition.interval(found.low, found.high),
    )


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
