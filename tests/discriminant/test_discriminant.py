"""Discriminant analysis: properties, planted truth, bad input; equality with R stands in test_reference_*."""

from __future__ import annotations

import pickle
import re
from dataclasses import is_dataclass

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from pipeline.codebook.model import Codebook
from pipeline.codebook.reader import read as read_codebook
from pipeline.discriminant import adjusted_tests
from pipeline.discriminant.analysis import NotPossible, analyse, limits
from pipeline.discriminant.coding import coded
from pipeline.discriminant.findings import findings_of
from pipeline.discriminant.remarks import remark_sentence
from pipeline.discriminant.resampling import parts_of
from pipeline.discriminant.sentences import sentences
from pipeline.errors.faults import Faults
from pipeline.statistics import permutation
from pipeline.statistics.classification import (
    classifier,
    confusion,
    leave_one_out,
    posteriors,
    quality,
    side_accuracy,
)
from pipeline.statistics.correspondence import correspondence
from pipeline.statistics.cross_validation import Fold, GroupSums, IndicatorTable, stratified_folds
from pipeline.statistics.discriminant import discriminant, scatter
from pipeline.statistics.manova import Sizes, four_tests
from pipeline.statistics.multiple_testing import benjamini_hochberg
from pipeline.statistics.permutation import confusions, pillai, pillai_of_each, shuffles, sides
from pipeline.statistics.selection import questions_forward
from pipeline.tables.files import read_table
from tests.support import anes
from tests.support.agreement import agree
from tests.support.discriminant_data import dealt_anew, quick, tables, with_truth
from tests.support.stages import RAW


def made(seed: int = 1, n: int = 240, groups: int = 4, questions: int = 8) -> IndicatorTable:
    """Random answers with three levels, weights, and groups that have nothing to do with them."""
    rng = np.random.default_rng(seed)
    given = rng.integers(0, 3, (n, questions))
    indicators = (given[:, :, None] == np.arange(3)).reshape(n, -1).astype(float)
    label = rng.permutation(np.arange(n) % groups)
    return IndicatorTable(rng.uniform(0.5, 2, n), indicators, np.repeat(np.arange(questions), 3), label)


def planted(question: int, seed: int = 1, **size: int) -> IndicatorTable:
    """The same, but for one question whose first answer goes with the first group."""
    table = made(seed, **size)
    rng = np.random.default_rng(seed + 1000)
    answer = np.where(
        rng.random(len(table.groups)) < 0.7, table.groups % 3, rng.integers(0, 3, len(table.groups))
    )
    indicators = table.indicators.copy()
    indicators[:, table.question_of == question] = answer[:, None] == np.arange(3)
    return IndicatorTable(table.weight, indicators, table.question_of, table.groups)


def scores_of(table: IndicatorTable) -> np.ndarray:
    axes = correspondence(table.weight, table.indicators, table.questions)
    return axes.kept(axes.above_average).rows(table.indicators)


# ---- the statistics


def test_rows_are_centred_with_the_eigenvalues_as_variances():
    table = made()
    axes = correspondence(table.weight, table.indicators, table.questions)
    rows, mass = axes.rows(table.indicators), table.weight / table.weight.sum()
    agree(mass @ rows, np.zeros(rows.shape[1]), noise=1e-12)
    agree(rows.T @ (mass[:, None] * rows), np.diag(axes.eigenvalues), noise=1e-12)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_a_weight_of_two_is_two_respondents(seed):
    table = made(seed, n=60, questions=4)
    times = np.random.default_rng(seed).integers(1, 4, 60)
    again = np.repeat(np.arange(60), times)
    once = correspondence(times.astype(float), table.indicators, 4)
    repeated = correspondence(np.ones(len(again)), table.indicators[again], 4)
    agree(once.eigenvalues, repeated.eigenvalues)
    scores = once.kept(5).rows(table.indicators)
    weighted = discriminant(scatter(times.astype(float), scores, table.groups))
    agree(
        weighted.roots, discriminant(scatter(np.ones(len(again)), scores[again], table.groups[again])).roots
    )


