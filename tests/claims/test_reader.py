"""The register of published results: that of 2017, and every fault that one may have."""

from __future__ import annotations

import tomllib

import pytest

from pipeline.claims.model import Register
from pipeline.claims.reader import read as read_register
from pipeline.codebook.reader import read as read_codebook
from pipeline.errors.faults import Faults
from pipeline.text.messages import say
from tests.support.stages import RAW


@pytest.fixture(scope="module")
def codebook():
    return read_codebook(RAW / "codebook.toml")


def test_the_register_of_2017_has_137_claims_of_which_122_can_be_told_from_answers(codebook):
    published = read_register(RAW / "published.toml", codebook)
    assert len(published.claims) == 137
    testable = [claim for claim in published.claim if claim.check == "answers"]
    assert len(testable) == 122
    assert all(test.kind not in ("fact", "text") for claim in testable for test in claim.test)
    ambiguities = {ambiguity.id for ambiguity in published.ambiguity}
    assert ambiguities == {name for claim in published.claim for name in claim.see}


def test_the_example_of_the_document_is_a_register():
    text = (RAW.parents[2] / "docs" / "published-results.md").read_text("utf-8")
    example = tomllib.loads(text.split("```toml\n")[1].split("```")[0])
    assert Register.model_validate(example).claims["library_best"].alt[0].kind == "order"


FAULTS = """
[document]
title = { fr = "Schéma", en = "Scheme" }
source = { fr = "annexe", en = "annex" }
[ranked]
motives = ["distance", "hours", "price"]
[[section]]
id = "findings"
title = { fr = "Enseignements", en = "Findings" }
[[claim]]
id = "one"
section = "elsewhere"
topic = "use"
check = "answers"
strength = "numeric"
see = ["riddle"]
test = [
  { kind = "share", measure = "happy", services = ["bank"], at_least = 0.5 },
  { kind = "share", measure = "satisfied", services = ["high_school"], at_least = 0.5 },
  { kind = "share", measure = "use", services = ["bank"], at_least = 0.5, at_most = 0.4 },
  { kind = "share", measure = "use", services = ["bank"] },
  { kind = "share", measure = "use", services = ["bank"], at_least = 0.5, rounds_to = 0.6 },
  { kind = "share", at_least = 0.5 },
  { kind = "max", measure = "use", services = ["bank"], along = "territory", levels = ["seaside"] },
  { kind = "share", measure = "use", services = ["bank"], base = "everyone", at_least = 0.5 },
  { kind = "share", measure = "use", services = ["bank"], within = { territory = "moon" }, at_least = 0.5 },
  { kind = "rank", question = "motives", services = ["bank"], answer = "other", ranks = [1] },
]
[[claim]]
id = "one"
section = "findings"
topic = "use"
check = "answers"
strength = "numeric"
test = [{ kind = "count", at_least = 3 }]
"""


def faults_of(tmp_path, codebook, text: str) -> dict[str, tuple[str, str]]:
    path = tmp_path / "published.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Faults) as raised:
        read_register(path, codebook)
    assert raised.value.exit_code == 3
    for fault in raised.value.faults:
        for language in ("fr", "en"):
            assert say(language, f"faults.{fault.code}", value=fault.value, file=fault.file, **fault.values)
    return {fault.code: (fault.column, fault.value) for fault in raised.value.faults}


def test_every_fault_of_a_register_is_listed_with_its_place(tmp_path, codebook):
    assert faults_of(tmp_path, codebook, FAULTS) == {
        "codebook_twice": ("claim", "one"),
        "claim_unknown_section": ("claim[one].section", "elsewhere"),
        "claim_unknown_ambiguity": ("claim[one].see", "riddle"),
        "codebook_unknown_answer": ("ranked.motives", "price"),
        "codebook_unknown_measure": ("claim[one].test[1].measure", "happy"),
        "claim_unknown_service": ("claim[one].test[2].services", "high_school"),
        "claim_interval": ("claim[one].test[3]", "0.5 > 0.4"),
        "claim_no_bound": ("claim[one].test[4]", ""),
        "claim_two_bounds": ("claim[one].test[5]", ""),
        "claim_subject": ("claim[one].test[6]", ""),
        "claim_unknown_level": ("claim[one].test[9].within.territory", "moon"),
        "codebook_unknown_base": ("claim[one].test[8].base", "everyone"),
        "claim_not_ranked": ("claim[one].test[10]", "other"),
    }


@pytest.mark.parametrize(
    "before, after, fault",
    [
        ('kind = "count"', 'kind = "tally"', {"codebook_kind": ("claim[two].test[1]", "tally")}),
        ("at_least = 3", "atleast = 3", {"codebook_unknown_key": ("claim[two].test[1].atleast", "3")}),
        ('check = "answers"', 'check = "maybe"', {"codebook_choice": ("claim[two].check", "maybe")}),
        ('topic = "use"', "", {"codebook_missing_key": ("claim[two].topic", "")}),
        ("[[claim]]", "[[claim]", {"codebook_syntax": ("", None)}),
    ],
    ids=["kind", "key", "choice", "missing", "syntax"],
)
def test_faults_of_form_name_the_claim(tmp_path, codebook, before, after, fault):
    tail = FAULTS[FAULTS.rindex("[[claim]]") :].replace('"one"', '"two"')
    head = FAULTS[: FAULTS.index("[[claim]]")].replace(', "price"', "")
    assert tomllib.loads(head + tail)
    faults = faults_of(tmp_path, codebook, head + tail.replace(before, after))
    assert set(faults) == set(fault)
    assert all(
        expected[0] == faults[code][0] and expected[1] in (faults[code][1], None)
        for code, expected in fault.items()
    )


def test_a_register_that_is_not_there_is_a_fault(tmp_path, codebook):
    with pytest.raises(Faults) as raised:
        read_register(tmp_path / "published.toml", codebook)
    assert [fault.code for fault in raised.value.faults] == ["file_missing"]
