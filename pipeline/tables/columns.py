"""Every column of a tidy table: its type, its unit and what it means, once for all tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "whole number", "number", "yes or no"]
TEXT, WHOLE_NUMBER, NUMBER, YES_NO = "text", "whole number", "number", "yes or no"


@dataclass(frozen=True)
class TableColumn:
    """Attributes
    ----------
    type : whole numbers and numbers may be missing (an empty cell), texts may be "".
    unit : of numbers ("fraction", "points", "respondents" …), "" for pure numbers and texts.
    meaning : one sentence.
    """

    name: str
    type: Type
    unit: str
    meaning: str

    @property
    def is_number(self) -> bool:
        return self.type in (WHOLE_NUMBER, NUMBER)


def _columns(type: Type, unit: str, /, **meanings: str) -> dict[str, TableColumn]:
    return {name: TableColumn(name, type, unit, meaning) for name, meaning in meanings.items()}


# What a row is about.
_KEYS = _columns(
    TEXT,
    "",
    kind="level (an answer to a question), measure (a named share); or what is placed",
    measure="the named share, or empty for an answer",
    question="the question or derived variable",
    service="the service that the question is about, all_services for all together, or empty",
    answer="the answer that is counted, or empty for a measure of several",
    base="who is counted: all, or a base of the codebook",
    breakdown="the variable whose groups are compared, all for everyone together, service for services",
    group="the group, or all for everyone",
    other="the group that it is compared with",
    group_variable="the variable of the groups, or all",
    margin="the variable with known population",
    level="the level of a variable",
    variable="the question or derived variable, with its service",
    family="the tests that are adjusted together",
    name="the name that people read",
    code="the code of a commune, or of a sentence",
    former_names="earlier names of a commune, separated by |",
    part="the part of a question that is placed or tested: one answer, whether it was used",
)
_SHARES = _columns(
    NUMBER,
    "fraction",
    share="estimated share of the base in the population, or share of a whole",
    ci_low="lower limit of the confidence interval, in the unit of the estimate",
    ci_high="upper limit of the confidence interval, in the unit of the estimate",
    standard_error="standard error of the estimate, in its unit",
    difference="estimate of the group less that of the rest, of the other group or of the earlier wave",
    share_group="share in the group",
    share_rest="share in all other groups together",
    share_population="share of the level in the population",
    share_before="share of the level among respondents, before calibration",
    share_after="share of the level among respondents, after calibration",
    share_missing="share of those asked who did not answer",
    share_old="share in the earlier wave",
    share_new="share in the later wave",
    share_population_old="share of the level in the population of the earlier wave",
    share_population_new="share of the level in the population of the later wave",
    share_before_old="share of the level among respondents of the earlier wave, before calibration",
    share_before_new="share of the level among respondents of the later wave, before calibration",
    share_recomposed="share of the earlier wave had its population been that of the later one",
    composition="part of the difference that a changed population accounts for",
    composition_error="standard error of that part",
    detectable="smallest difference that would be found in 80 of 100 such pairs of waves",
    detectable_half="smallest difference found in 80 of 100 such surveys, for a share of one half",
    detectable_tenth="smallest difference found in 80 of 100 such surveys, for a share of one tenth",
    balanced_accuracy="mean over groups of the share guessed right",
    entered="share of the folds in whose own list it is",
)
_POINTS = _columns(
    NUMBER,
    "points",
    gap_before_points="share among respondents less share in the population, before calibration",
    gap_after_points="share among respondents less share in the population, after calibration",
)
_PEOPLE = _columns(
    NUMBER,
    "people",
    population="people in the population",
    population_old="people in the population of the earlier wave",
    population_new="people in the population of the later wave",
    weighted_base="people that the respondents of the base stand for",
)
_RESPONDENTS = _columns(
    WHOLE_NUMBER,
    "respondents",
    n="respondents of the base; of both sides the smaller, where two are compared",
    n_old="respondents of the base in the earlier wave",
    n_new="respondents of the base in the later wave",
    respondents="respondents",
    respondents_old="respondents of the earlier wave",
    respondents_new="respondents of the later wave",
    asked="respondents whom the question concerns",
    answered="respondents who answered",
    answered_enough="respondents who answered for enough services to be looked at",
    missing="respondents concerned who did not answer",
)
_SIZES = _columns(
    NUMBER,
    "respondents",
    n_effective="answers of equal weight that would be as precise",
    n_effective_old="effective size of the earlier wave",
    n_effective_new="effective size of the later wave",
    expected_smallest="respondents expected in the smallest cell if nothing depended on the group",
)
_WEIGHTS = _columns(
    NUMBER,
    "",
    base_weight="weight before calibration",
    weight="people that the respondent stands for",
    design_effect="variance against that of a simple random sample of the same size",
    design_effect_old="design effect of the weights in the earlier wave",
    design_effect_new="design effect of the weights in the later wave",
    ratio_min="smallest ratio of final to base weight",
    ratio_max="largest ratio of final to base weight",
    ratio_min_old="smallest ratio of weights in the earlier wave",
    ratio_min_new="smallest ratio of weights in the later wave",
    ratio_max_old="largest ratio of weights in the earlier wave",
    ratio_max_new="largest ratio of weights in the later wave",
    ratio_low="lower end of a class of ratios",
    ratio_high="upper end of a class of ratios",
    limit_low="lower bound that calibration was given",
    limit_high="upper bound that calibration was given",
    rate_per_1000="respondents for 1,000 people",
)
_TESTS = _columns(
    NUMBER,
    "",
    statistic="test statistic",
    df="degrees of freedom",
    df1="degrees of freedom of the numerator",
    df2="degrees of freedom of the denominator",
    p="p-value, unadjusted",
    p_adjusted="p-value adjusted over its family (Benjamini-Hochberg; Holm between pairs)",
    test_value="estimated difference in standard errors, on the scale of a normal deviate",
    test_value_classical="test value of the classical descriptive method, unweighted",
    cramer_v="Cramér's V",
    cramer_v_corrected="Cramér's V, corrected for chance",
    independence_statistic="Rao-Scott F of independence, whatever the method",
    independence_df1="its degrees of freedom, numerator",
    independence_df2="its degrees of freedom, denominator",
    independence_p="its p-value",
    p_satterthwaite="p-value with Satterthwaite's degrees of freedom",
    p_effective="p-value at the effective size in place of the number of respondents",
    p_alone="p-value without the variables held",
    p_alone_adjusted="the same, adjusted over its family",
    p_parallel="p-value of parallel lines between the levels of an ordered answer",
    p_for="p-value of the hypothesis that the result does not hold",
    p_for_adjusted="the same, adjusted over its family",
    p_against="p-value of the hypothesis that the result holds",
    p_against_adjusted="the same, adjusted over its family",
)
_ESTIMATES = _columns(
    NUMBER,
    "unit of the question",
    mean="weighted mean, or mean position of a group on a function",
    median="weighted median",
    estimate="the estimate that a published result is about",
    estimate_old="the estimate in the earlier wave",
    estimate_new="the estimate in the later wave",
)
_ANALYSIS = _columns(
    NUMBER,
    "",
    root="root of the discriminant function",
    eigenvalue="eigenvalue of the axis",
    canonical_correlation="canonical correlation of the function",
    coefficient="raw coefficient of the axis in the function",
    standardised="standardised coefficient",
    structure="correlation of the axis with the function inside groups",
    score="position of the category on the function",
    correlation="correlation with the function",
    variance_explained="share of the variance that is explained",
    distance="Mahalanobis distance between two groups",
    distance_squared_corrected="its square, less what chance alone gives",
    measured="value of the statistic or measure",
    draws_mean="its mean over the permutations",
    draws_high="its 95th percentile over the permutations",
    x="position on the first function",
    y="position on the second function",
    half_width="half width of the region",
    half_height="half height of the region",
    count="how many, or how much weight",
)
_ANGLES = _columns(NUMBER, "degrees", angle_degrees="rotation of the region")
_COUNTS = _columns(
    WHOLE_NUMBER,
    "",
    row="row of the file, as a spreadsheet numbers it",
    rows="rows of the export",
    rank="place in the order, 1 first",
    number="number of the figure",
    comparisons="p-values that were adjusted together",
    tests_done="tests done in the breakdown",
    tests_skipped="tests not done in the breakdown",
    iterations="iterations of the calibration",
    axis="number of the axis",
    function="number of the discriminant function",
    columns="indicator columns",
    length="answers in the short list",
    draw="number of the permutation",
    draws="permutations",
    assertion="number of the assertion inside a published result",
)
_YES_NO = _columns(
    YES_NO,
    "",
    inside="whether the answer is among those that describe the group",
    satisfied="whether the estimate says what was published",
)
_WORDS = _columns(
    TEXT,
    "",
    status="withheld, fragile, or why there is no test; empty when nothing is to be said",
    precision="imprecise where the share is to be read with its interval only",
    letters="groups without a letter in common differ significantly",
    method="which test the statistic is of",
    rule="rule under which a row was set aside; read and kept for the whole",
    how="how the commune was recognised",
    severity="blocking, warning or information",
    file="name of the file",
    column="column of the export",
    value="what stands in the cell",
    values="what else the sentence names, as JSON",
    message_fr="the sentence in French",
    message_en="the sentence in English",
    respondent="identifier of the respondent",
    before="content before the correction",
    after="content after it",
    reason="why it was corrected",
    author="who corrected it",
    adjusted_for="the variable that is held",
    reading="how the result is read; in the adjusted tests what holding the variable changes",
    test="which statistic is measured",
    model="weighted or unweighted",
    dealt="how groups were permuted: freely, or within margins",
    scheme="resubstitution, leave one out or cross-validation",
    priors="equal, or as observed",
    counted="respondents, or the people they stand for",
    guessed="the group that was guessed",
    chosen="yes for the list that was chosen",
    kept="yes for the axes that enter the analysis",
    role="active, illustrative or passive",
    why="why a category is not active by itself",
    claim="id of the published result",
    section="section of the publication",
    topic="what the result is about",
    check="how it can be checked",
    strength="what kind of statement it is",
    ambiguity="how far its wording leaves open what is meant",
    along="what is compared",
    verdict="established, consistent, not_shown, contradicted, too_few, not_testable",
    verdict_old="verdict on the earlier wave",
    verdict_new="verdict on the later wave",
    quantity="share, difference or profile",
    services="services, separated by |",
    against="what it is compared with",
    alternatives="verdicts of the other readings",
    weightings="verdicts with other weights",
    hangs_on="what would change the verdict",
    weighting="which weights",
    table="table of the codebook",
    id="id in the codebook",
    change="added, dropped, reworded, recoded or redefined",
    aspect="which key",
    before_fr="what the earlier codebook says, in French",
    before_en="what the earlier codebook says, in English",
    after_fr="what the later codebook says, in French",
    after_en="what the later codebook says, in English",
    effect="what it does to the comparison",
    slug="name of the figure",
    title="its title",
    subtitle="its subtitle",
    alt="its text for those who do not see it",
    notes="its notes, a line each",
    field="column of the open data",
    of="the measure or breakdown that an id belongs to",
    label_fr="label in French",
    label_en="label in English",
    wave="id of the wave",
    unit="share (a fraction), or number (the unit of the question)",
    figure="figures that show the number, separated by |",
    source="survey, producer, fieldwork, mark and fingerprints",
)

COLUMNS: dict[str, TableColumn] = {
    name: column
    for part in (
        _KEYS, _SHARES, _POINTS, _PEOPLE, _RESPONDENTS, _SIZES, _WEIGHTS, _TESTS, _ESTIMATES, _ANALYSIS,
        _ANGLES, _COUNTS, _YES_NO, _WORDS,
    )
    for name, column in part.items()
}  # fmt: skip
