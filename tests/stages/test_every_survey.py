"""What a survey may lack, or have little of: it still runs to its report, and the report is true."""

from __future__ import annotations

import csv

import pytest

from pipeline.stages.show_table import show_table
from pipeline.tables.files import read_table
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


AGE = {"id": "age", "kind": "number", "column": "age", "label": LABEL}


@pytest.mark.parametrize("n", [2, 5])
def test_a_survey_of_a_handful_of_people_publishes_nothing_of_them(n, tmp_path):
    answers = [{"happy": "yes", "age": "40"}] * n
    outputs = small_survey({"question": [HAPPY, AGE]}, answers).published_in(tmp_path)
    estimates = outputs.table("estimates")
    assert set(estimates["status"]) == {"withheld"}
    assert estimates["share"].isna().all()
    assert outputs.table("means")["mean"].isna().all()


def test_where_everyone_says_the_same_nothing_differs(tmp_path):
    answers = [{"happy": "yes", "age": "40"}] * 80
    outputs = small_survey({"question": [HAPPY, AGE]}, answers).published_in(tmp_path)
    assert outputs.table("tests")["p"].isna().all()
    assert set(outputs.table("means")["mean"]) == {40}


def test_a_question_that_nobody_answered_has_no_share(tmp_path):
    answers = [{"happy": "", "ideas": "", "age": ""}] * 40
    outputs = small_survey({"question": [HAPPY, IDEAS, AGE]}, answers).published_in(tmp_path)
    estimates = outputs.table("estimates").set_index("question")
    assert estimates.loc[["happy", "ideas"], "share"].isna().all()


def test_a_group_of_one_person_is_withheld_with_another(tmp_path):
    place = closed("place", "single", ["hill", "plain", "coast"])
    where = ["hill"] + ["plain"] * 40 + ["coast"] * 40
    answers = [{"place": one, "happy": "yes" if i % 3 else "no"} for i, one in enumerate(where)]
    groups = {"question": [HAPPY, place], "breakdown": [{"variable": "place", "label": LABEL}]}
    outputs = small_survey(groups, answers).published_in(tmp_path)
    estimates = outputs.table("estimates")
    hidden = estimates[(estimates["breakdown"] == "place") & (estimates["status"] == "withheld")]
    assert "hill" in set(hidden["group"])
    assert hidden["group"].nunique() == 2


def test_a_breakdown_of_one_group_is_shown_and_not_tested(tmp_path):
    band = {"id": "band", "kind": "bands", "of": "age", "label": LABEL}
    band["bands"] = [{"id": "adult", "from": 18, **LABEL}]
    keys = {"question": [HAPPY, AGE], "derived": [band]}
    keys["breakdown"] = [{"variable": "band", "label": LABEL}]
    answers = [{"happy": "yes" if i % 3 else "no", "age": str(20 + i)} for i in range(60)]
    outputs = small_survey(keys, answers).published_in(tmp_path)
    assert outputs.table("tests")["p"].isna().all()
    estimates = outputs.table("estimates")
    adults = estimates[(estimates["question"] == "happy") & (estimates["group"] == "adult")]
    assert adults["n"].tolist() == [60, 60]


def test_a_discriminant_analysis_of_groups_that_are_all_too_small(tmp_path):
    analysis = {"group": "sex", "active": ["happy"], "folds": 2, "permutations": 99}
    keys = {"question": [HAPPY], "method": {"margins": ["happy"], "few_respondents": 1}}
    survey = small_survey(keys | {"discriminant": analysis | {"active": ["glad"]}}, [])
    survey.codebook["question"].append(closed("glad", "single", ["yes", "no"]))
    survey.codebook["survey"]["expected_respondents"] = 20
    survey.answers = [
        {"sex": "woman" if i % 2 else "man", "happy": "yes" if i % 3 else "no", "glad": "yes"}
        for i in range(20)
    ]
    survey.margins = [{"margin": "happy", "level": one, "population": 500} for one in ("yes", "no")]
    outputs = survey.published_in(tmp_path)
    remarks = outputs.table("discriminant/remarks")["code"].tolist()
    assert remarks == ["group_left_out", "group_left_out", "one_group"]


def test_levels_of_a_question_asked_once_are_not_called_by_service(tmp_path):
    measure = {"id": "glad", "question": "happy", "answers": ["yes"], "label": LABEL, "says": LABEL}
    figure = {"number": 1, "slug": "x", "kind": "levels", "question": "happy", "measure": "glad"}
    figure |= {"below": ["yes"], "below_head": LABEL, "above_head": LABEL, "subtitle": LABEL}
    answers = [{"happy": "yes" if i % 10 else "no"} for i in range(100)]
    outputs = small_survey({"question": [HAPPY], "measure": [measure], "figure": [figure]}, answers)
    outputs = outputs.published_in(tmp_path)
    drawn = outputs.table("../../figures/figures").iloc[0]
    assert drawn["title"].startswith("90")
    assert "par service" not in drawn["alt"]


