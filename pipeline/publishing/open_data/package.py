"""datapackage.json: what the open data are, who may use them, and a Table Schema from the codebook."""

from __future__ import annotations

import json
import re

import pandas as pd

from pipeline.codebook.model import Codebook, Language
from pipeline.codebook.reserved_ids import ALL_SERVICES, EVERYONE
from pipeline.figures.provenance import Provenance, as_record
from pipeline.publishing.open_data import dictionary as data_dictionary
from pipeline.publishing.open_data import results as open_data
from pipeline.tables.columns import NUMBER, TEXT, WHOLE_NUMBER, YES_NO
from pipeline.tables.schemas import TABLES
from pipeline.text.messages import catalogue

RESULTS, DICTIONARY, PACKAGE = "results.csv", "dictionary.csv", "datapackage.json"
# Types of the tables as Table Schema calls them.
_TYPES = {TEXT: "string", WHOLE_NUMBER: "integer", NUMBER: "number", YES_NO: "boolean"}
_CHOSEN = ("measure", "service", "level", "breakdown", "group", "unit", "status")
_DIALECT = {"delimiter": ",", "lineTerminator": "\n"}


def package(
    codebook: Codebook, results: pd.DataFrame, dictionary: pd.DataFrame, source: str, origin: Provenance
) -> str:
    """Return the content of datapackage.json.

    Parameters
    ----------
    results, dictionary : the two tables that it describes.
    source : what the column `source` says.
    """
    survey = codebook.survey
    descriptor = {
        "profile": "tabular-data-package",
        "name": re.sub(r"[^a-z0-9._-]+", "-", survey.id.lower()),
        **_spoken("title", {language: survey.title.in_(language) for language in survey.languages}),
        **_spoken("description", _description(codebook)),
        "synthetic": survey.synthetic,
        "sample": survey.sample,
        "licenses": [{"name": re.sub(r"[^A-Za-z0-9._-]+", "-", survey.licence), "title": survey.licence}],
        "sources": [{"title": source}],
        "contributors": [{"title": survey.producer.in_(survey.languages[0]), "role": "author"}],
        "temporal": {
            "start": survey.fieldwork.start.isoformat(),
            "end": survey.fieldwork.end.isoformat(),
        },
        "provenance": as_record(origin, codebook.method.seed),
        "resources": [
            _resource("results", RESULTS, _results_schema(codebook, results), len(results)),
            _resource("dictionary", DICTIONARY, _dictionary_schema(), len(dictionary)),
        ],
    }
    return json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"


def _description(codebook: Codebook) -> dict[Language, str]:
    """Return what the numbers stand on, in each of the survey's languages."""
    messages, survey = catalogue(), codebook.survey
    keys = ["open_data.description"]
    keys += ["open_data.synthetic"] if survey.synthetic else []
    keys += ["open_data.volunteer"] if survey.sample == "volunteer" else []
    limits = {"withheld": codebook.method.withheld_below, "fragile": codebook.method.fragile_below}
    return {
        language: " ".join(
            messages[key][language].format(population=survey.population.in_(language), **limits)
            for key in keys
        )
        for language in survey.languages
    }


def _spoken(field: str, texts: dict[str, str]) -> dict[str, str]:
    """Return a text in the first language of the survey, the others beside it."""
    first, *other_languages = texts
    return {field: texts[first], **{f"{field}_{language}": texts[language] for language in other_languages}}


def _resource(name: str, path: str, schema: dict, rows: int) -> dict:
    return {
        "name": name,
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": _DIALECT,
        "rows": rows,
        "schema": schema,
    }


def _results_schema(codebook: Codebook, results: pd.DataFrame) -> dict:
    """Return types, what may stand in each column, and the key of a row."""
    fields = [_field(codebook, results, column) for column in results.columns]
    return {"fields": fields, "primaryKey": ["wave", *open_data.RESULT_KEYS], "missingValues": [""]}


def _field(codebook: Codebook, results: pd.DataFrame, column: str) -> dict:
    description = catalogue()[f"open_data.field_{column}"]
    kind = _TYPES[TABLES["results"].columns[column].type]
    limits: dict[str, object] = {}
    if column in _CHOSEN:
        limits["enum"] = _ids(codebook, results, column)
    if column in ("p", "p_adjusted"):
        limits |= {"minimum": 0, "maximum": 1}
    if column == "n":
        limits["minimum"] = codebook.method.withheld_below
    if column in ("wave", "measure", "breakdown", "group", "unit", "source"):
        limits["required"] = True
    field = {"name": column, "type": kind, **_spoken("description", description)}
    return field | ({"constraints": limits} if limits else {})


def _ids(codebook: Codebook, results: pd.DataFrame, column: str) -> list[str]:
    """Return what the codebook lets stand in a column of ids."""
    variables = [breakdown.variable for breakdown in codebook.breakdown]
    levels = [
        level.id
        for variable in codebook.by_id
        for level in codebook.levels(variable)
        if codebook.closed(variable)
    ]
    groups = [level.id for variable in variables for level in codebook.levels(variable)]
    ids = {
        "measure": data_dictionary.measures(codebook, list(results["measure"].unique())),
        "service": [ALL_SERVICES, *codebook.services],
        "level": levels,
        "breakdown": [EVERYONE, *variables],
        "group": [EVERYONE, *groups],
        "unit": [open_data.SHARE, open_data.NUMBER_UNIT],
        "status": [key.split("status_")[1] for key in catalogue() if key.startswith("open_data.status_")],
    }
    return list(dict.fromkeys(ids[column]))


def _dictionary_schema() -> dict:
    messages = catalogue()
    fields = [
        {
            "name": column,
            "type": "string",
            **_spoken("description", messages[f"open_data.dictionary_{column}"]),
        }
        for column in TABLES["dictionary"].columns
    ]
    return {"fields": fields, "primaryKey": ["field", "of", "id"], "missingValues": [""]}