def test_scaling_weights_changes_nothing():
    table = made()
    more = IndicatorTable(1000 * table.weight, table.indicators, table.question_of, table.groups)
    agree(scores_of(more) ** 2, scores_of(table) ** 2)
    agree(discriminant(scatter(more.weight, scores_of(table), table.groups)).roots,
          discriminant(scatter(table.weight, scores_of(table), table.groups)).roots)  # fmt: skip


def test_functions_have_variance_one_inside_groups_and_fixed_signs():
    table = planted(2)
    scores = scores_of(table)
    found = scatter(table.weight, scores, table.groups)
    functions = discriminant(found)
    agree(functions.coefficients.T @ found.pooled @ functions.coefficients, np.eye(3), noise=1e-9)
    largest = np.abs(functions.structure).argmax(axis=0)
    assert (functions.structure[largest, range(3)] > 0).all()
    other_way = discriminant(scatter(table.weight, -scores, table.groups))
    agree(np.abs(other_way.centroids), np.abs(functions.centroids))


def test_two_identical_questions_only_lower_the_rank():
    table = made(questions=4)
    twice = np.hstack([table.indicators, table.indicators[:, :3]])
    assert len(correspondence(table.weight, twice, 5).eigenvalues) == 8


def test_leaving_one_out_is_refitting_without_them():
    table = made(n=60, questions=4)
    scores = scores_of(table)
    priors = np.full(4, 0.25)
    quick = leave_one_out(table.weight, scores, table.groups, priors)
    for k in range(0, 60, 7):
        rest = np.arange(60) != k
        rule = classifier(scatter(table.weight[rest], scores[rest], table.groups[rest]), priors)
        agree(quick[k], posteriors(rule.values(scores[[k]]))[0])


def test_a_fold_guesses_as_the_classifier_of_the_others_does():
    table = planted(0)
    test = stratified_folds(table.groups, 10, np.random.SeedSequence(3)) == 4
    axes = correspondence(table.weight[~test], table.indicators[~test], table.questions)
    scores = axes.kept(axes.above_average).rows(table.indicators)
    rule = classifier(scatter(table.weight[~test], scores[~test], table.groups[~test]), np.full(4, 0.25))
    assert (
        Fold(table, test).guess(GroupSums.of_table(table, table.groups[None]))[0] == rule.groups(scores[test])
    ).all()


def test_many_labellings_at_once_are_guessed_as_each_by_its_own_classifier(monkeypatch):
    # Two labellings at a time, the last alone: what a large survey's memory asks for.
    monkeypatch.setattr(permutation, "MOST_CELLS", 2 * 4 * 120)
    table = planted(0, n=120)
    rng = np.random.default_rng(5)
    orders = np.array([np.arange(120), *(rng.permutation(120) for _ in range(8))])
    of_partition = stratified_folds(0 * table.groups, 4, np.random.SeedSequence(3))
    # Under the last labelling only people inside the first fold are in group 3.
    alone = np.argsort(of_partition != 0, kind="stable")
    orders[-1, alone] = np.argsort(table.groups != 3, kind="stable")
    expected = np.zeros((9, 4, 4))
    for test in (of_partition == h for h in range(4)):
        axes = correspondence(table.weight[~test], table.indicators[~test], table.questions)
        scores = axes.kept(axes.above_average).rows(table.indicators)
        for labels, counts in zip(table.groups[orders], expected, strict=True):
            present, outside = np.unique(labels[~test], return_inverse=True)
            rule = classifier(
                scatter(table.weight[~test], scores[~test], outside), np.full(len(present), 1 / len(present))
            )
            np.add.at(counts, (labels[test], present[rule.groups(scores[test])]), 1)
    assert len(np.unique(table.groups[orders[-1]][of_partition != 0])) == 3
    found = confusions([Fold(table, of_partition == h) for h in range(4)], orders)
    np.testing.assert_array_equal(found, expected)


def test_a_group_absent_outside_a_fold_is_never_guessed():
    table = made()
    test = table.groups == 2
    values = Fold(table, test).values(GroupSums.of_table(table, table.groups[None]))[0].T
    assert (values[:, 2] == -np.inf).all()
    assert np.isfinite(np.delete(values, 2, axis=1)).all()


