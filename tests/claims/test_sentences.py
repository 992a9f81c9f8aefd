"""Claims as sentences: one of each kind in both languages, and what French asks of articles."""

from __future__ import annotations

import pytest

from pipeline.claims.reader import read as read_register
from pipeline.claims.readings import named
from pipeline.claims.sentences import sentence
from pipeline.codebook.model import Codebook
from pipeline.codebook.reader import read as read_codebook
from tests.support.registers import BASE, register
from tests.support.stages import RAW

MOTIVES = {"question": "motives", "services": ["town_hall"], "base": BASE}
STATE = {"measure": "satisfied", "services": ["state_services"]}
TWO = {"measure": "satisfied", "services": ["bank", "post_office"]}
TERRITORY = {"along": "territory"}
CASES = {
    "share": (
        {"kind": "share", "measure": "not_satisfied", "services": ["state_services"], "more_than": 0.4},
        "Plus de 40 % des usagers ne sont pas satisfaits des services de l’État.",
        "More than 40% of users are not satisfied with State services.",
    ),
    "printed percentage": (
        {"kind": "share", "measure": "non_use", "services": ["home_help"], "rounds_to": 0.64},
        "64 % des habitants n’utilisent pas l’aide à domicile.",
        "64% of inhabitants do not use home help.",
    ),
    "share in a group of people": (
        {"kind": "share", "measure": "with_car", "within": {"age_band": "75_plus"}, "at_most": 0.125},
        "Chez les 75 ans ou plus, au plus 12,5 % ont une voiture dans le foyer.",
        "Among people aged 75 or more, at most 12.5% have a car in the household.",
    ),
    "share in a place": (
        {"kind": "share", "measure": "with_car", "within": {"territory": "rural"}, "less_than": 0.5},
        "Dans le rural, moins de 50 % des habitants ont une voiture dans le foyer.",
        "In rural areas, less than 50% of inhabitants have a car in the household.",
    ),
    "every service": (
        {"kind": "share", **TWO, "at_least": 0.3, "at_most": 0.37},
        "Que ce soit pour les services bancaires ou la Poste, entre 30 % et 37 % des usagers sont plutôt ou "
        "très satisfaits.",
        "Whether for banking services or the post office, between 30% and 37% of users are rather or very "
        "satisfied.",
    ),
    "services pooled": (
        {"kind": "share", **TWO, "aggregate": "pooled", "at_least": 0.3},
        "En moyenne sur les services bancaires et la Poste, au moins 30 % des usagers sont plutôt ou très "
        "satisfaits.",
        "On average over banking services and the post office, at least 30% of users are rather or very "
        "satisfied.",
    ),
    "services jointly": (
        {"kind": "share", **TWO, "aggregate": "joint", "at_least": 0.3},
        "Pour les services bancaires et la Poste à la fois, au moins 30 % des usagers sont plutôt ou très "
        "satisfaits.",
        "For banking services and the post office at once, at least 30% of users are rather or very "
        "satisfied.",
    ),
    "some": (
        {"kind": "share", **STATE, "more_than": 0.0},
        "Une partie des usagers sont satisfaits des services de l’État.",
        "A part of users are satisfied with State services.",
    ),
    "share of a motive": (
        {"kind": "share", **MOTIVES, "answer": "hours", "at_least": 0.5},
        "Au moins 50 % des non-usagers ou non satisfaits citent les horaires d’ouverture à propos de la "
        "mairie.",
        "At least 50% of those not using it or not satisfied cite opening hours about the town hall.",
    ),
    "count": (
        {"kind": "count", "within": {"age_band": "75_plus"}, "at_least": 93, "at_most": 93},
        "Chez les 75 ans ou plus, 93 personnes ont répondu.",
        "Among people aged 75 or more, 93 people answered.",
    ),
    "count of one": (
        {"kind": "count", "at_least": 1, "at_most": 1},
        "1 personne a répondu.",
        "1 person answered.",
    ),
    "count above": (
        {"kind": "count", "more_than": 1000},
        "Plus de 1 000 personnes ont répondu.",
        "More than 1,000 people answered.",
    ),
    "count between": (
        {"kind": "count", "at_least": 1000, "at_most": 1100},
        "Entre 1 000 et 1 100 personnes ont répondu.",
        "Between 1,000 and 1,100 people answered.",
    ),
    "count up to": (
        {"kind": "count", "at_most": 1100},
        "Au plus 1 100 personnes ont répondu.",
        "At most 1,100 people answered.",
    ),
    "range along groups": (
        {"kind": "range", **STATE, **TERRITORY, "levels": ["small_pole", "rural"], "at_least": 0.5},
        "Dans les petits pôles comme dans le rural, au moins 50 % des usagers sont satisfaits des "
        "services de "
        "l’État.",
        "In small poles and in rural areas alike, at least 50% of users are satisfied with State services.",
    ),
    "range along services": (
        {"kind": "range", **TWO, "along": "service", "at_least": 0.5},
        "Que ce soit pour les services bancaires ou la Poste, au moins 50 % des usagers sont plutôt ou très "
        "satisfaits.",
        "Whether for banking services or the post office, at least 50% of users are rather or very "
        "satisfied.",
    ),
    "range along measures": (
        {"kind": "range", "measures": ["with_car", "with_children"], "along": "measure", "at_least": 0.5},
        "Au moins 50 % des habitants ont une voiture dans le foyer ; au moins 50 % des habitants ont des "
        "enfants dans le foyer.",
        "At least 50% of inhabitants have a car in the household; at least 50% of inhabitants have "
        "children in "
        "the household.",
    ),
    "range along answers": (
        {"kind": "range", **MOTIVES, "along": "answer", "levels": ["hours", "cost"], "at_least": 0.05},
        "Pour la mairie, chacun des motifs (les horaires d’ouverture et le coût) est cité par au moins 5 "
        "% des "
        "non-usagers ou non satisfaits.",
        "For the town hall, each of the motives (opening hours and cost) is cited by at least 5% of "
        "those not "
        "using it or not satisfied.",
    ),
    "order along groups": (
        {"kind": "order", **STATE, **TERRITORY, "above": ["small_pole"], "below": ["belt", "rural"]},
        "La part des usagers qui sont satisfaits des services de l’État est plus élevée dans les petits "
        "pôles "
        "que dans les couronnes des pôles urbains et dans le rural.",
        "The share of users who are satisfied with State services is higher in small poles than in the "
        "belts of "
        "urban poles and in rural areas.",
    ),
    "order along services": (
        {
            "kind": "order",
            "measure": "satisfied",
            "along": "service",
            "above": ["bank"],
            "below": ["home_help"],
        },
        "La part des usagers qui sont plutôt ou très satisfaits est plus élevée pour les services "
        "bancaires que "
        "pour l’aide à domicile.",
        "The share of users who are rather or very satisfied is higher for banking services than for "
        "home help.",
    ),
    "order along answers": (
        {"kind": "order", **MOTIVES, "along": "answer", "above": ["hours", "distance"], "below": ["cost"]},
        "Pour la mairie, parmi les non-usagers ou non satisfaits, les motifs des horaires d’ouverture et de "
        "l’éloignement sont plus souvent cités que celui du coût.",
        "For the town hall, among those not using it or not satisfied, the motives of opening hours and "
        "distance "
        "are each cited more often than that of cost.",
    ),
    "order along measures": (
        {
            **{"kind": "order", "measures": ["with_car", "with_children"], "along": "measure"},
            **{"above": ["with_car"], "below": ["with_children"]},
        },
        "La part des habitants qui ont une voiture dans le foyer est plus élevée que la part des "
        "habitants qui "
        "ont des enfants dans le foyer.",
        "The share of inhabitants who have a car in the household is higher than the share of "
        "inhabitants who "
        "have children in the household.",
    ),
    "max": (
        {"kind": "max", **STATE, **TERRITORY, "levels": ["rural"]},
        "La part des usagers qui sont satisfaits des services de l’État est la plus élevée dans le rural.",
        "The share of users who are satisfied with State services is highest in rural areas.",
    ),
    "min": (
        {"kind": "min", **STATE, **TERRITORY, "levels": ["rural", "belt"]},
        "La part des usagers qui sont satisfaits des services de l’État est la plus faible dans le rural "
        "et dans "
        "les couronnes des pôles urbains (dans un ordre ou dans un autre).",
        "The share of users who are satisfied with State services is lowest in rural areas and in the "
        "belts of "
        "urban poles (in any order).",
    ),
    "max along answers": (
        {"kind": "max", **MOTIVES, "along": "answer", "levels": ["distance"]},
        "Pour la mairie, parmi les non-usagers ou non satisfaits, le motif de l’éloignement est le plus "
        "souvent "
        "cité.",
        "For the town hall, among those not using it or not satisfied, the motive of distance is cited most "
        "often.",
    ),
    "difference": (
        {
            **{"kind": "difference", **STATE, **TERRITORY, "above": ["rural"], "below": ["belt"]},
            **{"at_least": 0.095, "at_most": 0.135},
        },
        "La part des usagers qui sont satisfaits des services de l’État est plus élevée de 9,5 à 13,5 points "
        "dans le rural que dans les couronnes des pôles urbains.",
        "The share of users who are satisfied with State services is higher by 9.5 to 13.5 points in "
        "rural areas "
        "than in the belts of urban poles.",
    ),
    "difference to several together": (
        {
            **{"kind": "difference", **STATE, **TERRITORY, "pairs": "pooled", "at_least": 0.1},
            **{"above": ["rural"], "below": ["belt", "small_pole"]},
        },
        "La part des usagers qui sont satisfaits des services de l’État est plus élevée d’au moins 10 points "
        "dans le rural qu’en moyenne dans les couronnes des pôles urbains et dans les petits pôles.",
        "The share of users who are satisfied with State services is higher by at least 10 points in "
        "rural areas "
        "than on average in the belts of urban poles and in small poles.",
    ),
    "spread": (
        {"kind": "spread", **STATE, **TERRITORY, "at_most": 0.1},
        "La part des usagers qui sont satisfaits des services de l’État varie de 10 points au plus selon le "
        "territoire.",
        "The share of users who are satisfied with State services varies by at most 10 points by territory.",
    ),
    "varies less": (
        {
            **{"kind": "spread_lt", **TERRITORY, "left": {"measure": "use", "services": ["high_school"]}},
            "right": STATE,
        },
        "La part des habitants qui utilisent le lycée varie moins selon le territoire que celle des "
        "usagers qui "
        "sont satisfaits des services de l’État.",
        "The share of inhabitants who use high school varies less by territory than that of users who are "
        "satisfied with State services.",
    ),
    "profile of a measure": (
        {"kind": "profile_differs", **TWO, "along": "service"},
        "La part des usagers qui sont plutôt ou très satisfaits diffère entre les services bancaires et la "
        "Poste.",
        "The share of users who are rather or very satisfied differs between banking services and the post "
        "office.",
    ),
    "profile of answers": (
        {"kind": "profile_differs", **MOTIVES, **TERRITORY},
        "Pour la mairie, les motifs cités par les non-usagers ou non satisfaits diffèrent selon le "
        "territoire.",
        "For the town hall, the motives cited by those not using it or not satisfied differ by territory.",
    ),
    "first": (
        {"kind": "rank", **MOTIVES, "answer": "cost", "ranks": [1]},
        "Pour la mairie, parmi les non-usagers ou non satisfaits, le motif le plus cité est celui du coût.",
        "For the town hall, among those not using it or not satisfied, the most cited motive is cost.",
    ),
    "rank": (
        {"kind": "rank", **MOTIVES, "answer": "hours", "ranks": [2, 3]},
        "Pour la mairie, parmi les non-usagers ou non satisfaits, le deuxième ou troisième motif le plus "
        "cité "
        "est celui des horaires d’ouverture.",
        "For the town hall, among those not using it or not satisfied, the second or third most cited "
        "motive is "
        "opening hours.",
    ),
    "top set": (
        {"kind": "top_set", **MOTIVES, "answers": ["distance", "quality"]},
        "Pour la mairie, parmi les non-usagers ou non satisfaits, les deux motifs les plus cités sont "
        "ceux de "
        "l’éloignement et de la qualité (dans un ordre ou dans un autre).",
        "For the town hall, among those not using it or not satisfied, the two most cited motives are "
        "distance "
        "and quality (in any order).",
    ),
    "in top, plural": (
        {"kind": "in_top", **MOTIVES, "answers": ["hours"], "top": 3},
        "Pour la mairie, parmi les non-usagers ou non satisfaits, les horaires d’ouverture figurent "
        "parmi les "
        "trois motifs les plus cités.",
        "For the town hall, among those not using it or not satisfied, the three most cited motives include "
        "opening hours.",
    ),
    "in top, singular": (
        {"kind": "in_top", **MOTIVES, "answers": ["quality"], "top": 2},
        "Pour la mairie, parmi les non-usagers ou non satisfaits, la qualité figure parmi les deux "
        "motifs les "
        "plus cités.",
        "For the town hall, among those not using it or not satisfied, the two most cited motives include "
        "quality.",
    ),
    "fact": (
        {"kind": "fact", "key": "mode", "value": {"fr": "lien ouvert", "en": "open link"}},
        "Fait de conception de l’enquête : lien ouvert.",
        "Fact of the survey’s design: open link.",
    ),
    "text": (
        {"kind": "text", "note": {"fr": "il faudrait des distances", "en": "needs distances."}},
        "Hors de portée des réponses : il faudrait des distances.",
        "Beyond what answers can tell: needs distances.",
    ),
}


