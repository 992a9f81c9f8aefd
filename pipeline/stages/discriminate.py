"""Discriminant analysis of the groups: which answers separate them, how well, and against what chance.

Writes tidy tables into the folder `out` (functions.csv always); long steps say where they are.
"""

from __future__ import annotations

import os
import sys
import time
from functools import partial
from pathlib import Path

import pandas as pd

from pipeline.codebook.model import Codebook, Language
from pipeline.codebook.reader import read as read_codebook
from pipeline.discriminant import adjusted, detectable
from pipeline.discriminant import analysis as functions
from pipeline.discriminant import analysis as positions
from pipeline.discriminant import answer_tables as answers
from pipeline.discriminant import classification as guessing
from pipeline.discriminant import item_tests as places
from pipeline.discriminant import selection as short_lists
from pipeline.discriminant.analysis import Analysis, NotPossible, analyse, limits
from pipeline.discriminant.coding import coded
from pipeline.discriminant.facts import measured, permuted
from pipeline.discriminant.labels import Remark, remarks_table, sentence
from pipeline.discriminant.resampling import resample
from pipeline.statistics.design import Design
from pipeline.tables.estimands import groupings, topics
from pipeline.tables.files import read_respondents, write_table
from pipeline.tables.schemas import empty
from pipeline.text.messages import say
from pipeline.text.number_format import decimal
from pipeline.weighting.margins import design_of


def discriminate(*, codebook_file: Path, weighted_file: Path, out: Path, language: Language) -> str:
    started = time.monotonic()
    codebook = read_codebook(codebook_file)
    respondents = read_respondents(weighted_file)
    if codebook.discriminant is None:
        _remove_others(out, {"functions"})
        write_table(out / "functions.csv", empty("discriminant/functions"))
        return say(language, "discriminant.log_none")
    design = design_of(codebook, respondents)
    tables = _beside(codebook, respondents, design)
    prepared = coded(codebook, respondents)
    remarks = list(prepared.remarks)
    try:
        analysis = analyse(prepared)
        tables |= _tables(codebook, respondents, analysis, design)
        tables |= _resampled(codebook, analysis, language)
        remarks += limits(analysis, codebook.discriminant.folds)
    except NotPossible as reason:
        remarks.append(Remark(reason.code))
        tables["functions"] = pd.DataFrame(columns=["function"])
    tables["remarks"] = remarks_table(remarks)
    for remark in remarks:
        print(f"  {sentence(codebook, remark, language)}", file=sys.stderr)
    for name, table in tables.items():
        write_table(out / f"{name}.csv", table)
    _remove_others(out, set(tables))
    return _line(codebook, tables, language, time.monotonic() - started)


def _beside(codebook: Codebook, respondents: pd.DataFrame, design: Design) -> dict[str, pd.DataFrame]:
    """What goes with the analysis, question by question."""
    counted = list(topics(codebook, respondents))
    found = {"detectable": detectable.detectable(codebook, design, counted, groupings(codebook, respondents))}
    if codebook.discriminant.adjusted_for:
        found["adjusted"] = adjusted.adjusted_tests(codebook, respondents, design, counted)
    return found


def _tables(
    codebook: Codebook, respondents: pd.DataFrame, analysis: Analysis, design: Design
) -> dict[str, pd.DataFrame]:
    return {
        "axes": functions.axes(analysis),
        "coefficients": functions.coefficients(analysis),
        "functions": functions.functions(analysis),
        "group-tests": functions.group_tests(analysis),
        "centroids": positions.centroids(analysis, design, codebook.method.confidence),
        "regions": positions.regions(analysis, design, codebook.method.confidence),
        "distances": positions.distances(analysis),
        "categories": answers.categories(codebook, analysis, respondents),
        "strengths": answers.strengths(analysis),
    }


def _resampled(codebook: Codebook, analysis: Analysis, language: Language) -> dict[str, pd.DataFrame]:
    asked = codebook.discriminant
    processes = min(2, os.cpu_count() or 1)
    found = resample(analysis, asked, codebook.method.seed, processes, partial(_progress, language))
    return {
        "confusions": guessing.confusions(analysis, found),
        "quality": guessing.qualities(analysis, found),
        "permutations": guessing.permutations(found),
        "permutation-draws": guessing.draws(found),
        "selection": short_lists.selection(analysis, found, asked.longest_list),
        "place-tests": places.place_tests(analysis.coded, found.places),
    }


def _progress(language: Language, done: int, jobs: int) -> None:
    """One line that is written over on a terminal; elsewhere one line at each half."""
    text = say(language, "discriminant.progress", done=done, jobs=jobs)
    if sys.stderr.isatty():
        print(f"\r  {text}", end="\n" if done == jobs else "", file=sys.stderr, flush=True)
    elif done in (jobs // 2, jobs):
        print(f"  {text}", file=sys.stderr, flush=True)


def _remove_others(folder, written: set[str]) -> None:
    """Tables of an earlier run that this one did not make."""
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
