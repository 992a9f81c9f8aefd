"""The raw export as it would arrive: one row a form, two modes keyed differently."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta

from pipeline.codebook.model import Codebook, Variable
from studies.standin.forms import Form
from studies.standin.spelling import DIGITS, LETTERS, WEB, Places, closed_answer

OPENING = datetime(2017, 1, 17)


def export(codebook: Codebook, forms: list[Form], places: Places) -> bytes:
    """The file responses.csv, in the encoding and with the separator that the codebook declares."""
    ordered = sorted(forms, key=lambda form: form.minute)
    rows = [_row(codebook, form, places) for form in ordered]
    for number, (row, form) in enumerate(zip(rows, ordered, strict=True), start=1):
        row[codebook.source.respondent] = f"M{number:04d}"
        row["date_saisie"] = (OPENING + timedelta(minutes=form.minute)).strftime("%d/%m/%Y %H:%M")
    text = io.StringIO(newline="")
    writer = csv.DictWriter(
        text, _columns(codebook), delimiter=codebook.source.separator, lineterminator="\r\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(codebook.source.encoding)


def _columns(codebook: Codebook) -> list[str]:
    """Columns in the order of the questionnaire, the postal code beside the commune."""
    columns = [codebook.source.respondent, *codebook.source.unused]
    for variable in codebook.variables:
        columns += [variable.column] + (
            [variable.question.postal_column] if variable.question.postal_column else []
        )
    return columns


def _row(codebook: Codebook, form: Form, places: Places) -> dict[str, str]:
    row = {one.column: _cell(one, form) for one in codebook.variables if one.question.kind != "commune"}
    commune, postal = "", ""
    if form.place:
        commune, postal = (f"{form.place[0].upper()} {form.place[1]}", "") if form.on_paper else form.place
    elif form.answers["residence"]:
        commune, postal = places.spell(form.answers["residence"], form.style, form.habit, form.other)
    kept = form.postal or form.place
    residence = codebook.by_id["residence"]
    return {**row, residence.column: commune, residence.postal_column: postal if kept else ""}


def _cell(variable: Variable, form: Form) -> str:
    """One answer as its mode writes it."""
    question, answer = variable.question, form.answers.get(variable.name, "")
    if question.id == "mode":
        return form.mode
    if question.kind == "text":
        return form.remark
    if question.id == "age":
        return "" if form.on_paper else answer
    if question.id == "birth_year":
        age = form.answers["age"]
        return str(OPENING.year - 1 - int(age)) if form.on_paper and age else ""
    if question.kind == "number":
        return answer
    if not answer:
        return _silence(form) if question.kind != "multiple" else ""
    return closed_answer(question, answer, form.style)


def _silence(form: Form) -> str:
    """What stands where nothing was answered: mostly nothing."""
    words = {WEB: ("sans réponse", 0.08), DIGITS: (".", 0.15), LETTERS: ("NR", 0.9)}
    word, share = words[form.style]
    return word if form.other < share else ""
