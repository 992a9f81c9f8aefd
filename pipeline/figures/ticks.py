"""Ticks of a scale: round numbers, as many as their labels leave room for, and how they are drawn."""

from __future__ import annotations

from math import floor, log10

from matplotlib.axes import Axes

from pipeline.figures.theme import GREY

TICK_PT = 8.0


def round_step(length: float, most: float) -> float:
    """Return the smallest of 1, 2 or 5 times a power of ten that is at most `most` times in this length."""
    power = 10.0 ** floor(log10(length / most))
    return next(times * power for times in (1, 2, 5, 10) if length / (times * power) <= most + 1e-9)


def decimals_of(step: float) -> int:
    """Return how many decimals the multiples of a round step have."""
    return max(0, -floor(log10(step) + 1e-9))


def draw_ticks(axes: Axes, ticks: list[float], names: list[str], lines: bool = True) -> None:
    """Draw ticks and their names under the axes, with a faint line up from each if `lines`."""
    axes.set_xticks(ticks, names)
    axes.tick_params(axis="x", colors=GREY, labelsize=TICK_PT, length=0, pad=2)
    if lines:
        axes.grid(axis="x")
        axes.set_axisbelow(True)