def test_pillai_of_the_permuted_is_pillai_of_four_tests():
    table = planted(1)
    scores = scores_of(table)
    roots = discriminant(scatter(table.weight, scores, table.groups)).roots
    same = np.arange(len(scores))[None]
    value = four_tests(roots, Sizes(scores.shape[1], 4, len(scores)))[1].value
    agree(pillai(table.weight, scores, table.groups, same)[0], value)


def test_permutations_stay_inside_strata():
    strata = np.random.default_rng(2).integers(0, 5, 100)
    orders = shuffles(strata, 50, np.random.SeedSequence(1))
    assert (strata[orders] == strata).all()
    assert (np.sort(orders, axis=1) == np.arange(100)).all()
    assert len(np.unique(orders, axis=0)) == 50


def test_several_sets_of_scores_are_permuted_as_each_alone_and_redundant_columns_do_not_count():
    table = planted(1)
    sets = [table.indicators[:, :3], scores_of(table), table.indicators[:, 5:7]]
    orders = shuffles(0 * table.groups, 20, np.random.SeedSequence(4))
    together = pillai_of_each(table.weight, sets, table.groups, orders)
    for scores, values in zip(sets, together, strict=True):
        agree(values, pillai(table.weight, scores, table.groups, orders))
    twice = np.hstack([sets[1], sets[1] @ np.ones((sets[1].shape[1], 2))])
    agree(pillai(table.weight, twice, table.groups, orders), together[1])


def test_sides_are_those_of_the_first_function():
    table = planted(1)
    scores = scores_of(table)
    high = sides(table.weight, scores, table.groups, np.arange(len(scores))[None])[0]
    first = discriminant(scatter(table.weight, scores, table.groups)).centroids[:, 0] >= 0
    assert high.tolist() in (first.tolist(), (~first).tolist())


@pytest.mark.parametrize("high", [[True, False, False, False], [True, True, False, False]])
def test_a_guess_thrown_among_the_groups_is_on_the_right_side_half_of_the_time(high):
    high = np.array(high)
    agree(side_accuracy(np.outer([40, 30, 20, 10], np.full(4, 0.25)), high), 0.5)
    # Groups of one side taken for one another: never the group, always the side.
    swapped = np.array([[0, 9, 0, 0], [9, 0, 0, 0], [0, 0, 0, 5], [0, 0, 5, 0]])
    agree(side_accuracy(swapped, np.array([True, True, False, False])), 1.0)


def test_guessing_all_in_one_group_is_chance():
    truth = np.repeat(np.arange(4), [40, 30, 20, 10])
    found = quality(confusion(truth, np.zeros(100, dtype=int), 4))
    assert (found.accuracy, found.balanced_accuracy, found.kappa) == pytest.approx((0.4, 0.25, 0.0))
    assert np.isnan(found.precision[1:]).all()


@pytest.mark.parametrize("question", [0, 3, 7])
def test_the_planted_question_is_entered_first(question):
    for seed in range(5):
        table = planted(question, seed)
        found = scatter(table.weight, table.indicators, table.groups)
        steps, _ = questions_forward(found, table.question_of, 3)
        assert steps[0].entered == question
        assert steps[0].p < 1e-6 < steps[1].p


def test_constant_and_repeated_questions_are_never_entered():
    table = made(questions=4)
    constant = np.column_stack([np.ones(240), np.zeros(240), np.zeros(240)])
    indicators = np.hstack([table.indicators, table.indicators[:, :3], constant])
    found = scatter(table.weight, indicators, table.groups)
    steps, columns = questions_forward(found, np.repeat(np.arange(6), 3), 6)
    entered = {step.entered for step in steps}
    assert len(steps) == 4 and 5 not in entered and len(entered & {0, 4}) == 1
    assert all(len(one) == 2 for one in columns)


# ---- the stage


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return quick(read_codebook(RAW / "codebook.toml"))


@pytest.fixture
def people(wave) -> pd.DataFrame:
    return read_table(wave.done / "3-weighted.csv")


