"""Numbers that no band takes in: they would pass for missing answers."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from pipeline.codebook.model import AgeOf, Bands, Codebook
from pipeline.faults import Fault


def outside_bands(codebook: Codebook, answers: pd.DataFrame, file: str) -> Iterator[Fault]:
    """One fault for each number that is in no band of a variable cut into bands.

    Parameters
    ----------
    answers : with the derived variables; "" where there is no answer.
    file : the export, for faults.
    """
    for one in codebook.derived:
        if not isinstance(one, Bands) or one.of not in answers:
            continue
        asked = codebook.by_id[one.of]
        if isinstance(asked, AgeOf):
            asked = codebook.by_id[asked.age]
        # A number outside the limits of its own question is a fault already.
        low = -math.inf if asked.minimum is None else asked.minimum
        high = math.inf if asked.maximum is None else asked.maximum
        possible = pd.to_numeric(answers[one.of], errors="coerce").between(low, high)
        column = codebook.variables_of(asked.id)[0].column
        for value, same in answers[possible & (answers[one.id] == "")].groupby(one.of, sort=True):
            values = {"variable": one.id, "respondents": str(len(same))}
            yield Fault("band_missing", file, column=column, value=str(value), values=values)
