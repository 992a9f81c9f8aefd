"""The findings of the discriminant analysis in plain sentences made from its tables.

Whether the groups differ, on how many functions and through what, how well they are guessed and with how
few questions, who is alike; then, question by question, another variable held, and power.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.codebook.model import Codebook, Language
from pipeline.discriminant.adjusted_tests import count_of_readings
from pipeline.discriminant.categories import Item
from pipeline.discriminant.findings import (
    Findings,
    Tables,
    findings_of,
    measured,
    opposed,
    permuted,
    separator_label,
    separators,
)
from pipeline.discriminant.labels import group_label, item_label
from pipeline.discriminant.remarks import remark_of, remark_sentence
from pipeline.text.messages import say
from pipeline.text.number_format import bare_percent, decimal, lower_first, percent, typographic

# Smaller p-values are given as "below" this one.
LEAST_P = 0.001


@dataclass(frozen=True)
class AnalysisWriter:
    """Writes sentences on the tables of an analysis in one language."""

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
        return self.quoted([group_label(self.codebook, group, self.language) for group in ids])


def guessing(writer: AnalysisWriter, findings: Findings) -> str:
    """Return how often the group is guessed, against chance; else only the side, or the mean."""
    unweighted = measured(writer.tables, "balanced_accuracy", "unweighted")
    sentence = writer.say(
        f"guess_{findings.guess}",
        accuracy=percent(findings.accuracy, writer.language),
        chance=percent(findings.chance, writer.language),
        p=writer.p(findings.p_guess),
        accuracy_unweighted=percent(unweighted, writer.language),
        p_unweighted=writer.p(permuted(writer.tables, "balanced_accuracy", "unweighted")),
    )
    if findings.sides:
        return f"{sentence} {_sides(writer, findings)}"
    only_on_average = findings.shows and findings.guess != "better"
    return f"{sentence} {writer.say('guess_on_average')}" if only_on_average else sentence


def _sides(writer: AnalysisWriter, findings: Findings) -> str:
    low, high = (writer.groups(side) for side in opposed(writer.tables))
    values = {"accuracy": findings.side_accuracy, "chance": findings.side_chance}
    words = {name: percent(value, writer.language) for name, value in values.items()}
    return writer.say("guess_sides", low=low, high=high, p=writer.p(findings.p_side), **words)


def short_list(writer: AnalysisWriter) -> str:
    """Return the shortest list of questions that guesses as well as the best one."""
    table = writer.tables["selection"]
    chosen = int(table["chosen"].eq("yes").to_numpy().argmax())
    row, everything = table.iloc[chosen], table.iloc[-1]
    if chosen == 0:
        return writer.say("list_none")
    if row["length"] >= everything["length"]:
        return writer.say("list_all", count=int(row["length"]))
    entered = table.iloc[1 : chosen + 1]
    items = [Item(row.question, row.service, row.part) for row in entered.itertuples()]
    sentence = writer.say(
        "list_one" if chosen == 1 else "list_some",
        count=chosen,
        items=writer.quoted([item_label(writer.codebook, item, writer.language) for item in items]),
        accuracy=percent(row["balanced_accuracy"], writer.language),
        all=int(everything["length"]),
        accuracy_all=percent(everything["balanced_accuracy"], writer.language),
        entered=percent(entered["entered"].min(), writer.language),
    )
    better = row["balanced_accuracy"] > everything["balanced_accuracy"]
    return f"{sentence} {writer.say('list_better', lists=len(table))}" if better else sentence


# Readings of adjusted.csv: significant with the other variable held constant, and without it.
SIGNIFICANT_WITH, SIGNIFICANT_WITHOUT = ["holds", "appears"], ["holds", "fades"]


def adjusted(writer: AnalysisWriter) -> str:
    """Return how many questions differ with and without the variable held constant; "" where none is."""
    table = writer.tables.get("adjusted")
    if table is None or table.empty:
        return ""
    count = count_of_readings(table)
    with_it, without = (
        int(count.reindex(readings).sum()) for readings in (SIGNIFICANT_WITH, SIGNIFICANT_WITHOUT)
    )
    tested, fades = int(count.drop("", errors="ignore").sum()), int(count.get("fades", 0))
    values = {"tested": tested, "with_it": with_it, "without": without}
    sentence = writer.say("adjusted", by=writer.by, held=writer.held, **values)
    if not without:
        return sentence
    return f"{sentence} {writer.say('adjusted_fades' if fades else 'adjusted_none_fades', fades=fades)}"


def detectable(writer: AnalysisWriter) -> str:
    """Return the smallest difference to the rest that the groups' sizes let one see."""
    table = writer.tables.get("detectable")
    if table is None or table.empty:
        return ""
    of_groups = table[(table["breakdown"] == writer.codebook.discriminant.group) & table["n"].notna()]
    smallest = of_groups.groupby("group")["detectable_half"].min()
    if smallest.empty:
        return ""
    low, high = (bare_percent(gap, writer.language) for gap in (smallest.min(), smallest.max()))
    power = percent(writer.codebook.discriminant.power, writer.language)
    return writer.say("detectable" if low != high else "detectable_same", low=low, high=high, power=power)


