"""Changes between the questionnaires of two waves break the comparison of what they change, or do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.codebook.model import Codebook, Text
from pipeline.codebook.reader import read
from pipeline.waves.questionnaires import Questionnaires, same_words
from tests.support.stages import RAW

TEXT = (RAW / "codebook.toml").read_text("utf-8")
OLD = read(RAW / "codebook.toml")
BASE = 'equivalent = ["meuse-2017"]'
SATISFACTION = 'id = "satisfaction"\nkind = "ordered"'


def edited(folder: Path, *edits: tuple[str, str]) -> Codebook:
    """The codebook of 2017 as the next wave has edited it."""
    text = TEXT.replace('id = "meuse-2017"', 'id = "next"')
    for before, after in edits:
        assert before in text, before
        text = text.replace(before, after, 1)
    path = folder / "codebook.toml"
    path.write_text(text, "utf-8")
    return read(path)


def changes(questionnaires: Questionnaires) -> list[tuple[str, str, str, str, str]]:
    return [
        (change.table, change.id, change.change, change.aspect, change.effect)
        for change in questionnaires.changes
    ]


def test_a_codebook_differs_in_nothing_from_itself():
    questionnaires = Questionnaires(OLD, OLD)
    assert questionnaires.changes == []
    assert questionnaires.any_comparable
    assert all(questionnaires.comparable_variable(variable) for variable in OLD.by_id)
    assert all(questionnaires.comparable_measure(measure) for measure in OLD.measures)
    assert all(questionnaires.comparable_base(base) for base in OLD.bases)
    assert all(
        questionnaires.comparable_battery(question.id) for question in OLD.question if question.battery
    )


REWORDED = ("Quel temps de trajet vous paraît acceptable", "Combien de temps acceptez-vous de rouler")


def test_a_reworded_question_breaks_whatever_is_counted_on_it(tmp_path):
    questionnaires = Questionnaires(OLD, edited(tmp_path, REWORDED))
    assert changes(questionnaires) == [("question", "travel_time", "reworded", "label", "breaks")]
    assert not questionnaires.comparable_variable("travel_time")
    assert not questionnaires.comparable_measure("over_20_minutes")
    assert questionnaires.comparable_variable("satisfaction")
    assert questionnaires.comparable_measure("not_satisfied")


def test_a_rewording_declared_equivalent_breaks_nothing(tmp_path):
    declared = ('id = "travel_time"\nkind', f'id = "travel_time"\n{BASE}\nkind')
    questionnaires = Questionnaires(OLD, edited(tmp_path, REWORDED, declared))
    assert changes(questionnaires) == [("question", "travel_time", "reworded", "label", "declared")]
    assert questionnaires.comparable_measure("over_20_minutes")


def test_a_rewording_declared_equivalent_to_another_wave_breaks_all_the_same(tmp_path):
    declared = ('id = "travel_time"\nkind', 'id = "travel_time"\nequivalent = ["meuse-2011"]\nkind')
    questionnaires = Questionnaires(OLD, edited(tmp_path, REWORDED, declared))
    assert not questionnaires.comparable_measure("over_20_minutes")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            'fr = "Non satisfait", en = "Not satisfied" },',
            'fr = "Pas du tout satisfait", en = "Not satisfied" },',
            ("answer", "satisfaction.not_satisfied", "reworded", "label", "breaks"),
        ),
        (
            'codes = ["1", "ns", "non satisfait"]',
            'codes = ["A", "ns", "non satisfait"]',
            ("answer", "satisfaction.not_satisfied", "recoded", "codes", "harmless"),
        ),
        (
            'id = "10_to_20", from = 10, to = 20',
            'id = "10_to_20", from = 10, to = 25',
            ("answer", "travel_time.10_to_20", "redefined", "limits", "breaks"),
        ),
        (
            'id = "15_29", from = 15',
            'id = "15_29", from = 18',
            ("group", "age_band.15_29", "redefined", "limits", "breaks"),
        ),
        (
            'id = "belt", classes = ["112", "120"]',
            'id = "belt", classes = ["112"]',
            ("group", "territory.belt", "redefined", "classes", "breaks"),
        ),
        (
            'en = "Culture" }\nthe',
            'en = "Libraries" }\nthe',
            ("service", "culture", "reworded", "label", "breaks"),
        ),
        (
            'code = "culture"',
            'code = "cult"',
            ("service", "culture", "recoded", "codes", "harmless"),
        ),
        (
            'id = "interested_internet"\nquestion = "interest_internet"\nanswers = ["yes"]',
            'id = "interested_internet"\nquestion = "interest_internet"\nanswers = ["no"]',
            ("measure", "interested_internet", "redefined", "answers", "breaks"),
        ),
        (
            'where = { question = "satisfaction", answers = ["non_user", "not_satisfied"] }',
            'where = { question = "satisfaction", answers = ["non_user"] }',
            ("base", "not_using_or_not_satisfied", "redefined", "answers", "breaks"),
        ),
    ],
)
def test_each_kind_of_change_is_told_with_what_it_does(tmp_path, before, after, expected):
    assert changes(Questionnaires(OLD, edited(tmp_path, (before, after)))) == [expected]


def test_typography_and_capitals_are_no_rewording(tmp_path):
    edit = ("Êtes-vous satisfait de ce service ?", "Êtes-vous\u00a0satisfait de ce service\u202f?")
    assert changes(Questionnaires(OLD, edited(tmp_path, edit))) == []
    assert same_words(Text(fr="L'âge"), Text(fr="l’âge"))
    assert not same_words(Text(fr="L'âge"), Text(fr="L'âge révolu"))
    assert not same_words(Text(fr="Oui"), Text(en="Yes")), "in no language that both have: cannot be told"


def test_an_answer_more_breaks_its_question_and_the_bases_made_of_it(tmp_path):
    answer = '  { id = "not_satisfied", codes = ["1"'
    more = '  { id = "no_opinion", codes = ["9"], fr = "Sans avis", en = "No opinion" },\n' + answer
    questionnaires = Questionnaires(OLD, edited(tmp_path, (answer, more)))
    assert changes(questionnaires) == [("answer", "satisfaction.no_opinion", "added", "", "breaks")]
    assert not questionnaires.comparable_measure("use")
    assert not questionnaires.comparable_base("users")
    assert not questionnaires.comparable_base("not_using_or_not_satisfied"), (
        "those asked for motives are not the same people"
    )
    assert questionnaires.comparable_base("all")


def test_five_levels_declared_equivalent_to_three_compare_what_is_named_alike(tmp_path):
    answer = '  { id = "very_satisfied", codes'
    more = '  { id = "satisfied", codes = ["9"], fr = "Satisfait", en = "Satisfied" },\n' + answer
    listed = '"rather_satisfied", "very_satisfied"]'
    counted = (f"[{listed}\nbase", f'["satisfied", {listed}\nbase')
    users = (
        f'answers = ["not_satisfied", {listed} }}',
        f'answers = ["not_satisfied", "satisfied", {listed} }}',
    )
    declared = (SATISFACTION, f"{SATISFACTION}\n{BASE}")
    new = edited(tmp_path, (answer, more), declared, counted, users)
    questionnaires = Questionnaires(OLD, new)
    assert {change.effect for change in questionnaires.changes} == {"declared"}
    assert questionnaires.comparable_measure("satisfied")
    assert questionnaires.comparable_base("users")


def test_a_group_drawn_otherwise_breaks_what_crosses_it(tmp_path):
    questionnaires = Questionnaires(
        OLD, edited(tmp_path, ('id = "15_29", from = 15', 'id = "15_29", from = 18'))
    )
    assert not questionnaires.comparable_variable("age_band")
    assert not questionnaires.comparable_variable("sex_age")
    assert questionnaires.comparable_variable("territory")


def test_services_of_one_wave_only_leave_all_services_together_without_a_comparison(tmp_path):
    questionnaires = Questionnaires(OLD, edited(tmp_path, ('id = "bank"', 'id = "banks"')))
    assert changes(questionnaires)[0] == ("service", "banks", "added", "", "alone")
    assert changes(questionnaires)[1] == ("service", "bank", "dropped", "", "alone")
    assert not questionnaires.comparable_battery("satisfaction")
    assert questionnaires.comparable_service("post_office")
    assert not questionnaires.comparable_service("banks")
