"""What stands out, as sentences computed from the tables, each led by the figure that shows it.

Each sentence has a weight beside others; the last ones say how well questions separate the groups.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from pipeline.codebook.model import Figure, Measure
from pipeline.codebook.reserved_ids import ALL_SERVICES, BY_SERVICE
from pipeline.figures.context import Context
from pipeline.publishing.estimates import estimate
from pipeline.publishing.tables.model import Estimate
from pipeline.text.number_format import points, upper_first

ALWAYS = float("inf")
# A sentence and its weight: ALWAYS for what the first page tells in any case; of a comparison how many lines
# differ, with the sign of the difference; 0 for the rest.
WeightedSentence = tuple[str, float]


def levels(context: Context, figure: Figure) -> Iterator[WeightedSentence]:
    """Yield all services together, then the highest and the lowest service of the named share."""
    if not figure.measure:
        return
    named = context.codebook.measures[figure.measure]
    measured = {"kind": "measure", "measure": named.id, "question": named.question, "base": named.base}
    shares = {s.id: estimate(context, **measured, service=s.id) for s in context.codebook.service}
    solid = {service: e for service, e in shares.items() if e and e.status == ""}
    pooled = estimate(context, **measured, service=ALL_SERVICES)
    # A share that is withheld, or of which nobody was asked, is no finding.
    sentences = [_pooled(context, named, pooled)] if pooled and pooled.share >= 0 else []
    ranked = sorted(solid, key=lambda service: -solid[service].share)
    if len(ranked) > 2:
        first, second, last = (_named(context, ranked[i], solid) for i in (0, 1, -1))
        key = "finding_levels" if sentences else "finding_levels_alone"
        about = context.text(named.label)
        sentences.append(context.say(f"report.{key}", first=first, second=second, last=last, measure=about))
    if sentences:
        yield " ".join(sentences), ALWAYS


def comparison(context: Context, figure: Figure) -> Iterator[WeightedSentence]:
    """Yield for each group, the services where it differs from the rest; or that none does."""
    if not figure.measure:
        return
    named = context.codebook.measures[figure.measure]
    table = context.tables["contrasts"]
    table = table[(table["measure"] == named.id) & (table["breakdown"] == figure.breakdown)]
    tested = table[table["p_adjusted"].notna()]
    clear = tested[(tested["p_adjusted"] < context.codebook.method.significance) & (tested["status"] == "")]
    if clear.empty:
        by, label = context.breakdown_label(figure.breakdown), context.text(named.label)
        yield context.say("report.finding_same", measure=label, by=by, comparisons=len(tested)), 0
    for group in context.groups(figure.breakdown):
        for direction, sign in (("more", 1), ("less", -1)):
            rows = clear[(clear["difference"] * sign > 0) & (clear["group"] == group)]
            if len(rows):
                sentence = context.say(
                    f"report.finding_{direction}",
                    where=upper_first(context.where(figure.breakdown, group)),
                    of=context.base_of(named.base),
                    says=context.text(named.says),
                    than=context.say(f"figures.than_{context.places_or_people(figure.breakdown)}"),
                    list=_differences(context, rows),
                )
                yield sentence, sign * len(rows)


def heat(context: Context, figure: Figure) -> Iterator[WeightedSentence]:
    """Yield the three answers furthest above all services."""
    table = context.tables["contrasts"]
    key = {"question": figure.question, "base": figure.base, "breakdown": BY_SERVICE, "kind": "level"}
    for name, value in key.items():
        table = table[table[name] == value]
    over = table[(table["p_adjusted"] < context.codebook.method.significance) & (table["difference"] > 0)]
    over = over[~over["answer"].isin(figure.leave_out) & (over["status"] == "")].nlargest(3, "difference")
    answers = []
    for row in over.itertuples():
        answer_key = {"kind": "level", "question": figure.question, "base": figure.base, "answer": row.answer}
        own, pooled = (estimate(context, **answer_key, service=s) for s in (row.group, ALL_SERVICES))
        answers.append(
            context.say(
                "report.finding_heat_one",
                service=context.service_label(row.group),
                answer=context.answer_label(figure.question, row.answer),
                share=context.percent(own.share),
                pooled=context.percent(pooled.share),
            )
        )
    if answers:
        yield context.say("report.finding_heat", list=context.say("figures.list").join(answers)), ALWAYS


def _pooled(context: Context, named: Measure, pooled: Estimate) -> str:
    """Return the sentence "Over all services, 53% of users … (95% confidence interval: 49% to 57%; …)"."""
    return context.say(
        "report.finding_pooled",
        share=context.percent(pooled.share),
        of=context.base_of(named.base),
        says=context.text(named.says),
        interval=context.interval(pooled.low, pooled.high),
    )


def _named(context: Context, service: str, shares: dict[str, Estimate]) -> str:
    return f"{context.service_label(service)} ({context.percent(shares[service].share)})"


def _differences(context: Context, rows: pd.DataFrame) -> str:
    """Return "Swimming pool (+8 points)" for each row, the largest first; without service the gap only."""
    ordered = rows.reindex(rows["difference"].abs().sort_values(ascending=False).index)
    labelled = [
        (context.service_label(r.service), points(r.difference, context.language))
        for r in ordered.itertuples()
    ]
    return context.say("figures.list").join(f"{name} ({gap})" if name else gap for name, gap in labelled)


# Why a question was not tested, where that has a sentence of its own.
_REASONS = ("margin", "few_respondents", "one_level")


def separating(context: Context) -> Iterator[str]:
    """Yield how many questions separate the groups of each breakdown, and which one most."""
    limit = context.codebook.method.significance
    for breakdown, table in context.tables["screening"].groupby("breakdown", sort=False):
        tested = table[table["p_adjusted"].notna()]
        passed = tested[tested["p_adjusted"] < limit]
        values = {"by": context.breakdown_label(str(breakdown)), "tested": len(tested), "passed": len(passed)}
        if passed.empty:
            yield context.say("report.finding_none_separates", **values)
            continue
        # That age separates age bands is no finding.
        trivial = passed["question"].isin(_made_of(context, str(breakdown)))
        clearest = pd.concat([passed[~trivial], passed[trivial]]).iloc[0]
        service = context.service_label(clearest["service"])
        question = context.variable_label(clearest["question"])
        first = context.say(
            "report.finding_first" if service else "report.finding_first_alone",
            service=service,
            question=question,
        )
        yield context.say("report.finding_separates", **values, first=first)


def screening_account(context: Context, breakdown: str) -> str:
    """Return how many questions were tested, how many separate the groups, and why others were not tested."""
    table = context.tables["screening"][context.tables["screening"]["breakdown"] == breakdown]
    tested = table["p_adjusted"].notna()
    reasons = table.loc[~tested, "status"].map(lambda status: status if status in _REASONS else "no_test")
    skipped = [
        context.say(f"report.skipped_{name}", n=n) for name, n in reasons.value_counts(sort=False).items()
    ]
    return context.say(
        "report.screening_account",
        by=context.breakdown_label(breakdown),
        tested=int(tested.sum()),
        passed=int((table["p_adjusted"] < context.codebook.method.significance).sum()),
        skipped=f"{len(reasons)} ({context.say('figures.list').join(skipped)})" if skipped else "0",
    )


def _made_of(context: Context, variable: str) -> set[str]:
    """Return the variables that a derived variable comes from, and what these come from."""
    derived = context.codebook.by_id[variable]
    sources = [getattr(derived, name, None) for name in ("of", "age", "birth_year")]
    variables = {
        name for source in sources if source for name in ([source] if isinstance(source, str) else source)
    }
    return variables.union(*(_made_of(context, name) for name in variables))


_SENTENCES: dict[str, Callable[[Context, Figure], Iterator[WeightedSentence]]] = {
    "levels": levels,
    "comparison": comparison,
    "heat": heat,
}
# Figures whose title is itself the finding of their section.
_LEADING_TITLES = ("pyramid", "guessing", "verdicts")


@dataclass(frozen=True)
class StandOut:
    """A sentence and where it is shown.

    Attributes
    ----------
    anchor, link : the place in the page, and its name.
    weight : how much it says beside others of its section (`WeightedSentence`).
    title : it is the title of the figure, which stands there already.
    """

    sentence: str
    anchor: str
    link: str
    weight: float = 0
    title: bool = False


def findings(context: Context, titles: dict[int, str]) -> list[StandOut]:
    """Return one or more findings a figure, then what separates the groups.

    Parameters
    ----------
    titles : number -> title of each figure drawn; it stands in for grammars that have no sentence here.
    """
    stand_outs = []
    for figure in sorted(context.codebook.figure, key=lambda f: f.number):
        if figure.number not in titles:
            continue
        figure_link = f"figure-{figure.number}", context.say("report.figure", number=figure.number)
        sentences = list(_SENTENCES[figure.kind](context, figure)) if figure.kind in _SENTENCES else []
        stand_outs += [StandOut(sentence, *figure_link, weight) for sentence, weight in sentences]
        if not sentences:
            weight = ALWAYS if figure.kind in _LEADING_TITLES else 0
            stand_outs.append(StandOut(f"{titles[figure.number]}.", *figure_link, weight, title=True))
    link = context.say("report.section_groups")
    stand_outs += [StandOut(s, "groups", link, ALWAYS) for s in separating(context)]
    return stand_outs


def leading(stand_outs: list[StandOut]) -> list[StandOut]:
    """Return what the first page tells of a section: what it always tells, the clearest comparison each way.

    The first finding where there is none of these.
    """
    more = max(
        (finding for finding in stand_outs if 0 < finding.weight < ALWAYS),
        key=lambda finding: finding.weight,
        default=None,
    )
    less = min(
        (finding for finding in stand_outs if finding.weight < 0),
        key=lambda finding: finding.weight,
        default=None,
    )
    return [
        finding for finding in stand_outs if finding.weight == ALWAYS or finding is more or finding is less
    ] or stand_outs[:1]
