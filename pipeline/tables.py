"""Estimates, tests and contrasts of every topic as tidy tables; small bases are withheld here, once."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook, Method
from pipeline.statistics.association import Association, rao_scott
from pipeline.statistics.comparisons import (
    Differences,
    benjamini_hochberg,
    groups_against_rest,
    parts_against_pool,
    pooled,
)
from pipeline.statistics.design import Design
from pipeline.statistics.proportions import NOISE, Shares, interval, shares
from pipeline.topics import EVERYONE, POOLED, Grouping, Topic

WITHHELD, FRAGILE = "withheld", "fragile"
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
    parts += [
        _pooled_row(design, battery, item, method)
        for battery in batteries(topics)
        for item in range(len(battery[0].items))
    ]
    return withhold(pd.concat(parts, ignore_index=True), method)


def _estimate_rows(found: Shares, topic: Topic, grouping: Grouping) -> pd.DataFrame:
    rows = _places(topic, grouping)
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
    return rows.assign(
        **{name: np.broadcast_to(cell, found.share.shape).ravel() for name, cell in cells.items()}
    )


def _places(topic: Topic, grouping: Grouping) -> pd.DataFrame:
    """The identifying columns of a topic: groups x items, items running fastest."""
    grid = [(item, group) for group in grouping.groups for item in topic.items]
    places = pd.DataFrame(grid, columns=["answer", "group"])
    fixed = {name: getattr(topic, name) for name in ("kind", "measure", "question", "service", "base")}
    return places.assign(**fixed, breakdown=grouping.variable)[PLACE]


def batteries(topics: list[Topic]) -> list[list[Topic]]:
    """Topics that ask the same about several services, together."""
    asked = sorted((t for t in topics if t.service), key=lambda t: (t.kind, t.measure, t.question, t.base))
    grouped = groupby(asked, key=lambda t: (t.kind, t.measure, t.question, t.base))
    return [battery for battery in (list(same) for _, same in grouped) if len(battery) > 1]


def _pooled_row(design: Design, battery: list[Topic], item: int, method: Method) -> pd.DataFrame:
    """The share over all services together: a respondent counts once for each service."""
    outcomes = np.column_stack([topic.outcomes[:, item] for topic in battery])
    domains = np.column_stack([topic.domain for topic in battery])
    estimate, scores = pooled(design, outcomes, domains)
    variance = float(design.variance(scores[:, None])[0])
    size = estimate * (1 - estimate) / variance if variance >= NOISE else np.nan
    low, high = interval(np.array(estimate), np.array(size), method.confidence)
    n = int(domains.sum())
    place = {name: getattr(battery[0], name) for name in ("kind", "measure", "question", "base")}
    row = {
        **place,
        "service": POOLED,
        "answer": battery[0].items[item],
        "breakdown": EVERYONE,
        "group": EVERYONE,
        "share": estimate,
        "standard_error": np.sqrt(variance),
        "ci_low": float(low),
        "ci_high": float(high),
        "n": n,
        "weighted_base": float((design.weight @ domains).sum()),
        "n_effective": size,
        "df": int(domains.any(axis=1).sum()) - 1,
        "design_effect": variance / (estimate * (1 - estimate) / (n - 1)) if 0 < estimate < 1 else np.nan,
    }
    return pd.DataFrame([row])


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
    return _adjusted(_untested_when_small(pd.concat(parts, ignore_index=True), method))


def _contrast_rows(places: pd.DataFrame, found: Differences, n: np.ndarray, family: str) -> pd.DataFrame:
    names = {"ci_low": "low", "ci_high": "high"}
    columns = ["difference", "standard_error", "ci_low", "ci_high", "df", "test_value", "p"]
    cells = {name: getattr(found, names.get(name, name)).ravel() for name in columns}
    return places.assign(**cells, family=family, n=n)


def _service_contrasts(design: Design, battery: list[Topic], item: int, method: Method) -> pd.DataFrame:
    outcomes = np.column_stack([topic.outcomes[:, item] for topic in battery])
    domains = np.column_stack([topic.domain for topic in battery])
    found = parts_against_pool(design, outcomes, domains, method.confidence)
    services = [topic.service for topic in battery]
    fixed = {name: getattr(battery[0], name) for name in ("kind", "measure", "question", "base")}
    places = pd.DataFrame({"service": services, "group": services})
    places = places.assign(**fixed, answer=battery[0].items[item], breakdown="service")[PLACE]
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
    together = table.groupby(["family", "kind", "measure", "question", "base", "breakdown"], sort=False)["p"]
    adjusted = together.transform(lambda p: benjamini_hochberg(p.to_numpy()))
    return table.assign(p_adjusted=adjusted, comparisons=together.transform("count"))
