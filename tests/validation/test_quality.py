"""The quality of the answers, compared with what a plain count of each respondent says."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.codebook.reader import read as read_codebook
from pipeline.validation import quality, schemas
from tests.support.stages import ROOT

CODEBOOK = read_codebook(ROOT / "data" / "raw" / "2017" / "codebook.toml")


def _answers(n: int) -> pd.DataFrame:
    """Return answers drawn at random, of which every third respondent gives one answer everywhere."""
    rng = np.random.default_rng(1)
    drawn = {}
    for variable in CODEBOOK.variables:
        choices = np.array(["", *[answer.id for answer in variable.question.answers]], dtype=object)
        cells = rng.choice(choices, n)
        cells[::3] = choices[np.arange(n)[::3] % len(choices)]
        drawn[variable.name] = cells
    return pd.DataFrame(drawn, dtype=str)


def test_straight_lining_is_one_distinct_answer_among_enough_of_them():
    answers = _answers(300)
    table = quality.straight_lining(CODEBOOK, answers).set_index("question")
    assert table["respondents"].sum() > 0
    for name in table.index:
        question = CODEBOOK.by_id[name]
        not_concerned = {"", *(answer.id for answer in question.answers if not answer.applicable)}
        columns = [variable.name for variable in CODEBOOK.variables_of(name)]
        given = [
            [cell for cell in row if cell not in not_concerned]
            for row in answers[columns].itertuples(index=False)
        ]
        enough = [cells for cells in given if len(cells) >= 8]
        assert table.loc[name, "answered_enough"] == len(enough)
        assert table.loc[name, "respondents"] == sum(len(set(cells)) == 1 for cells in enough)


def test_several_answers_with_an_unknown_one_among_them_fail_in_every_row():
    variable = next(v for v in CODEBOOK.variables if v.question.kind == "multiple")
    first, second = [answer.id for answer in variable.question.answers][:2]
    cells = [first, f"{first}|{second}", f"{first}|nobody", None, f"{first}|nobody"]
    table = pd.DataFrame({"row": range(2, 7), variable.name: pd.Series(cells, dtype=str)})
    failed = schemas.failures(schemas.answers(CODEBOOK, pd.DataFrame({"code": []})), table)
    unknown = failed[failed["check"] == "answer_unknown"]
    assert unknown[["row", "value"]].values.tolist() == [[4, f"{first}|nobody"], [6, f"{first}|nobody"]]
