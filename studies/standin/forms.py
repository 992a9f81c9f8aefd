"""Forms: those of the respondents, and around them those that must not count."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from studies.standin.draws import Draws
from studies.standin.spelling import DIGITS, LETTERS, WEB

DAY = 24 * 60
PROFILE = ["sex", "age", "residence", "children", "cars", "internet_at_home"]


@dataclass(frozen=True)
class Form:
    """One form as it was filled in.

    Attributes
    ----------
    answers : variable -> answer id ("" for none).
    style : how it is spelled (WEB, DIGITS or LETTERS).
    minute : when it was entered, in minutes after the opening.
    habit, other : two numbers in [0, 1), how the commune is written.
    postal : whether the column of postal codes is filled.
    place : commune and postal code as written, for those from elsewhere.
    mode : what stands in the column of modes.
    """

    answers: dict[str, str]
    style: str
    minute: int
    habit: float
    other: float
    postal: bool
    remark: str = ""
    place: tuple[str, str] | None = None
    mode: str = field(default="")

    @property
    def on_paper(self) -> bool:
        return self.style != WEB


def of_respondents(answers: pd.DataFrame, texts: dict, draws: Draws) -> list[Form]:
    """One form a respondent.

    Parameters
    ----------
    answers : one row a respondent: mode, age, profile and every other variable.
    texts : the table [remarks] of the targets.
    """
    size = len(answers)
    paper = answers["mode"].eq("paper").to_numpy()
    style = np.where(paper, np.where(draws.uniform("clerk", size) < 0.62, DIGITS, LETTERS), WEB)
    minute = _minute(paper, draws)
    habit, other = draws.uniform("habit", size), draws.uniform("other name", size)
    postal = draws.uniform("postal code", size) < np.where(paper, 0.35, 0.93)
    talks = draws.uniform("remark", size) < texts["share"]
    remark = draws.pick("remark text", size, texts["texts"])
    return [
        Form(
            answers=row,
            style=str(style[k]),
            minute=int(minute[k]),
            habit=float(habit[k]),
            other=float(other[k]),
            postal=bool(postal[k]),
            remark=remark[k] if talks[k] else "",
            mode="papier" if paper[k] else "web",
        )
        for k, row in enumerate(answers.to_dict("records"))
    ]


def _minute(paper: np.ndarray, draws: Draws) -> np.ndarray:
    """Many on the first days on line; paper forms from the third week to a week after the close."""
    day, hour = draws.uniform("day", len(paper)), draws.uniform("hour", len(paper))
    on_line = DAY * np.floor(50 * day**1.7) + 7 * 60 + np.floor(15 * 60 * hour)
    keyed = DAY * np.floor(16 + 41 * day) + 8 * 60 + np.floor(9 * 60 * hour)
    return np.where(paper, keyed, on_line)


def around(codebook: Codebook, forms: list[Form], plan: dict, draws: Draws) -> list[Form]:
    """The forms that must not count, each for one reason that the codebook gives.

    Parameters
    ----------
    plan : the table [around] of the targets: how many of each.
    """
    beyond = [
        one.name for one in codebook.variables if one.name not in [*PROFILE, "mode", "birth_year", "remarks"]
    ]
    whole = [form for form in forms if all(form.answers[name] for name in PROFILE)]
    donors = [whole[k] for k in draws.order("donors", len(whole)).tolist()]
    mixed = [_mixed(donors[k], donors[k + 100], beyond) for k in range(100)]
    made = [_test(form, place) for place, form in enumerate(_take(mixed, plan["test"]))]
    made += [_emptied(form, beyond) for form in _take(mixed, plan["empty"])]
    made += [
        _outside(form, place)
        for form, place in zip(_take(mixed, len(plan["outside"])), plan["outside"], strict=True)
    ]
    made += [_aged(form, 9 + place) for place, form in enumerate(_take(mixed, plan["under_15"]))]
    twice = donors[200 : 200 + plan["double_click"]]
    made += [replace(form, minute=form.minute + 1 + place % 2) for place, form in enumerate(twice)]
    early = [form for form in donors[300:] if form.minute < 35 * DAY]
    made += [_other_mode(form, place) for place, form in enumerate(_take(early, plan["two_modes"]))]
    return made


def _take(forms: list[Form], count: int) -> list[Form]:
    """The next `count` forms, taken out of the list."""
    taken, forms[:count] = forms[:count], []
    return taken


def _mixed(profile: Form, answers: Form, beyond: list[str]) -> Form:
    """The profile of one form with the answers of another, some days apart from both: nobody's double."""
    days = -6 if answers.minute > 25 * DAY else 5
    return replace(
        profile,
        answers={**profile.answers, **{name: answers.answers[name] for name in beyond}},
        style=answers.style,
        mode=answers.mode,
        minute=answers.minute + days * DAY + 19,
    )


def _test(form: Form, place: int) -> Form:
    return replace(form, mode="test", style=WEB, minute=(place - 4) * DAY + 600, remark="Essai du formulaire")


def _emptied(form: Form, beyond: list[str]) -> Form:
    return replace(form, answers={**form.answers, **dict.fromkeys(beyond, "")}, remark="")


def _outside(form: Form, place: dict[str, str]) -> Form:
    return replace(form, place=(place["commune"], place["postal_code"]))


def _aged(form: Form, age: int) -> Form:
    return replace(form, answers={**form.answers, "age": str(age)})


def _other_mode(form: Form, place: int) -> Form:
    """The same answers in the other mode, some days later, with another remark or none."""
    style = WEB if form.on_paper else (DIGITS, LETTERS)[place % 2]
    later = form.minute + (6 + place) * DAY
    remark = "Je l'avais aussi rempli chez ma fille." if place % 2 else ""
    return replace(form, style=style, minute=later, remark=remark, mode="papier" if style != WEB else "web")
