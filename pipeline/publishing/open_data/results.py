"""The wave as open data: one row a number, ids in place of labels, so one file for every language."""

from __future__ import annotations

import pandas as pd

from pipeline.codebook.model import Codebook, Figure
from pipeline.codebook.reserved_ids import ALL_SERVICES, BY_SERVICE, EVERYONE
from pipeline.figures.provenance import Provenance
from pipeline.figures.records import FIGURE_COLUMNS, file_stem
from pipeline.tables.keys import SHARE_KEYS
from pipeline.text.messages import catalogue

SHARE, NUMBER_UNIT = "share", "number"
RESULT_KEYS = ["measure", "service", "level", "breakdown", "group"]
_BETWEEN = " / "
_RENAMED = {
    "share": "value",
    "median": "value",
    "mean": "value",
    "weighted_base": "n_weighted",
    "answer": "level",
}


def answers_to(question: str, base: str, typical: str = "") -> str:
    """Return the measure that stands for answers among a base: "use.all", "time.all.median"."""
    return ".".join(filter(None, [question, base, typical]))


def results(codebook: Codebook, tables: dict[str, pd.DataFrame], source: str) -> pd.DataFrame:
    """Return every share, median and mean of a wave, in the columns of the figures' own files.

    Parameters
    ----------
    tables : "estimates", "contrasts", "medians" and "means", small bases withheld.
    source : what the column `source` says, the same in every row.

    Returns
    -------
    Shares as fractions (unit "share"), medians and means in the unit of their question (unit
    "number"). p and p_adjusted are those of the difference to all other groups, in rows on everyone
    those of the difference to all services together. One row for each combination of `RESULT_KEYS`.
    """
    shares = _with_tests(tables["estimates"], tables["contrasts"])
    shares["status"] = shares["status"].where(shares["status"] != "", shares["precision"])
    shares["figure"] = figures_about(codebook, shares)
    answers = _measures(shares).where(shares["measure"] == "", shares["measure"])
    parts = [shares.assign(measure=answers, unit=SHARE)]
    for typical in ("median", "mean"):
        table = tables[f"{typical}s"]
        parts.append(table.assign(measure=_measures(table, typical), level="", unit=NUMBER_UNIT, figure=""))
    long = pd.concat([part.rename(columns=_RENAMED) for part in parts], ignore_index=True)
    return long.assign(wave=codebook.survey.id, source=source).reindex(columns=FIGURE_COLUMNS)


def figures_about(codebook: Codebook, estimates: pd.DataFrame) -> pd.Series:
    """Return names of the figures about each number, joined by "|"."""
    figure_names = pd.Series("", index=estimates.index)
    for figure in sorted(codebook.figure, key=lambda figure: figure.number):
        if figure.kind in ("levels", "heat", "comparison", "curves"):
            about = _is_about(codebook, figure, estimates)
            figure_names[about] += "|" + file_stem(figure)
    return figure_names.str.removeprefix("|")


def source_of(codebook: Codebook, respondents: int, origin: Provenance) -> str:
    """Return survey, producer, fieldwork, answers, mark and fingerprints, in the survey's languages."""
    survey = codebook.survey
    languages, messages = survey.languages, catalogue()
    dates = f"{survey.fieldwork.start.isoformat()}/{survey.fieldwork.end.isoformat()}"
    sentences = [
        *(_both(text.in_(language) for language in languages) for text in (survey.title, survey.producer)),
        f"{dates}, n = {respondents}",
        _both(messages["figures.synthetic"][language] for language in languages) if survey.synthetic else "",
        _both(messages["open_data.volunteer_mark"][language] for language in languages)
        if survey.sample == "volunteer"
        else "",
        f"data {origin.data}, code {origin.code}, commit {origin.commit or '-'}{'+' if origin.dirty else ''}",
        survey.licence,
    ]
    return ". ".join(filter(None, sentences))


def _both(texts) -> str:
    """Return what is the same in both languages once, what is not side by side."""
    return _BETWEEN.join(dict.fromkeys(texts))


def _with_tests(estimates: pd.DataFrame, contrasts: pd.DataFrame) -> pd.DataFrame:
    """Return the estimates with p and p_adjusted of their differences."""
    services = contrasts["breakdown"] == BY_SERVICE
    alone = {column: contrasts[column].mask(services, EVERYONE) for column in ("breakdown", "group")}
    tests = contrasts.assign(**alone)[[*SHARE_KEYS, "p", "p_adjusted"]]
    return estimates.merge(tests, on=SHARE_KEYS, how="left", validate="one_to_one")


def _measures(table: pd.DataFrame, typical: str = "") -> pd.Series:
    pairs = zip(table["question"], table["base"], strict=True)
    return pd.Series([answers_to(*pair, typical) for pair in pairs], index=table.index, dtype=str)


def _is_about(codebook: Codebook, figure: Figure, table: pd.DataFrame) -> pd.Series:
    """Return which estimates a figure is about."""
    everyone = table["breakdown"] == EVERYONE
    where = everyone | (table["breakdown"] == figure.breakdown) if figure.breakdown else everyone
    if figure.kind != "heat":
        where &= table["service"] != ALL_SERVICES
    measures = {figure.measure, figure.aside, *figure.measures} - {None}
    if figure.kind == "curves":
        measures |= {measure.id for measure in codebook.measure if measure.question == figure.question}
    levels = (
        table["kind"].eq("level")
        & table["question"].eq(figure.question or "-")
        & table["base"].eq(figure.base)
    )
    return where & (table["measure"].isin(measures) | (levels & ~table["answer"].isin(figure.leave_out)))
