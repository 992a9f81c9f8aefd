"""What a survey may lack, or have little of: it still runs to its report, and the report is true."""

from __future__ import annotations

import pytest

from pipeline.stages.show_table import show_table
from tests.support.published import parsed
from tests.support.stages import exit_code
from tests.support.written_surveys import LABEL, closed, small_survey

HAPPY = closed("happy", "single", ["yes", "no"])
IDEAS = closed("ideas", "multiple", ["trees", "benches"])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_without_a_question_of_several_answers_no_answer_is_tested_by_itself(language, tmp_path):
    answers = [{"happy": "yes" if i % 3 else "no"} for i in range(60)]
    outputs = small_survey({"question": [HAPPY]}, answers).published_in(tmp_path, language)
    header = (outputs.wave.done / "items.csv").read_text("utf-8").splitlines()
    assert header == ["question,service,base,breakdown,answer,statistic,df1,df2,p,"
                      "cramer_v,cramer_v_corrected,n,status,p_adjusted"]  # fmt: skip
    assert "67" in parsed(outputs.edition.page).text


def test_an_answer_that_few_people_could_tick_is_not_tested_by_itself(tmp_path):
    answers = [{"ideas": "trees" if i < 20 else ""} for i in range(60)]
    outputs = small_survey({"question": [IDEAS]}, answers).published_in(tmp_path)
    assert outputs.table("items").empty
    assert outputs.table("tests")["status"].tolist() == ["few_respondents"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_without_breakdowns_shares_stand_overall(language, tmp_path, capsys):
    answers = [{"happy": "yes" if i % 4 else "no", "ideas": "trees", "age": str(20 + i)} for i in range(60)]
    age = {"id": "age", "kind": "number", "column": "age", "label": LABEL}
    survey = small_survey({"question": [HAPPY, IDEAS, age], "breakdown": []}, answers)
    outputs = survey.published_in(tmp_path, language)
    for name in ("tests", "contrasts", "pairs", "screening", "test-values"):
        assert outputs.table(name).empty, name
    shares = outputs.table("estimates").set_index("answer")["share"]
    assert shares["yes"] == pytest.approx(0.75)
    text = parsed(outputs.edition.page).text.replace("\u202f", "").replace("\xa0", "")
    assert {"fr": "75,0%", "en": "75.0%"}[language] in text
    assert {"fr": "49,50", "en": "49.50"}[language] in text

    paths = {"codebook_file": outputs.wave.raw / "codebook.toml", "tables": outputs.wave.done}
    capsys.readouterr()
    assert exit_code(show_table, language, **paths, question="happy", by="all") == 0
    assert {"fr": "75,0", "en": "75.0"}[language] in capsys.readouterr().out


def test_who_says_no_to_every_option_has_answered(tmp_path):
    ideas = {**IDEAS, "column": "idea_{option}"}
    ideas["answers"] = [{**one, "option": one["id"]} for one in IDEAS["answers"]]
    ticked = {"idea_trees": "Oui", "idea_benches": "Non"}
    answers = [*[ticked] * 25, *[{"idea_trees": "Non", "idea_benches": "Non"}] * 50]
    answers += [{"idea_trees": "Non", "idea_benches": ""}] * 25 + [
        {"idea_trees": "", "idea_benches": ""}
    ] * 20
    outputs = small_survey({"question": [ideas]}, answers).published_in(tmp_path)
    estimates = outputs.table("estimates")
    overall = estimates[(estimates["question"] == "ideas") & (estimates["breakdown"] == "all")]
    assert overall["n"].tolist() == [100, 100]
    assert overall.set_index("answer")["share"].to_dict() == pytest.approx({"trees": 0.25, "benches": 0})
    missing = outputs.table("quality/missing").set_index("variable")
    assert missing.loc["ideas", ["answered", "missing"]].tolist() == [100, 20]


def test_a_dash_in_a_cell_of_several_answers_is_no_answer_of_the_codebook(tmp_path, capsys):
    wave = small_survey({"question": [IDEAS]}, [{"ideas": "-"}, {"ideas": "trees"}]).wave(tmp_path)
    assert wave.run("check_codebook", "clean", "validate", language="en") == 2
    assert "“-”" in capsys.readouterr().err
