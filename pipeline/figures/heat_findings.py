"""What a heat table shows and says: share of each answer for each service, against all services."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipeline.codebook.model import Figure, Service
from pipeline.figures import notes
from pipeline.figures.edition import ALL_SERVICES, Edition, counted
from pipeline.figures.frame import Words
from pipeline.figures.rows import name, of_estimate
from pipeline.formats import lower_first


@dataclass(frozen=True)
class Heat:
    """The numbers of one heat table.

    Attributes
    ----------
    estimates : one row a service and answer, pooled services included, with p, p_adjusted,
        difference to all services, and `over` where significantly above them.
    answers : ids of the answers, most frequent first.
    families : services of each family, by id, in the codebook's order.
    """

    edition: Edition
    figure: Figure
    estimates: pd.DataFrame
    answers: list[str]
    families: dict[str, list[Service]]

    @cached_property
    def shares(self) -> pd.DataFrame:
        """Share of each answer, one row a service; NaN when withheld."""
        return self._wide("share")

    @cached_property
    def over(self) -> pd.DataFrame:
        """Whether each share is significantly above that of all services."""
        return self._wide("over")

    @cached_property
    def bases(self) -> pd.DataFrame:
        """Base and status of each service."""
        return self.estimates.drop_duplicates("service").set_index("service")[["n", "status"]]

    @cached_property
    def answer_labels(self) -> dict[str, str]:
        return {answer: self.edition.levels(self.figure.question, answer) for answer in self.answers}

    @cached_property
    def finding(self) -> pd.Series | None:
        """The cell furthest above all services, among significant ones."""
        over = self.estimates[self.estimates["over"]]
        return None if over.empty else over.loc[over["difference"].idxmax()]

    def _wide(self, column: str) -> pd.DataFrame:
        return self.estimates.pivot(index="service", columns="answer", values=column)[self.answers]


def find(edition: Edition, figure: Figure) -> Heat | None:
    """The numbers of the figure; None when its question has no rows."""
    table = counted(edition, figure)
    if table.empty:
        return None
    table = table.merge(_tests(edition, figure), on=["service", "answer"], how="left", validate="one_to_one")
    significant = table["p_adjusted"] < edition.codebook.method.significance
    table["over"] = significant & (table["difference"] > 0) & (table["status"] == "")
    pooled = table[table["service"] == ALL_SERVICES]
    order = pooled if len(pooled) else table.groupby("answer", sort=False, as_index=False)["share"].mean()
    answers = order.sort_values("share", ascending=False, kind="stable")["answer"].tolist()
    present = set(table["service"])
    families = {
        family.id: [s for s in edition.codebook.service if s.family == family.id and s.id in present]
        for family in edition.codebook.service_family
    }
    return Heat(edition, figure, table, answers, {f: s for f, s in families.items() if s})


def words(heat: Heat) -> Words:
    """Title, notes and alternative text, from the numbers."""
    edition, figure = heat.edition, heat.figure
    titles = [edition.say("neutral_heat")]
    if heat.finding is not None:
        titles = [edition.say("title_heat", **_parts(heat, heat.finding)), *titles]
    return Words(
        titles=titles,
        subtitle=edition.text(figure.subtitle),
        notes=[note for note in _notes(heat) if note],
        alt=_alt(heat),
        identity=notes.identity(edition, figure),
        mark=notes.mark(edition),
    )


def records(heat: Heat) -> Iterator[dict]:
    """Every number drawn, as records of open data."""
    edition = heat.edition
    question = edition.text(edition.codebook.by_id[heat.figure.question].label)
    shown = [ALL_SERVICES, *(service.id for services in heat.families.values() for service in services)]
    for service in shown:
        rows = heat.estimates[heat.estimates["service"] == service].set_index("answer", drop=False)
        for row in rows.reindex(heat.answers).dropna(subset="service").itertuples(index=False):
            level = edition.levels(heat.figure.question, row.answer)
            tests = {"p": row.p, "p_adjusted": row.p_adjusted}
            yield of_estimate(edition, row, measure=question, level=level) | tests


def _tests(edition: Edition, figure: Figure) -> pd.DataFrame:
    """Each service against all services, by answer."""
    table = edition.contrasts
    kept = table[
        (table["kind"] == "level")
        & (table["question"] == figure.question)
        & (table["base"] == figure.base)
        & (table["breakdown"] == "service")
    ]
    kept = kept.assign(service=kept["group"])
    return kept[["service", "answer", "difference", "p", "p_adjusted", "comparisons"]]


def _parts(heat: Heat, cell: pd.Series) -> dict[str, str]:
    edition = heat.edition
    pooled = heat.shares[cell["answer"]].get(ALL_SERVICES, float("nan"))
    return {
        "service": edition.row_label(cell["service"], heat.figure.question),
        "answer": heat.answer_labels[cell["answer"]],
        "share": edition.percent(cell["share"]),
        "pooled": edition.percent(pooled),
        "of": edition.base_of(heat.figure.base),
        "interval": edition.interval(cell["ci_low"], cell["ci_high"]),
    }


def _highest(heat: Heat) -> pd.Series | None:
    """The finding, or the largest share when nothing is significant."""
    if heat.finding is not None:
        return heat.finding
    table = heat.estimates
    solid = table[(table["service"] != ALL_SERVICES) & (table["status"] == "") & table["share"].notna()]
    return None if solid.empty else solid.loc[solid["share"].idxmax()]


def _notes(heat: Heat) -> Iterator[str]:
    edition, figure = heat.edition, heat.figure
    cell = _highest(heat)
    reading = edition.say("reading_heat", **_parts(heat, cell)) if cell is not None else ""
    comparisons = heat.estimates["comparisons"].max()
    over = ""
    if pd.notna(comparisons):
        threshold = edition.percent(edition.codebook.method.significance)
        over = edition.say("note_over", threshold=threshold, comparisons=int(comparisons))
    yield notes.joined(reading, over, notes.statuses(edition, set(heat.bases["status"]), "heat"))
    yield notes.trust(edition)
    yield notes.joined(notes.field(edition, figure.base), edition.say("note_pairs"), _left_out(heat))
    yield notes.source(edition)


def _left_out(heat: Heat) -> str:
    if not heat.figure.leave_out:
        return ""
    edition, question = heat.edition, heat.figure.question
    labels = (lower_first(edition.levels(question, answer)) for answer in heat.figure.leave_out)
    return edition.say("note_left_out", answers=", ".join(labels))


def _alt(heat: Heat) -> str:
    edition = heat.edition
    parts = [edition.say("alt_heat")]
    if ALL_SERVICES in heat.shares.index:
        pooled = heat.shares.loc[ALL_SERVICES]
        ranked = [f"{heat.answer_labels[a]} {edition.percent(share)}" for a, share in pooled.items()]
        parts.append(edition.say("alt_pooled", ranked=", ".join(ranked)))
    if heat.finding is not None:
        parts.append(edition.say("alt_over", **_parts(heat, heat.finding)))
    return notes.joined(*parts, edition.say("alt_table", file=f"{name(heat.figure)}.csv"))
