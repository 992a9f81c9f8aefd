"""Questions and answers are written as TOML that a codebook takes."""

from __future__ import annotations

import pytest

from pipeline.codebook import toml_writer
from pipeline.codebook.model import Answer, Question


@pytest.mark.parametrize(
    ("text", "taken", "found"),
    [
        ("Très bien !", [], "tres_bien"),
        ("2 à 3 fois", [], "q_2_a_3_fois"),
        ("Oui", ["oui", "oui_2"], "oui_3"),
        ("…", [], "new"),
    ],
)
def test_an_id_is_made_of_what_was_written(text, taken, found):
    assert toml_writer.identifier(text, taken) == found


def test_a_question_written_out_reads_back_the_same():
    import tomllib

    answers = [
        Answer.model_validate(
            {"id": "a", "codes": ['"x" \\ y', "é"], "from": 1, "to": 2.5, "fr": "A", "en": "B"}
        )
    ]
    whole = Question(
        id="q", kind="single", column="q[é]", label={"fr": "?", "en": "?"}, answers=answers, maximum=10
    )
    read = tomllib.loads("\n".join(toml_writer.question(whole)))
    assert Question.model_validate(read["question"][0]) == whole
