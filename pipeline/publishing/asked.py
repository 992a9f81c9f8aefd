"""What was asked for by its ids, found among what there is; or what is not there, with what is nearest."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz, process

from pipeline.answers.spelling import folded
from pipeline.faults import Fault
from pipeline.publishing.crossing import Crossing, Subject
from pipeline.publishing.crossings import Crossings

NEAREST = 3


@dataclass(frozen=True)
class Asked:
    """Ids as typed; "" for what was not given."""

    subject: str
    breakdown: str
    service: str = ""
    base: str = ""


def asked(crossings: Crossings, wanted: Asked) -> tuple[list[Crossing], list[Fault]]:
    """The crossings asked for, or every fault of the request."""
    wording = crossings.wording
    subjects = {one.id: one.label for one in crossings.subjects.values()}
    breakdowns = {one: wording.variable(one) for one in crossings.breakdowns}
    faults = [
        *_missing_or_unknown("table_asked", wanted.subject, subjects),
        *_missing_or_unknown("table_breakdown", wanted.breakdown, breakdowns),
    ]
    if wanted.subject in subjects:
        faults += _narrowed(crossings, crossings.subjects[wanted.subject], wanted)
    if faults:
        return [], faults
    found = [
        one
        for one in crossings.of(crossings.subjects[wanted.subject], wanted.breakdown)
        if wanted.service in ("", one.service) and wanted.base in ("", one.base)
    ]
    return found, [] if found else [Fault("table_nothing", value=wanted.subject, column="BY")]


def _narrowed(crossings: Crossings, subject: Subject, wanted: Asked) -> list[Fault]:
    """Faults of the service and the base, for a subject that exists."""
    wording, faults = crossings.wording, []
    services = {one: wording.service(one) for one in subject.services if one}
    if wanted.service and not services:
        faults.append(Fault("table_no_service", value=subject.id))
    elif wanted.service:
        faults += _missing_or_unknown("table_service", wanted.service, services)
    if wanted.base:
        faults += _missing_or_unknown(
            "table_base", wanted.base, {one: wording.base(one) for one in subject.bases}
        )
    return faults


def _missing_or_unknown(code: str, given: str, known: dict[str, str]) -> list[Fault]:
    if given in known:
        return []
    if not given:
        widest = max(map(len, known))
        listed = "".join(f"\n    {one:<{widest}}  {label}" for one, label in known.items())
        return [Fault(f"{code}_missing", values={"candidates": listed})]
    return [Fault(code, value=given, values={"candidates": ", ".join(_nearest(given, known))})]


def _nearest(given: str, known: dict[str, str]) -> list[str]:
    """The ids whose id or label is most like what was typed, with their labels."""
    texts = {**{(one, "id"): one for one in known}, **{(one, "label"): label for one, label in known.items()}}
    scored = process.extract(given, texts, scorer=fuzz.WRatio, processor=folded, limit=None)
    ids = dict.fromkeys(one for _, _, (one, _) in scored)
    return [f"{one} ({known[one]})" for one in list(ids)[:NEAREST]]
