"""Estimates, tests and contrasts of every topic as tidy tables; small bases are withheld here, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook, Method
from pipeline.statistics.association import Association, rao_scott
from pipeline.statistics.comparisons import Differences, benjamini_hochberg, groups_against_rest
from pipeline.statistics.design import Design
from pipeline.statistics.pooling import parts_against_pool, pooled_shares
from pipeline.statistics.proportions import Shares, shares
from pipeline.topics import EVERYONE, POOLED, Grouping, Topic

WITHHELD, FRAGILE = "withheld", "fragile"
Columns = dict[str, Sequence | np.ndarray]
TOPIC = ["kind", "measure", "question", "base"]
PLACE = ["kind", "measure", "question", "service", "answer", "base", "breakdown", "group"]


def estimates(design: Design, topics: list[Topic], groupings: list[Grouping], method: Method) -> pd.DataFrame:
    """One row a share: topic x item x group, then the pooled shares of each battery."""
    parts = []
    for topic in topics:
        for grouping in groupings:
            if grouping.variable == topic.question:
                continue
            groups = grouping.members & topic.domain[:, None]
            found = shares(design, topic.outcomes, groups, method.confidence)
            parts.append(_estimate_rows(found, topic, grouping))
    for battery in batteries(topics):
        found = pooled_shares(design, *_stacked(battery), method.confidence)
        parts.append(_estimate_rows(found, replace(battery[0], service=POOLED), groupings[0]))
    return withhold(_joined(parts), method)


def _estimate_rows(found: Shares, topic: Topic, grouping: Grouping) -> Columns:
    cells = {
        "share": found.share,
        "standard_error": found.standard_error,
        "ci_low": found.low,
        "ci_high": found.high,
        "n": found.n[:, None],
        "weighted_base": found.weighted_base[:, None],
        "n_effective": found.n_effective,
        "df": found.df[:, None],
        "design_effect": found.design_effect,
    }
    shape = found.share.shape
    return _places(topic, grouping) | {
        name: np.broadcast_to(cell, shape).ravel() for name, cell in cells.items()
    }


def _places(topic: Topic, grouping: Grouping) -> Columns:
    """The identifying columns of a topic: groups x items, items running fastest."""
    rows = len(grouping.groups) * len(topic.items)
    fixed = {name: [getattr(topic, name)] * rows for name in [*TOPIC, "service"]}
    return fixed | {
        "answer": topic.items * len(grouping.groups),
        "breakdown": [grouping.variable] * rows,
        "group": np.repeat(grouping.groups, len(topic.items)),
    }


def _joined(parts: list[Columns]) -> pd.DataFrame:
    """One table from parts with the same columns; made once, as a frame for each part is slow."""
    table = pd.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in parts[0]})
    return table[[*PLACE, *table.columns.difference(PLACE, sort=False)]]


def batteries(topics: list[Topic]) -> list[list[Topic]]:
    """Topics that ask the same about several services, together."""
    same = attrgetter(*TOPIC)
    grouped = groupby(sorted((topic for topic in topics if topic.service), key=same), key=same)
    return [battery for battery in (list(part) for _, part in grouped) if len(battery) > 1]


def _stacked(battery: list[Topic]) -> tuple[np.ndarray, np.ndarray]:
    """Outcomes, shape (n, services, items), and domains, shape (n, services), of a battery."""
    outcomes = np.stack([topic.outcomes for topic in battery], axis=1)
    return outcomes, np.column_stack([topic.domain for topic in battery])


def withhold(table: pd.DataFrame, method: Method) -> pd.DataFrame:
    """Rows with too few respondents emptied ("withheld"), those with few marked ("fragile")."""
    few = table["n"] < method.withheld_below
    fragile = ~few & (table["n"] < method.fragile_below)
    numbers = [name for name in table.columns if name not in PLACE]
    marked = table.assign(status=np.select([few, fragile], [WITHHELD, FRAGILE], ""))
    marked[numbers] = marked[numbers].astype(float)
    marked.loc[few, numbers] = np.nan
    return marked


def association_tests(
    design: Design, topics: list[Topic], groupings: list[Grouping], codebook: Codebook
) -> pd.DataFrame:
    """One row a question, service, base and breakdown: Rao-Scott F, p adjusted over its family."""
    rows = []
    for topic in topics:
        for grouping in groupings:
            if topic.kind == "level" and grouping.variable not in (EVERYONE, topic.question):
                rows.append(_test_row(design, topic, grouping, codebook))
    table = pd.DataFrame(rows)
    table["p_adjusted"] = table.groupby("family")["p"].transform(lambda p: benjamini_hochberg(p.to_numpy()))
    return table


def _test_row(design: Design, topic: Topic, grouping: Grouping, codebook: Codebook) -> dict:
    domain = topic.domain & (grouping.codes >= 0)
    items = topic.outcomes.astype(int) if topic.multiple else topic.outcomes.argmax(axis=1)
    if domain.sum() < codebook.method.fragile_below:
        found, status = None, "few_respondents"
    else:
        found = rao_scott(design, items, grouping.codes, domain)
        status = found.status or ("sparse" if found.sparse else "")
    return {
        "family": family_of(codebook, topic.question, grouping.variable),
        "question": topic.question,
        "service": topic.service,
        "base": topic.base,
        "breakdown": grouping.variable,
        "method": "joint_rao_scott_f" if topic.multiple else "rao_scott_f",
        **_numbers(found),
        "n": int(domain.sum()) if domain.sum() >= codebook.method.withheld_below else np.nan,
        "status": status,
    }


def _numbers(found: Association | None) -> dict[str, float]:
    names = ("statistic", "df1", "df2", "p", "cramer_v", "cramer_v_corrected")
    return {name: getattr(found, name) if found else np.nan for name in names}


def family_of(codebook: Codebook, question: str, breakdown: str) -> str:
    """The declared family of a question's tests, or one of its own."""
    for family in codebook.test_family:
        if question in family.questions and breakdown in family.breakdowns:
            return family.id
    return f"{question}_{breakdown}"


