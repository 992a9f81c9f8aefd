"""What every id of the open data means, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.codebook.model import Codebook, Text
from pipeline.codebook.reserved_ids import ALL_SERVICES, EVERYONE
from pipeline.figures.records import name
from pipeline.publishing.open_data.results import RESULT_KEYS
from pipeline.tables.schemas import TABLES
from pipeline.text.messages import catalogue

_ORDER = ["measure", "service", "level", "breakdown", "group", "unit", "status", "figure"]
_SAID = {ALL_SERVICES: "figures.all_services", EVERYONE: "figures.overall"}


def dictionary(codebook: Codebook, results: pd.DataFrame) -> pd.DataFrame:
    """One row an id of the results.

    Returns
    -------
    field (the column that holds the id), of (for levels their measure, for groups their breakdown),
    id, label_fr, label_en.
    """
    seen = results[[*RESULT_KEYS, "unit", "status", "figure"]].drop_duplicates()
    rows = [row for field in _ORDER for row in _entries(codebook, seen, field)]
    return pd.DataFrame(list(dict.fromkeys(rows)), columns=list(TABLES["dictionary"].columns))


def measures(codebook: Codebook, seen: list[str]) -> dict[str, dict[str, str]]:
    """The labels of the measures: named ones, answers to questions among a base, medians and means."""
    named = {one.id: _text(one.label) for one in codebook.measure}
    return {measure: named.get(measure) or _of_question(codebook, measure) for measure in seen}


def _entries(codebook: Codebook, seen: pd.DataFrame, field: str) -> Iterator[tuple]:
    if field == "measure":
        labels = measures(codebook, list(dict.fromkeys(seen["measure"])))
        yield from ((field, "", one, label["fr"], label["en"]) for one, label in labels.items())
        return
    whose = {"level": "measure", "group": "breakdown"}.get(field)
    columns = [whose, field] if whose else [field]
    for row in seen[seen[field] != ""][columns].drop_duplicates().itertuples(index=False):
        of = row[0] if whose else ""
        ids = row[-1].split("|") if field == "figure" else [row[-1]]
        for one in ids:
            label = _label(codebook, field, of, one)
            yield field, of, one, label["fr"], label["en"]


def _label(codebook: Codebook, field: str, of: str, one: str) -> dict[str, str]:
    if one in _SAID:
        return catalogue()[_SAID[one]]
    if field in ("unit", "status"):
        return catalogue()[f"open_data.{field}_{one}"]
    if field == "service":
        return _text(codebook.services[one].label)
    if field == "figure":
        return next(_text(figure.subtitle) for figure in codebook.figure if name(figure) == one)
    if field == "breakdown":
        return _text(codebook.by_id[one].label)
    variable = of.split(".")[0] if field == "level" else of
    return _text(next(level for level in codebook.levels(variable) if level.id == one))


def _of_question(codebook: Codebook, measure: str) -> dict[str, str]:
    question, base, *typical = measure.split(".")
    label, among = _text(codebook.by_id[question].label), _text(codebook.bases[base].label)
    words = catalogue()[f"open_data.{typical[0] if typical else 'answers'}"]
    return {one: words[one].format(question=label[one], base=among[one]) for one in ("fr", "en")}


def _text(label: Text) -> dict[str, str]:
    return {one: label.in_(one) for one in ("fr", "en")}