def test_a_survey_in_english_only_has_its_report_in_french_too(tmp_path):
    survey = small_survey({"question": [HAPPY]}, [{"happy": "yes" if i % 3 else "no"} for i in range(60)])
    survey.codebook["survey"] |= {"languages": ["en"], "title": {"en": "English title"}}
    outputs = survey.published_in(tmp_path, "fr")
    assert "English title" in parsed(outputs.edition.page).text


SERVICES = {
    "service_family": [{"id": "all_of_them", **LABEL}],
    "service": [
        {"id": one, "family": "all_of_them", "code": one, "label": {"fr": one, "en": one}}
        for one in ("bus", "pool")
    ],
}
USE = closed("use", "single", ["yes", "no"], column="use_{service}")


def test_all_services_together_are_not_told_where_they_are_withheld(tmp_path):
    """Few answered about the pool: with all services told, it would be known."""
    measure = {"id": "users", "question": "use", "answers": ["yes"], "label": LABEL, "says": LABEL}
    common = {"question": "use", "subtitle": LABEL}
    levels = {"number": 1, "slug": "x", "kind": "levels", "measure": "users", "below": ["yes"]}
    levels |= common | {"below_head": LABEL, "above_head": LABEL}
    heat = {"number": 2, "slug": "y", "kind": "heat"} | common
    answers = [{"use_bus": "yes" if i % 3 else "no", "use_pool": "yes" if i < 3 else ""} for i in range(60)]
    keys = SERVICES | {"question": [USE], "measure": [measure], "figure": [levels, heat]}
    outputs = small_survey(keys, answers).published_in(tmp_path)
    pooled = outputs.table("estimates").query("service == 'all_services'")
    assert set(pooled["status"]) == {"withheld"}
    text = parsed(outputs.edition.page).text
    assert "Tous services confondus" not in text
    notes = outputs.table("../../figures/figures").set_index("number")["notes"]
    assert "Lecture : pour « bus », 67 %" in notes[2].replace("\u00a0", " ").replace("\u202f", " ")
    assert "contre" not in notes[2]


def test_a_share_that_the_weights_have_settled_is_told_without_an_interval(tmp_path):
    measure = {"id": "women", "question": "sex", "answers": ["woman"], "label": LABEL, "says": LABEL}
    figure = {
        "number": 1,
        "slug": "x",
        "kind": "levels",
        "question": "sex",
        "measure": "women",
        "below": ["woman"],
    }
    figure |= {"below_head": LABEL, "above_head": LABEL, "subtitle": LABEL}
    keys = {"question": [HAPPY], "measure": [measure], "figure": [figure]}
    outputs = small_survey(keys, [{"happy": "yes"}] * 60).published_in(tmp_path)
    notes = outputs.table("../../figures/figures")["notes"].item()
    assert "(sans intervalle de confiance)" in notes


def test_curves_of_which_every_group_is_withheld_tell_no_sizes(tmp_path):
    wait = closed("wait", "ordered", ["short", "long"])
    wait["answers"] = [{**one, "from": 10 * i} for i, one in enumerate(wait["answers"])]
    figure = {"number": 1, "slug": "x", "kind": "curves", "question": "wait", "breakdown": "sex"}
    keys = {"question": [wait], "figure": [figure | {"subtitle": LABEL}]}
    outputs = small_survey(keys, [{"wait": "short"}] * 4).published_in(tmp_path)
    notes = outputs.table("../../figures/figures")["notes"].item()
    assert "nan" not in notes
    assert "Lecture : aucun groupe n’a assez de répondants" in notes.replace("\u00a0", " ")


def test_no_text_of_a_published_csv_is_a_formula_for_a_spreadsheet(tmp_path):
    happy = closed("happy", "single", ["yes", "no"])
    happy["answers"][0] |= {"fr": "=1+1", "en": "=1+1"}
    happy["label"] = {"fr": "+33", "en": "@home"}
    figure = {"number": 1, "slug": "x", "kind": "levels", "question": "happy", "below": ["yes"]}
    figure |= {"below_head": {"fr": "-x", "en": "-x"}, "above_head": LABEL}
    figure |= {"subtitle": {"fr": "-2 %", "en": "-2%"}}
    survey = small_survey({"question": [happy], "figure": [figure]}, [{"happy": "yes"}, {"happy": "no"}] * 30)
    outputs = survey.published_in(tmp_path)
    published = [*outputs.edition.folder.glob("*.csv"), *outputs.wave.done.glob("open-data/*.csv")]
    assert len(published) == 4
    for path in published:
        with path.open(encoding="utf-8", newline="") as stream:
            cells = [cell for row in csv.reader(stream) for cell in row]
        assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r") and not is_number(cell)], path.name
    drawn = (outputs.edition.folder / "fig01_x.csv").read_text("utf-8")
    assert "'=1+1" in drawn
    # What is read back is what the codebook says.
    assert "=1+1" in set(read_table(outputs.edition.folder / "fig01_x.csv")["level"])
    text = parsed(outputs.edition.page).text
    assert "=1+1" in text and "'=1+1" not in text


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