def test_a_planted_question_is_found_and_told(codebook, people):
    levels = [level.id for level in codebook.levels("travel_time")]
    spoiled = with_truth(dealt_anew(codebook, people, 1), "travel_time.sport", levels)
    found = tables(codebook, spoiled)
    assert found["selection"].iloc[1][["question", "service"]].tolist() == ["travel_time", "sport"]
    assert found["selection"].iloc[1]["chosen"] == "yes"
    findings = findings_of(codebook, found)
    assert findings.shows and findings.everywhere and findings.accuracy > 0.4 and findings.p_guess == 0.01
    first, *others = found["place-tests"].itertuples()
    assert (first.service, first.p) == ("sport", 1 / 841) and first.p_adjusted <= 0.05
    assert all(other.p_adjusted > 0.05 for other in others)
    told = sentences(codebook, found, "en")
    assert any("taken one by one: 1 of 21. They are “Sport” (" in sentence for sentence in told)
    assert any("better than chance" in sentence for sentence in told)


def test_the_planted_question_leads_the_systematic_breakdown(codebook, people, fresh):
    levels = [level.id for level in codebook.levels("travel_time")]
    spoiled = with_truth(dealt_anew(codebook, people, 1), "travel_time.sport", levels)
    fresh.done.mkdir(parents=True)
    spoiled.to_csv(fresh.done / "3-weighted.csv", index=False)
    assert fresh.run("tabulate") == 0 and fresh.run("screen") == 0
    screened = read_table(fresh.done / "screening.csv").query("breakdown == 'territory'")
    dealt = screened[screened["question"].isin(codebook.discriminant.active)]
    assert dealt.iloc[0][["question", "service", "rank"]].tolist() == ["travel_time", "sport", 1]
    assert dealt.iloc[0]["p_adjusted"] < 1e-9 < 0.05 < dealt.iloc[1]["p_adjusted"]
    values = read_table(fresh.done / "test-values.csv").query("breakdown == 'territory' and inside == 'True'")
    extreme = values.loc[values.groupby("group")["test_value"].idxmax()]
    assert set(zip(extreme["question"], extreme["service"], strict=True)) == {("travel_time", "sport")}


def test_the_sizes_of_a_test_are_those_of_its_table(wave, people):
    screened = read_table(wave.done / "screening.csv").set_index(["question", "service", "breakdown"])
    row = screened.loc[("has_car", "", "territory")]
    told = people[(people["has_car"] != "") & (people["territory"] != "")]
    weight = told["weight"]
    shares = [weight.groupby(told[name]).sum().min() / weight.sum() for name in ("has_car", "territory")]
    assert row["n"] == len(told)
    agree(row["n_effective"], weight.sum() ** 2 / (weight**2).sum())
    agree(row["expected_smallest"], len(told) * shares[0] * shares[1])
    assert (screened["n_effective"] <= screened["n"]).all()


def test_one_p_a_question_is_adjusted_beside_the_variable_held(wave):
    table = read_table(wave.done / "discriminant" / "adjusted.csv")
    for name in ("p", "p_alone"):
        by_question = table.groupby(["question", "service"], sort=False)
        assert (by_question[f"{name}_adjusted"].nunique() <= 1).all()
        bound = np.minimum(1, by_question[name].min() * by_question[name].count())
        agree(by_question[f"{name}_adjusted"].first(), benjamini_hochberg(bound.to_numpy()))
    assert adjusted_tests.count_of_readings(table).sum() == len(by_question)


def test_when_nothing_separates_the_sentences_say_so(codebook, people):
    found = tables(codebook, dealt_anew(codebook, people, 11))
    findings = findings_of(codebook, found)
    assert (
        not findings.shows and findings.functions == 0 and not findings.sides and findings.guess == "chance"
    )
    assert (found["place-tests"]["p_adjusted"] > 0.05).all()
    for language, words in (("fr", "Rien ne sépare"), ("en", "Nothing separates")):
        told = sentences(codebook, found, language)
        assert told[0].startswith(words)
        assert len(told) == 2 and {"fr": "pas mieux que", "en": "no better than"}[language] in told[1]
        assert not any("{" in sentence for sentence in told)


