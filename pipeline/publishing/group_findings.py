"""How well questions separate the groups, as a sentence a breakdown."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipeline.publishing.publication import Publication

# Why a question was not tested, where that has a sentence of its own.
_REASONS = ("margin", "few_respondents", "one_level")


def separating(publication: Publication) -> Iterator[str]:
    """How many questions separate the groups of each breakdown, and which one most."""
    limit = publication.codebook.method.significance
    for breakdown, table in publication.screening.groupby("breakdown", sort=False):
        tested = table[table["p_adjusted"].notna()]
        passed = tested[tested["p_adjusted"] < limit]
        values = {"by": publication.breakdown(str(breakdown)), "tested": len(tested), "passed": len(passed)}
        if passed.empty:
            yield publication.say("finding_none_separates", **values)
            continue
        # That age separates age bands is no finding.
        trivial = passed["question"].isin(_made_of(publication, str(breakdown)))
        clearest = pd.concat([passed[~trivial], passed[trivial]]).iloc[0]
        service = publication.service(clearest["service"])
        question = publication.variable(clearest["question"])
        first = publication.say(
            "finding_first" if service else "finding_first_alone", service=service, question=question
        )
        yield publication.say("finding_separates", **values, first=first)


def account(publication: Publication, breakdown: str) -> str:
    """How many questions were tested, how many separate the groups, and why others were not tested."""
    table = publication.screening[publication.screening["breakdown"] == breakdown]
    tested = table["p_adjusted"].notna()
    reasons = table.loc[~tested, "status"].map(lambda status: status if status in _REASONS else "no_test")
    told = [publication.say(f"skipped_{name}", n=n) for name, n in reasons.value_counts(sort=False).items()]
    return publication.say(
        "screening_account",
        by=publication.breakdown(breakdown),
        tested=int(tested.sum()),
        passed=int((table["p_adjusted"] < publication.codebook.method.significance).sum()),
        skipped=f"{len(reasons)} ({publication.edition.say('list').join(told)})" if told else "0",
    )


def _made_of(publication: Publication, variable: str) -> set[str]:
    """The variables that a derived variable comes from, and what these come from."""
    found = publication.codebook.by_id[variable]
    sources = [getattr(found, name, None) for name in ("of", "age", "birth_year")]
    names = {
        name for source in sources if source for name in ([source] if isinstance(source, str) else source)
    }
    return names.union(*(_made_of(publication, name) for name in names))
