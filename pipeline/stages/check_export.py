"""Reads a codebook and an export together, and says what each has that the other has not.

Prints columns and answers that the codebook does not describe, those that it describes and the export
lacks, and lines of TOML that would describe what is new. Writes nothing. Exit code 2 when something is
not described or absent.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.codebook.reader import read as read_codebook
from pipeline.errors.faults import Fault, Faults, blocking
from pipeline.errors.input_files import read_input
from pipeline.responses.codebook_diff import CodebookDiff, NewColumn, compare, proposal
from pipeline.responses.export import read
from pipeline.text.messages import Language, say


def check_export(*, codebook_file: Path, responses_file: Path, language: Language) -> str:
    codebook = read_codebook(codebook_file)
    file = responses_file.name
    table, _, faults = read(read_input(responses_file), codebook, file)
    found = compare(table, codebook)
    form = [fault for fault in blocking(faults) if fault.code != "column_missing"]
    counts = {"file": file, "rows": found.rows, "columns": found.columns}
    print(say(language, "described.read", **counts))
    print("\n".join(account(found, language)))
    lines = proposal(found, codebook, language)
    if lines:
        print("\n".join(["", say(language, "described.proposal"), *lines, ""]))
    if form or not found.clean:
        raise Faults([*form, Fault("export_differs", severity="information")])
    return say(language, "described.clean")


def account(found: CodebookDiff, language: Language) -> list[str]:
    """What differs, one line each, under a title for each kind of difference."""
    parts = {
        "new_columns": [_column(one, language) for one in found.new_columns],
        "absent": found.absent,
        "new_answers": [
            say(
                language,
                "described.answer_like" if one.spelling else "described.answer",
                column=one.column,
                value=one.value,
                count=one.count,
                like=one.spelling,
            )
            for one in found.new_answers
        ],
        "no_numbers": [
            say(language, "described.answer", column=one.column, value=one.value, count=one.count)
            for one in found.no_numbers
        ],
        "never_seen": [
            say(language, "described.unseen", columns=", ".join(columns), answers=answers)
            for answers, columns in _by_answers(found.never_seen).items()
        ],
    }
    lines = []
    for name, told in parts.items():
        if told:
            lines += ["", say(language, f"described.{name}", count=len(told)), *(f"  {one}" for one in told)]
    return lines


def _by_answers(never_seen: list[tuple[str, list[str]]]) -> dict[str, list[str]]:
    """The columns in which the same answers were never given, by these answers."""
    columns: dict[str, list[str]] = {}
    for column, answers in never_seen:
        columns.setdefault(", ".join(answers), []).append(column)
    return columns


def _column(one: NewColumn, language: Language) -> str:
    facts = {"name": one.name, "filled": one.filled, "distinct": one.distinct}
    if one.kind == "option":
        of = {"question": one.question, "code": one.option or one.service}
        return say(language, "described.column_option", **facts, **of)
    return say(language, f"described.column_{one.kind}", **facts)
