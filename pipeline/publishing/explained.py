"""Sentences beside a crossing: its test, and how to read it."""

from __future__ import annotations

from pipeline.codebook.model import Language
from pipeline.figures import notes
from pipeline.formats import decimal, number
from pipeline.publishing.crossing import Crossing
from pipeline.publishing.crossings import Crossings
from pipeline.publishing.printing import p_value, printed
from pipeline.publishing.reader_table import shorthand
from pipeline.publishing.wording import Wording


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
        df=wording.edition.say("list").join(_degrees(test, language)),
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
    edition, method = wording.edition, wording.codebook.method
    return {
        "interval": wording.say("panel_interval", confidence=edition.confidence),
        "letters": wording.say("note_letters", threshold=edition.percent(method.significance)),
        "withheld": wording.say("note_withheld", n=method.withheld_below),
        "fragile": wording.say("note_fragile", n=method.fragile_below),
        "imprecise": wording.say("note_imprecise"),
        "sparse": wording.say("panel_sparse"),
        "trust": notes.trust(edition),
    }
