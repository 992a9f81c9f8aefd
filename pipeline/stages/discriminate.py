"""Run the discriminant analysis: which answers separate the groups, how well, and against what chance.

Writes tidy tables into the folder `out` (functions.csv always).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import starmap
from pathlib import Path

import pandas as pd

from pipeline.codebook.model import Codebook, Language
from pipeline.codebook.reader import read as read_codebook
from pipeline.discriminant import analysis as discriminant_analysis
from pipeline.discriminant import associations, centroids, classification
from pipeline.discriminant.adjusted_tests import adjusted_tests
from pipeline.discriminant.analysis import Analysis, NotPossible, analyse, limits
from pipeline.discriminant.coding import coded
from pipeline.discriminant.detectable_differences import detectable
from pipeline.discriminant.findings import measured, permuted
from pipeline.discriminant.item_tests import item_set_tests
from pipeline.discriminant.remarks import Remark, remark_sentence, remarks_table
from pipeline.discriminant.resampling import Resampled, gathered, parts_of
from pipeline.discriminant.selection import selection
from pipeline.statistics.design import Design
from pipeline.tables.estimands import groupings, topics
from pipeline.tables.files import read_respondents, write_table
from pipeline.tables.schemas import empty
from pipeline.text.messages import say
from pipeline.text.number_format import decimal
from pipeline.weighting.margins import design_of


def discriminate(
    *,
    codebook_file: Path,
    weighted_file: Path,
    out: Path,
    language: Language,
    share: Callable[..., Iterable] = starmap,
) -> str:
    """Run the discriminant analysis, write its tables and return the line to print."""
    started = time.monotonic()
    codebook = read_codebook(codebook_file)
    respondents = read_respondents(weighted_file)
    if codebook.discriminant is None:
        _remove_others(out, {"functions"})
        write_table(out / "functions.csv", empty("discriminant/functions"))
        return say(language, "discriminant.log_none")
    design = design_of(codebook, respondents)
    by_question = partial(_by_question, codebook, respondents, design)
    prepared = coded(codebook, respondents)
    remarks = list(prepared.remarks)
    try:
        analysis = analyse(prepared)
        analysed = _tables(codebook, respondents, analysis, design)
        parts = parts_of(analysis, codebook.discriminant, codebook.method.seed)
        jobs = [by_question, *(job for jobs in parts.values() for job in jobs)]
        results = _done(jobs, share, language)
        tables = next(results) | analysed | _resampled(codebook, analysis, gathered(parts, results))
        remarks += limits(analysis, codebook.discriminant.folds)
    except NotPossible as reason:
        remarks.append(Remark(reason.code))
        tables = by_question() | {"functions": pd.DataFrame(columns=["function"])}
    tables["remarks"] = remarks_table(remarks)
    for remark in remarks:
        print(f"  {remark_sentence(codebook, remark, language)}", file=sys.stderr)
    for name, table in tables.items():
        write_table(out / f"{name}.csv", table)
    _remove_others(out, set(tables))
    return _line(codebook, tables, language, time.monotonic() - started)


def _by_question(codebook: Codebook, respondents: pd.DataFrame, design: Design) -> dict[str, pd.DataFrame]:
    """Return what goes with the analysis, question by question."""
    counted = list(topics(codebook, respondents))
    tables = {"detectable": detectable(codebook, design, counted, groupings(codebook, respondents))}
    if codebook.discriminant.adjusted_for:
        tables["adjusted"] = adjusted_tests(codebook, respondents, design, counted)
    return tables


def _tables(
    codebook: Codebook, respondents: pd.DataFrame, analysis: Analysis, design: Design
) -> dict[str, pd.DataFrame]:
    """Return the analysis itself, and where the groups lie."""
    confidence = codebook.method.confidence
    return {
        "axes": discriminant_analysis.axes(analysis),
        "coefficients": discriminant_analysis.coefficients(analysis),
        "functions": discriminant_analysis.functions(analysis),
        "group-tests": discriminant_analysis.group_tests(analysis),
        "centroids": centroids.centroids(analysis, design, confidence),
        "regions": centroids.regions(analysis, design, confidence),
        "distances": centroids.distances(analysis),
        "categories": associations.categories(codebook, analysis, respondents),
        "strengths": associations.strengths(analysis),
    }


def _done(jobs: list[Callable], share: Callable[..., Iterable], language: Language) -> Iterator:
    """Yield the results of jobs in order, and say how far they are."""
    for done, result in enumerate(share(_call, [(job,) for job in jobs]), 1):
        _progress(language, done, len(jobs))
        yield result


def _call(job: Callable) -> object:
    return job()


def _resampled(codebook: Codebook, analysis: Analysis, resampled: Resampled) -> dict[str, pd.DataFrame]:
    """Return how well groups are guessed, and against what chance."""
    settings = codebook.discriminant
    return {
        "confusions": classification.confusions(analysis, resampled),
        "quality": classification.qualities(analysis, resampled),
        "permutations": classification.permutations(resampled),
        "permutation-draws": classification.draws(resampled),
        "selection": selection(analysis, resampled, settings.longest_list),
        "place-tests": item_set_tests(analysis.coded, resampled.item_sets),
    }


def _progress(language: Language, finished: int, jobs: int) -> None:
    """Print one line that is written over on a terminal; elsewhere one line at each half."""
    text = say(language, "discriminant.progress", done=finished, jobs=jobs)
    if sys.stderr.isatty():
        print(f"\r  {text}", end="\n" if finished == jobs else "", file=sys.stderr, flush=True)
    elif finished in (jobs // 2, jobs):
        print(f"  {text}", file=sys.stderr, flush=True)


def _remove_others(folder: Path, written: set[str]) -> None:
    """Remove the tables of an earlier run that this one did not make."""
    # Figures and report read every table of the folder.
    for path in folder.glob("*.csv"):
        if path.stem not in written:
            path.unlink()


def _line(codebook: Codebook, tables: dict[str, pd.DataFrame], language: Language, seconds: float) -> str:
    if "permutations" not in tables:
        return say(language, "discriminant.log_nothing")
    p, accuracy = permuted(tables, "pillai", "unweighted"), measured(tables, "balanced_accuracy")
    return say(
        language,
        "discriminant.log",
        active=int((tables["categories"]["role"] == "active").sum() / len(tables["functions"])),
        axes=int((tables["axes"]["kept"] == "yes").sum()),
        p=decimal(p, language, 3),
        accuracy=decimal(100 * accuracy, language, 0),
        seconds=round(seconds),
    )
