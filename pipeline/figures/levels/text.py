"""What a figure of levels says: title, notes and alternative text, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.codebook.reserved_ids import BY_SERVICE
from pipeline.figures import notes
from pipeline.figures.frame import Words
from pipeline.figures.levels.data import LevelsData
from pipeline.figures.words import compose
from pipeline.text.number_format import lower_first


def words(levels: LevelsData) -> Words:
    """Return title, notes and alternative text, from the numbers."""
    context, figure = levels.context, levels.figure
    first = _foremost(levels)
    titles = [_neutral(levels)]
    if first is not None and _stands_out(levels, first):
        titles = [context.say(f"figures.title_levels{_single(levels)}", **_claim(levels, first)), *titles]
    return compose(context, figure, titles=titles, paragraphs=_notes(levels, first), alt=_alt(levels))


def _foremost(levels: LevelsData) -> str | None:
    """Return the service with the largest share on the left side, small bases apart."""
    solid = levels.below[(levels.bases["status"] == "") & levels.below.notna()]
    return None if solid.empty else str(solid.index[0])


def _stands_out(levels: LevelsData, service: str) -> bool:
    """Return whether its share is above that of all services together, where this was tested."""
    table = levels.context.tables["contrasts"]
    tested = table[
        (table["kind"] == "measure")
        & (table["measure"] == levels.figure.measure)
        & (table["breakdown"] == BY_SERVICE)
        & (table["group"] == service)
    ]
    if tested.empty:
        return True
    row = tested.iloc[0]
    return bool(row["p_adjusted"] < levels.context.codebook.method.significance and row["difference"] > 0)


def _claim(levels: LevelsData, service: str) -> dict[str, str]:
    """Return the parts of "53% of users are not satisfied"."""
    context, figure = levels.context, levels.figure
    if figure.measure:
        says = context.text(context.codebook.measures[figure.measure].says)
    else:
        labels = [context.text(answer) for answer in levels.answers if answer.id in figure.below]
        says = context.say("figures.answered", answers=context.say("figures.or").join(labels))
    return {
        "service": levels.labels[service],
        "share": context.percent(levels.below[service]),
        "of": context.base_of(figure.base),
        "says": says,
    }


def _single(levels: LevelsData) -> str:
    """Return which sentences speak of a question that is asked about no service."""
    return "_single" if list(levels.labels) == [""] else ""


def _neutral(levels: LevelsData) -> str:
    context, figure = levels.context, levels.figure
    if figure.measure:
        measure = context.text(context.codebook.measures[figure.measure].label)
        return context.say("figures.neutral_levels", measure=measure) if not _single(levels) else measure
    return context.text(context.codebook.by_id[figure.question].label)


def _notes(levels: LevelsData, first: str | None) -> Iterator[str]:
    context, figure = levels.context, levels.figure
    if first is not None and figure.measure:
        row = levels.measured.loc[first]
        interval = context.interval(row["ci_low"], row["ci_high"])
        yield context.say(
            f"figures.reading_levels{_single(levels)}", **_claim(levels, first), interval=interval
        )
        yield notes.trust(context)
    elif first is not None:
        yield context.say(f"figures.reading_plain{_single(levels)}", **_claim(levels, first))
    spread = context.say("figures.note_half_width", confidence=context.confidence) if figure.measure else ""
    yield notes.joined(
        notes.field(context, figure.base),
        context.say("figures.note_base"),
        spread,
        _aside_note(levels),
        notes.statuses(context, set(levels.bases["care"]), "levels"),
        context.say("figures.rounding"),
    )
    yield notes.source(context)


def _aside_note(levels: LevelsData) -> str:
    if levels.figure.aside is None:
        return ""
    context = levels.context
    measure = context.codebook.measures[levels.figure.aside]
    base = context.text(context.codebook.bases[measure.base].label)
    return context.say("figures.note_aside", measure=lower_first(context.text(measure.label)), base=base)


def _alt(levels: LevelsData) -> Iterator[str]:
    """Yield what the bars are, then the two largest shares and the smallest, or the few there are."""
    context = levels.context
    shares = levels.below[levels.below.notna()]
    yield context.say("figures.alt_levels", heading=_neutral(levels))
    ranked = [(levels.labels[service], context.percent(share)) for service, share in shares.items()]
    if len(ranked) > 2:
        (first, high), (second, next_high), (last, low) = ranked[0], ranked[1], ranked[-1]
        ends = {"first": first, "high": high, "second": second, "next_high": next_high}
        yield context.say("figures.alt_ends", **ends, last=last, low=low)
    else:
        for label, share in ranked:
            yield context.say("figures.alt_one", name=label, share=share)
