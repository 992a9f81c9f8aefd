"""What the discriminant analysis found, in plain sentences made from its tables.

How well groups are guessed, and with how few questions, in plain sentences.

What goes with the analysis, question by question, in plain sentences: another variable held, and power.

Words that every sentence on a discriminant analysis needs: groups, p-values, lists.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.codebook.model import Codebook, Language
from pipeline.discriminant.adjusted import readings
from pipeline.discriminant.categories import Item
from pipeline.discriminant.facts import (
    Facts,
    Tables,
    facts,
    measured,
    opposed,
    permuted,
    separator_label,
    separators,
)
from pipeline.discriminant.labels import Remark, group_label, item_label, sentence
from pipeline.text.messages import say
from pipeline.text.number_format import bare_percent, decimal, lower_first, percent, typographic

LEAST_P = 0.001


@dataclass(frozen=True)
class Telling:
    """The tables of an analysis, and the language that they are told in."""

    codebook: Codebook
    tables: Tables
    language: Language

    def say(self, key: str, **values: object) -> str:
        return typographic(say(self.language, f"discriminant.{key}", **values), self.language)

    @property
    def by(self) -> str:
        """By which groups: "by territory"."""
        variable = self.codebook.discriminant.group
        return next(b for b in self.codebook.breakdown if b.variable == variable).label.in_(self.language)

    @property
    def held(self) -> str:
        """The variable held constant, "" for none."""
        variable = self.codebook.discriminant.adjusted_for
        return lower_first(self.codebook.by_id[variable].label.in_(self.language)) if variable else ""

    def p(self, value: float) -> str:
        key = "p_below" if value < LEAST_P else "p_is"
        return self.say(key, p=decimal(max(value, LEAST_P), self.language, 3))

    def joined(self, words: list[str]) -> str:
        if len(words) < 2:
            return "".join(words)
        return f"{', '.join(words[:-1])} {self.say('and')} {words[-1]}"

    def quoted(self, words: list[str]) -> str:
        return self.joined([self.say("quoted", text=word) for word in words])

    def groups(self, ids: list[str]) -> str:
        return self.quoted([group_label(self.codebook, one, self.language) for one in ids])


def guessing(told: Telling, found: Facts) -> str:
    """How often the group is guessed, against chance; else only the side, or the mean."""
    unweighted = measured(told.tables, "balanced_accuracy", "unweighted")
    said = told.say(
        f"guess_{found.guess}",
        accuracy=percent(found.accuracy, told.language),
        chance=percent(found.chance, told.language),
        p=told.p(found.p_guess),
        accuracy_unweighted=percent(unweighted, told.language),
        p_unweighted=told.p(permuted(told.tables, "balanced_accuracy", "unweighted")),
    )
    if found.sides:
        return f"{said} {_sides(told, found)}"
    only_on_average = found.shows and found.guess != "better"
    return f"{said} {told.say('guess_on_average')}" if only_on_average else said


def _sides(told: Telling, found: Facts) -> str:
    low, high = (told.groups(side) for side in opposed(told.tables))
    values = {"accuracy": found.side_accuracy, "chance": found.side_chance}
    words = {name: percent(value, told.language) for name, value in values.items()}
    return told.say("guess_sides", low=low, high=high, p=told.p(found.p_side), **words)


def short_list(told: Telling) -> str:
    """The shortest list of questions that guesses as well as the best one."""
    table = told.tables["selection"]
    chosen = int(table["chosen"].eq("yes").to_numpy().argmax())
    row, everything = table.iloc[chosen], table.iloc[-1]
    if chosen == 0:
        return told.say("list_none")
    if row["length"] >= everything["length"]:
        return told.say("list_all", count=int(row["length"]))
    kept = table.iloc[1 : chosen + 1]
    items = [Item(one.question, one.service, one.part) for one in kept.itertuples()]
    said = told.say(
        "list_one" if chosen == 1 else "list_some",
        count=chosen,
        items=told.quoted([item_label(told.codebook, one, told.language) for one in items]),
        accuracy=percent(row["balanced_accuracy"], told.language),
        all=int(everything["length"]),
        accuracy_all=percent(everything["balanced_accuracy"], told.language),
        entered=percent(kept["entered"].min(), told.language),
    )
    better = row["balanced_accuracy"] > everything["balanced_accuracy"]
    return f"{said} {told.say('list_better', lists=len(table))}" if better else said


# Readings of adjusted.csv: significant with the other variable held constant, and without it.
WITH, WITHOUT = ["holds", "appears"], ["holds", "fades"]


def adjusted(told: Telling) -> str:
    """How many questions differ with and without the variable held constant; "" where none is."""
    table = told.tables.get("adjusted")
    if table is None or table.empty:
        return ""
    count = readings(table)
    with_it, without = (int(count.reindex(names).sum()) for names in (WITH, WITHOUT))
    tested, fades = int(count.drop("", errors="ignore").sum()), int(count.get("fades", 0))
    values = {"tested": tested, "with_it": with_it, "without": without}
    said = told.say("adjusted", by=told.by, held=told.held, **values)
    if not without:
        return said
    return f"{said} {told.say('adjusted_fades' if fades else 'adjusted_none_fades', fades=fades)}"


def detectable(told: Telling) -> str:
    """The smallest difference to the rest that the groups' sizes let one see."""
    table = told.tables.get("detectable")
    if table is None or table.empty:
        return ""
    mine = table[(table["breakdown"] == told.codebook.discriminant.group) & table["n"].notna()]
    smallest = mine.groupby("group")["detectable_half"].min()
    if smallest.empty:
        return ""
    low, high = (bare_percent(one, told.language) for one in (smallest.min(), smallest.max()))
    power = percent(told.codebook.discriminant.power, told.language)
    return told.say("detectable" if low != high else "detectable_same", low=low, high=high, power=power)


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


def _remark(code: str, values: str) -> Remark:
    """A remark as the table of remarks holds it; a list stands for a question as it was analysed."""
    named = json.loads(values).items()
    return Remark(code, **{name: Item(*value) if isinstance(value, list) else value for name, value in named})


def _remarks(told: Telling, most: int = 3) -> Iterator[str]:
    """What was left out; of many remarks of one kind the first ones."""
    table = told.tables.get("remarks")
    if table is None:
        return
    for _, alike in table.groupby("code", sort=False):
        for values in alike["values"].head(most):
            text = sentence(told.codebook, _remark(alike["code"].iloc[0], values), told.language)
            yield f"{text[:1].upper()}{text[1:]}."
        if len(alike) > most:
            yield told.say("more_remarks", count=len(alike) - most)
