"""Made-up tables for figures: coherent with one another and with any codebook, the same every time."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipeline.codebook.model import Answer, Codebook, Question, Text
from pipeline.figures.context import DISCRIMINANT, Context
from pipeline.figures.participation.outlines import read_outlines
from pipeline.figures.provenance import Provenance
from tests.support.claims_data import published_results
from tests.support.invented_analysis import separated, test_values

RESPONDENTS = 1088
PROVENANCE = Provenance(data="0a1b2c3d", code="4e5f6a7", commit="", dirty=False, inputs={}, versions={})
ESTIMATES = [
    "kind", "measure", "question", "service", "answer", "base", "breakdown", "group",
    "share", "standard_error", "ci_low", "ci_high", "n", "weighted_base", "n_effective", "df",
    "design_effect", "status",
]  # fmt: skip


@dataclass(frozen=True)
class Invention:
    """How to invent tables: how far groups differ, and how many cells have small bases."""

    seed: int = 7
    significant: bool = True
    small_bases: bool = True
    outlines: bool = True
    places: int = 9
    two_axes: bool = False


def invented_context(codebook: Codebook, language: str, invention: Invention | None = None) -> Context:
    """Every table that figures need, invented for this codebook."""
    invention = invention or Invention()
    rng = np.random.default_rng(invention.seed)
    estimates = _estimates(codebook, invention, rng)
    contrasts = _contrasts(codebook, invention, estimates)
    margins = _margins(codebook, rng)
    register, verdicts = published_results(codebook, invention.significant)
    tables = {
        "estimates": estimates,
        "contrasts": contrasts,
        "weighting-margins": margins,
        "tests": _tests(codebook, invention),
        "test-values": test_values(codebook, invention.seed, invention.significant),
        **_weighting(),
        **_participation(codebook, invention),
        **verdicts,
    }
    analysis = separated(codebook, invention.seed, invention.significant, invention.two_axes)
    return Context(
        codebook=codebook,
        language=language,
        tables=tables | of_discriminant_analysis(analysis),
        provenance=PROVENANCE,
        register=register,
        outlines=read_outlines(squares(), "outlines.geojson") if invention.outlines else {},
    )


def of_discriminant_analysis(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Tables of an analysis by the names that they have among all tables."""
    return {f"{DISCRIMINANT}{name}": table for name, table in tables.items()}


def with_tables(context: Context, tables: dict[str, pd.DataFrame]) -> Context:
    """The context with these tables in place of its own."""
    return replace(context, tables={**context.tables, **tables})


def without_tables(context: Context, *names: str) -> Context:
    """The context without these tables."""
    return replace(context, tables={n: table for n, table in context.tables.items() if n not in names})


SERVICE = "Service {i} de l'accompagnement administratif et numérique des personnes éloignées"
LONGER = SERVICE + ", handicapées ou sans véhicule, à domicile"
GROUP = {"fr": "Commune rurale éloignée {i}", "en": "Remote rural area {i}"}
LONG_GROUP = {
    "fr": "Communes rurales éloignées des pôles urbains et de leurs couronnes, type {i}",
    "en": "Rural municipalities remote from urban poles and from their belts, type {i}",
}


def widened(
    codebook: Codebook, services: int = 25, groups: int = 7, levels: int = 5, longest: bool = False
) -> Codebook:
    """The codebook with many services of very long names, many groups and more levels."""
    long, named = (LONGER, LONG_GROUP) if longest else (SERVICE, GROUP)
    made = [
        codebook.service[0].model_copy(
            update={
                "id": f"service_{i}",
                "code": f"s{i}",
                "asked_in": None,
                "family": codebook.service_family[i % len(codebook.service_family)].id,
                "label": Text(fr=long.format(i=i), en=long.format(i=i)),
            }
        )
        for i in range(services)
    ]
    update = {"service": made, "derived": [_regrouped(one, groups, named) for one in codebook.derived]}
    update["question"] = [_relevelled(one, levels) for one in codebook.question]
    # Read anew: a copy would keep what the codebook has already worked out about itself.
    return Codebook.model_validate(codebook.model_copy(update=update).model_dump(by_alias=True))


def _regrouped(variable: object, groups: int, labels: dict[str, str]) -> object:
    if variable.kind != "commune_groups":
        return variable
    first = variable.groups[0]
    named = [
        {"id": f"group_{i}"} | {language: label.format(i=i) for language, label in labels.items()}
        for i in range(groups)
    ]
    made = [first.model_copy(update=names | {"where": None}) for names in named]
    return variable.model_copy(update={"groups": made})


def _relevelled(question: Question, levels: int) -> Question:
    if question.kind != "ordered":
        return question
    applicable = [answer for answer in question.answers if answer.applicable]
    last = applicable[-1].start
    more = [
        Answer.model_validate(
            {"id": f"more_{i}", "fr": f"Réponse supplémentaire {i}", "en": f"Additional answer {i}"}
            | ({} if last is None else {"from": last + 10 * (i + 1)})
        )
        for i in range(levels - len(applicable))
    ]
    return question.model_copy(update={"answers": [*question.answers, *more]})


