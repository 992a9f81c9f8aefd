"""What French and English ask of the words of a sentence: articles, elision, number, enumerations."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.codebook.elements import Language

_CONTRACTED = {"de": {"le ": "du ", "les ": "des "}, "à": {"le ": "au ", "les ": "aux "}}
_VOWELS = "aeiouyàâäéèêëîïôöùûühœæ"


def of(phrase: str) -> str:
    """Return French "de" before a noun phrase: "des musées", "du nord", "de l'école", "d'eau"."""
    return _after("de", phrase, "d'")


def to(phrase: str) -> str:
    """Return French "à" before a noun phrase: "aux musées", "au stade", "à la piscine"."""
    return _after("à", phrase, "à ")


def bare(people: str, language: Language) -> str:
    """Return people without the "of" before them: "des usagers" is "les usagers", "of users" is "users"."""
    if language == "en":
        return people.removeprefix("of ")
    if people.startswith(("de la ", "de l'")):
        return people.removeprefix("de ")
    for article, contracted in _CONTRACTED["de"].items():
        if people.startswith(contracted):
            return article + people.removeprefix(contracted)
    return people.removeprefix("de ").removeprefix("d'")


def plural(phrase: str) -> bool:
    """Return whether a French noun phrase with its article is plural: "les musées"."""
    return phrase.startswith(("les ", "des "))


def listed(items: Sequence[str], last: str) -> str:
    """Return "a, b and c", `last` being the word before the last item."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def _after(preposition: str, phrase: str, before_vowel: str) -> str:
    for article, contracted in _CONTRACTED[preposition].items():
        if phrase.startswith(article):
            return contracted + phrase.removeprefix(article)
    if phrase.startswith(("la ", "l'")) or phrase[:1].casefold() not in _VOWELS:
        return f"{preposition} {phrase}"
    return before_vowel + phrase
