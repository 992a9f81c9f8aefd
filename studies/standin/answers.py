"""Answers: whom traits and chance put first, as many as the published shares ask."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook, Variable
from studies.standin.cuts import first
from studies.standin.draws import Draws
from studies.standin.traits import Respondents

MOTIVES = ["distance", "hours", "quality", "cost", "information"]
ALWAYS = 1e6


def all_answers(codebook: Codebook, people: Respondents, targets: dict, draws: Draws) -> pd.DataFrame:
    """Every answer beyond the profile, one column a variable, ids of the codebook, "" for none."""
    made: dict[str, np.ndarray] = {}
    variables = [one for one in codebook.variables if _table(targets, one) is not None]
    for place, variable in enumerate(variables):
        asked = np.ones(len(people), dtype=bool)
        if variable.question.id == "motives":
            given = made[f"satisfaction.{variable.service.id}"]
            asked = np.isin(given, ["non_user", "not_satisfied"])
        rates = targets["nonresponse"]
        rate = rates["first"] + (rates["last"] - rates["first"]) * place / (len(variables) - 1)
        chance = draws.normal(f"{variable.name} silent", len(people)) - 0.35 * people.patience
        chance += rates["paper"] * people.frame["mode"].eq("paper").to_numpy()
        answering = asked & ~_most(chance - ALWAYS * people.alike, rate, asked)
        table = _table(targets, variable)
        if variable.question.id == "motives":
            made[variable.name] = _motives(people, table, given, answering, draws, variable.name)
        else:
            maker = {"satisfaction": _satisfaction, "travel_time": _travel_time}.get(
                variable.question.id, _interest
            )
            made[variable.name] = maker(people, table, answering, draws, variable.name)
    return _contradicted(
        pd.DataFrame(made, index=people.frame.index), targets["oddities"]["contradictions"], draws
    )


def _table(targets: dict, variable: Variable) -> dict | None:
    """The targets of one variable."""
    if variable.service:
        return targets.get(variable.question.id, {}).get(variable.service.id)
    return targets["interest"].get(variable.question.id)


def _most(score: np.ndarray, share: float, among: np.ndarray) -> np.ndarray:
    """The highest scores, a share of the people among whom they are counted."""
    marked = np.zeros(len(score), dtype=bool)
    marked[among] = first(score[among], np.ones(among.sum()), share * among.sum())
    return marked


def _satisfaction(
    people: Respondents, table: dict, answering: np.ndarray, draws: Draws, name: str
) -> np.ndarray:
    """Use first (age, children), then satisfaction of users (one trait for all services)."""
    use = draws.normal(f"{name} use", len(people)) + people.by_age(table.get("age_use", [0.0] * 5))
    use += table.get("children_use", 0.0) * people.children + ALWAYS * people.alike
    users = people.mark(use, table, "use", answering)
    content = 0.6 * people.satisfaction + 0.8 * draws.normal(name, len(people))
    unhappy = people.mark(-content - ALWAYS * people.alike, table, "not_satisfied", users)
    happy = people.mark(content - ALWAYS * (people.alike | unhappy), table, "very_satisfied", users)
    levels = [unhappy, happy, users, answering]
    return np.select(levels, ["not_satisfied", "very_satisfied", "rather_satisfied", "non_user"], "")


def _travel_time(
    people: Respondents, table: dict, answering: np.ndarray, draws: Draws, name: str
) -> np.ndarray:
    """The least mobile first: under 10 minutes, then 10 to 20, then 20 to 30, the others over 30."""
    near = 0.8 * draws.normal(name, len(people)) - 0.65 * people.mobility + ALWAYS * people.alike
    near += table.get("children", 0.0) * people.children
    answer = np.where(answering, "over_30", "").astype(object)
    for level in ("under_10", "10_to_20", "20_to_30"):
        answer[people.mark(near, table, level, answering)] = level
        near = np.where(np.isin(answer, ["over_30", ""]), near, -ALWAYS)
    return answer


def _interest(people: Respondents, table: dict, answering: np.ndarray, draws: Draws, name: str) -> np.ndarray:
    keen = draws.normal(name, len(people)) + people.by_age(table["age"]) + table["digital"] * people.digital
    yes = people.mark(keen, table, "yes", answering)
    return np.where(yes, "yes", np.where(answering, "no", ""))


def _motives(
    people: Respondents, table: dict, given: np.ndarray, answering: np.ndarray, draws: Draws, name: str
) -> np.ndarray:
    """Each motive to those whom it concerns most; whoever has none left says no need, or other."""
    remote = people.frame["territory"].map({"rural": 0.45, "belt": 0.25}).fillna(0.0).to_numpy()
    ticked = {motive: np.zeros(len(people), dtype=bool) for motive in MOTIVES}
    for state in ("not_satisfied", "non_user"):
        members = np.flatnonzero(answering & (given == state))
        none_yet = np.ones(len(members), dtype=bool)
        for motive, share in zip(MOTIVES, table[state], strict=True):
            score = draws.normal(f"{name} {state} {motive}", len(people)) - 0.2 * people.patience
            score += remote if motive == "distance" else 0.0
            weight = people.weight[members]
            chosen = first(score[members] + 0.5 * none_yet, weight, share * weight.sum())
            ticked[motive][members] = chosen
            none_yet &= ~chosen
    none = answering & ~np.any(list(ticked.values()), axis=0)
    other = none & ((given == "not_satisfied") | (draws.uniform(f"{name} other", len(people)) < 0.06))
    columns = {**ticked, "no_need": none & ~other, "other": other}
    cells = ["|".join(motive for motive in columns if columns[motive][row]) for row in range(len(people))]
    return np.array(cells, dtype=object)


def _contradicted(answers: pd.DataFrame, count: int, draws: Draws) -> pd.DataFrame:
    """A motive given though satisfied, as happens on every form."""
    services = [name.removeprefix("motives.") for name in answers if name.startswith("motives.")]
    left = count
    for place, row in enumerate(draws.order("contradictions", len(answers)).tolist()):
        service = services[5 * place % len(services)]
        if left and answers[f"satisfaction.{service}"].iat[row] == "rather_satisfied":
            answers.loc[answers.index[row], f"motives.{service}"] = MOTIVES[left % 3]
            left -= 1
    return answers
