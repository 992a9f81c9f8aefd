"""The samples of two waves: checks that they can be compared, their weights and margins side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.errors.faults import CONFIGURATION, DATA, Fault, Faults
from pipeline.statistics.design import Design
from pipeline.waves.questionnaires import Questionnaires


@dataclass(frozen=True)
class WaveSample:
    """One wave: its respondents with answer ids, and their design."""

    respondents: pd.DataFrame
    design: Design


def check_folders(wave: Path, base: Path, waves: list[str]) -> None:
    """Check that two different waves are named, and that there are codebooks of both.

    Parameters
    ----------
    wave, base : folders of inputs; `base` is the folder that holds all waves when none was named.
    waves : those that have a codebook.

    Raises
    ------
    Faults
        With exit code 3.
    """
    existing = {"waves": ", ".join(waves) or "–"}
    if base == wave.parent:
        faults = [Fault("compare_no_base", values=existing)]
    elif base == wave:
        faults = [Fault("compare_same", value=wave.name, values=existing)]
    else:
        missing = [folder.name for folder in (wave, base) if folder.name not in waves]
        faults = [Fault("compare_no_wave", value=name, values=existing) for name in missing]
    if faults:
        raise Faults(faults, CONFIGURATION)


def comparable_questionnaires(old: Codebook, new: Codebook) -> Questionnaires:
    """Return both codebooks, once it is certain that something can be compared.

    Raises
    ------
    Faults
        With exit code 3: both have the same id, the old wave is the later one, or no closed question is
        the same in both.
    """
    questionnaires = Questionnaires(old, new)
    faults = []
    if old.survey.id == new.survey.id:
        faults.append(Fault("compare_same_id", value=new.survey.id))
    if old.survey.fieldwork.start > new.survey.fieldwork.start:
        faults.append(Fault("compare_backwards", value=old.survey.id, values={"wave": new.survey.id}))
    if not questionnaires.any_comparable:
        faults.append(Fault("compare_unrelated", value=old.survey.id, values={"wave": new.survey.id}))
    if faults:
        raise Faults(faults, CONFIGURATION)
    return questionnaires


def check_tables(folders: Sequence[Path], files: Sequence[str]) -> None:
    """Check that the tables of each wave have been made.

    Raises
    ------
    Faults
        With exit code 2.
    """
    faults = []
    for folder in folders:
        missing = [name for name in files if not (folder / name).exists()]
        if missing:
            values = {"files": ", ".join(missing)}
            faults.append(Fault("compare_no_tables", value=folder.name, values=values))
    if faults:
        raise Faults(faults, DATA)


WEIGHT_COLUMNS = ["n", "population", "n_effective", "design_effect", "ratio_min", "ratio_max"]
MARGIN_COLUMNS = ["respondents", "population", "share_population", "share_before"]


def weights_of_both(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return weighting.csv of both waves side by side, a row a group; a group of one wave is half empty."""
    return _side_by_side(old, new, ["group_variable", "group"], WEIGHT_COLUMNS)


def margins_of_both(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Return weighting-margins.csv of both waves side by side, a row a level of a margin."""
    return _side_by_side(old, new, ["margin", "level"], MARGIN_COLUMNS)


def _side_by_side(old: pd.DataFrame, new: pd.DataFrame, keys: list[str], columns: list[str]) -> pd.DataFrame:
    """Return a row for each key, a column for each quantity and wave, in the order of the new wave."""
    table = new[[*keys, *columns]].merge(
        old[[*keys, *columns]], on=keys, how="outer", suffixes=("_new", "_old"), sort=False
    )
    position = {key: i for i, key in enumerate(new[keys].itertuples(index=False, name=None))}
    # What the new wave lacks comes last.
    order = [position.get(key, len(position)) for key in table[keys].itertuples(index=False, name=None)]
    columns_of_waves = [f"{column}_{wave}" for column in columns for wave in ("old", "new")]
    return table.assign(order=order).sort_values("order", kind="stable")[[*keys, *columns_of_waves]]
