"""How well groups are guessed, and with how few questions, in plain sentences."""

from __future__ import annotations

from pipeline.discriminating.categories import Item
from pipeline.discriminating.facts import Facts, measured, opposed, permuted
from pipeline.discriminating.labels import item_label
from pipeline.discriminating.telling import Telling
from pipeline.formats import percent


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
