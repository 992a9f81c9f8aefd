"""What titles, readings and alternative texts of figures claim: nothing but what the CSV holds."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from pipeline.codebook.reader import read
from pipeline.figures import theme as palette
from pipeline.figures.files import Drawing
from pipeline.stages.draw import GRAMMARS
from pipeline.text import number_format as formats
from pipeline.text.number_format import NO_BREAK_SPACE
from tests.figures.test_figures import BOOK, CASES, LANGUAGES, drawing, drawings, edition, texts
from tests.support import figures_data

# Figures that tell of the sample itself, where nothing is tested.
DESCRIPTIVE = ("pyramid", "weighting", "participation")
# Figures whose title says what was found, or that nothing was: they have no other.
ALWAYS_TOLD = ("separation", "guessing", "profile", "verdicts")
NUMBERS = [figure.number for figure in read(BOOK).figure if figure.kind in GRAMMARS]
# What a reading explains after the example that it gives.
EXPLAINED = re.compile(
    "▲|Point plein|Filled dot|Marque pleine|Filled marker|Hachures|Hatched|Pâle|Pale|"
    "Cadre|Framed|Point creux|Hollow dot"
)
NUMBER = re.compile(r"(?<![\w.])\d+(?:[\u202f,]\d{3})*(?:[,.]\d+)?(?![\w])")


def drawn(case: str, language: str, number: int) -> Drawing:
    return next(one for one in drawings(case, language) if one.figure.number == number)


def sentences(one: Drawing) -> dict[str, str]:
    """What is checked of a figure: its title, the example in its reading, its alternative text."""
    readings = (note for note in one.words.notes if note.startswith(("Lecture", "How to read")))
    first = next(readings, "")
    return {"title": one.words.title, "reading": EXPLAINED.split(first)[0], "alt": one.words.alt}


def about(one: Drawing, case: str, language: str, sentence: str) -> pd.DataFrame:
    """The rows of the CSV that a sentence may be about: of the services, groups and levels that it names."""
    data, heard = one.data.astype({"level": object}), plain(sentence)
    for column in ("service", "group", "level"):
        spoken = {name: _spoken(name, case, language) for name in data[column].dropna().unique()}
        named = {name for name, words in spoken.items() if any(word in heard for word in words)}
        whole = data[column].isna() | data[column].isin(["", "all", *_pooled(case, language)])
        # Levels counted together are named apart: "not shown + contradicted".
        whole |= data[column].astype(str).str.contains(" + ", regex=False)
        if named:
            data = data[whole | data[column].isin(named)]
    return data


def _spoken(name: str, case: str, language: str) -> list[str]:
    """How a sentence may call this service, group or level."""
    codebook = edition(case, language).codebook
    wheres = [
        codebook_text(group.where, language)
        for breakdown in codebook.breakdown
        for group in codebook.levels(breakdown.variable)
        if group.where and codebook_text(group, language) == name
    ]
    return [plain(word) for word in filter(None, [name, *wheres])]


def plain(text: str) -> str:
    """In small letters, no-break spaces as others: a unit may follow its number after either."""
    return text.casefold().replace("\u00a0", " ")


def _pooled(case: str, language: str) -> list[str]:
    return [edition(case, language).say("figures.all_services")]


def known(data: pd.DataFrame, language: str) -> set[str]:
    """Every number of these rows, as it may be printed."""
    printed = set()
    for row in data.itertuples():
        if row.unit == "share":
            shares = [row.value, row.ci_low, row.ci_high]
            printed |= {formats.bare_percent(share, language) for share in shares if pd.notna(share)}
        elif pd.notna(row.value):
            printed |= {formats.decimal(abs(row.value), language, digits) for digits in (0, 1, 2, 3)}
    return printed


def numbers(sentence: str) -> set[str]:
    return set(NUMBER.findall(sentence))


def invented(one: Drawing, case: str, language: str, sentence: str) -> set[str]:
    """The numbers of a sentence that the CSV does not have for what the sentence names."""
    rows = about(one, case, language, sentence)
    return numbers(without_names(sentence, one, language)) - known(rows, language)


def without_names(sentence: str, one: Drawing, language: str) -> str:
    """The sentence without what is no number of the table: names that hold digits, the confidence level."""
    data, codebook = one.data, edition("as_asked", language).codebook
    names = {str(name) for column in ("service", "level", "group") for name in data[column].dropna()}
    names |= {codebook_text(measure.says, language) for measure in codebook.measure}
    names |= {codebook_text(measure.label, language) for measure in codebook.measure}
    names |= {codebook_text(measure.people, language) for measure in codebook.measure if measure.people}
    names |= {one.words.subtitle, "1\u202f000", "1,000"}
    names |= {formats.lower_first(name) for name in names} | {one.name}
    names |= {
        codebook_text(group.where, language)
        for breakdown in codebook.breakdown
        for group in codebook.levels(breakdown.variable)
        if group.where
    }
    names |= {formats.percent(codebook.method.confidence, language)}
    sentence = sentence.replace("\u00a0", " ")
    for name in sorted(filter(None, names), key=len, reverse=True):
        # Not the end of a longer number: "31 000" does not hold "1 000".
        sentence = re.sub(rf"(?<!\d){re.escape(name.replace(NO_BREAK_SPACE, ' '))}", " ", sentence)
    return sentence


def codebook_text(text, language: str) -> str:
    return formats.typographic(text.in_(language), language)


every = pytest.mark.parametrize("number", NUMBERS)
spoken = pytest.mark.parametrize("language", LANGUAGES)


@every
@spoken
@pytest.mark.parametrize("case", CASES)
def test_every_number_in_title_reading_and_alternative_text_is_in_the_csv(case, language, number):
    one = drawn(case, language, number)
    found = {part: invented(one, case, language, said) for part, said in sentences(one).items()}
    assert not any(found.values()), (found, sentences(one))


@every
@spoken
def test_the_check_above_sees_the_numbers_of_every_figure(language, number):
    one = drawn("as_asked", language, number)
    told = {part: numbers(without_names(said, one, language)) for part, said in sentences(one).items()}
    # The map of groups has its numbers in the alternative text, profiles in title and reading.
    assert any(told.values())
    assert told["reading"] or told["title"] or one.figure.kind == "separation"
    for part, said in sentences(one).items():
        for said_number in told[part]:
            wrong = re.sub(rf"(?<![\w.,]){re.escape(said_number)}(?![\w])", "987654", said)
            assert "987654" in invented(one, "as_asked", language, wrong), (part, wrong)


@every
@spoken
def test_every_figure_of_the_list_is_drawn_in_every_case(language, number):
    for case in CASES:
        assert drawn(case, language, number).words.title


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_every_name_in_a_title_is_in_the_csv(case, language):
    for one in drawings(case, language):
        title, data = one.words.title, one.data
        if title == one.words.titles[-1] or one.figure.kind in ("separation", "guessing", "verdicts"):
            continue
        if one.figure.kind == "profile" and case == "nothing":
            continue
        head = title.split("\u00a0: " if language == "fr" else ": ")[0]
        assert head in set(data["service"]) | set(data["group"]), title
        for quoted in re.findall(r"[«“]\s*([^»”]+?)\s*[»”]", title):
            assert quoted in set(data["level"]), title


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_title_is_neutral_when_nothing_is_significant(language):
    for one in drawings("nothing", language):
        if one.figure.kind not in (*DESCRIPTIVE, *ALWAYS_TOLD):
            assert len(one.words.titles) == 1
            assert not numbers(without_names(one.words.title, one, language))
            assert "filled" not in " ".join(one.words.notes).lower()


def test_one_service_is_written_in_the_singular():
    assert "pour 1 service sur" in drawing("smallest", "fr", "comparison").words.title
    assert "for 1 service out of" in drawing("smallest", "en", "comparison").words.title


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_interval_says_on_what_assumption_it_stands(language):
    sentence = {"fr": "comme si", "en": "as if"}[language]
    for one in drawings("as_asked", language):
        notes = " ".join(one.words.notes)
        assert ("interval" in notes) <= (sentence in notes), one.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_synthetic_answers_are_marked_on_the_page_and_in_the_csv(language):
    mark = {"fr": "DONNÉES SYNTHÉTIQUES", "en": "SYNTHETIC DATA"}[language]
    for one in drawings("as_asked", language):
        assert mark in [text.get_text() for text in texts(one)]
        assert one.data["source"].str.endswith(mark).all()
    real = edition("as_asked", language)
    survey = real.codebook.survey.model_copy(update={"synthetic": False})
    real = figures_data.invented_context(real.codebook.model_copy(update={"survey": survey}), language)
    with palette.theme():
        figure = next(f for f in real.codebook.figure if f.kind == "pyramid")
        one = GRAMMARS["pyramid"](real, figure)
    assert mark not in [text.get_text() for text in texts(one)]
    assert not one.data["source"].str.contains(mark).any()


def test_intervals_of_a_random_sample_need_no_such_caution():
    one = edition("as_asked", "fr")
    survey = one.codebook.survey.model_copy(update={"sample": "random"})
    random = replace(one, codebook=one.codebook.model_copy(update={"survey": survey}))
    with palette.theme():
        drawn = GRAMMARS["levels"](random, one.codebook.figure[0])
    assert "indicatif" not in " ".join(drawn.words.notes)
    assert "intervalle de confiance" in " ".join(drawn.words.notes)
