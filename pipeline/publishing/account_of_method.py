"""How the numbers were made, in sentences; and what they were made from, as tables."""

from __future__ import annotations

from pipeline.figures import notes
from pipeline.formats import decimal, number, percent
from pipeline.publishing.publication import Publication
from pipeline.publishing.reader_table import Column, ReaderTable


def method_sentences(publication: Publication) -> list[str]:
    """Sample, weighting, intervals, tests, adjustment, small bases: one sentence or two each."""
    edition, method, survey = publication.edition, publication.codebook.method, publication.codebook.survey
    everyone = publication.weighting.iloc[0]
    language = publication.language
    threshold = percent(method.significance, language)
    sentences = [
        publication.say("method_synthetic") if survey.synthetic else "",
        publication.say(f"method_{survey.sample}", margins=edition.margin_names),
        publication.say(
            "method_weighting",
            margins=edition.margin_names,
            iterations=number(everyone["iterations"], language),
            low=decimal(everyone["ratio_min"], language, 2),
            high=decimal(everyone["ratio_max"], language, 2),
            n=number(everyone["n"], language),
            effective=number(everyone["n_effective"], language),
        ),
        publication.say("method_intervals", confidence=edition.confidence),
        notes.trust(edition),
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
    told = [f"{publication.edition.text(family.label)} ({counts[family.id]})" for family in declared]
    return publication.say("method_families", families=publication.edition.say("list").join(told))


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
