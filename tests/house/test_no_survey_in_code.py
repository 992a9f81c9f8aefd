"""The program knows kinds of question and never a question: nothing of the survey of 2017 is in it."""

from __future__ import annotations

import re

import pytest

from pipeline.codebook.reader import read
from tests.support.stages import RAW, ROOT

# Words of the codebook that are also words of the craft, of French or of English.
GENERAL = {
    "autre",
    "cost",
    "distance",
    "health",
    "information",
    "other",
    "quality",
    "qualité",
}
CODEBOOK = read(RAW / "codebook.toml")


def words() -> set[str]:
    """Ids, labels and spellings of services, motives and territories, and the years and names of 2017."""
    found = {CODEBOOK.survey.id, "meuse", "cataeu", "cataeu2010"}
    for service in CODEBOOK.service:
        found |= {service.id, service.code, service.label.fr, service.label.en}
    levels = [*CODEBOOK.by_id["motives"].answers, *CODEBOOK.by_id["territory"].answers]
    for level in levels:
        found |= {level.id, level.fr, level.en, *level.codes}
    found |= {family.id for family in CODEBOOK.service_family}
    found |= {question.id for question in CODEBOOK.question if question.battery}
    return {word.casefold() for word in found if len(word) > 3} | {str(CODEBOOK.survey.fieldwork.start.year)}


SOURCES = [
    path
    for path in sorted((ROOT / "pipeline").rglob("*"))
    if path.suffix in {".py", ".toml", ".html", ".css", ".js"}
]


def test_the_words_looked_for_are_those_of_the_survey():
    assert {"town_hall", "mairie", "la poste", "urban_pole", "couronne", "éloignement", "meuse"} <= words()
    assert words() >= GENERAL
    assert len(SOURCES) > 150


def named(text: str) -> list[str]:
    """What a text names of the survey, where it stands by itself."""
    told = text.casefold()
    return sorted(w for w in words() - GENERAL if re.search(rf"(?<![^\W_]){re.escape(w)}(?![^\W_])", told))


def test_a_name_of_the_survey_would_be_found():
    assert named("if service == 'town_hall':  # La Poste") == ["la poste", "poste", "town_hall"]
    assert named("column = 'sat_mairie'; year = 2017") == ["2017", "mairie"]
    assert named("the distance between two groups, and the rural ones") == ["rural"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_of_the_survey_of_2017_is_named(path):
    # The year of a publication that is cited is no year of the survey.
    assert named(re.sub(r"(and \w+|et al\.) 2017\b", "", path.read_text("utf-8"))) == []
