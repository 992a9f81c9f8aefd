"""What a figure of profiles says: title, notes and alternative text, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.figures import notes
from pipeline.figures.frame import Words
from pipeline.figures.profile.data import ProfileData
from pipeline.figures.words import compose


def words(profile: ProfileData) -> Words:
    """Return titles, notes and alternative text."""
    context, figure = profile.context, profile.figure
    titles = [_title(profile), context.say("figures.profile_neutral", by=_by(profile))]
    return compose(context, figure, titles=titles, paragraphs=_notes(profile), alt=_alt(profile))


def _by(profile: ProfileData) -> str:
    breakdowns = profile.context.codebook.breakdown
    by = next(by for by in breakdowns if by.variable == profile.breakdown)
    return profile.context.text(by.label)


def _strongest(profile: ProfileData) -> tuple[str, dict] | None:
    """Return the group and answer with the largest test value of all."""
    answers = [(group, row) for group, rows in profile.rows.items() for row in rows.to_dict("records")]
    return max(answers, key=lambda pair: abs(pair[1]["test_value"]), default=None)


def _shares(profile: ProfileData, row: dict) -> dict[str, str]:
    percent = profile.context.percent
    return {
        "answer": profile.answer(row),
        "says": profile.says(row),
        "share": percent(row["share_group"]),
        "rest": percent(row["share_rest"]),
    }


def _key(profile: ProfileData, sentence: str, row: dict) -> str:
    """Return which sentence tells of an answer: what people do, where the codebook says it, or the answer."""
    return f"figures.profile_{sentence}{'_says' if profile.says(row) else ''}"


def _title(profile: ProfileData) -> str:
    """Return the answer that sets a group apart most, or that none does."""
    strongest = _strongest(profile)
    if strongest is None:
        return profile.context.say("figures.profile_nothing", by=_by(profile))
    group, row = strongest
    return profile.context.say(
        _key(profile, "title", row), group=profile.label(group), **_shares(profile, row)
    )


def _notes(profile: ProfileData) -> Iterator[str]:
    context, method = profile.context, profile.context.codebook.method
    strongest = _strongest(profile)
    if strongest is not None:
        group, row = strongest
        yield context.say(_key(profile, "reading", row), group=profile.label(group), **_shares(profile, row))
    yield context.say("figures.profile_method", threshold=context.percent(method.significance))
    yield notes.trust(context, "volunteer_tests")
    population = context.text(context.codebook.survey.population)
    yield context.say("figures.field_all", population=population)
    yield notes.source(context)


def _alt(profile: ProfileData) -> Iterator[str]:
    """Yield the first answer of each group."""
    context = profile.context
    first = [
        context.say(
            "figures.profile_alt_group",
            group=profile.label(group),
            answer=profile.answer(rows.iloc[0].to_dict()),
        )
        for group, rows in profile.rows.items()
        if len(rows)
    ]
    groups = context.say("figures.list").join(first) if first else context.say("figures.profile_none")
    yield context.say("figures.profile_alt", told=groups)