def test_jobs_give_the_same_in_any_order(codebook, people):
    analysis = analyse(coded(codebook, people))
    forward, backward = (parts_of(analysis, codebook.discriminant, codebook.method.seed) for _ in range(2))
    results = [job() for jobs in forward.values() for job in jobs]
    reversed_results = [job() for job in reversed([job for jobs in backward.values() for job in jobs])][::-1]
    for first, second in zip(results, reversed_results, strict=True):
        # As it comes back from another process.
        returned = pickle.loads(pickle.dumps(first))
        fields = [vars(result) if is_dataclass(result) else result for result in (returned, second)]
        np.testing.assert_equal(*fields)


def test_draws_under_no_effect_are_uniform():
    """Committed result of seeded simulations: p of both tests, weights tied to the groups by calibration."""
    known = pd.read_csv(RAW.parents[2] / "tests" / "reference" / "discriminant-null.csv")

    for column in ("pillai_unweighted", "accuracy_unweighted", "sides_unweighted"):
        assert len(known) >= 100
        assert stats.kstest(known[column], "uniform").pvalue > 0.01, column
    # With weights the test is approximate: it must not reject too often.
    assert (known["pillai_weighted"] <= 0.05).mean() <= 0.08


@pytest.mark.parametrize("left", [0, 5, 29])
def test_a_small_group_is_left_out_and_named(codebook, people, left):
    group = people.index[people["territory"] == "small_pole"]
    found = coded(codebook, people.drop(group[left:]))
    assert found.groups == ["urban_pole", "belt", "rural"]
    told = [remark_sentence(codebook, remark, "en") for remark in found.remarks]
    assert any(f"Small pole: {left} respondents, fewer than 30" in text for text in told)
    assert analyse(found).functions.roots.shape == (2,)


def test_one_group_alone_cannot_be_separated(codebook, people):
    found = coded(codebook, people[people["territory"] == "rural"])
    with pytest.raises(NotPossible, match="one_group"):
        analyse(found)


def test_a_constant_and_a_repeated_question_are_passive_and_named(codebook, people):
    spoiled = people.assign(interest_internet="yes", interest_one_place=people["interest_transport"])
    found = coded(codebook, spoiled)
    codes = [remark.code for remark in found.remarks]
    assert codes.count("constant") == 1 and codes.count("identical") == 1
    assert not {"interest_internet"} & {item.question for item in found.items}
    assert len({"interest_one_place", "interest_transport"} & {item.question for item in found.items}) == 1
    analyse(found)


def test_no_question_left_is_told(codebook, people):
    columns = [v.name for question in codebook.discriminant.active for v in codebook.variables_of(question)]
    with pytest.raises(NotPossible, match="no_question"):
        analyse(coded(codebook, people.assign(**dict.fromkeys(columns, ""))))


def test_fewer_axes_than_groups_give_fewer_functions(codebook, people):
    asked = codebook.discriminant.model_copy(update={"active": ["interest_internet", "interest_transport"]})
    few = codebook.model_copy(update={"discriminant": asked})
    analysis = analyse(coded(few, people))
    assert analysis.functions.roots.shape == (1,)
    found = tables(few, people)
    assert len(found["functions"]) == 1
    assert sentences(few, found, "fr")


def test_folds_smaller_than_a_group_leave_folds_without_it(codebook, people):
    asked = codebook.discriminant.model_copy(update={"folds": 40})
    group = people.index[people["territory"] == "small_pole"]
    few = codebook.model_copy(update={"discriminant": asked})
    left = people.drop(group[31:])
    [remark] = limits(analyse(coded(few, left)), 40)
    told = remark_sentence(few, remark, "fr")
    assert told.startswith("Petit pôle") and "31 répondants pour 40 parties" in told
    found = tables(few, left)
    assert found["quality"].query("measure == 'recall'")["measured"].notna().all()


