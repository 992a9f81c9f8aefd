"""Surveys drawn at random: any kinds of question, any optional table of the codebook there or not.

Codebooks are not always sound: what makes no sense is for the check of the codebook to say.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from hypothesis import strategies as st

from tests.support.written_surveys import Bare, Written

WORDS = ["ash", "birch", "cedar", "elder", "fir", "hazel"]
KINDS = ["single", "ordered", "multiple", "yes_no", "number", "text"]
FIGURES = [
    "levels", "comparison", "heat", "pyramid", "verdicts", "separation", "profile", "guessing", "curves",
    "weighting", "participation", "evolution",
]  # fmt: skip
SIZES = [2, 3, 5, 11, 12, 25, 31, 40, 64, 90, 130, 200]


@dataclass
class Sketch:
    """What is drawn so far: the codebook, and how each column of the export is filled."""

    languages: list[str]
    n: int
    book: dict[str, Any] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    communes: bool = False

    def label(self, *words: str) -> dict[str, str]:
        return {language: " ".join((*words, language)) for language in self.languages}

    @property
    def closed(self) -> list[str]:
        kinds = ("single", "ordered", "multiple", "yes_no")
        return [q["id"] for q in self.book["question"] if q["kind"] in kinds] + [
            one["id"] for one in self.book.get("derived", []) if one["kind"] != "age"
        ]

    @property
    def grouping(self) -> list[str]:
        """What puts each person into one group."""
        several = {
            q["id"] for q in self.book["question"] if q["kind"] == "multiple" or "{service}" in q["column"]
        }
        return [name for name in self.closed if name not in several]

    def levels(self, name: str) -> list[str]:
        for question in self.book["question"]:
            if question["id"] == name:
                return [answer["id"] for answer in question["answers"]]
        derived = next(one for one in self.book["derived"] if one["id"] == name)
        if derived["kind"] == "cross":
            first, second = map(self.levels, derived["of"])
            return [f"{one}_{other}" for one in first for other in second]
        return [one["id"] for one in derived.get("bands") or derived["groups"]]


def survey(draw: st.DrawFn) -> Written:
    """Inputs of a wave that a person could have written."""
    sketch = Sketch(draw(st.sampled_from([["fr", "en"], ["fr"], ["en"]])), draw(st.sampled_from(SIZES)))
    _survey(sketch)
    _services(draw, sketch)
    _questions(draw, sketch)
    _derived(draw, sketch)
    _bases(draw, sketch)
    _measures(draw, sketch)
    _groups(draw, sketch)
    _method(draw, sketch)
    _analyses(draw, sketch)
    sketch.book["figure"] = [_figure(draw, sketch, i) for i in range(1, draw(st.integers(0, 3)) + 1)]
    random = np.random.default_rng(draw(st.integers(0, 2**16)))
    rows = _rows(draw, sketch, random)
    written = Written(sketch.book, rows, [])
    written.communes = _communes() if sketch.communes else []
    written.margins = _margins(draw, sketch, rows)
    if draw(st.integers(0, 4)) == 0 and sketch.book["measure"]:
        written.published = _published(draw, sketch)
    return written


surveys = st.composite(survey)


def _maybe(draw: st.DrawFn, odds: int = 2) -> bool:
    """False first, so that examples shrink to less."""
    return draw(st.integers(0, odds - 1)) == odds - 1


def _survey(sketch: Sketch) -> None:
    text = sketch.label("survey")
    sketch.book["survey"] = {
        "id": "drawn",
        "title": text,
        "population": text,
        "producer": text,
        "place": text,
        "fieldwork": {"from": Bare("2030-01-01"), "to": Bare("2030-02-01")},
        "sample": "volunteer",
        "synthetic": True,
        "expected_respondents": sketch.n,
        "licence": "MIT",
        "languages": sketch.languages,
    }
    sketch.book["source"] = {}


def _services(draw: st.DrawFn, sketch: Sketch) -> None:
    number = draw(st.integers(0, 3))
    if number:
        sketch.book["service_family"] = [{"id": "family", **sketch.label("family")}]
    sketch.book["service"] = [
        {"id": name, "family": "family", "code": name, "label": sketch.label("service", name)}
        for name in ("bus", "pool", "school")[:number]
    ]


def _answers(draw: st.DrawFn, sketch: Sketch, kind: str, name: str) -> list[dict[str, Any]]:
    number = 2 if kind == "yes_no" else draw(st.integers(2, 4))
    answers = [{"id": f"{WORDS[i]}", **sketch.label(name, WORDS[i])} for i in range(number)]
    if kind == "ordered" and _maybe(draw, 3):
        for i, answer in enumerate(answers):
            answer["from"] = 10 * i
            if i < number - 1 or _maybe(draw):
                answer["to"] = 10 * (i + 1)
    elif kind != "multiple" and number > 2 and _maybe(draw, 3):
        answers[0]["applicable"] = False
    if _maybe(draw, 4):
        answers[-1]["the"] = sketch.label("the", WORDS[number])
    return answers


def _questions(draw: st.DrawFn, sketch: Sketch) -> None:
    sex = [{"id": one, **sketch.label(one)} for one in ("woman", "man")]
    questions = [
        {"id": "sex", "kind": "single", "column": "sex", "label": sketch.label("sex"), "answers": sex}
    ]
    for i in range(draw(st.integers(0, 4))):
        kind, name = draw(st.sampled_from(KINDS)), f"q{'abcd'[i]}"
        question = {"id": name, "kind": kind, "column": name, "label": sketch.label("question", name)}
        if sketch.book["service"] and _maybe(draw):
            question["column"] += "_{service}"
        if kind in ("single", "ordered", "multiple", "yes_no"):
            question["answers"] = _answers(draw, sketch, kind, name)
            if kind == "multiple" and _maybe(draw):
                question["column"] += "_{option}"
                question["answers"] = [{**one, "option": one["id"]} for one in question["answers"]]
        if _maybe(draw, 4):
            question["says"] = sketch.label("cite", "{answer}")
        if _maybe(draw, 4):
            question["noun"] = sketch.label("motive")
        if _maybe(draw, 5):
            question["heading"] = sketch.label("heading", name)
        questions.append(question)
    if _maybe(draw, 3):
        questions.append({"id": "age", "kind": "number", "column": "age", "label": sketch.label("age")})
    if _maybe(draw, 4):
        sketch.communes = True
        questions.append(
            {
                "id": "home",
                "kind": "commune",
                "column": "home",
                "label": sketch.label("home"),
                "required": True,
            }
        )
    sketch.book["question"] = questions


def _derived(draw: st.DrawFn, sketch: Sketch) -> None:
    names = {one["id"] for one in sketch.book["question"]}
    derived = []
    if "age" in names and _maybe(draw):
        derived.append(
            {"id": "years", "kind": "age", "label": sketch.label("years"), "age": "age", "year": 2030}
        )
    if "age" in names and _maybe(draw):
        ends = [{"id": "young", "to": 39}, {"id": "middle", "from": 40, "to": 59}, {"id": "old", "from": 60}]
        bands = [{**one, **sketch.label(one["id"])} for one in ends]
        derived.append(
            {"id": "band", "kind": "bands", "label": sketch.label("band"), "of": "age", "bands": bands}
        )
    if sketch.communes and _maybe(draw):
        classes = [["hill", "plain", "coast"]] if _maybe(draw) else [["hill"], ["plain"], ["coast"]]
        groups = [{"id": one[0], "classes": one, **sketch.label("the", one[0])} for one in classes]
        zone = {"id": "zone", "kind": "commune_groups", "label": sketch.label("zone"), "of": "home"}
        derived.append(zone | {"column": "class", "groups": groups})
    sketch.book["derived"] = derived
    if len(sketch.grouping) > 1 and _maybe(draw, 4):
        parts = draw(st.lists(st.sampled_from(sketch.grouping), min_size=2, max_size=2, unique=True))
        derived.append({"id": "both", "kind": "cross", "label": sketch.label("both"), "of": parts})


def _some(draw: st.DrawFn, names: list[str]) -> list[str]:
    return draw(st.lists(st.sampled_from(names), min_size=1, unique=True))


def _bases(draw: st.DrawFn, sketch: Sketch) -> None:
    sketch.book["base"] = [{"id": "all", "label": sketch.label("all"), "of": sketch.label("of all")}]
    if not _maybe(draw, 3):
        return
    question = draw(st.sampled_from(sketch.closed))
    where = {"question": question, "answers": _some(draw, sketch.levels(question))}
    users = {"id": "users", "label": sketch.label("users"), "of": sketch.label("of users"), "where": where}
    sketch.book["base"].append(users)
    for one in sketch.book["question"]:
        if _maybe(draw, 3):
            one["bases"] = _some(draw, ["all", "users"])
        if _maybe(draw, 5):
            one["asked"] = "users"


def _base(draw: st.DrawFn, sketch: Sketch) -> str:
    return draw(st.sampled_from([base["id"] for base in sketch.book["base"]]))


def _measures(draw: st.DrawFn, sketch: Sketch) -> None:
    sketch.book["measure"] = []
    for i in range(draw(st.integers(0, 3))):
        question = draw(st.sampled_from(sketch.closed))
        measure = {
            "id": f"m{'abc'[i]}",
            "question": question,
            "answers": _some(draw, sketch.levels(question)),
            "base": _base(draw, sketch),
            "label": sketch.label("share", "m" + "abc"[i]),
            "says": sketch.label("do", "m" + "abc"[i]),
            "tone": draw(st.sampled_from(["neutral", "bad", "good"])),
        }
        if _maybe(draw, 3):
            measure["people"] = sketch.label("people", "m" + "abc"[i])
        if _maybe(draw, 3):
            measure["told"] = sketch.label("do", "{the}")
        sketch.book["measure"].append(measure)


def _groups(draw: st.DrawFn, sketch: Sketch) -> None:
    least = 1 - _maybe(draw, 6)
    names = draw(st.lists(st.sampled_from(sketch.grouping), min_size=least, max_size=2, unique=True))
    sketch.book["breakdown"] = [{"variable": one, "label": sketch.label("by", one)} for one in names]
    if names and _maybe(draw, 4):
        for one in sketch.book["breakdown"]:
            one["places"] = True
    if names and _maybe(draw, 3):
        family = {"id": "family", "label": sketch.label("family"), "questions": _some(draw, sketch.closed)}
        sketch.book["test_family"] = [family | {"breakdowns": _some(draw, names)}]
    if _maybe(draw, 4):
        rule = draw(st.sampled_from(["empty", "duplicate"]))
        sketch.book["set_aside"] = [
            {"id": "out", "kind": rule, "label": sketch.label("out"), "ignoring": ["sex"]}
        ]


def _method(draw: st.DrawFn, sketch: Sketch) -> None:
    margins = ["sex"] if _maybe(draw) or len(sketch.grouping) < 2 else _some(draw, sketch.grouping)[:2]
    method = {"margins": margins, "few_respondents": 1}
    if _maybe(draw, 3):
        low = draw(st.integers(1, 11))
        method |= {"withheld_below": low, "fragile_below": low + draw(st.integers(0, 20))}
    if _maybe(draw, 4):
        method["calibration"] = draw(st.sampled_from(["linear", "logit", "truncated_linear"]))
        method["bounds"] = [0.05, 20.0]
    if _maybe(draw, 5):
        numbers = [one["id"] for one in sketch.book["question"] if one["kind"] == "number"]
        if numbers:
            method["base_weight"] = draw(st.sampled_from(numbers))
    sketch.book["method"] = method


def _analyses(draw: st.DrawFn, sketch: Sketch) -> None:
    if sketch.communes and _maybe(draw):
        took_part = {"residence": "home", "population_label": sketch.label("inhabitants")}
        if _maybe(draw):
            took_part["place"] = [
                {"id": "town", "column": "town", "name": "town_name", "label": sketch.label("town")}
            ]
        sketch.book["participation"] = took_part
    if sketch.book["breakdown"] and _maybe(draw, 6):
        group = sketch.book["breakdown"][0]["variable"]
        active = [
            name for name in sketch.closed if name not in (group, "both", *sketch.book["method"]["margins"])
        ]
        if active:
            sketch.book["discriminant"] = {
                "group": group, "active": active, "folds": 2, "repeats": 1,
                "permutations": 99, "guess_permutations": 99, "longest_list": 2,
            }  # fmt: skip
            if _maybe(draw, 3):
                sketch.book["discriminant"]["adjusted_for"] = draw(st.sampled_from(sketch.grouping))


def _figure(draw: st.DrawFn, sketch: Sketch, number: int) -> dict[str, Any]:
    measures = [one["id"] for one in sketch.book["measure"]]
    breakdowns = [one["variable"] for one in sketch.book["breakdown"]]
    kind = draw(st.sampled_from(_drawable(sketch)))
    figure = {"number": number, "slug": f"f{number}", "kind": kind, "subtitle": sketch.label("subtitle")}
    if breakdowns and (kind in ("comparison", "curves", "profile", "participation") or _maybe(draw, 5)):
        figure["breakdown"] = draw(st.sampled_from(breakdowns))
    if kind in ("levels", "curves", "heat") or (kind == "comparison" and (not measures or _maybe(draw, 3))):
        figure["question"] = draw(st.sampled_from(_suited(sketch, kind, figure.get("breakdown"))))
        asked = next((q for q in sketch.book["question"] if q["id"] == figure["question"]), {})
        figure["base"] = draw(st.sampled_from(asked.get("bases", ["all"])))
        if kind == "levels":
            figure |= _two_sides(draw, sketch, figure["question"])
        if kind in ("heat", "comparison") and _maybe(draw, 4):
            figure["leave_out"] = _some(draw, sketch.levels(figure["question"]))
        if kind == "levels" and (same := _of_the_left(sketch, figure)) and _maybe(draw):
            figure["measure"] = same[0]
    elif kind in ("comparison", "evolution") and measures:
        figure |= {"measures": _some(draw, measures)} if _maybe(draw) else {"measure": measures[0]}
    if kind == "curves":
        figure["unit"] = sketch.label("min")
        if measures and _maybe(draw):
            figure["measure"] = draw(st.sampled_from(measures))
    if kind == "pyramid":
        figure |= {"sex": "sex", "age": draw(st.sampled_from(sketch.grouping))}
    return figure


def _drawable(sketch: Sketch) -> list[str]:
    """Kinds of figure for which the codebook has what they need."""
    without = [] if sketch.book["breakdown"] else ["comparison", "curves", "profile", "participation"]
    without += [] if sketch.book["measure"] else ["evolution"]
    without += [] if "participation" in sketch.book else ["participation"]
    return [kind for kind in FIGURES if kind not in without]


def _two_sides(draw: st.DrawFn, sketch: Sketch, question: str) -> dict[str, Any]:
    levels, measures = sketch.levels(question), [one["id"] for one in sketch.book["measure"]]
    sides = {"below": levels[: draw(st.integers(1, len(levels)))]}
    sides |= {"below_head": sketch.label("left"), "above_head": sketch.label("right")}
    return sides | ({"aside": draw(st.sampled_from(measures))} if measures and _maybe(draw, 4) else {})


def _of_the_left(sketch: Sketch, figure: dict[str, Any]) -> list[str]:
    """The measures that count what a figure of levels shows on its left."""
    left = (figure["question"], figure["base"], set(figure["below"]))
    named = sketch.book["measure"]
    return [one["id"] for one in named if (one["question"], one["base"], set(one["answers"])) == left]


def _suited(sketch: Sketch, kind: str, breakdown: str | None) -> list[str]:
    """The questions that a figure can show; every closed one where there is none."""
    questions = [q for q in sketch.book["question"] if q.get("answers") and q["id"] != breakdown]
    if kind == "heat":
        questions = [q for q in questions if "{service}" in q["column"]]
    if kind in ("levels", "curves"):
        questions = [q for q in questions if q["kind"] != "multiple"]
    if kind == "curves":
        questions = [q for q in questions if "from" in q["answers"][0]]
    return [q["id"] for q in questions] or sketch.closed


def _communes() -> list[dict[str, object]]:
    rows = []
    for i, name in enumerate(("Alpha", "Beta", "Gamma", "Delta")):
        place = {"code": f"0{i}", "name": name, "aliases": "", "former_names": "", "postal_codes": f"5500{i}"}
        place |= {"class": ("hill", "plain", "coast", "coast")[i], "population": 1000 + 100 * i}
        rows.append(place | {"town": f"t{i // 2}", "town_name": f"Town {'AB'[i // 2]}"})
    return rows


def _rows(draw: st.DrawFn, sketch: Sketch, random: np.random.Generator) -> list[dict[str, str]]:
    """Answers: of a question all alike, none at all, or at random with some missing."""
    columns = {"sex": list(random.permutation([("woman", "man")[i % 2] for i in range(sketch.n)]))}
    services = [one["code"] for one in sketch.book["service"]]
    for question in sketch.book["question"][1:]:
        manner = draw(st.sampled_from(["any", "alike", "nobody", "by_sex"]))
        for service in services if "{service}" in question["column"] else [""]:
            column = question["column"].replace("{service}", service)
            cells = [_cell(question, manner, sex, random, sketch) for sex in columns["sex"]]
            if "{option}" in column:
                for answer in question["answers"]:
                    ticked = [
                        "" if cell is None else ("Oui" if answer["id"] in cell else "Non") for cell in cells
                    ]
                    columns[column.replace("{option}", answer["id"])] = ticked
            else:
                columns[column] = ["" if cell is None else "|".join(cell) for cell in cells]
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _cell(
    question: dict, manner: str, sex: str, random: np.random.Generator, sketch: Sketch
) -> list[str] | None:
    """What one person answered; None for nothing."""
    needed = question.get("required") or question["id"] == sketch.book["method"].get("base_weight")
    needed = needed or question["id"] in sketch.book["method"]["margins"]
    if not needed and (manner == "nobody" or (manner != "alike" and random.random() < 0.1)):
        return None
    kind = question["kind"]
    if kind == "commune":
        return ["Alpha" if manner == "alike" else str(random.choice(["Alpha", "Beta", "Gamma", "Delta"]))]
    if kind == "number":
        return ["40" if manner == "alike" else str(random.integers(18, 90))]
    if kind == "text":
        return ["something"]
    levels = [answer["id"] for answer in question["answers"]]
    if kind == "multiple":
        share = {"alike": 1.0, "by_sex": 0.9 if sex == "man" else 0.1}.get(manner, 0.4)
        ticked = [level for level in levels if random.random() < share]
        return ticked if ticked or "{option}" in question["column"] else None
    if manner == "alike":
        return [levels[-1]]
    if manner == "by_sex" and random.random() < 0.8:
        return [levels[0 if sex == "man" else -1]]
    return [str(random.choice(levels))]


def _margins(draw: st.DrawFn, sketch: Sketch, rows: list[dict[str, str]]) -> list[dict[str, object]]:
    """The population of each level of a margin: that of the respondents, a little moved."""
    found = []
    for name in sketch.book["method"]["margins"]:
        counts = {}
        for row in rows:
            for level in _level_of(sketch, name, row):
                counts[level] = counts.get(level, 0) + 1
        total = sum(counts.values())
        tilt = {level: 1 + 0.2 * (i % 2) for i, level in enumerate(sorted(counts))}
        moved = {level: count * tilt[level] for level, count in counts.items()}
        whole = sum(moved.values())
        found += [
            {"margin": name, "level": level, "population": round(10_000 * size / whole, 6)}
            for level, size in moved.items()
        ]
        assert total <= len(rows)
    return found or [{"margin": "sex", "level": "woman", "population": 1}]


def _level_of(sketch: Sketch, name: str, row: dict[str, str]) -> list[str]:
    derived = {one["id"]: one for one in sketch.book["derived"]}
    if name not in derived:
        return [row[name]] if row[name] else []
    one = derived[name]
    if one["kind"] == "bands":
        if not row["age"]:
            return []
        age = float(row["age"])
        return ["young" if age < 40 else "middle" if age < 60 else "old"]
    if one["kind"] == "commune_groups":
        known = {c["name"]: c["class"] for c in _communes()}
        mine = known.get(row["home"])
        return [group["id"] for group in one["groups"] if mine in group["classes"]]
    parts = [_level_of(sketch, part, row) for part in one["of"]]
    return ["_".join(part[0] for part in parts)] if all(parts) else []


def _published(draw: st.DrawFn, sketch: Sketch) -> dict[str, Any]:
    measure = draw(st.sampled_from([one["id"] for one in sketch.book["measure"]]))
    breakdowns = [one["variable"] for one in sketch.book["breakdown"]]
    test = {"kind": "share", "measure": measure, "rounds_to": 0.3}
    asked = next(one["question"] for one in sketch.book["measure"] if one["id"] == measure)
    column = next((q["column"] for q in sketch.book["question"] if q["id"] == asked), "")
    if "{service}" in column:
        test["services"] = [sketch.book["service"][0]["id"]]
    if breakdowns and _maybe(draw):
        test = {name: value for name, value in test.items() if name != "rounds_to"}
        test |= {"kind": "max", "along": breakdowns[0], "levels": sketch.levels(breakdowns[0])[:1]}
    claim = {"id": "one", "section": "all", "topic": "topic", "check": "answers", "strength": "ordinal"}
    return {
        "document": {"title": sketch.label("account"), "source": sketch.label("page")},
        "section": [{"id": "all", "title": sketch.label("everything")}],
        "claim": [claim | {"test": [test]}],
    }
