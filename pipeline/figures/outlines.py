"""Outlines of communes, from a GeoJSON that the user of a wave downloads.

Outlines may be older than communes.csv: a commune that has merged since is found by its name among the
former names, and belongs where the new commune does.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.answers.communes import plain
from pipeline.faults import Fault, Faults

# What mapping agencies call the INSEE code and the name of a commune, folded.
CODES = ("code", "insee_com", "code_insee", "insee", "codgeo")
NAMES = ("nom", "nom_com", "nom_commune", "name", "libgeo")


@dataclass(frozen=True)
class Outline:
    """One commune: its name, and its rings of longitude and latitude, holes and islands alike."""

    code: str
    name: str
    rings: list[np.ndarray]


def read_outlines(content: bytes, file: str) -> dict[str, Outline]:
    """The outlines of a GeoJSON file in WGS84, by INSEE code.

    Raises
    ------
    Faults
        When it is no GeoJSON of polygons with a code each.
    """
    try:
        features = json.loads(content)["features"]
        found = [_outline(feature) for feature in features]
        if not found:
            raise ValueError("no feature")
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise Faults([Fault("outlines_unreadable", file, values={"reason": str(error)})]) from None
    return {one.code: one for one in found}


def _outline(feature: dict) -> Outline:
    properties = {key.lower(): value for key, value in feature["properties"].items()}
    code = next((str(properties[key]) for key in CODES if properties.get(key)), "")
    if not code:
        raise KeyError(" / ".join(CODES))
    shape = feature["geometry"]
    polygons = {"Polygon": [shape["coordinates"]], "MultiPolygon": shape["coordinates"]}[shape["type"]]
    rings = [np.array(ring, dtype=float)[:, :2] for polygon in polygons for ring in polygon]
    if max(np.abs(ring).max() for ring in rings) > 180:
        raise ValueError("not WGS84")
    name = next((str(properties[key]) for key in NAMES if properties.get(key)), "")
    return Outline(code, name, rings)


def commune_of(outlines: dict[str, Outline], communes: pd.DataFrame) -> dict[str, str]:
    """The code in communes.csv of each outline; those of elsewhere are left out."""
    known = set(communes["code"])
    former = {
        plain(name): row.code
        for row in communes.itertuples()
        for name in filter(None, row.former_names.split("|"))
    }
    found = {
        code: code if code in known else former.get(plain(one.name), "") for code, one in outlines.items()
    }
    return {code: commune for code, commune in found.items() if commune}
