"""The two waves that are to be compared: whether they can be, before anything is computed.

Who answered each wave, and what they were weighted to, side by side.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.errors.faults import CONFIGURATION, DATA, Fault, Faults
from pipeline.waves.questionnaires import Questionnaires


def two_folders(wave: Path, base: Path, waves: list[str]) -> None:
    """Two waves are named, and there are codebooks of them.

    Parameters
    ----------
    wave, base : folders of inputs; `base` is the folder that holds all waves when none was named.
    waves : those that have a codebook.

    Raises
    ------
    Faults
        With exit code 3.
    """
    told = {"waves": ", ".join(waves) or "–"}
    if base == wave.parent:
        faults = [Fault("compare_no_base", values=told)]
    elif base == wave:
        faults = [Fault("compare_same", value=wave.name, values=told)]
    else:
        missing = [one.name for one in (wave, base) if one.name not in waves]
        faults = [Fault("compare_no_wave", value=name, values=told) for name in missing]
    if faults:
        raise Faults(faults, CONFIGURATION)


def questionnaires(old: Codebook, new: Codebook) -> Questionnaires:
    """Both codebooks, once it is certain that something can be compared.

    Raises
    ------
    Faults
        With exit code 3: both have the same id, the old wave is the later one, or no closed question is
        the same in both.
    """
    asked = Questionnaires(old, new)
    faults = []
    if old.survey.id == new.survey.id:
        faults.append(Fault("compare_same_id", value=new.survey.id))
    if old.survey.fieldwork.start > new.survey.fieldwork.start:
        faults.append(Fault("compare_backwards", value=old.survey.id, values={"wave": new.survey.id}))
    if not asked.related:
        faults.append(Fault("compare_unrelated", value=old.survey.id, values={"wave": new.survey.id}))
    if faults:
        raise Faults(faults, CONFIGURATION)
    return asked


def tables(folders: tuple[Path, ...], needed: tuple[str, ...]) -> None:
    """Both waves have been run.

    Raises
    ------
    Faults
        With exit code 2.
    """
    faults = []
    for folder in folders:
        missing = [name for name in needed if not (folder / name).exists()]
        if missing:
            values = {"files": ", ".join(missing)}
            faults.append(Fault("compare_no_tables", value=folder.name, values=values))
    if faults:
        raise Faults(faults, DATA)


WEIGHTS = ["n", "population", "n_effective", "design_effect", "ratio_min", "ratio_max"]
SHARES = ["respondents", "population", "share_population", "share_before"]


def weights(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """One row a group of weighting.csv, a column a quantity and wave; groups of one wave stay, half empty."""
    return _beside(old, new, ["group_variable", "group"], WEIGHTS)


def margins(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """One row a level of the margins: its part of the population and of the respondents in each wave."""
    return _beside(old, new, ["margin", "level"], SHARES)


def _beside(old: pd.DataFrame, new: pd.DataFrame, keys: list[str], values: list[str]) -> pd.DataFrame:
    found = new[[*keys, *values]].merge(
        old[[*keys, *values]], on=keys, how="outer", suffixes=("_new", "_old"), sort=False
    )
    place = {key: i for i, key in enumerate([*zip(*(new[k] for k in keys), strict=True)])}
    order = [place.get(key, len(place)) for key in zip(*(found[k] for k in keys), strict=True)]
    columns = [f"{value}_{wave}" for value in values for wave in ("old", "new")]
    return found.assign(order=order).sort_values("order", kind="stable")[[*keys, *columns]]