def _estimates(codebook: Codebook, invention: Invention, rng: np.random.Generator) -> pd.DataFrame:
    rows = []
    for question in codebook.question:
        if not question.closed:
            continue
        for base in question.bases:
            rows += _of_question(codebook, question, base, invention, rng)
    return pd.DataFrame(rows, columns=ESTIMATES)


def _of_question(codebook, question, base, invention, rng) -> list[dict]:
    """Levels and measures of one question: everyone, every group, and services pooled."""
    services = [s.id for s in codebook.services_of(question.id)] if question.battery else [""]
    answers = [a.id for a in question.answers if a.applicable or base == "all"]
    measures = [m for m in codebook.measure if m.question == question.id and m.base == base]
    domains = [("all", "all")]
    domains += [(b.variable, g.id) for b in codebook.breakdown for g in codebook.levels(b.variable)]
    rows, pooled = [], []
    for k, service in enumerate(services):
        centre = _shares(rng, len(answers), question.kind == "multiple")
        for j, domain in enumerate(domains):
            shares = centre
            if domain[0] != "all" and invention.significant:
                shift = rng.normal(0, 0.35, len(answers))
                shares = _mixed(centre, shift, question.kind == "multiple")
            n = int(rng.integers(60, 320)) if j else int(rng.integers(400, 1000))
            if invention.small_bases and j:
                n = {3: 7, 5: 20, 8: 40}.get((k + 3 * j) % 11, n)
            if invention.small_bases and not j:
                n = {4: 8, 9: 22}.get(k, n)
            place = {"question": question.id, "service": service, "base": base}
            place |= {"breakdown": domain[0], "group": domain[1]}
            rows += _cells(place, dict(zip(answers, shares, strict=True)), measures, n)
        pooled.append(centre)
    if question.battery:
        place = {"question": question.id, "service": "all_services", "base": base}
        place |= {"breakdown": "all", "group": "all"}
        rows += _cells(place, dict(zip(answers, np.mean(pooled, axis=0), strict=True)), measures, 9000)
    return rows


def _shares(rng, count: int, multiple: bool) -> np.ndarray:
    return rng.uniform(0.02, 0.6, count) if multiple else rng.dirichlet(np.full(count, 2.0))


def _mixed(centre: np.ndarray, shift: np.ndarray, multiple: bool) -> np.ndarray:
    moved = centre * np.exp(shift)
    return np.clip(moved, 0, 0.95) if multiple else moved / moved.sum()


def _cells(place: dict, shares: dict[str, float], measures: list, n: int) -> list[dict]:
    rows = [_cell(place | {"kind": "level", "measure": "", "answer": a}, p, n) for a, p in shares.items()]
    for measure in measures:
        share = sum(shares[a] for a in measure.answers)
        rows.append(_cell(place | {"kind": "measure", "measure": measure.id, "answer": ""}, share, n))
    return rows


def _cell(place: dict, share: float, n: int) -> dict:
    """One estimate with its Wilson interval, or a withheld one."""
    if n < 11:
        return place | {"share": np.nan, "n": np.nan, "status": "withheld"}
    z2, effective = 1.96**2, n / 1.2
    centre = (share + z2 / 2 / effective) / (1 + z2 / effective)
    half = 1.96 / (1 + z2 / effective) * np.sqrt(share * (1 - share) / effective + z2 / 4 / effective**2)
    error = np.sqrt(share * (1 - share) / effective)
    numbers = {"share": share, "standard_error": error, "ci_low": centre - half, "ci_high": centre + half}
    numbers |= {
        "n": n,
        "weighted_base": n * 142.0,
        "n_effective": effective,
        "df": n - 1,
        "design_effect": 1.2,
    }
    return place | numbers | {"status": "fragile" if n < 30 else ""}


def _contrasts(codebook: Codebook, invention: Invention, estimates: pd.DataFrame) -> pd.DataFrame:
    """Groups against everyone, services against all services; p from the gap and its error."""
    keys = ["kind", "measure", "question", "service", "answer", "base"]
    everyone = estimates[estimates["breakdown"] == "all"].set_index(keys)["share"]
    groups = estimates[estimates["breakdown"] != "all"].copy()
    groups["other"] = everyone.loc[pd.MultiIndex.from_frame(groups[keys])].to_numpy()
    services = estimates[(estimates["breakdown"] == "all") & ~estimates["service"].isin(["", "all_services"])]
    services = services.assign(breakdown="service", group=services["service"])
    pooled = pd.MultiIndex.from_frame(services[keys].assign(service="all_services"))
    services["other"] = everyone.loc[pooled].to_numpy()
    table = pd.concat([groups, services], ignore_index=True)
    table["difference"] = table["share"] - table["other"]
    gap = table["difference"].abs() / (1.96 * table["standard_error"]).clip(lower=1e-9)
    tested = (table["status"] == "") & (gap.notna())
    table["p"] = (0.05 ** (gap**2)).where(tested)
    adjusted = (table["p"] * 1.5).clip(upper=1.0)
    table["p_adjusted"] = adjusted if invention.significant else adjusted.clip(lower=0.4)
    table["family"], table["comparisons"] = "invented", 68
    return table.drop(columns="other")