def sentences(codebook: Codebook, tables: Tables, language: Language) -> list[str]:
    """Return the findings in their order: whether, on how many axes, through what, how well, who is alike."""
    findings, writer = findings_of(codebook, tables), AnalysisWriter(codebook, tables, language)
    if findings is None:
        return [writer.say("nothing_to_say"), *_remarks(writer)]
    parts = [_whether(writer, findings)]
    if findings.shows:
        parts += [_axes(writer, findings), _services(writer, findings)]
        parts += [guessing(writer, findings), short_list(writer), _alike(writer)]
    else:
        parts.append(guessing(writer, findings))
    parts += [adjusted(writer), detectable(writer), *_remarks(writer)]
    return [sentence for sentence in parts if sentence]


def _whether(writer: AnalysisWriter, findings: Findings) -> str:
    p = writer.p(permuted(writer.tables, "pillai", "unweighted"))
    sentence = writer.say("shows" if findings.shows else "nothing", by=writer.by, p=p)
    if findings.everywhere:
        return sentence
    return f"{sentence} {writer.say('not_everywhere', variants=_variants(writer))}"


def _variants(writer: AnalysisWriter) -> str:
    """Return the p of each variant of the test."""
    tests = writer.tables["permutations"].query("test == 'pillai'")
    words = [
        writer.say(f"variant_{row.model}_{row.dealt}", p=writer.p(row.p), held=writer.held)
        for row in tests.itertuples()
        if (row.model, row.dealt) != ("unweighted", "freely")
    ]
    return writer.joined(words)


def _axes(writer: AnalysisWriter, findings: Findings) -> str:
    low, high = (writer.groups(side) for side in opposed(writer.tables))
    share = percent(writer.tables["functions"]["share"].iloc[0], writer.language)
    key = "axis_one" if findings.functions == 1 else "axes_many"
    return writer.say(key, count=findings.functions, low=low, high=high, share=share)


def _services(writer: AnalysisWriter, findings: Findings, most: int = 4) -> str:
    """Return the services that differ when taken one by one, by what they explain of the functions."""
    rows = separators(writer.codebook, writer.tables, findings.functions)
    services = [
        writer.say(
            "separator",
            name=separator_label(writer.codebook, row, writer.language),
            part=percent(row.explained, writer.language),
        )
        for row in rows.head(most).itertuples()
    ]
    if not services:
        return writer.say("services_none")
    key = "services" if len(rows) <= most else "services_first"
    tested = len(writer.tables["place-tests"])
    return writer.say(key, count=len(rows), all=tested, services=writer.joined(services))


def _alike(writer: AnalysisWriter) -> str:
    table = writer.tables["distances"].sort_values("distance_squared_corrected", kind="stable")
    if len(table) < 2:
        return ""
    near, far = table.iloc[0], table.iloc[-1]
    key = "alike" if near["distance_squared_corrected"] > 0 else "alike_chance"
    sentence = writer.say(key, groups=writer.groups([near["group"], near["other"]]))
    return f"{sentence} {writer.say('apart', groups=writer.groups([far['group'], far['other']]))}"


def _remarks(writer: AnalysisWriter, most: int = 3) -> Iterator[str]:
    """Yield what was left out; of many remarks of one kind the first ones."""
    table = writer.tables.get("remarks")
    if table is None:
        return
    for _, alike in table.groupby("code", sort=False):
        for values in alike["values"].head(most):
            remark = remark_of(alike["code"].iloc[0], values)
            text = remark_sentence(writer.codebook, remark, writer.language)
            yield f"{text[:1].upper()}{text[1:]}."
        if len(alike) > most:
            yield writer.say("more_remarks", count=len(alike) - most)
