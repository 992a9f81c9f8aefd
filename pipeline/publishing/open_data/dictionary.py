"""What every id of the open data means, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.codebook.model import Codebook, Text
from pipeline.codebook.reserved_ids import ALL_SERVICES, EVERYONE
from pipeline.figures.records import file_stem
from pipeline.publishing.open_data.results import RESULT_KEYS
from pipeline.tables.schemas import TABLES
from pipeline.text.messages import catalogue

_ORDER = ["measure", "service", "level", "breakdown", "group", "unit", "status", "figure"]
_SAID = {ALL_SERVICES: "figures.all_services", EVERYONE: "figures.overall"}


def dictionary(codebook: Codebook, results: pd.DataFrame) -> pd.DataFrame:
    """Return one row an id of the results.

    Returns
    -------
    field (the column that holds the id), of (for levels their measure, for groups their breakdown),
    id, label_fr, label_en.
    """
    result_ids = results[[*RESULT_KEYS, "unit", "status", "figure"]].drop_duplicates()
    rows = [row for field in _ORDER for row in _entries(codebook, result_ids, field)]
    return pd.DataFrame(list(dict.fromkeys(rows)), columns=list(TABLES["dictionary"].columns))


def measures(codebook: Codebook, measure_ids: list[str]) -> dict[str, dict[str, str]]:
    """Return labels of measures: named ones, answers among a base, medians and means."""
    named = {measure.id: _text(measure.label) for measure in codebook.measure}
    return {measure: named.get(measure) or _of_question(codebook, measure) for measure in measure_ids}


def _entries(codebook: Codebook, result_ids: pd.DataFrame, field: str) -> Iterator[tuple]:
    if field == "measure":
        labels = measures(codebook, list(dict.fromkeys(result_ids["measure"])))
        yield from ((field, "", measure, label["fr"], label["en"]) for measure, label in labels.items())
        return
    parent = {"level": "measure", "group": "breakdown"}.get(field)
    columns = [parent, field] if parent else [field]
    for row in result_ids[result_ids[field] != ""][columns].drop_duplicates().itertuples(index=False):
        of = row[0] if parent else ""
        ids = row[-1].split("|") if field == "figure" else [row[-1]]
        for id_ in ids:
            label = _label(codebook, field, of, id_)
            yield field, of, id_, label["fr"], label["en"]


def _label(codebook: Codebook, field: str, of: str, id_: str) -> dict[str, str]:
    if id_ in _SAID:
        return catalogue()[_SAID[id_]]
    if field in ("unit", "status"):
        return catalogue()[f"open_data.{field}_{id_}"]
    if field == "service":
        return _text(codebook.services[id_].label)
    if field == "figure":
        return next(_text(figure.subtitle) for figure in codebook.figure if file_stem(figure) == id_)
    if field == "breakdown":
        return _text(codebook.by_id[id_].label)
    variable = of.split(".")[0] if field == "level" else of
    return _text(next(level for level in codebook.levels(variable) if level.id == id_))


def _of_question(codebook: Codebook, measure: str) -> dict[str, str]:
    question, base, *typical = measure.split(".")
    label, among = _text(codebook.by_id[question].label), _text(codebook.bases[base].label)
    words = catalogue()[f"open_data.{typical[0] if typical else 'answers'}"]
    return {
        language: words[language].format(question=label[language], base=among[language])
        for language in ("fr", "en")
    }


def _text(label: Text) -> dict[str, str]:
    return {language: label.in_(language) for language in ("fr", "en")}