@pytest.fixture(scope="module")
def codebook():
    return read_codebook(RAW / "codebook.toml")


def written(codebook: Codebook, assertion: dict, language: str) -> str:
    published = register(assertion)
    clause = sentence(tuple(published.claim[0].test), published.ranked, codebook, language)
    return clause.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize("assertion, french, english", CASES.values(), ids=CASES)
def test_each_kind_is_a_sentence_in_both_languages(codebook, assertion, french, english):
    assert written(codebook, assertion, "fr") == french
    assert written(codebook, assertion, "en") == english


def test_a_codebook_without_words_for_sentences_still_makes_sentences(codebook):
    """No article, no noun, no verb: labels stand in quotes, and an answer is feminine in French."""
    content = codebook.model_dump(by_alias=True)
    for service in content["service"]:
        service["the"] = None
    for question in content["question"]:
        question |= {"noun": None, "says": None, "told": None}
        for answer in question["answers"]:
            answer["the"] = None
    plain = Codebook.model_validate(content)
    rank = CASES["rank"][0]
    assert written(plain, rank, "fr") == (
        "Pour le service « Mairie, intercommunalité », parmi les non-usagers ou non satisfaits, la "
        "deuxième ou "
        "troisième réponse la plus citée est celle de « Horaires d’ouverture »."
    )
    assert written(plain, CASES["share of a motive"][0], "fr") == (
        "Pour le service « Mairie, intercommunalité », au moins 50 % des non-usagers ou non satisfaits "
        "répondent "
        "« Horaires d’ouverture »."
    )
    assert written(plain, CASES["share of a motive"][0], "en") == (
        "For the service “Town hall, intercommunality”, at least 50% of those not using it or not satisfied "
        "answer “Opening hours”."
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_reading_of_2017_is_a_sentence_of_its_own(codebook, language):
    published = read_register(RAW / "published.toml", codebook)
    for claim in published.claim:
        readings = [
            sentence(assertions, published.ranked, codebook, language) for _, assertions in named(claim)
        ]
        assert len(set(readings)) == len(readings)
        for text in readings:
            assert text.endswith(".") and text[0] == text[0].upper()
            assert not any(sign in text for sign in ("{", "}", "_", "  ", "de les", "de le ", "None"))
