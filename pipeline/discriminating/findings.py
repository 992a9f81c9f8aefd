"""What the discriminant analysis found, in plain sentences made from its tables."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.codebook.model import Codebook, Language
from pipeline.discriminating.beside_findings import adjusted, detectable
from pipeline.discriminating.facts import (
    Facts,
    Tables,
    facts,
    opposed,
    permuted,
    separator_label,
    separators,
)
from pipeline.discriminating.guess_findings import guessing, short_list
from pipeline.discriminating.telling import Telling
from pipeline.formats import percent


def sentences(codebook: Codebook, tables: Tables, language: Language) -> list[str]:
    """The findings in their order: whether, on how many axes, through what, how well, who is alike."""
    found, told = facts(codebook, tables), Telling(codebook, tables, language)
    if found is None:
        return [told.say("nothing_to_say"), *_remarks(told)]
    parts = [_whether(told, found)]
    if found.shows:
        parts += [_axes(told, found), _services(told, found)]
        parts += [guessing(told, found), short_list(told), _alike(told)]
    else:
        parts.append(guessing(told, found))
    return [sentence for sentence in [*parts, adjusted(told), detectable(told), *_remarks(told)] if sentence]


def _whether(told: Telling, found: Facts) -> str:
    p = told.p(permuted(told.tables, "pillai", "unweighted"))
    said = told.say("shows" if found.shows else "nothing", by=told.by, p=p)
    return said if found.everywhere else f"{said} {told.say('not_everywhere', variants=_variants(told))}"


def _variants(told: Telling) -> str:
    """The p of each variant of the test."""
    tests = told.tables["permutations"].query("test == 'pillai'")
    words = [
        told.say(f"variant_{row.model}_{row.dealt}", p=told.p(row.p), held=told.held)
        for row in tests.itertuples()
        if (row.model, row.dealt) != ("unweighted", "freely")
    ]
    return told.joined(words)


def _axes(told: Telling, found: Facts) -> str:
    low, high = (told.groups(side) for side in opposed(told.tables))
    share = percent(told.tables["functions"]["share"].iloc[0], told.language)
    key = "axis_one" if found.functions == 1 else "axes_many"
    return told.say(key, count=found.functions, low=low, high=high, share=share)


def _services(told: Telling, found: Facts, most: int = 4) -> str:
    """The services that differ when taken one by one, by what they explain of the functions."""
    rows = separators(told.codebook, told.tables, found.functions)
    names = [
        told.say(
            "separator",
            name=separator_label(told.codebook, row, told.language),
            part=percent(row.explained, told.language),
        )
        for row in rows.head(most).itertuples()
    ]
    if not names:
        return told.say("services_none")
    key = "services" if len(rows) <= most else "services_first"
    all_places = len(told.tables["place-tests"])
    return told.say(key, count=len(rows), all=all_places, services=told.joined(names))


def _alike(told: Telling) -> str:
    table = told.tables["distances"].sort_values("distance_squared_corrected", kind="stable")
    if len(table) < 2:
        return ""
    near, far = table.iloc[0], table.iloc[-1]
    key = "alike" if near["distance_squared_corrected"] > 0 else "alike_chance"
    said = told.say(key, groups=told.groups([near["group"], near["other"]]))
    return f"{said} {told.say('apart', groups=told.groups([far['group'], far['other']]))}"


def _remarks(told: Telling, most: int = 3) -> Iterator[str]:
    """What was left out; of many remarks of one kind the first ones."""
    table = told.tables.get("remarks")
    if table is None:
        return
    for _, alike in table.groupby("code", sort=False):
        for text in alike[f"message_{told.language}"].head(most):
            yield f"{text[:1].upper()}{text[1:]}."
        if len(alike) > most:
            yield told.say("more_remarks", count=len(alike) - most)