def test_a_question_that_tells_the_group_is_refused_not_a_traceback(codebook, people):
    levels = [level.id for level in codebook.levels("travel_time")]
    columns = [v.name for v in codebook.variables_of("travel_time")]
    told = people["territory"].map(
        dict(zip(["urban_pole", "belt", "small_pole", "rural"], levels, strict=True))
    )
    asked = codebook.discriminant.model_copy(update={"active": ["travel_time"]})
    only = codebook.model_copy(update={"discriminant": asked})
    spoiled = people.assign(**dict.fromkeys(columns, told.fillna("")))
    with pytest.raises(NotPossible, match="separated_completely"):
        analyse(coded(only, spoiled))


def test_the_whole_sample_of_2017_is_described(wave, people):
    done = wave.done / "discriminant"
    found = {path.stem: read_table(path) for path in done.glob("*.csv")}
    assert set(found) >= {"functions", "quality", "permutations", "adjusted", "detectable", "selection"}
    shares = found["confusions"].groupby(["scheme", "model", "priors", "counted", "group"])["share"].sum()
    agree(shares, np.ones(len(shares)))
    quality = found["quality"].query("measure == 'balanced_accuracy' and counted == 'respondents'")
    values = quality.set_index(["scheme", "model", "priors"])["measured"]
    assert values["resubstitution", "weighted", "equal"] > values["cross_validation", "weighted", "equal"]
    few = found["categories"]["n"].isna()
    assert found["categories"].loc[few, ["share", "mean", "correlation"]].isna().all(axis=None)
    assert found["detectable"]["detectable_half"].dropna().between(0.02, 0.6).all()


def test_a_file_of_an_earlier_run_does_not_stay(fresh, wave):
    fresh.done.mkdir(parents=True)
    (fresh.done / "3-weighted.csv").write_bytes((wave.done / "3-weighted.csv").read_bytes())
    book = fresh.raw / "codebook.toml"
    text = book.read_text("utf-8")
    start = text.index("[discriminant]")
    end = text.index("\n[", start)
    book.write_text(text[:start] + text[end:], "utf-8")
    (fresh.done / "discriminant").mkdir()
    (fresh.done / "discriminant" / "quality.csv").write_text("old", "utf-8")
    assert fresh.run("discriminate") == 0
    assert [path.name for path in (fresh.done / "discriminant").iterdir()] == ["functions.csv"]


@pytest.mark.parametrize(
    "written, code",
    [
        ('active = ["satisfaction", "sex"]', "codebook_settled"),
        ('active = ["satisfaction", "has_car"]', "codebook_role_twice"),
        ('active = ["satisfaction", "remarks"]', "codebook_open"),
        ('active = ["satisfaction"]\nspare = 1', "codebook_unknown_key"),
    ],
)
def test_a_wrong_table_of_the_codebook_is_refused(fresh, written, code):
    book = fresh.raw / "codebook.toml"
    text = book.read_text("utf-8")
    before, after = text.split("\n[discriminant]\n")
    book.write_text(
        f"{before}\n[discriminant]\n" + re.sub(r"(?m)^active = .*$", written, after, count=1), "utf-8"
    )
    with pytest.raises(Faults) as found:
        read_codebook(book)
    assert code in {fault.code for fault in found.value.faults}


@pytest.mark.parametrize(
    ("model", "answer", "name"),
    [
        ("multinomial", anes.codes("party"), "party"),
        ("proportional_odds", anes.ordered("position"), "position"),
        ("logistic", anes.codes("vote") == 1, "dole"),
    ],
)
def test_the_groups_beside_a_variable_held_are_tested_as_r_does(model, answer, name):
    known = anes.r("models").query("design == 'raked' and model == @name").iloc[0]
    predictors = adjusted_tests.Predictors(groups=anes.codes("place"), held=anes.codes("age"))
    regression = adjusted_tests.Regression(None, "", model, answer)
    found = adjusted_tests._tested(anes.RAKED, predictors, regression, anes.DOMAINS["all"])
    assert (found["df1"], found["df2"]) == (known["df1"], known["df2"])
    assert [found["statistic"], found["p"]] == pytest.approx([known["f"], known["p"]], rel=2e-5)
    assert np.isnan(found["p_parallel"]) == (model != "proportional_odds")
