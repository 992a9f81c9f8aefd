"""What must hold between the tables of a codebook.

Each check yields (code of the sentence, place, value); an empty list means that the codebook makes
sense as a whole.

What must hold where one table of a codebook uses another: checks for `checks.all_of`.

They follow names, and can only be told when these are sound.

What a figure needs, and that it is there: checks for `checks.all_of`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.codebook import derived_variables as making
from pipeline.codebook.columns import columns, repeated
from pipeline.codebook.derived_variables import grouping
from pipeline.codebook.model import Codebook, Cross, Figure, Question, Text
from pipeline.codebook.reserved_ids import EVERYONE
from pipeline.text.messages import printable

_NEEDS = {
    "levels": ["question", "below", "below_head", "above_head"],
    "comparison": ["breakdown"],
    "curves": ["question", "breakdown"],
    "participation": ["breakdown"],
    "heat": ["question"],
    "pyramid": ["sex", "age"],
    "profile": ["breakdown"],
}
# Kinds that show the answers to `question`.
_ANSWERS_OF = ("levels", "curves", "heat", "comparison")


def drawn(figure: Figure, codebook: Codebook) -> Iterator[Finding]:
    """Every finding about one figure."""
    place = f"figure[{figure.number}]"
    yield from (("codebook_missing_key", f"{place}.{key}", "") for key in _absent(figure))
    if figure.kind == "participation" and codebook.participation is None:
        yield "codebook_missing_key", "participation", ""
    if figure.question and not codebook.closed(figure.question):
        yield "codebook_unknown_question", place, figure.question
    yield from ((code, place, figure.question) for code in _unfit(figure, codebook))
    for code, name in (*_sides(figure, codebook), *_uncounted(figure, codebook)):
        yield code, place, name
    for name in filter(None, (figure.sex, figure.age)):
        yield from ((code, place, name) for code in grouping(codebook, name))
    for name in filter(None, (figure.measure, figure.aside, *figure.measures)):
        if name not in codebook.measures:
            yield "codebook_unknown_measure", place, name
    if figure.breakdown and figure.breakdown not in {one.variable for one in codebook.breakdown}:
        yield "codebook_unknown_breakdown", place, figure.breakdown
    if figure.base not in codebook.bases:
        yield "codebook_unknown_base", place, figure.base


def _unfit(figure: Figure, codebook: Codebook) -> Iterator[str]:
    """Why a figure of this kind cannot show its question, as the code of a sentence."""
    question = codebook.by_id.get(figure.question or "")
    if question is None or not codebook.closed(question.id):
        return
    if figure.kind == "heat" and not getattr(question, "battery", False):
        yield "codebook_heat"
    if figure.kind in ("levels", "curves") and question.kind == "multiple":
        yield "codebook_stacked"
    if figure.kind == "curves" and any(one.start is None for one in question.answers if one.applicable):
        yield "codebook_no_limits"
    if figure.kind in _ANSWERS_OF and isinstance(question, Cross):
        yield "codebook_unknown_question"


def _uncounted(figure: Figure, codebook: Codebook) -> Iterator[tuple[str, str]]:
    """What the tables do not hold: answers among another base, groups of a variable by itself."""
    named = [
        codebook.measures[name] for name in (figure.measure, *figure.measures) if name in codebook.measures
    ]
    shown = [measure.question for measure in named]
    if figure.kind in _ANSWERS_OF and figure.question in codebook.by_id:
        shown = [figure.question]
        if figure.base not in getattr(codebook.by_id[figure.question], "bases", [EVERYONE]):
            yield "codebook_figure_base", figure.base
    if figure.kind in ("comparison", "curves") and figure.breakdown in shown:
        yield "codebook_by_itself", figure.breakdown


def _sides(figure: Figure, codebook: Codebook) -> Iterator[tuple[str, str]]:
    """Answers that the question of a figure has not, and a measure that is not what stands on the left."""
    if not figure.question or not codebook.closed(figure.question):
        return
    levels = {answer.id for answer in codebook.levels(figure.question)}
    for answer in (*figure.below, *figure.leave_out):
        if answer not in levels:
            yield "codebook_unknown_answer", answer
    measure = codebook.measures.get(figure.measure or "")
    if figure.kind == "levels" and measure:
        # Title, order and intervals are those of the measure, beside bars that add up `below`.
        shown = (figure.question, figure.base, set(figure.below))
        if (measure.question, measure.base, set(measure.answers)) != shown:
            yield "codebook_other_side", measure.id


def _absent(figure: Figure) -> Iterator[str]:
    """Keys that a figure of this kind needs and that it lacks."""
    yield from (key for key in _NEEDS.get(figure.kind, []) if not getattr(figure, key))
    subjects = {
        "comparison": (figure.measure, figure.measures, figure.question),
        "evolution": (figure.measure, figure.measures),
    }
    if not any(subjects.get(figure.kind, [True])):
        yield "measure"


def uses(codebook: Codebook) -> Iterator[Finding]:
    """Every finding about bases, measures, rules, breakdowns, analyses and figures."""
    yield from _counted(codebook)
    yield from _rules(codebook)
    yield from _broken_down(codebook)
    yield from _discriminant(codebook)
    yield from _participation(codebook)
    yield from _compared(codebook)
    for figure in codebook.figure:
        yield from drawn(figure, codebook)


def _counted(codebook: Codebook) -> Iterator[Finding]:
    """Bases and measures that name a question or an answer that is not there."""
    named = [
        (f"base[{base.id}]", base.where.question, base.where.answers) for base in codebook.base if base.where
    ]
    named += [(f"measure[{one.id}]", one.question, one.answers) for one in codebook.measure]
    for place, question, answers in named:
        if not codebook.closed(question):
            yield "codebook_unknown_question", place, question
            continue
        levels = {answer.id for answer in codebook.levels(question)}
        yield from (("codebook_unknown_answer", place, answer) for answer in answers if answer not in levels)
    for measure in codebook.measure:
        if measure.base not in codebook.bases:
            yield "codebook_unknown_base", f"measure[{measure.id}]", measure.base
    yield from _decided(codebook)


def _decided(codebook: Codebook) -> Iterator[Finding]:
    """Bases that cannot tell who is counted: their question is not asked about the service in question."""
    counted = [
        (f"question[{one.id}]", one.id, base)
        for one in codebook.question
        for base in dict.fromkeys([*one.bases, *([one.asked] if one.asked else [])])
    ]
    counted += [(f"measure[{one.id}]", one.question, one.base) for one in codebook.measure]
    for place, question, base in counted:
        where = codebook.bases[base].where if base in codebook.bases else None
        decides = codebook.by_id.get(where.question) if where else None
        if getattr(decides, "battery", False) and not _about(codebook, question) <= _about(
            codebook, decides.id
        ):
            yield "codebook_base_service", place, base


def _about(codebook: Codebook, question: str) -> set[str]:
    """The services that a question is asked about; {""} when it is about none."""
    battery = getattr(codebook.by_id.get(question), "battery", False)
    return {service.id for service in codebook.services_of(question)} if battery else {""}


def _rules(codebook: Codebook) -> Iterator[Finding]:
    """Rules that set rows aside: each kind has keys that it needs."""
    needs = {"value": ["column", "values"], "outside": ["question"], "below": ["variable", "less_than"]}
    for rule in codebook.set_aside:
        place = f"set_aside[{rule.id}]"
        yield from (
            ("codebook_missing_key", f"{place}.{key}", "")
            for key in needs.get(rule.kind, [])
            if not getattr(rule, key)
        )
        names = [name for name in (rule.question, rule.variable, *rule.ignoring) if name]
        yield from (
            ("codebook_unknown_question", place, name) for name in names if name not in codebook.by_id
        )
        # Of anything else no row would ever be set aside, without a word.
        fitting = {"outside": (rule.question, ("commune",)), "below": (rule.variable, ("number", "age"))}
        name, kinds = fitting.get(rule.kind, (None, ()))
        if name in codebook.by_id:
            asked = codebook.by_id[name]
            if asked.kind not in kinds or getattr(asked, "battery", False):
                yield "codebook_unknown_question", place, name


def _broken_down(codebook: Codebook) -> Iterator[Finding]:
    """Breakdowns, margins and families of tests."""
    for place, names in {
        "breakdown": [one.variable for one in codebook.breakdown],
        "method.margins": codebook.method.margins,
    }.items():
        yield from ((code, place, name) for name in names for code in grouping(codebook, name))
    method = codebook.method
    low, high = method.bounds or (1, 1)
    if method.calibration in ("logit", "truncated_linear") and not 0 <= low < 1 < high:
        yield "codebook_bounds", "method.bounds", "" if method.bounds is None else f"{low:g}, {high:g}"
    breakdowns = {one.variable for one in codebook.breakdown}
    pairs = []
    for family in codebook.test_family:
        place = f"test_family[{family.id}]"
        yield from (
            ("codebook_unknown_question", place, name)
            for name in family.questions
            if not codebook.closed(name)
        )
        yield from (
            ("codebook_unknown_breakdown", place, name)
            for name in family.breakdowns
            if name not in breakdowns
        )
        pairs += [
            f"{question} x {breakdown}" for question in family.questions for breakdown in family.breakdowns
        ]
    yield from (("codebook_family_twice", "test_family", pair) for pair in repeated(pairs))


def _discriminant(codebook: Codebook) -> Iterator[Finding]:
    """The discriminant analysis: closed variables, none twice, and none that tells the group or a margin."""
    asked = codebook.discriminant
    if asked is None:
        return
    place = "discriminant"
    if asked.group not in {one.variable for one in codebook.breakdown}:
        yield "codebook_unknown_breakdown", f"{place}.group", asked.group
    named = {"active": asked.active, "illustrative": asked.illustrative}
    if asked.adjusted_for:
        for code in grouping(codebook, asked.adjusted_for):
            yield code, f"{place}.adjusted_for", asked.adjusted_for
    for key, names in named.items():
        yield from (("codebook_open", f"{place}.{key}", name) for name in names if not codebook.closed(name))
    for name in repeated([*asked.active, *asked.illustrative]):
        yield "codebook_role_twice", place, name
    settled = codebook.behind([asked.group, *codebook.method.margins])
    yield from (("codebook_settled", f"{place}.active", name) for name in asked.active if name in settled)


def _participation(codebook: Codebook) -> Iterator[Finding]:
    """Participation is counted by commune, and a place is no variable."""
    asked = codebook.participation
    if asked is None:
        return
    residence = codebook.by_id.get(asked.residence)
    if not isinstance(residence, Question) or residence.kind != "commune" or residence.battery:
        yield "codebook_unknown_question", "participation.residence", asked.residence
    names = [place.id for place in asked.place]
    taken = set(repeated(names)) | (set(names) & set(codebook.by_id))
    yield from (("codebook_twice", "participation.place", name) for name in sorted(taken))


def _compared(codebook: Codebook) -> Iterator[Finding]:
    """The measures tracked from wave to wave."""
    yield from (
        ("codebook_unknown_measure", "compare.measures", name)
        for name in codebook.compare.measures
        if name not in codebook.measures
    )


Finding = tuple[str, str, str]
# On two lines of a page, whatever the letters.
LONGEST_TITLE = 200
_BRACES = re.compile(r"\{(\w*)\}")


def all_of(codebook: Codebook) -> list[Finding]:
    """Every finding of every check."""
    found = [
        *_twice(codebook),
        *columns(codebook),
        *_unlabelled(codebook),
        *_unprintable(codebook),
        *_placeholders(codebook),
        *_questions(codebook),
        *_limits(codebook),
        *making.derived(codebook),
    ]
    # What uses a derived variable that cannot be made is told too: it goes with it.
    lost = making.unmade(codebook)
    return found + [
        ("codebook_lost" if value in lost else code, place, value)
        for code, place, value in uses(making.makeable(codebook))
    ]


def _twice(codebook: Codebook) -> Iterator[Finding]:
    """Ids used twice."""
    groups = {
        "question": [one.id for one in [*codebook.question, *codebook.derived]],
        "service": [one.id for one in codebook.service],
        "service_family": [one.id for one in codebook.service_family],
        "base": [one.id for one in codebook.base],
        "measure": [one.id for one in codebook.measure],
        "test_family": [one.id for one in codebook.test_family],
        "set_aside": [one.id for one in codebook.set_aside],
        "figure": [str(one.number) for one in codebook.figure],
    }
    for place, ids in groups.items():
        yield from (("codebook_twice", place, name) for name in repeated(ids))
    # The panel and `make table` know questions and measures by their ids alone.
    named = {one.id for one in [*codebook.question, *codebook.derived]}
    yield from (("codebook_twice", "measure", one.id) for one in codebook.measure if one.id in named)
    for question in codebook.question:
        levels = [answer.id for answer in question.answers]
        yield from (("codebook_twice", f"question[{question.id}].answers", name) for name in repeated(levels))


def _unlabelled(codebook: Codebook) -> Iterator[Finding]:
    """Labels that lack a language of the survey."""
    for place, text in _texts(codebook, ""):
        for language in codebook.survey.languages:
            if not getattr(text, language):
                yield "codebook_label", place, language


def _unprintable(codebook: Codebook) -> Iterator[Finding]:
    """Signs that no page or terminal can show, and a title that no page can hold."""
    survey = codebook.survey
    texts = [
        *_texts(codebook, ""),
        ("survey.licence", Text(fr=survey.licence)),
        ("survey.contact", Text(fr=survey.contact)),
    ]
    for place, text in texts:
        for label in filter(None, (text.fr, text.en)):
            if printable(label) != label:
                yield "codebook_control_character", place, printable(label)
    longest = max(len(survey.title.fr or ""), len(survey.title.en or ""))
    if longest > LONGEST_TITLE:
        yield "codebook_title_long", "survey.title", f"{longest} > {LONGEST_TITLE}"


def _placeholders(codebook: Codebook) -> Iterator[Finding]:
    """Words in braces, in texts that name a service or an answer, that stand for nothing."""
    service = {"the", "of", "to"}
    for name, tables, answer in (
        ("measure", codebook.measure, set()),
        ("question", codebook.question, {"answer"}),
    ):
        for one in tables:
            for key, allowed in (("says", answer), ("told", service | answer)):
                text = getattr(one, key) or Text()
                # English has no contractions: the service is always {the}.
                used = {(word, "fr") for word in _BRACES.findall(text.fr or "")}
                used |= {(word, "en") for word in _BRACES.findall(text.en or "")}
                yield from (
                    ("codebook_placeholder", f"{name}[{one.id}].{key}", f"{{{word}}}")
                    for word, language in sorted(used)
                    if word not in allowed or (language == "en" and word in ("of", "to"))
                )


def _texts(table: object, place: str) -> Iterator[tuple[str, Text]]:
    if isinstance(table, Text):
        yield place.strip("."), table
    if isinstance(table, list):
        for one in table:
            yield from _texts(one, f"{place}[{getattr(one, 'id', getattr(one, 'number', ''))}]")
    elif hasattr(table, "model_fields_set"):
        for name in sorted(table.model_fields_set):
            yield from _texts(getattr(table, name), f"{place}.{name}")


def _questions(codebook: Codebook) -> Iterator[Finding]:
    families = {family.id for family in codebook.service_family}
    for service in codebook.service:
        if service.family not in families:
            yield "codebook_unknown_family", f"service[{service.id}]", service.family
        for question in service.asked_in or []:
            if question not in codebook.by_id:
                yield "codebook_unknown_question", f"service[{service.id}].asked_in", question
    for question in codebook.question:
        place = f"question[{question.id}]"
        if question.closed and len(question.answers) < 2:
            yield "codebook_no_answers", place, question.kind
        yield from (
            ("codebook_unknown_base", place, base) for base in _bases(question) if base not in codebook.bases
        )
        yield from (("codebook_code_twice", place, code) for code in _spellings_twice(question))


def _bases(question: Question) -> list[str]:
    return [*question.bases, *([question.asked] if question.asked else [])]


def _spellings_twice(question: Question) -> list[str]:
    spellings = [
        spelling
        for answer in question.answers
        for spelling in {text.casefold() for text in [answer.id, *answer.codes]}
    ]
    return repeated(spellings)


def _limits(codebook: Codebook) -> Iterator[Finding]:
    """Pairs of limits of which the first is above the second."""
    days, method = codebook.survey.fieldwork, codebook.method
    pairs = [("survey.fieldwork", days.start, days.end)]
    pairs += [("method.withheld_below, fragile_below", method.withheld_below, method.fragile_below)]
    pairs += [
        (f"question[{one.id}].minimum, maximum", one.minimum, one.maximum)
        for one in codebook.question
        if None not in (one.minimum, one.maximum)
    ]
    for place, low, high in pairs:
        if low > high:
            ends = (f"{end:g}" if isinstance(end, float) else f"{end}" for end in (low, high))
            yield "codebook_limits", place, " – ".join(ends)
