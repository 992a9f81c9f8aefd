"""Read a codebook and an export together, and print what each has that the other has not.

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
    """Return what codebook and export say of each other."""
    codebook = read_codebook(codebook_file)
    file = responses_file.name
    table, _, faults = read(read_input(responses_file), codebook, file)
    diff = compare(table, codebook)
    form = [fault for fault in blocking(faults) if fault.code != "column_missing"]
    counts = {"file": file, "rows": diff.rows, "columns": diff.columns}
    print(say(language, "described.read", **counts))
    print("\n".join(account(diff, language)))
    lines = proposal(diff, codebook, language)
    if lines:
        print("\n".join(["", say(language, "described.proposal"), *lines, ""]))
    if form or not diff.clean:
        raise Faults([*form, Fault("export_differs", severity="information")])
    return say(language, "described.clean")


def account(diff: CodebookDiff, language: Language) -> list[str]:
    """Return what differs, one line each, under a title for each kind of difference."""
    parts = {
        "new_columns": [_column(column, language) for column in diff.new_columns],
        "absent": diff.absent,
        "new_answers": [
            say(
                language,
                "described.answer_like" if answer.spelling else "described.answer",
                column=answer.column,
                value=answer.value,
                count=answer.count,
                like=answer.spelling,
            )
            for answer in diff.new_answers
        ],
        "no_numbers": [
            say(language, "described.answer", column=answer.column, value=answer.value, count=answer.count)
            for answer in diff.no_numbers
        ],
        "never_seen": [
            say(language, "described.unseen", columns=", ".join(columns), answers=answers)
            for answers, columns in _by_answers(diff.never_seen).items()
        ],
    }
    lines = []
    for name, entries in parts.items():
        if entries:
            lines += [
                "",
                say(language, f"described.{name}", count=len(entries)),
                *(f"  {entry}" for entry in entries),
            ]
    return lines


def _by_answers(never_seen: list[tuple[str, list[str]]]) -> dict[str, list[str]]:
    """Return the columns in which the same answers were never given, by these answers."""
    columns: dict[str, list[str]] = {}
    for column, answers in never_seen:
        columns.setdefault(", ".join(answers), []).append(column)
    return columns


def _column(column: NewColumn, language: Language) -> str:
    facts = {"name": column.name, "filled": column.filled, "distinct": column.distinct}
    if column.kind == "option":
        of = {"question": column.question, "code": column.option or column.service}
        return say(language, "described.column_option", **facts, **of)
    return say(language, f"described.column_{column.kind}", **facts)