def _margins(codebook: Codebook, rng: np.random.Generator) -> pd.DataFrame:
    """Respondents and population by level, and six respondents who gave no profile."""
    tables = []
    for margin in codebook.method.margins:
        levels = [answer.id for answer in codebook.levels(margin)]
        population, answered = (rng.dirichlet(np.full(len(levels), 20.0)) for _ in range(2))
        counts = np.append(rng.multinomial(RESPONDENTS - 6, answered), 6)
        shares = np.append(population, 6 / RESPONDENTS)
        table = pd.DataFrame({"margin": margin, "level": [*levels, "NR"], "respondents": counts})
        table = table.assign(population=shares * 150000, share_population=shares, share_after=shares)
        before = counts / RESPONDENTS
        gaps = {"gap_before_points": 100 * (before - shares), "gap_after_points": 0.0}
        tables.append(table.assign(share_before=before, **gaps))
    return pd.concat(tables, ignore_index=True)


def _tests(codebook: Codebook, invention: Invention) -> pd.DataFrame:
    """One joint test for each question and service: three of four significant, or none."""
    rows = []
    for question in codebook.question:
        services = [s.id for s in codebook.services_of(question.id)] if question.battery else [""]
        for breakdown in codebook.breakdown:
            for i, service in enumerate(services if question.kind == "multiple" else []):
                p = 0.004 if invention.significant and i % 4 else 0.321
                place = {"family": f"{question.id}_{breakdown.variable}", "question": question.id}
                place |= {"service": service, "base": question.bases[0], "breakdown": breakdown.variable}
                tested = {"method": "joint_rao_scott_f", "p": p / 2, "p_adjusted": p, "n": 500}
                rows.append(place | tested | {"status": ""})
    return pd.DataFrame(rows)


def _weighting() -> dict[str, pd.DataFrame]:
    sizes = {"group_variable": "all", "group": "all", "n": RESPONDENTS, "population": 154000.0}
    sizes |= {"n_effective": 1010.6, "design_effect": 1.0765, "ratio_min": 0.7, "ratio_max": 1.8}
    low = [0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.4]
    counts = [242, 361, 70, 72, 164, 58, 121]
    ratios = {"ratio_low": low, "ratio_high": [*low[1:], 1.9], "respondents": counts}
    return {"weighting": pd.DataFrame([sizes]), "weighting-ratios": pd.DataFrame(ratios)}


def _participation(codebook: Codebook, invention: Invention) -> dict[str, pd.DataFrame]:
    """Rates of made-up groups and places, and a département of nine square communes, one since merged."""
    columns = ["group_variable", "group", "name", "respondents", "population", "rate_per_1000", "status"]
    rows = [("all", "all", "", 1086, 188983, 5.7465, "")]
    groups = [one for one in codebook.derived if one.kind == "commune_groups"]
    for variable in groups:
        for i, group in enumerate(variable.groups):
            n, people = (None, None) if i == 5 else (150 + 40 * i, 31000 + 2000 * i)
            rate = None if n is None else 1000 * n / people
            rows.append((variable.id, group.id, "", n, people, rate, "" if n else "withheld"))
    for place in codebook.participation.place:
        for i in range(invention.places):
            n, people = 12 + 9 * i, 3000 + 1100 * i
            name = f"Communauté de communes du Pays numéro {i} et de ses vallées"
            rows.append((place.id, str(i), name, n, people, 1000 * n / people, ""))
        rows.append((place.id, "other", "", 14, 4000, 3.5, ""))
    communes = pd.DataFrame(
        {"code": [f"9900{i}" for i in range(9)], "name": [f"Carré {i}" for i in range(9)], "former_names": ""}
    )
    communes.loc[8, "former_names"] = "Ancien Carré|Autre"
    for variable in groups:
        communes[variable.id] = [variable.groups[i % len(variable.groups)].id for i in range(9)]
    return {"participation": pd.DataFrame(rows, columns=columns), "places": communes}


def squares() -> bytes:
    """Nine squares of a tenth of a degree; the last is still two communes, the second with a hole."""
    features = []
    for i in range(9):
        x, y, wide = 5 + 0.1 * (i % 3), 48.5 + 0.1 * (i // 3), 0.05 if i == 8 else 0.1
        name = {"code": f"9900{i}", "nom": f"Carré {i}"}
        features.append(_feature(name, [_square(x, y, wide)]))
    hole = _square(5.26, 48.72, 0.02)
    features.append(_feature({"code": "99077", "nom": "Ancien-Carré"}, [_square(5.25, 48.7, 0.05), hole]))
    features.append(_feature({"code": "11111", "nom": "Ailleurs"}, [_square(6.5, 49.9, 0.1)]))
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _feature(properties: dict, rings: list) -> dict:
    return {"properties": properties, "geometry": {"type": "Polygon", "coordinates": rings}}


def _square(x: float, y: float, wide: float) -> list:
    return [[x, y], [x + wide, y], [x + wide, y + 0.1], [x, y + 0.1], [x, y]]
