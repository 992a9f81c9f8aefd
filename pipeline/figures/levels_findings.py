"""What a figure of levels shows and says: shares of each answer by service, split in two sides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from pipeline.codebook.model import Answer, Figure, Measure
from pipeline.figures import notes
from pipeline.figures.edition import ALL_SERVICES, EVERYONE, Edition, counted, measured
from pipeline.figures.frame import Words
from pipeline.figures.rows import name, of_estimate
from pipeline.formats import lower_first


@dataclass(frozen=True)
class Levels:
    """The numbers of one figure of levels, services in the order of the drawing.

    Attributes
    ----------
    estimates : one row a service and answer.
    shares : share of each answer, one row a service, answers in order; NaN when withheld.
    """

    edition: Edition
    figure: Figure
    estimates: pd.DataFrame
    shares: pd.DataFrame

    @cached_property
    def answers(self) -> list[Answer]:
        found = {a.id: a for a in self.edition.codebook.levels(self.figure.question)}
        return [found[answer] for answer in self.shares.columns]

    @cached_property
    def below(self) -> pd.Series:
        """Share on the left side: one row a service."""
        return self.shares[[a for a in self.shares if a in self.figure.below]].sum(axis=1, skipna=False)

    @cached_property
    def above(self) -> pd.Series:
        """Share on the right side: one row a service."""
        return self.shares[[a for a in self.shares if a not in self.figure.below]].sum(axis=1, skipna=False)

    @cached_property
    def labels(self) -> dict[str, str]:
        return {s: self.edition.row_label(s, self.figure.question) for s in self.shares.index}

    @cached_property
    def bases(self) -> pd.DataFrame:
        """One estimate a service, for its base and status."""
        return self.estimates.drop_duplicates("service").set_index("service").loc[self.shares.index]

    @cached_property
    def measured(self) -> pd.DataFrame:
        """The named share of each service, for its interval; empty when the figure names none."""
        if self.figure.measure is None:
            return pd.DataFrame()
        table = measured(self.edition, self._measure).set_index("service")
        return table.reindex(self.shares.index)

    @cached_property
    def aside(self) -> pd.DataFrame:
        """The share drawn apart, one row a service; empty when the figure names none."""
        if self.figure.aside is None:
            return pd.DataFrame()
        table = measured(self.edition, self.edition.codebook.measures[self.figure.aside])
        return table.set_index("service").reindex(self.shares.index)

    @property
    def half_width(self) -> pd.Series:
        """Half the width of each interval, as a fraction."""
        return (self.measured["ci_high"] - self.measured["ci_low"]) / 2

    @property
    def _measure(self) -> Measure:
        return self.edition.codebook.measures[self.figure.measure]


def find(edition: Edition, figure: Figure) -> Levels | None:
    """The numbers of the figure, most on the left side first; None when its question has none."""
    table = counted(edition, figure)
    table = table[table["service"] != ALL_SERVICES]
    if table.empty:
        return None
    order = [a.id for a in edition.codebook.levels(figure.question) if a.id in set(table["answer"])]
    shares = table.pivot(index="service", columns="answer", values="share")[order]
    given = list(dict.fromkeys(table["service"]))
    left = shares[[a for a in order if a in figure.below]].sum(axis=1, skipna=False).reindex(given)
    ranked = left.sort_values(ascending=False, kind="stable", na_position="last").index
    return Levels(edition, figure, table, shares.loc[ranked])


def words(levels: Levels) -> Words:
    """Title, notes and alternative text, from the numbers."""
    edition, figure = levels.edition, levels.figure
    first = _foremost(levels)
    titles = [_neutral(levels)]
    if first and _stands_out(levels, first):
        titles = [edition.say("title_levels", **_claim(levels, first)), *titles]
    return Words(
        titles=titles,
        subtitle=edition.text(figure.subtitle),
        notes=[note for note in _notes(levels, first) if note],
        alt=_alt(levels),
        identity=notes.identity(edition, figure),
        mark=notes.mark(edition),
    )


def records(levels: Levels) -> Iterator[dict]:
    """Every number drawn, as records of open data."""
    edition, figure = levels.edition, levels.figure
    question = edition.text(edition.codebook.by_id[figure.question].label)
    for service in levels.shares.index:
        for row in levels.estimates[levels.estimates["service"] == service].itertuples():
            level = edition.levels(figure.question, row.answer)
            yield of_estimate(edition, row, measure=question, level=level)
        sides = [(figure.below_head, levels.below), (figure.above_head, levels.above)]
        for head, side in sides:
            row = levels.bases.reset_index().set_index("service", drop=False).loc[service]
            level = edition.text(head) if head else ""
            total = {"value": side[service], "ci_low": None, "ci_high": None}
            yield of_estimate(edition, row, measure=question, level=level) | total
    for measure, table in ((figure.measure, levels.measured), (figure.aside, levels.aside)):
        for row in table.reset_index().dropna(subset="status").itertuples() if measure else ():
            yield of_estimate(edition, row, measure=edition.text(edition.codebook.measures[measure].label))
    if figure.measure:
        for service, half in levels.half_width.items():
            yield {"measure": edition.say("half_width"), "service": levels.labels[service],
                   "value": half * 100, "unit": "points"}  # fmt: skip


def _foremost(levels: Levels) -> str | None:
    """The service with the largest share on the left side, small bases apart."""
    solid = levels.below[(levels.bases["status"] == "") & levels.below.notna()]
    return None if solid.empty else str(solid.index[0])


def _stands_out(levels: Levels, service: str) -> bool:
    """Whether its share is above that of all services together, where this was tested."""
    table = levels.edition.contrasts
    tested = table[
        (table["kind"] == "measure")
        & (table["measure"] == levels.figure.measure)
        & (table["breakdown"] == "service")
        & (table["group"] == service)
    ]
    if tested.empty:
        return True
    row = tested.iloc[0]
    return bool(row["p_adjusted"] < levels.edition.codebook.method.significance and row["difference"] > 0)


def _claim(levels: Levels, service: str) -> dict[str, str]:
    """ "53% of users are not satisfied", in parts."""
    edition, figure = levels.edition, levels.figure
    if figure.measure:
        says = edition.text(edition.codebook.measures[figure.measure].says)
    else:
        named = [edition.text(a) for a in levels.answers if a.id in figure.below]
        says = edition.say("answered", answers=edition.say("or").join(named))
    return {
        "service": levels.labels[service],
        "share": edition.percent(levels.below[service]),
        "of": edition.base_of(figure.base),
        "says": says,
    }


def _neutral(levels: Levels) -> str:
    edition, figure = levels.edition, levels.figure
    if figure.measure:
        measure = edition.text(edition.codebook.measures[figure.measure].label)
        return edition.say("neutral_levels", measure=measure)
    return edition.text(edition.codebook.by_id[figure.question].label)


def _notes(levels: Levels, first: str | None) -> Iterator[str]:
    edition, figure = levels.edition, levels.figure
    if first and figure.measure:
        row = levels.measured.loc[first]
        interval = edition.interval(row["ci_low"], row["ci_high"])
        yield edition.say("reading_levels", **_claim(levels, first), interval=interval)
        yield notes.trust(edition)
    elif first:
        yield edition.say("reading_levels_plain", **_claim(levels, first))
    spread = edition.say("note_half_width", confidence=edition.confidence) if figure.measure else ""
    found = set(levels.bases["status"])
    yield notes.joined(
        notes.field(edition, figure.base),
        edition.say("note_base"),
        spread,
        _aside_note(levels),
        notes.statuses(edition, found, "levels"),
        edition.say("rounding"),
    )
    yield notes.source(edition)


def _aside_note(levels: Levels) -> str:
    if levels.figure.aside is None:
        return ""
    edition = levels.edition
    measure = edition.codebook.measures[levels.figure.aside]
    base = edition.text(edition.codebook.bases[measure.base].label)
    return edition.say("note_aside", measure=lower_first(edition.text(measure.label)), base=base)


def _alt(levels: Levels) -> str:
    edition, figure = levels.edition, levels.figure
    known = levels.below[levels.below.notna()]
    sentence = edition.say("alt_levels", heading=lower_first(_neutral(levels)))
    ranked = [(levels.labels[s], edition.percent(share)) for s, share in known.items()]
    if len(ranked) > 2:
        (first, high), (second, next_high), (last, low) = ranked[0], ranked[1], ranked[-1]
        pairs = {"first": first, "high": high, "second": second, "next_high": next_high}
        ends = edition.say("alt_ends", **pairs, last=last, low=low)
    else:
        ends = notes.joined(*(edition.say("alt_one", name=label, share=share) for label, share in ranked))
    return notes.joined(sentence, ends, edition.say("alt_table", file=f"{name(figure)}.csv"))
