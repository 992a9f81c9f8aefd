"""Cells of tables as text in the reader's language."""

from __future__ import annotations

import pandas as pd

from pipeline.codebook.model import Language
from pipeline.text.number_format import (
    NARROW_SPACE,
    NONE,
    decimal,
    decimal_range,
    number,
    percent,
    percent_range,
    points,
)


def printed(value: object, kind: str, language: Language) -> str:
    """Return one cell; "–" where there is no number.

    Parameters
    ----------
    value : a number, a text or None; shares and differences as fractions.
    kind : kind of its column, "estimate" apart.
    """
    if kind in ("text", "status"):
        return str(value or "")
    if value is None or pd.isna(value):
        return NONE
    if kind == "percent":
        return percent(value, language, 1)
    if kind == "points":
        return points(value, language, 1)
    if kind == "whole":
        return number(value, language)
    return p_value(value, language) if kind == "p" else decimal(value, language, 2)


def p_value(p: float, language: Language) -> str:
    """Return three decimals, or "< 0.001"."""
    if p < 0.001:
        return f"<{NARROW_SPACE}{decimal(0.001, language, 3)}"
    return decimal(p, language, 3)


def spread(low: float, high: float, language: Language, unit: str = "percent") -> str:
    """Return an interval of shares, or of numbers in their own unit; "–" where there is none."""
    if pd.isna(low) or pd.isna(high):
        return NONE
    if unit == "percent":
        return percent_range(low, high, language, 1)
    return decimal_range(low, high, language, 2)
