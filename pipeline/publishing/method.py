"""How the numbers were made, in sentences; and what they were made from, as tables."""

from __future__ import annotations

from pipeline.codebook.model import Language
from pipeline.figures import notes
from pipeline.figures.context import Context
from pipeline.publishing.crosstabs import Crossing, Crossings
from pipeline.publishing.printed_values import p_value, printed
from pipeline.publishing.tables.model import Column, ReaderTable, shorthand
from pipeline.text.number_format import decimal, number, percent


def method_sentences(context: Context) -> list[str]:
    """Return sample, weighting, intervals, tests, adjustment, small bases: one sentence or two each."""
    method, survey = context.codebook.method, context.codebook.survey
    everyone = context.tables["weighting"].iloc[0]
    language = context.language
    threshold = percent(method.significance, language)
    sentences = [
        context.say("report.method_synthetic") if survey.synthetic else "",
        context.say(f"report.method_{survey.sample}", margins=context.margin_names),
        context.say(
            "report.method_weighting",
            margins=context.margin_names,
            iterations=number(everyone["iterations"], language),
            low=decimal(everyone["ratio_min"], language, 2),
            high=decimal(everyone["ratio_max"], language, 2),
            n=number(everyone["n"], language),
            effective=number(everyone["n_effective"], language),
        ),
        context.say("report.method_intervals", confidence=context.confidence),
        notes.trust(context),
        context.say("report.method_tests"),
        context.say("report.method_adjusted", threshold=threshold),
        context.say("report.method_differences", threshold=threshold),
        context.say("report.method_test_values"),
        context.say("report.method_small", withheld=method.withheld_below, fragile=method.fragile_below),
        context.say("report.method_rounding"),
    ]
    return [sentence for sentence in [*sentences, families(context)] if sentence]


def families(context: Context) -> str:
    """Return the families of tests and how many tests each has."""
    counts = context.tables["tests"][context.tables["tests"]["p"].notna()]["family"].value_counts(sort=False)
    declared = [family for family in context.codebook.test_family if family.id in counts]
    if not declared:
        return ""
    labels = [f"{context.text(family.label)} ({counts[family.id]})" for family in declared]
    return context.say("report.method_families", families=context.say("figures.list").join(labels))


def provenance_tables(context: Context) -> list[ReaderTable]:
    """Return fingerprints of the inputs; the program and the packages it ran on."""
    origin = context.provenance
    commit = origin.commit or context.say("report.no_commit")
    state = context.say("report.dirty") if origin.dirty else ""
    program = [
        (context.say("report.program"), origin.code),
        (context.say("report.commit"), f"{commit} {state}".strip()),
    ]
    program.append((context.say("report.seed"), str(context.codebook.method.seed)))
    return [
        _listed(context, "inputs", ["file", "sha256"], list(origin.inputs.items())),
        _listed(context, "program", ["part", "version"], [*program, *origin.versions.items()]),
    ]


def _listed(context: Context, name: str, heads: list[str], rows: list[tuple]) -> ReaderTable:
    return ReaderTable(
        section="provenance",
        title=context.say(f"report.title_{name}"),
        population="",
        columns=[Column(context.say(f"report.col_{head}")) for head in heads],
        rows=rows,
    )


def tested(crossings: Crossings, crossing: Crossing) -> str:
    """Return the sentence on a test: method, statistic, p, family and size; or that there is none."""
    context, test = crossings.context, crossing.test
    if not test or not test["method"] or test["p"] != test["p"]:
        return context.say("report.panel_no_test")
    language = context.language
    sentence = context.say(
        "report.panel_test_sentence",
        method=context.test_name(test["method"]),
        statistic=decimal(test["statistic"], language, 2),
        df=context.say("figures.list").join(_degrees(test, language)),
        p=p_value(test["p"], language),
        p_adjusted=printed(test["p_adjusted"], "p", language),
        family=context.family_label(test["family"]),
        count=number(crossings.family_sizes.get(test["family"], 0), language),
        n=number(test["n"], language),
    )
    cramer = test["cramer_v_corrected"]
    strength = ""
    if cramer == cramer:
        strength = context.say("report.panel_test_strength", cramer=decimal(cramer, language, 2))
    return " ".join(filter(None, [f"{sentence}{strength}", shorthand(test["status"])]))


def _degrees(test: dict, language: Language) -> list[str]:
    """Return degrees of freedom, whole ones without decimals; a t has one, an F two."""
    degrees = [test[name] for name in ("df1", "df2") if test[name] == test[name]]
    return [decimal(df, language, 0 if df % 1 == 0 else 2) for df in degrees]


def how_to_read(context: Context) -> dict[str, str]:
    """Return notes by what they explain: intervals, letters, marks, and how far intervals may be trusted."""
    method = context.codebook.method
    return {
        "interval": context.say("report.panel_interval", confidence=context.confidence),
        "letters": context.say("report.note_letters", threshold=context.percent(method.significance)),
        "withheld": context.say("report.note_withheld", n=method.withheld_below),
        "fragile": context.say("report.note_fragile", n=method.fragile_below),
        "imprecise": context.say("report.note_imprecise"),
        "sparse": context.say("report.panel_sparse"),
        "trust": notes.trust(context),
    }
