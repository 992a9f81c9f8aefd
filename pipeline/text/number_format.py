"""Numbers, dates and typography as the reader's language writes them. Not estimable prints "–"."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from pipeline.text.messages import Language

NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"
NONE = "–"

_MONTHS = {
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}


def percent(share: float, language: Language, decimals: int = 0) -> str:
    """Return a fraction as a percentage: 0.59 is "59 %" in French, "59%" in English."""
    if _missing(share):
        return NONE
    sign = f"{NARROW_SPACE}%" if language == "fr" else "%"
    return bare_percent(share, language, decimals) + sign


def bare_percent(share: float, language: Language, decimals: int = 0) -> str:
    """Return a fraction as a percentage without its sign: 0.59 is "59"."""
    return NONE if _missing(share) else _written(_exact(share) * 100, language, decimals)


def percent_range(low: float, high: float, language: Language, decimals: int = 0) -> str:
    """Return two fractions as one interval: "55 à 70 %", "55% to 70%"."""
    if language == "fr":
        return f"{bare_percent(low, language, decimals)} à {percent(high, language, decimals)}"
    return f"{percent(low, language, decimals)} to {percent(high, language, decimals)}"


def decimal_range(low: float, high: float, language: Language, decimals: int) -> str:
    """Return two numbers as one interval: "0,48 à 0,74", "0.48 to 0.74"."""
    joined = " à " if language == "fr" else " to "
    return joined.join(decimal(x, language, decimals) for x in (low, high))


def number(n: float, language: Language) -> str:
    """Return a whole number with its thousands: "1 088", "1,088"."""
    return decimal(n, language, 0)


def decimal(x: float, language: Language, decimals: int) -> str:
    """Return a number with so many decimals: "1,25" in French, "1.25" in English."""
    return NONE if _missing(x) else _written(_exact(x), language, decimals)


def points(difference: float, language: Language, decimals: int = 0) -> str:
    """Return a difference of two fractions in signed percentage points: "+7 points", "−1 point"."""
    if _missing(difference):
        return NONE
    rounded = _rounded(_exact(difference) * 100, decimals)
    singular = abs(rounded) < 2 if language == "fr" else abs(rounded) == 1
    written = signed_points(difference, language, decimals)
    return f"{written}{NO_BREAK_SPACE}{'point' if singular else 'points'}"


def signed_points(difference: float, language: Language, decimals: int = 0) -> str:
    """Return the same without its unit: "+7", "−1"."""
    if _missing(difference):
        return NONE
    rounded = _rounded(_exact(difference) * 100, decimals)
    return ("+" if rounded > 0 else "") + _written(rounded, language, decimals)


def margin(half_width: float, language: Language, decimals: int = 0) -> str:
    """Return half the width of an interval of fractions, in points: "± 3"."""
    return (
        NONE if _missing(half_width) else f"±{NO_BREAK_SPACE}{bare_percent(half_width, language, decimals)}"
    )


def rounded(x: float, decimals: int) -> float | None:
    """Return the number that is printed with so many decimals; None where there is none."""
    return None if _missing(x) else float(_rounded(_exact(x), decimals))


def day(when: date, language: Language) -> str:
    """Return a date in words: "1er mars 2030", "1 March 2030"."""
    number_of_day = "1er" if language == "fr" and when.day == 1 else str(when.day)
    return NO_BREAK_SPACE.join([number_of_day, _MONTHS[language][when.month - 1], str(when.year)])


def typographic(text: str, language: Language) -> str:
    """Return a sentence with curved apostrophes and, in French, the no-break spaces of its punctuation."""
    text = text.replace("'", "’")
    if language == "en":
        return re.sub(r"(?<=\d)[ \u00a0\u202f]%", "%", text)
    text = re.sub(r"(?<=\d)[ \u00a0\u202f]%", f"{NARROW_SPACE}%", text)
    text = re.sub(r" %", f"{NO_BREAK_SPACE}%", text)
    text = re.sub(r"[ \u202f]([:;?!])", rf"{NO_BREAK_SPACE}\1", text)
    text = re.sub(r"«[ \u202f\u00a0]*", f"«{NO_BREAK_SPACE}", text)
    return re.sub(r"[ \u202f\u00a0]*»", f"{NO_BREAK_SPACE}»", text)


def lower_first(text: str) -> str:
    """Return the text as it stands inside a sentence; a word in capitals keeps them."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """Return the text as it begins a sentence."""
    return text[:1].upper() + text[1:]


def of_people(people: str) -> str:
    """Return the French "d'usagers", "de non-usagers": of people who are named without an article."""
    plain = unicodedata.normalize("NFKD", people[:1]).lower()[:1]
    return f"d’{people}" if plain in "aeiouyhœ" else f"de {people}"


def _missing(x: float) -> bool:
    return x is None or math.isnan(x)


def _exact(x: float) -> Decimal:
    """Return the number as it is meant: 12 digits, so that 0.595 is no 0.59499…"""
    return Decimal(f"{x:.12g}")


def _rounded(x: Decimal, decimals: int) -> Decimal:
    """Return the number rounded, halves away from zero; never minus zero."""
    return x.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP) + 0


def _written(x: Decimal, language: Language, decimals: int) -> str:
    text = f"{_rounded(x, decimals):,f}".replace("-", MINUS)
    if language == "en":
        return text
    return text.replace(",", NARROW_SPACE).replace(".", ",")
