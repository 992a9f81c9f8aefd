"""The codebook as data: what it unfolds to, what is derived from it, who is counted."""

from __future__ import annotations

import tomllib

import numpy as np
import pandas as pd
import pytest

from pipeline.codebook.derived_variables import derive
from pipeline.codebook.domains import membership
from pipeline.codebook.model import Codebook
from pipeline.codebook.reader import read
from pipeline.stages.check_codebook import structure
from tests.support.stages import RAW

SMALL = """
[survey]
id = "small"
title = { en = "Small" }
population = { en = "people" }
producer = { en = "us" }
place = { en = "here" }
fieldwork = { from = 2030-01-01, to = 2030-02-01 }
sample = "random"
synthetic = false
expected_respondents = 4
licence = "none"
languages = ["en"]

[source]
respondent = "who"

[[service_family]]
id = "near"
en = "Near"

[[service]]
id = "library"
family = "near"
code = "lib"
label = { en = "Library" }

[[service]]
id = "pool"
family = "near"
code = "pool"
label = { en = "Pool" }
asked_in = ["minutes"]

[[question]]
id = "use"
kind = "ordered"
column = "use_{service}"
label = { en = "Use?" }
answers = [{ id = "never", en = "Never" }, { id = "some", en = "Some" }, { id = "often", en = "Often" }]

[[question]]
id = "why"
kind = "multiple"
column = "why_{service}"
asked = "non_users"
bases = ["non_users"]
label = { en = "Why?" }
answers = [{ id = "far", en = "Far" }, { id = "dear", en = "Dear" }]

[[question]]
id = "minutes"
kind = "number"
column = "min_{service}"
label = { en = "Minutes" }

[[question]]
id = "years"
kind = "number"
column = "years"
label = { en = "Age" }

[[question]]
id = "born"
kind = "number"
column = "born"
label = { en = "Year of birth" }

[[question]]
id = "home"
kind = "commune"
column = "home"
label = { en = "Commune" }

[[derived]]
id = "age"
kind = "age"
label = { en = "Age" }
age = "years"
birth_year = "born"
year = 2030

[[derived]]
id = "band"
kind = "bands"
label = { en = "Band" }
of = "age"
bands = [{ id = "young", to = 39, en = "Under 40" }, { id = "old", from = 40, en = "40 or more" }]

[[derived]]
id = "area"
kind = "commune_groups"
label = { en = "Area" }
of = "home"
column = "class"
groups = [
  { id = "town", classes = ["1", "2"], en = "Town" },
  { id = "country", classes = ["3"], en = "Country" },
]

[[derived]]
id = "band_area"
kind = "cross"
label = { en = "Band and area" }
of = ["band", "area"]

[[base]]
id = "all"
label = { en = "all" }
of = { en = "of all" }

[[base]]
id = "non_users"
label = { en = "non-users" }
of = { en = "of non-users" }
where = { question = "use", answers = ["never"] }

[method]
margins = ["area"]
"""


@pytest.fixture
def small() -> Codebook:
    return Codebook.model_validate(tomllib.loads(SMALL))


def test_a_battery_unfolds_over_the_services_it_is_asked_about(small):
    names = [(variable.name, variable.column) for variable in small.variables]
    assert names == [
        ("use.library", "use_lib"),
        ("why.library", "why_lib"),
        ("minutes.library", "min_lib"),
        ("minutes.pool", "min_pool"),
        ("years", "years"),
        ("born", "born"),
        ("home", "home"),
    ]


def test_derived_variables_are_made_and_what_is_missing_stays_missing(small):
    answers = pd.DataFrame(
        {
            "years": ["39", "", "", "40"],
            "born": ["", "1990", "", ""],
            "home": ["A", "B", "C", ""],
        }
    )
    communes = pd.DataFrame({"code": ["A", "B", "C"], "class": ["1", "3", "9"]})
    derived = derive(small.derived, answers, communes)
    # Born in 1990, 39 completed years on 1 January 2030.
    assert derived["age"].tolist() == ["39", "39", "", "40"]
    assert derived["band"].tolist() == ["young", "young", "", "old"]
    assert derived["area"].tolist() == ["town", "country", "", ""]
    assert derived["band_area"].tolist() == ["young_town", "young_country", "", ""]
    assert [level.id for level in small.levels("band_area")] == [
        "young_town",
        "young_country",
        "old_town",
        "old_country",
    ]


def test_the_share_of_a_motive_counts_those_asked_who_ticked_something(small):
    answers = pd.DataFrame(
        {"use.library": ["never", "never", "often", "never"], "why.library": ["far|dear", "dear", "far", ""]}
    )
    outcome, domain = membership(small, answers, "why", ["far"], "non_users", "library")
    assert domain.tolist() == [True, True, False, False]
    assert outcome.tolist() == [True, False, False, False]


def test_the_2017_codebook_is_sound_and_whole():
    codebook = read(RAW / "codebook.toml")
    assert codebook.survey.expected_respondents == 1088
    assert len(codebook.services_of("satisfaction")) == 17
    assert len(codebook.services_of("travel_time")) == 18
    assert len({service.family for service in codebook.service}) == 5


def test_labels_are_not_part_of_what_numbers_hang_on():
    path = RAW / "codebook.toml"
    codebook = read(path)
    renamed = codebook.model_copy(
        update={
            "service": [one.model_copy(update={"label": codebook.survey.title}) for one in codebook.service]
        }
    )
    assert structure(renamed) == structure(codebook)
    reordered = codebook.model_copy(update={"service": codebook.service[::-1]})
    assert structure(reordered) != structure(codebook)


def test_every_respondent_has_one_answer_or_none_in_closed_questions(wave):
    codebook = read(RAW / "codebook.toml")
    table = pd.read_csv(wave.done / "3-weighted.csv", dtype=str, keep_default_na=False)
    for service in codebook.services_of("satisfaction"):
        parts = [
            membership(codebook, table, "satisfaction", [level.id], "all", service.id)[0]
            for level in codebook.levels("satisfaction")
        ]
        answered = (table[f"satisfaction.{service.id}"] != "").to_numpy()
        assert np.array_equal(np.sum(parts, axis=0), answered.astype(int))
