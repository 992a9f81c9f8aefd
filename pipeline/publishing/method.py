"""How the numbers were made, in sentences; and what they were made from, as tables.

Sentences beside a crossing: its test, and how to read it.
"""

from __future__ import annotations

from pipeline.codebook.model import Language
from pipeline.figures import notes
from pipeline.publishing.context import Publication, Wording
from pipeline.publishing.crosstabs import Crossing, Crossings
from pipeline.publishing.printed_values import p_value, printed
from pipeline.publishing.tables.model import Column, ReaderTable, shorthand
from pipeline.text.number_format import decimal, number, percent


def method_sentences(publication: Publication) -> list[str]:
    """Sample, weighting, intervals, tests, adjustment, small bases: one sentence or two each."""
    context, method, survey = publication.context, publication.codebook.method, publication.codebook.survey
    everyone = publication.weighting.iloc[0]
    language = publication.language
    threshold = percent(method.significance, language)
    sentences = [
        publication.say("method_synthetic") if survey.synthetic else "",
        publication.say(f"method_{survey.sample}", margins=context.margin_names),
        publication.say(
            "method_weighting",
            margins=context.margin_names,
            iterations=number(everyone["iterations"], language),
            low=decimal(everyone["ratio_min"], language, 2),
            high=decimal(everyone["ratio_max"], language, 2),
            n=number(everyone["n"], language),
            effective=number(everyone["n_effective"], language),
        ),
        publication.say("method_intervals", confidence=context.confidence),
        notes.trust(context),
        publication.say("method_tests"),
        publication.say("method_adjusted", threshold=threshold),
        publication.say("method_differences", threshold=threshold),
        publication.say("method_test_values"),
        publication.say("method_small", withheld=method.withheld_below, fragile=method.fragile_below),
        publication.say("method_rounding"),
    ]
    return [sentence for sentence in [*sentences, families(publication)] if sentence]


def families(publication: Publication) -> str:
    """The families of tests and how many tests each has."""
    counts = publication.tests[publication.tests["p"].notna()]["family"].value_counts(sort=False)
    declared = [family for family in publication.codebook.test_family if family.id in counts]
    if not declared:
        return ""
    told = [f"{publication.context.text(family.label)} ({counts[family.id]})" for family in declared]
    return publication.say("method_families", families=publication.context.say("list").join(told))


def provenance_tables(publication: Publication) -> list[ReaderTable]:
    """Fingerprints of the inputs; the program and the packages it ran on."""
    origin = publication.origin
    commit = origin.commit or publication.say("no_commit")
    state = publication.say("dirty") if origin.dirty else ""
    program = [
        (publication.say("program"), origin.code),
        (publication.say("commit"), f"{commit} {state}".strip()),
    ]
    program.append((publication.say("seed"), str(publication.codebook.method.seed)))
    return [
        _listed(publication, "inputs", ("file", "sha256"), list(origin.inputs.items())),
        _listed(publication, "program", ("part", "version"), [*program, *origin.versions.items()]),
    ]


def _listed(publication: Publication, name: str, heads: tuple[str, str], rows: list[tuple]) -> ReaderTable:
    return ReaderTable(
        section="provenance",
        title=publication.say(f"title_{name}"),
        population="",
        columns=[Column(publication.say(f"col_{head}")) for head in heads],
        rows=rows,
    )


def tested(crossings: Crossings, crossing: Crossing) -> str:
    """Method, statistic, degrees of freedom, p, adjusted p, family and size; or that there is no test."""
    wording, test = crossings.wording, crossing.test
    if not test or not test["method"] or test["p"] != test["p"]:
        return wording.say("panel_no_test")
    language = wording.language
    told = wording.say(
        "panel_test_sentence",
        method=wording.method(test["method"]),
        statistic=decimal(test["statistic"], language, 2),
        df=wording.context.say("list").join(_degrees(test, language)),
        p=p_value(test["p"], language),
        p_adjusted=printed(test["p_adjusted"], "p", language),
        family=wording.family(test["family"]),
        count=number(crossings.family_sizes.get(test["family"], 0), language),
        n=number(test["n"], language),
    )
    cramer = test["cramer_v_corrected"]
    strength = ""
    if cramer == cramer:
        strength = wording.say("panel_test_strength", cramer=decimal(cramer, language, 2))
    return " ".join(filter(None, [f"{told}{strength}", shorthand(test["status"])]))


def _degrees(test: dict, language: Language) -> list[str]:
    """Degrees of freedom, whole ones without decimals; a t has one, an F two."""
    found = [test[name] for name in ("df1", "df2") if test[name] == test[name]]
    return [decimal(df, language, 0 if df % 1 == 0 else 2) for df in found]


def how_to_read(wording: Wording) -> dict[str, str]:
    """Notes by what they explain: intervals, letters, marks, and how far intervals may be trusted."""
    context, method = wording.context, wording.codebook.method
    return {
        "interval": wording.say("panel_interval", confidence=context.confidence),
        "letters": wording.say("note_letters", threshold=context.percent(method.significance)),
        "withheld": wording.say("note_withheld", n=method.withheld_below),
        "fragile": wording.say("note_fragile", n=method.fragile_below),
        "imprecise": wording.say("note_imprecise"),
        "sparse": wording.say("panel_sparse"),
        "trust": notes.trust(context),
    }
