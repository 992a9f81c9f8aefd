"""What two codebooks say differently, and what may be compared all the same."""

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


def told(asked: Questionnaires) -> list[tuple[str, str, str, str, str]]:
    return [(one.table, one.id, one.change, one.aspect, one.effect) for one in asked.changes]


def test_a_codebook_differs_in_nothing_from_itself():
    asked = Questionnaires(OLD, OLD)
    assert asked.changes == []
    assert asked.related
    assert all(asked.variable(one) for one in OLD.by_id)
    assert all(asked.measure(one) for one in OLD.measures)
    assert all(asked.base(one) for one in OLD.bases)
    assert all(asked.pooled(one.id) for one in OLD.question if one.battery)


REWORDED = ("Quel temps de trajet vous paraît acceptable", "Combien de temps acceptez-vous de rouler")


def test_a_reworded_question_breaks_whatever_is_counted_on_it(tmp_path):
    asked = Questionnaires(OLD, edited(tmp_path, REWORDED))
    assert told(asked) == [("question", "travel_time", "reworded", "label", "breaks")]
    assert not asked.variable("travel_time")
    assert not asked.measure("over_20_minutes")
    assert asked.variable("satisfaction")
    assert asked.measure("not_satisfied")


def test_a_rewording_declared_equivalent_breaks_nothing(tmp_path):
    declared = ('id = "travel_time"\nkind', f'id = "travel_time"\n{BASE}\nkind')
    asked = Questionnaires(OLD, edited(tmp_path, REWORDED, declared))
    assert told(asked) == [("question", "travel_time", "reworded", "label", "declared")]
    assert asked.measure("over_20_minutes")


def test_a_rewording_declared_equivalent_to_another_wave_breaks_all_the_same(tmp_path):
    declared = ('id = "travel_time"\nkind', 'id = "travel_time"\nequivalent = ["meuse-2011"]\nkind')
    asked = Questionnaires(OLD, edited(tmp_path, REWORDED, declared))
    assert not asked.measure("over_20_minutes")


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
    assert told(Questionnaires(OLD, edited(tmp_path, (before, after)))) == [expected]


def test_typography_and_capitals_are_no_rewording(tmp_path):
    edit = ("Êtes-vous satisfait de ce service ?", "Êtes-vous\u00a0satisfait de ce service\u202f?")
    assert told(Questionnaires(OLD, edited(tmp_path, edit))) == []
    assert same_words(Text(fr="L'âge"), Text(fr="l’âge"))
    assert not same_words(Text(fr="L'âge"), Text(fr="L'âge révolu"))
    assert not same_words(Text(fr="Oui"), Text(en="Yes")), "in no language that both have: cannot be told"


def test_an_answer_more_breaks_its_question_and_the_bases_made_of_it(tmp_path):
    answer = '  { id = "not_satisfied", codes = ["1"'
    more = '  { id = "no_opinion", codes = ["9"], fr = "Sans avis", en = "No opinion" },\n' + answer
    asked = Questionnaires(OLD, edited(tmp_path, (answer, more)))
    assert told(asked) == [("answer", "satisfaction.no_opinion", "added", "", "breaks")]
    assert not asked.measure("use")
    assert not asked.base("users")
    assert not asked.base("not_using_or_not_satisfied"), "those asked for motives are not the same people"
    assert asked.base("all")
    assert "no_opinion" not in asked.levels("satisfaction")


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
    asked = Questionnaires(OLD, new)
    assert {one.effect for one in asked.changes} == {"declared"}
    assert asked.measure("satisfied")
    assert asked.base("users")


def test_a_group_drawn_otherwise_breaks_what_crosses_it(tmp_path):
    asked = Questionnaires(OLD, edited(tmp_path, ('id = "15_29", from = 15', 'id = "15_29", from = 18')))
    assert not asked.variable("age_band")
    assert not asked.variable("sex_age")
    assert asked.variable("territory")


def test_services_of_one_wave_only_leave_all_services_together_without_a_comparison(tmp_path):
    asked = Questionnaires(OLD, edited(tmp_path, ('id = "bank"', 'id = "banks"')))
    assert told(asked)[0] == ("service", "banks", "added", "", "alone")
    assert told(asked)[1] == ("service", "bank", "dropped", "", "alone")
    assert not asked.pooled("satisfaction")
    assert asked.service("post_office")
    assert not asked.service("banks")
