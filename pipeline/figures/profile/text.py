"""What the figure of profiles says, from its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.figures import notes
from pipeline.figures.frame import Words
from pipeline.figures.profile.data import Profile
from pipeline.figures.records import file_stem


def words(profile: Profile) -> Words:
    """Title, notes and alternative text."""
    context, figure = profile.context, profile.figure
    return Words(
        titles=[*_titles(profile), context.say("profile_neutral", by=_by(profile))],
        subtitle=context.text(figure.subtitle),
        notes=[note for note in _notes(profile) if note],
        alt=_alt(profile),
        identity=notes.identity(context, figure),
        mark=notes.mark(context),
    )


def _by(profile: Profile) -> str:
    by = next(b for b in profile.context.codebook.breakdown if b.variable == profile.breakdown)
    return profile.context.text(by.label)


def _strongest(profile: Profile) -> tuple[str, dict] | None:
    """The group and answer with the largest test value of all."""
    found = [(group, row) for group, rows in profile.rows.items() for row in rows.to_dict("records")]
    return max(found, key=lambda pair: abs(pair[1]["test_value"]), default=None)


def _shares(profile: Profile, row: dict) -> dict[str, str]:
    percent = profile.context.percent
    return {
        "answer": profile.answer(row),
        "says": profile.says(row),
        "share": percent(row["share_group"]),
        "rest": percent(row["share_rest"]),
    }


def _key(profile: Profile, sentence: str, row: dict) -> str:
    """Which sentence tells of an answer: what people do, where the codebook says it, else what they say."""
    return f"profile_{sentence}{'_says' if profile.says(row) else ''}"


def _titles(profile: Profile) -> Iterator[str]:
    strongest = _strongest(profile)
    if strongest is None:
        yield profile.context.say("profile_nothing", by=_by(profile))
        return
    group, row = strongest
    yield profile.context.say(
        _key(profile, "title", row), group=profile.label(group), **_shares(profile, row)
    )


def _notes(profile: Profile) -> Iterator[str]:
    context, method = profile.context, profile.context.codebook.method
    strongest = _strongest(profile)
    if strongest is not None:
        group, row = strongest
        yield context.say(_key(profile, "reading", row), group=profile.label(group), **_shares(profile, row))
    yield context.say("profile_method", threshold=context.percent(method.significance))
    yield notes.trust(context, "volunteer_tests")
    population = context.text(context.codebook.survey.population)
    yield context.say("field_all", population=population)
    yield notes.source(context)


def _alt(profile: Profile) -> str:
    context = profile.context
    parts = [
        context.say(
            "profile_alt_group", group=profile.label(group), answer=profile.answer(rows.iloc[0].to_dict())
        )
        for group, rows in profile.rows.items()
        if len(rows)
    ]
    told = context.say("list").join(parts) if parts else context.say("profile_none")
    return notes.joined(
        context.say("profile_alt", told=told),
        context.say("alt_table", file=f"{file_stem(profile.figure)}.csv"),
    )
