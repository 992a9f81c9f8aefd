"""What the discriminant analysis found, in plain sentences made from its tables."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.codebook.model import Codebook, Language
from pipeline.discriminating.categories import Item
from pipeline.discriminating.facts import (
    Facts,
    Tables,
    facts,
    measured,
    permuted,
    separator_label,
    separators,
)
from pipeline.discriminating.labels import group_label, item_label
from pipeline.formats import bare_percent, decimal, lower_first, percent, typographic
from pipeline.messages import say


def sentences(codebook: Codebook, tables: Tables, language: Language) -> list[str]:
    """The findings in their order: whether, on how many axes, through what, how well, who is alike."""
    found = facts(codebook, tables)
    told = _Told(codebook, tables, language)
    if found is None:
        return [told.say("nothing_to_say"), *told.remarks()]
    parts = [told.whether(found)]
    if found.shows:
        parts += [told.axes(found), told.services(found), told.guessing(found), told.list(), told.alike()]
    else:
        parts += [told.guessing(found)]
    return [
        sentence for sentence in [*parts, told.adjusted(), told.detectable(), *told.remarks()] if sentence
    ]


class _Told:
    """One sentence a method."""

    def __init__(self, codebook: Codebook, tables: Tables, language: Language):
        self.codebook, self.tables, self.language = codebook, tables, language

    def say(self, key: str, **values: object) -> str:
        return typographic(say(self.language, f"discriminant.{key}", **values), self.language)

    @property
    def by(self) -> str:
        variable = self.codebook.discriminant.group
        return next(b for b in self.codebook.breakdown if b.variable == variable).label.in_(self.language)

    def p(self, value: float) -> str:
        least = 0.001
        return (
            self.say("p_below", p=decimal(least, self.language, 3))
            if value < least
            else self.say("p_is", p=decimal(value, self.language, 3))
        )

    def joined(self, words: list[str]) -> str:
        if len(words) < 2:
            return "".join(words)
        return f"{', '.join(words[:-1])} {self.say('and')} {words[-1]}"

    def groups(self, ids: list[str]) -> str:
        return self.joined(
            [self.say("quoted", text=group_label(self.codebook, one, self.language)) for one in ids]
        )

    def whether(self, found: Facts) -> str:
        p = self.p(permuted(self.tables, "pillai", "unweighted"))
        key = "shows" if found.shows else "nothing"
        said = self.say(key, by=self.by, p=p)
        return said if found.everywhere else f"{said} {self.say('not_everywhere', variants=self._variants())}"

    def _variants(self) -> str:
        """The p of each variant of the test."""
        tests = self.tables["permutations"].query("test == 'pillai'")
        words = [
            self.say(f"variant_{row.model}_{row.dealt}", p=self.p(row.p), held=self._held())
            for row in tests.itertuples()
            if (row.model, row.dealt) != ("unweighted", "freely")
        ]
        return self.joined(words)

    def _held(self) -> str:
        variable = self.codebook.discriminant.adjusted_for
        return lower_first(self.codebook.by_id[variable].label.in_(self.language)) if variable else ""

    def axes(self, found: Facts) -> str:
        first = self.tables["centroids"].query("function == 1").sort_values("mean")
        low = list(first.loc[first["mean"] < 0, "group"])
        high = list(first.loc[first["mean"] >= 0, "group"])
        key = "axis_one" if found.functions == 1 else "axes_many"
        share = percent(self.tables["functions"]["share"].iloc[0], self.language)
        return self.say(key, count=found.functions, low=self.groups(low), high=self.groups(high), share=share)

    def services(self, found: Facts, most: int = 4) -> str:
        names = [
            self.say(
                "separator",
                name=separator_label(self.codebook, row, self.language),
                part=percent(row.explained, self.language),
            )
            for row in separators(self.tables, found.functions).head(most).itertuples()
        ]
        return self.say("services", services=self.joined(names)) if names else ""

    def guessing(self, found: Facts) -> str:
        limit = self.codebook.method.significance
        better = found.p_guess <= limit and found.accuracy > found.chance
        said = self.say(
            "guess_better" if better else "guess_chance",
            accuracy=percent(found.accuracy, self.language),
            chance=percent(found.chance, self.language),
            p=self.p(found.p_guess),
        )
        other = permuted(self.tables, "balanced_accuracy", "unweighted")
        if (other <= limit) == (found.p_guess <= limit):
            return said
        accuracy = percent(measured(self.tables, "balanced_accuracy", "unweighted"), self.language)
        return f"{said} {self.say('guess_unweighted', accuracy=accuracy, p=self.p(other))}"

    def list(self) -> str:
        table = self.tables["selection"]
        chosen = int(table["chosen"].eq("yes").to_numpy().argmax())
        row = table.iloc[chosen]
        if chosen == 0:
            return self.say("list_none")
        if not row["question"]:
            return self.say("list_all", count=int(row["length"]))
        items = [Item(one.question, one.service, one.part) for one in table.iloc[1 : chosen + 1].itertuples()]
        names = self.joined(
            [self.say("quoted", text=item_label(self.codebook, one, self.language)) for one in items]
        )
        accuracy = percent(row["balanced_accuracy"], self.language)
        entered = percent(table.iloc[1 : chosen + 1]["entered"].min(), self.language)
        key = "list_one" if chosen == 1 else "list_some"
        return self.say(key, count=chosen, items=names, accuracy=accuracy, entered=entered)

    def alike(self) -> str:
        table = self.tables["distances"].sort_values("distance_squared_corrected", kind="stable")
        near, far = table.iloc[0], table.iloc[-1]
        said = self.say("alike", groups=self.groups([near["group"], near["other"]]))
        return (
            f"{said} {self.say('apart', groups=self.groups([far['group'], far['other']]))}"
            if len(table) > 1
            else ""
        )

    def adjusted(self) -> str:
        table = self.tables.get("adjusted")
        if table is None or table.empty:
            return ""
        count = table["reading"].value_counts()
        holds, fades = int(count.get("holds", 0)), int(count.get("fades", 0))
        values = {
            "both": holds + fades,
            "holds": holds,
            "fades": fades,
            "appears": int(count.get("appears", 0)),
        }
        key = "adjusted" if holds + fades else "adjusted_none"
        return self.say(key, by=self.by, held=self._held(), tested=int(table["p"].notna().sum()), **values)

    def detectable(self) -> str:
        table = self.tables.get("detectable")
        if table is None or table.empty:
            return ""
        mine = table[(table["breakdown"] == self.codebook.discriminant.group) & table["n"].notna()]
        largest = mine.groupby("group")["detectable_half"].min()
        if largest.empty:
            return ""
        low, high = (bare_percent(one, self.language) for one in (largest.min(), largest.max()))
        power = percent(self.codebook.discriminant.power, self.language)
        return self.say("detectable" if low != high else "detectable_same", low=low, high=high, power=power)

    def remarks(self) -> Iterator[str]:
        """What was left out."""
        table = self.tables.get("remarks")
        for row in () if table is None else table.to_dict("records"):
            text = row[f"message_{self.language}"]
            yield f"{text[:1].upper()}{text[1:]}."
