"""Writes anes96.csv: eight recoded variables of the American National Election Study of 1996.

The data are in the public domain and shipped with statsmodels. anes96.R computes on the CSV and the
tests compare with what it found; `python -m tests.reference.anes96` makes the CSV again.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm

PATH = Path(__file__).with_name("anes96.csv")


def recoded() -> pd.DataFrame:
    """One row a respondent, 944 of them; every variable as text."""
    raw = sm.datasets.anes96.load_pandas().data
    cuts = {
        "place": ("popul", [0, 22, 110], ["rural", "small", "medium", "large"]),
        "age": ("age", [34, 49, 64], ["19-34", "35-49", "50-64", "65+"]),
        "education": ("educ", [3, 5], ["school", "some college", "degree"]),
        "vote": ("vote", [0], ["Clinton", "Dole"]),
        "position": ("selfLR", [3, 4], ["liberal", "moderate", "conservative"]),
        "party": ("PID", [2, 3], ["Democrat", "independent", "Republican"]),
        "news": ("TVnews", [0, 2, 5], ["never", "1-2 days", "3-5 days", "6-7 days"]),
        "income": ("income", [12, 17, 20], ["q1", "q2", "q3", "q4"]),
    }
    return pd.DataFrame(
        {
            name: np.array(levels)[np.searchsorted(upper, raw[column])]
            for name, (column, upper, levels) in cuts.items()
        }
    )


if __name__ == "__main__":
    recoded().to_csv(PATH, index=False, lineterminator="\n")
