"""Outlines of communes, from a GeoJSON that the user of a wave downloads.

Outlines may be older than communes.csv: a commune that has merged since is found by its name among the
former names, and belongs where the new commune does. They may be newer: communes that have merged since
are then without outline, and named.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.errors.faults import Fault, Faults
from pipeline.responses.communes import plain

# What mapping agencies call the INSEE code and the name of a commune, in lower case.
CODE_PROPERTIES = ("code", "insee_com", "code_insee", "insee", "codgeo")
NAME_PROPERTIES = ("nom", "nom_com", "nom_commune", "name", "libgeo")


@dataclass(frozen=True)
class Outline:
    """One commune: its name, and its rings of longitude and latitude, holes and islands alike."""

    code: str
    name: str
    rings: list[np.ndarray]


def read_outlines(content: bytes, file: str) -> dict[str, Outline]:
    """Return the outlines of a GeoJSON file in WGS84, by INSEE code.

    Raises
    ------
    Faults
        When it is no GeoJSON of polygons with a code each.
    """
    try:
        features = json.loads(content)["features"]
        outlines = [_outline(feature) for feature in features]
        if not outlines:
            raise ValueError("no feature")
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise Faults([Fault("outlines_unreadable", file, values={"reason": str(error)})]) from None
    return {outline.code: outline for outline in outlines}


def _outline(feature: dict) -> Outline:
    """Return the outline in a feature of a GeoJSON; ValueError or KeyError when it holds none."""
    properties = {key.lower(): value for key, value in feature["properties"].items()}
    code = next((str(properties[key]) for key in CODE_PROPERTIES if properties.get(key)), "")
    if not code:
        raise KeyError(" / ".join(CODE_PROPERTIES))
    shape = feature["geometry"]
    polygons = {"Polygon": [shape["coordinates"]], "MultiPolygon": shape["coordinates"]}[shape["type"]]
    rings = [np.array(ring, dtype=float)[:, :2] for polygon in polygons for ring in polygon]
    # Degrees end at 180: larger numbers are metres of a projection.
    if max(np.abs(ring).max() for ring in rings) > 180:
        raise ValueError("not WGS84")
    name = next((str(properties[key]) for key in NAME_PROPERTIES if properties.get(key)), "")
    return Outline(code, name, rings)


def commune_of(outlines: dict[str, Outline], communes: pd.DataFrame) -> dict[str, str]:
    """Return the code in communes.csv of each outline; those of elsewhere are left out.

    By the code; else, inside the départements of communes.csv only, by the name or a former name that
    one commune alone has.
    """
    codes = set(communes["code"])
    codes_by_name = _by_name(communes)
    departments = {department(code) for code in codes}
    matched = {}
    for code, outline in outlines.items():
        # Elsewhere in France a commune may bear the same name.
        inside = department(code) in departments
        namesakes = codes_by_name.get(plain(outline.name), set()) if inside else set()
        if code in codes:
            matched[code] = code
        elif len(namesakes) == 1:
            matched[code] = next(iter(namesakes))
    return matched


def unmatched(outlines: dict[str, Outline], communes: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return the names of communes without outline, and of their départements' outlines without commune.

    Outlines newer than communes.csv have one for several communes that merged in between: all but the
    one whose code it has are without.
    """
    matched = commune_of(outlines, communes)
    without = communes[~communes["code"].isin(set(matched.values()))]
    departments = {department(code) for code in communes["code"]}
    without_commune = [
        outline.name or code
        for code, outline in outlines.items()
        if code not in matched and department(code) in departments
    ]
    return sorted(without["name"]), sorted(without_commune)


def department(code: str) -> str:
    """Return the département in an INSEE code: two characters, three overseas."""
    return code[:3] if code.startswith("97") else code[:2]


def _by_name(communes: pd.DataFrame) -> dict[str, set[str]]:
    """Return the codes by name and former name, spelled plainly."""
    named: dict[str, set[str]] = defaultdict(set)
    for row in communes.itertuples():
        for name in filter(None, [row.name, *row.former_names.split("|")]):
            named[plain(name)].add(row.code)
    return named
