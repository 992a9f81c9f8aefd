"""The tidy tables: which columns each has, and the schema that refuses any other."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.tables.columns import COLUMNS, NUMBER, TEXT, WHOLE_NUMBER, YES_NO, TableColumn

if TYPE_CHECKING:
    import pandera.pandas as pa

# Folders of tables; those of a comparison are named after the earlier wave.
FOLDERS = ("candidate", "quality", "discriminant")
COMPARISON = "compare"


@dataclass(frozen=True)
class TidyTable:
    """Attributes
    ----------
    title : what one row of it is, in a line.
    column_names : its columns, in their order, separated by blanks.
    further : whether columns that the codebook names follow, one a variable.
    own : columns that mean something else here than elsewhere.
    """

    title: str
    column_names: str
    further: bool = False
    own: dict[str, TableColumn] = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, TableColumn]:
        return {name: self.own.get(name) or COLUMNS[name] for name in self.column_names.split()}


_OPEN_DATA = {
    "value": TableColumn("value", NUMBER, "see unit", "the share, median or mean"),
    "level": TableColumn("level", TEXT, "", "the answer that is counted, or empty"),
    "n_weighted": TableColumn("n_weighted", NUMBER, "people", "people that the respondents stand for"),
}
# Respondents: beside these columns one a question, derived variable and service (validation/schemas.py).
RESPONDENTS = ("row", "base_weight", "weight")

TABLES: dict[str, TidyTable] = {
    "candidate/communes": TidyTable(
        "How the commune of each row was recognised",
        "row question how",
    ),
    "candidate/corrections": TidyTable(
        "Corrections by hand that were made",
        "row respondent column before after reason author",
    ),
    "candidate/faults": TidyTable(
        "What is wrong in the rows read",
        "severity code file row column value values",
    ),
    "candidate/set-aside": TidyTable(
        "Rows set aside, each under its rule",
        "row rule",
    ),
    "quality/account": TidyTable(
        "Rows read, set aside and kept",
        "rule rows",
    ),
    "quality/communes": TidyTable(
        "How communes were recognised",
        "how respondents",
    ),
    "quality/contradictions": TidyTable(
        "Answers of people whom the question does not concern",
        "variable base respondents",
    ),
    "quality/corrections": TidyTable(
        "Corrections by hand",
        "row respondent column before after reason author",
    ),
    "quality/faults": TidyTable(
        "Faults and remarks",
        "severity file row column value code message_fr message_en count",
    ),
    "quality/missing": TidyTable(
        "Missing answers of each question",
        "variable question service asked answered missing share_missing status",
    ),
    "quality/never-seen": TidyTable(
        "Answers of the codebook that nobody gave",
        "variable answer",
    ),
    "quality/set-aside": TidyTable(
        "Rows set aside",
        "row rule",
    ),
    "quality/straight-lining": TidyTable(
        "The same answer for every service",
        "question respondents answered_enough",
    ),
    "participation": TidyTable(
        "Respondents against people, by place",
        "group_variable group name respondents population rate_per_1000 status",
    ),
    "places": TidyTable(
        "Communes and the groups they are in",
        "code name former_names",
        further=True,
    ),
    "weighting-margins": TidyTable(
        "Levels of the margins before and after calibration",
        "margin level respondents population share_population share_before share_after "
        "gap_before_points gap_after_points",
    ),
    "weighting-ratios": TidyTable(
        "Classes of final to base weight",
        "ratio_low ratio_high respondents",
    ),
    "weighting": TidyTable(
        "Effective size and weights by group",
        "group_variable group n population n_effective design_effect ratio_min ratio_max iterations",
    ),
    "contrasts": TidyTable(
        "Each group against the rest, each service against all services",
        "kind measure question service answer base breakdown group difference standard_error ci_low "
        "ci_high df test_value p family status p_adjusted comparisons",
    ),
    "estimates": TidyTable(
        "Every share with its interval",
        "kind measure question service answer base breakdown group share standard_error ci_low "
        "ci_high n weighted_base n_effective df design_effect status precision letters",
    ),
    "items": TidyTable(
        "Each answer of a question of several answers, tested by itself",
        "question service base breakdown answer statistic df1 df2 p cramer_v cramer_v_corrected n "
        "status p_adjusted",
    ),
    "means": TidyTable(
        "Means of numbers by groups",
        "question service base breakdown group mean standard_error ci_low ci_high n status",
    ),
    "medians": TidyTable(
        "Medians of numbers and ordered answers by groups",
        "question service base breakdown group median standard_error ci_low ci_high n status",
    ),
    "pairs": TidyTable(
        "Each group against each other group",
        "kind measure question service answer base breakdown group other difference standard_error p "
        "p_adjusted",
    ),
    "tests": TidyTable(
        "Every question tested by groups",
        "family question service base breakdown method statistic df1 df2 p n independence_statistic "
        "independence_df1 independence_df2 independence_p cramer_v cramer_v_corrected status "
        "p_adjusted",
    ),
    "screening": TidyTable(
        "Every question by groups, the most separating first",
        "family question service base breakdown method statistic df1 df2 p n n_effective "
        "expected_smallest independence_statistic independence_df1 independence_df2 independence_p "
        "cramer_v cramer_v_corrected status p_adjusted rank tests_done tests_skipped",
    ),
    "test-values": TidyTable(
        "Answers that describe each group",
        "question service base breakdown answer group share_group share_rest difference ci_low "
        "ci_high test_value test_value_classical p n rank inside",
    ),
    "discriminant/adjusted": TidyTable(
        "Each question by groups with another variable held",
        "question service answer base breakdown adjusted_for method statistic df1 df2 p p_alone "
        "p_parallel n status p_adjusted p_alone_adjusted reading",
    ),
    "discriminant/axes": TidyTable(
        "Axes of the correspondence analysis",
        "axis eigenvalue share kept statistic df1 df2 p",
    ),
    "discriminant/categories": TidyTable(
        "Categories on the discriminant functions",
        "question service part answer role why function share n score mean correlation",
    ),
    "discriminant/centroids": TidyTable(
        "Mean position of each group",
        "group function mean standard_error ci_low ci_high n n_effective",
    ),
    "discriminant/coefficients": TidyTable(
        "Coefficients of the functions on the axes",
        "axis function coefficient standardised structure",
    ),
    "discriminant/confusions": TidyTable(
        "Groups against the groups guessed",
        "scheme model priors counted group guessed count share",
    ),
    "discriminant/detectable": TidyTable(
        "Smallest differences that would be found",
        "question service base breakdown group n n_effective detectable_half detectable_tenth status",
    ),
    "discriminant/distances": TidyTable(
        "Distances between groups",
        "group other distance distance_squared_corrected statistic df1 df2 p p_adjusted",
    ),
    "discriminant/functions": TidyTable(
        "The discriminant functions",
        "function root share canonical_correlation statistic df1 p p_effective",
    ),
    "discriminant/group-tests": TidyTable(
        "Multivariate tests of the groups",
        "test measured statistic df1 df2 p p_effective n n_effective",
    ),
    "discriminant/permutation-draws": TidyTable(
        "Statistics of each permutation",
        "test model dealt draw measured",
    ),
    "discriminant/permutations": TidyTable(
        "Permutation tests",
        "test model dealt measured draws draws_mean draws_high p",
    ),
    "discriminant/place-tests": TidyTable(
        "Permutation test of each service or question",
        "kind question service part measured draws draws_mean p p_adjusted",
    ),
    "discriminant/quality": TidyTable(
        "How well groups are guessed",
        "scheme model priors counted group measure measured",
    ),
    "discriminant/regions": TidyTable(
        "Confidence and spread of groups on the plane",
        "kind group x y half_width half_height angle_degrees",
    ),
    "discriminant/remarks": TidyTable(
        "What the analysis left out",
        "code values",
    ),
    "discriminant/selection": TidyTable(
        "The short list of answers",
        "length question service part statistic df1 df2 balanced_accuracy standard_error chosen entered",
    ),
    "discriminant/strengths": TidyTable(
        "Services and questions by the variance they explain",
        "kind question service part function correlation columns variance_explained",
    ),
    "claims-estimates": TidyTable(
        "Every share that a published result is about",
        "claim reading assertion services level share ci_low ci_high n status",
    ),
    "claims-readings": TidyTable(
        "Verdict of each result in each reading and with each weighting",
        "claim reading weighting verdict satisfied n p_for p_for_adjusted p_against "
        "p_against_adjusted quantity services level against estimate ci_low ci_high",
    ),
    "claims-weightings": TidyTable(
        "The weightings that verdicts are tried with",
        "weighting n n_effective ratio_min ratio_max limit_low limit_high",
    ),
    "claims": TidyTable(
        "Every published result with its verdict",
        "claim section topic check strength ambiguity along verdict satisfied n p_for p_for_adjusted "
        "p_against p_against_adjusted quantity services level against estimate ci_low ci_high "
        "alternatives weightings hangs_on",
    ),
    "compare/claims": TidyTable(
        "Published results on both waves",
        "claim verdict_old verdict_new quantity services level against estimate_old estimate_new "
        "difference ci_low ci_high p p_adjusted n_old n_new",
    ),
    "compare/codebook": TidyTable(
        "What differs between the two codebooks",
        "table id change aspect before_fr before_en after_fr after_en effect",
    ),
    "compare/differences": TidyTable(
        "Every share in both waves",
        "kind measure question service answer base breakdown group share_old share_new n_old n_new "
        "difference standard_error ci_low ci_high df p p_satterthwaite detectable status family "
        "p_adjusted comparisons share_recomposed composition composition_error",
    ),
    "compare/margins": TidyTable(
        "Margins of both waves",
        "margin level respondents_old respondents_new population_old population_new "
        "share_population_old share_population_new share_before_old share_before_new",
    ),
    "compare/tests": TidyTable(
        "Questions tested between waves",
        "family question service base method statistic df1 df2 p independence_statistic "
        "independence_df1 independence_df2 independence_p cramer_v cramer_v_corrected status "
        "p_adjusted n_old n_new",
    ),
    "compare/weights": TidyTable(
        "Weights of both waves",
        "group_variable group n_old n_new population_old population_new n_effective_old "
        "n_effective_new design_effect_old design_effect_new ratio_min_old ratio_min_new "
        "ratio_max_old ratio_max_new",
    ),
    "figures": TidyTable(
        "The figures drawn",
        "number slug title subtitle alt notes kind",
    ),
    "results": TidyTable(
        "The numbers of the wave as open data",
        "wave measure service level breakdown group value unit ci_low ci_high n n_weighted "
        "n_effective p p_adjusted status figure source",
        own=_OPEN_DATA,
    ),
    "dictionary": TidyTable(
        "What the ids of the open data mean",
        "field of id label_fr label_en",
    ),
}


def name_of(path: Path) -> str:
    """Return the name of the table that a file holds: "estimates", "quality/account", "compare/tests"."""
    folder = path.parent.name
    if folder.startswith(f"{COMPARISON}-"):
        return f"{COMPARISON}/{path.stem}"
    return f"{folder}/{path.stem}" if folder in FOLDERS else path.stem


def numbers_of(name: str) -> frozenset[str] | None:
    """Return the columns of a table that hold numbers; None for a table that is not described here."""
    table = TABLES.get(name)
    if table is None:
        return None
    return frozenset(column.name for column in table.columns.values() if column.is_number)


def empty(name: str) -> pd.DataFrame:
    """Return a table without rows, with its columns."""
    return pd.DataFrame(columns=list(TABLES[name].columns))


def check(name: str, table: pd.DataFrame) -> None:
    """Refuse a table that is not as described: its columns, their order and their types.

    Raises
    ------
    KeyError
        There is no table of this name.
    ValueError
        With the table, the column and what is wrong. Both are bugs of the program, not faults of the data.
    """
    import pandera.errors

    try:
        _schema(name).validate(table)
    except (pandera.errors.SchemaError, pandera.errors.SchemaErrors) as error:
        raise ValueError(f"table {name}: {error}") from None


@cache
def _schema(name: str) -> pa.DataFrameSchema:
    # Imported where a table is written: reading one does not need it, and it takes a third of a second.
    import pandera.pandas as pa

    table = TABLES[name]
    columns = {
        column.name: pa.Column(
            checks=pa.Check(_TYPES[column.type], error=f"is no {column.type}"), nullable=True
        )
        for column in table.columns.values()
    }
    return pa.DataFrameSchema(columns, strict=not table.further, ordered=not table.further)


def _numbers(cells: pd.Series) -> bool:
    # Numbers beside each other can come as objects, from a list of rows of several kinds.
    dtype = cells.infer_objects().dtype
    return cells.empty or (pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_bool_dtype(dtype))


def _whole_numbers(cells: pd.Series) -> bool:
    return _numbers(cells) and bool((cells == cells.astype(float).round()).all())


def _texts(cells: pd.Series) -> bool:
    return all(isinstance(cell, str) for cell in cells)


def _yes_or_no(cells: pd.Series) -> bool:
    return bool(cells.astype(str).isin(["True", "False", ""]).all())


# Pandera asks these of filled cells only: a column without one can be of any type.
_TYPES = {TEXT: _texts, WHOLE_NUMBER: _whole_numbers, NUMBER: _numbers, YES_NO: _yes_or_no}
