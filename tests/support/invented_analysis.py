"""A made-up discriminant analysis of any codebook, for figures: coherent enough to be drawn and read."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook

PLACE = {"scheme": "cross_validation", "model": "weighted", "priors": "equal", "counted": "respondents"}


def separated(codebook: Codebook, seed: int, significant: bool, two_axes: bool) -> dict[str, pd.DataFrame]:
    """The tables of the analysis that figures are drawn from, by name.

    Parameters
    ----------
    two_axes : the second function separates as well, where there are groups enough for one.
    """
    rng = np.random.default_rng(seed)
    groups = [level.id for level in codebook.levels(codebook.discriminant.group)]
    functions = range(1, min(len(groups) - 1, 3) + 1)
    p = [0.001 if significant and (one == 1 or two_axes) else 0.7 for one in functions]
    shares = np.array([0.7, 0.2, 0.1])[: len(functions)]
    found = {"function": functions, "share": shares / shares.sum(), "p_effective": p}
    table = pd.DataFrame(found | {"canonical_correlation": np.array([0.4, 0.3, 0.1])[: len(functions)]})
    means = pd.DataFrame(
        [
            {"group": group, "function": one, "mean": rng.normal(0, 0.6), "standard_error": 0.06}
            | {"n": 90 + 20 * i, "n_effective": 85.0 + 18 * i}
            for i, group in enumerate(groups)
            for one in functions
        ]
    )
    reach = 1.98 * means["standard_error"]
    means = means.assign(ci_low=means["mean"] - reach, ci_high=means["mean"] + reach)
    return {
        "functions": table,
        "centroids": means,
        "regions": _regions(means),
        "strengths": _strengths(codebook, rng, functions),
        "categories": _categories(codebook, rng, functions),
        "place-tests": _place_tests(codebook, significant),
        **_guesses(groups, rng, significant),
    }


def test_values(codebook: Codebook, seed: int, significant: bool) -> pd.DataFrame:
    """Every answer of every group against the rest, with shares and a test value."""
    rng, rows = np.random.default_rng(seed), []
    for breakdown in codebook.breakdown:
        for group in codebook.levels(breakdown.variable):
            for question, service, answer in _answers(codebook):
                rest, value = rng.uniform(0.0, 1.0), rng.normal(0, 2.5)
                share = float(np.clip(rest + value / 25, 0, 1))
                place = {"question": question, "service": service, "answer": answer, "group": group.id}
                numbers = {"share_group": share, "share_rest": rest, "test_value": value, "n": 120}
                rows.append(place | numbers | {"breakdown": breakdown.variable, "p": 0.01})
    return pd.DataFrame(rows).assign(inside="True" if significant else "False")


def _answers(codebook: Codebook) -> list[tuple[str, str, str]]:
    found = []
    for name in codebook.discriminant.active:
        question = codebook.by_id[name]
        services = [s.id for s in codebook.services_of(name)] if question.battery else [""]
        found += [(name, s, a.id) for s in services for a in question.answers if a.applicable]
    return found


def _regions(means: pd.DataFrame) -> pd.DataFrame:
    """Around each mean on the first two functions: where it may be, and half of the people."""
    wide = means.pivot(index="group", columns="function", values="mean").loc[means["group"].unique()]
    y = wide[2] if 2 in wide else 0 * wide[1]
    table = pd.DataFrame({"group": wide.index, "x": wide[1].to_numpy(), "y": y.to_numpy()})
    sizes = {"mean": (0.16, 0.14, -8.0), "people": (1.2, 1.15, -30.0)}
    names = ("half_width", "half_height", "angle_degrees")
    parts = [table.assign(kind=kind, **dict(zip(names, size, strict=True))) for kind, size in sizes.items()]
    return pd.concat(parts, ignore_index=True)


def _strengths(codebook: Codebook, rng: np.random.Generator, functions: range) -> pd.DataFrame:
    services = list(dict.fromkeys(service for _, service, _ in _answers(codebook) if service))
    rows = [
        {"kind": "service", "question": "", "service": service, "part": "", "function": one}
        for service in services
        for one in functions
    ]
    strengths = rng.uniform(0.1, 0.9, len(rows))
    return pd.DataFrame(rows).assign(correlation=strengths, variance_explained=strengths**2)


def _place_tests(codebook: Codebook, significant: bool) -> pd.DataFrame:
    """Of each service: every second one differs by itself."""
    services = list(dict.fromkeys(service for _, service, _ in _answers(codebook) if service))
    rows = [{"kind": "service", "question": "", "service": service, "part": ""} for service in services]
    p = [0.001 if significant and i % 2 == 0 else 0.6 for i in range(len(rows))]
    return pd.DataFrame(rows, columns=["kind", "question", "service", "part"]).assign(p=p, p_adjusted=p)


def _categories(codebook: Codebook, rng: np.random.Generator, functions: range) -> pd.DataFrame:
    rows = [
        {"question": question, "service": service, "part": "answer", "answer": answer, "function": one}
        for question, service, answer in _answers(codebook)
        for one in functions
    ]
    return pd.DataFrame(rows).assign(role="active", n=200, correlation=rng.uniform(-0.5, 0.5, len(rows)))


def _guesses(groups: list[str], rng: np.random.Generator, significant: bool) -> dict[str, pd.DataFrame]:
    """Confusions of groups, how many guesses are right, and what groups dealt anew gave."""
    k = len(groups)
    mixed = rng.dirichlet(np.full(k, 3.0), k) + (2.0 if significant else 0.0) * np.eye(k)
    shares = mixed / mixed.sum(axis=1, keepdims=True)
    confusions = [
        PLACE | {"group": group, "guessed": guessed, "share": shares[i, j]}
        for i, group in enumerate(groups)
        for j, guessed in enumerate(groups)
    ]
    accuracy = float(np.diag(shares).mean())
    quality = [
        PLACE | {"group": "all", "measure": "balanced_accuracy", "measured": accuracy},
        PLACE | {"group": "all", "measure": "chance_equal", "measured": 1 / k},
        PLACE | {"group": "all", "measure": "sides", "measured": 0.5 + accuracy / 4},
        PLACE
        | {"scheme": "resubstitution", "group": "all", "measure": "balanced_accuracy"}
        | {"measured": min(1.0, accuracy + 0.1)},
    ]
    quality += [row | {"model": "unweighted"} for row in quality[:2]]
    p = 0.002 if significant else 0.4
    tested = [("pillai", "weighted"), ("pillai", "unweighted"), ("sides", "weighted")]
    tested += [("balanced_accuracy", "weighted"), ("balanced_accuracy", "unweighted")]
    permutations = [
        {"test": test, "model": model, "dealt": "freely", "measured": accuracy, "draws": 99, "p": p}
        | {"draws_mean": 0.51 if test == "sides" else 1 / k}
        for test, model in tested
    ]
    draws = pd.DataFrame({"draw": range(99), "measured": rng.normal(1 / k, 0.02, 99)})
    named = {"test": "balanced_accuracy", "model": "weighted", "dealt": "freely"}
    tables = {"confusions": confusions, "quality": quality, "permutations": permutations}
    made = {name: pd.DataFrame(rows) for name, rows in tables.items()}
    return made | {"permutation-draws": draws.assign(**named)}
