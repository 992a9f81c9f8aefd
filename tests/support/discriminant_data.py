"""Discriminant analyses of waves with a known truth, for tests: quick ones, with few repeats and draws."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.discriminant import analysis as discriminant_analysis
from pipeline.discriminant import associations, centroids, classification
from pipeline.discriminant.analysis import analyse
from pipeline.discriminant.coding import coded
from pipeline.discriminant.findings import Tables
from pipeline.discriminant.item_tests import item_set_tests
from pipeline.discriminant.resampling import gathered, parts_of
from pipeline.discriminant.selection import selection
from pipeline.weighting.margins import design_of


def quick(codebook: Codebook) -> Codebook:
    """The codebook with few repeats and draws."""
    less = {"repeats": 2, "folds": 5, "permutations": 99, "guess_permutations": 99, "longest_list": 3}
    return codebook.model_copy(update={"discriminant": codebook.discriminant.model_copy(update=less)})


def tables(codebook: Codebook, people: pd.DataFrame) -> Tables:
    """The tables that the stage writes, but for axes, coefficients and tests of the groups."""
    analysis, design = analyse(coded(codebook, people)), design_of(codebook, people)
    parts = parts_of(analysis, codebook.discriminant, codebook.method.seed)
    resampled = gathered(parts, [job() for jobs in parts.values() for job in jobs])
    return {
        "functions": discriminant_analysis.functions(analysis),
        "centroids": centroids.centroids(analysis, design),
        "regions": centroids.regions(analysis, design),
        "distances": centroids.distances(analysis),
        "strengths": associations.strengths(analysis),
        "categories": associations.categories(codebook, analysis, people),
        "confusions": classification.confusions(analysis, resampled),
        "quality": classification.qualities(analysis, resampled),
        "permutations": classification.permutations(resampled),
        "permutation-draws": classification.draws(resampled),
        "place-tests": item_set_tests(analysis.coded, resampled.item_sets),
        "selection": selection(analysis, resampled, codebook.discriminant.longest_list),
    }


def dealt_anew(codebook: Codebook, people: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The wave with the answers of every respondent given to another: no group has any of its own."""
    order = np.random.default_rng(seed).permutation(len(people))
    changed = people.copy()
    for question in codebook.discriminant.active:
        columns = [v.name for v in codebook.variables_of(question)]
        changed[columns] = people[columns].to_numpy()[order]
    return changed


def with_truth(people: pd.DataFrame, column: str, levels: list[str]) -> pd.DataFrame:
    """The wave with one question answered by territory, one time in three at random."""
    rng = np.random.default_rng(5)
    groups = pd.factorize(people["territory"], sort=True)[0] % len(levels)
    noise = rng.integers(0, len(levels), len(people))
    return people.assign(
        **{column: np.array(levels)[np.where(rng.random(len(people)) < 0.67, groups, noise)]}
    )