def contrasts(
    design: Design, topics: list[Topic], groupings: list[Grouping], codebook: Codebook
) -> pd.DataFrame:
    """Each group against the rest, then each service against all services; p adjusted together.

    Contrasts of one measure, or of all levels of a question among one base, are adjusted together
    within the family that the question's tests belong to.
    """
    method = codebook.method
    parts = []
    for topic in topics:
        for grouping in groupings:
            if grouping.variable in (EVERYONE, topic.question):
                continue
            found = groups_against_rest(
                design, topic.outcomes, grouping.members, topic.domain, method.confidence
            )
            inside = (grouping.members & topic.domain[:, None]).sum(axis=0)
            n = np.minimum(inside, inside.sum() - inside)
            family = family_of(codebook, topic.question, grouping.variable)
            parts.append(
                _contrast_rows(_places(topic, grouping), found, np.repeat(n, len(topic.items)), family)
            )
    parts += [
        _service_contrasts(design, battery, item, method)
        for battery in batteries(topics)
        for item in range(len(battery[0].items))
    ]
    return _adjusted(_untested_when_small(_joined(parts), method))


def _contrast_rows(places: Columns, found: Differences, n: np.ndarray, family: str) -> Columns:
    names = {"ci_low": "low", "ci_high": "high"}
    columns = ["difference", "standard_error", "ci_low", "ci_high", "df", "test_value", "p"]
    cells = {name: getattr(found, names.get(name, name)).ravel() for name in columns}
    return places | cells | {"family": [family] * len(n), "n": n}


def _service_contrasts(design: Design, battery: list[Topic], item: int, method: Method) -> Columns:
    outcomes, domains = _stacked(battery)
    found = parts_against_pool(design, outcomes[:, :, item], domains, method.confidence)
    services = [topic.service for topic in battery]
    fixed = {name: getattr(battery[0], name) for name in TOPIC}
    fixed |= {"answer": battery[0].items[item], "breakdown": "service"}
    places = {name: [value] * len(services) for name, value in fixed.items()}
    places |= {"service": services, "group": services}
    return _contrast_rows(places, found, domains.sum(axis=0), f"{battery[0].question}_services")


def _untested_when_small(table: pd.DataFrame, method: Method) -> pd.DataFrame:
    """No contrast where a side has too few respondents to be published; no test where it has few."""
    few = table["n"] < method.withheld_below
    fragile = ~few & (table["n"] < method.fragile_below)
    untested = ["p", "test_value"]
    marked = table.assign(
        status=np.select([few, fragile, table["p"].isna()], [WITHHELD, FRAGILE, "constant"], "")
    )
    marked.loc[few | fragile, untested] = np.nan
    marked.loc[few, ["difference", "standard_error", "ci_low", "ci_high", "df"]] = np.nan
    return marked.drop(columns="n")


def _adjusted(table: pd.DataFrame) -> pd.DataFrame:
    together = table.groupby(["family", *TOPIC, "breakdown"], sort=False)["p"]
    adjusted = together.transform(lambda p: benjamini_hochberg(p.to_numpy()))
    return table.assign(p_adjusted=adjusted, comparisons=together.transform("count"))
