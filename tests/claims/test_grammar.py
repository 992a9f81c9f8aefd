"""The grammar of sentences on published results: articles, elision, number, enumerations."""

from __future__ import annotations

import pytest

from pipeline.claims.grammar import bare, listed, of, plural, to


@pytest.mark.parametrize(
    "phrase, after_de, after_a",
    [
        ("l'État", "de l'État", "à l'État"),
        ("le rural", "du rural", "au rural"),
        ("la mairie", "de la mairie", "à la mairie"),
        ("les services sociaux", "des services sociaux", "aux services sociaux"),
        ("eau", "d'eau", "à eau"),
        ("Éloignement", "d'Éloignement", "à Éloignement"),
        ("« Autre »", "de « Autre »", "à « Autre »"),
    ],
)
def test_articles_contract_and_elide(phrase, after_de, after_a):
    assert of(phrase) == after_de
    assert to(phrase) == after_a


@pytest.mark.parametrize(
    "people, language, who",
    [
        ("des usagers", "fr", "les usagers"),
        ("du public", "fr", "le public"),
        ("de la population", "fr", "la population"),
        ("de l'échantillon", "fr", "l'échantillon"),
        ("of users", "en", "users"),
    ],
)
def test_people_lose_their_preposition(people, language, who):
    assert bare(people, language) == who


def test_enumerations_and_number():
    assert listed(["a"], "et") == "a"
    assert listed(["a", "b", "c"], "et") == "a, b et c"
    assert plural("les horaires") and not plural("la qualité")
