"""Checks the codebook, and keeps apart what changes a number from what only names it.

Writes --structure (the codebook without labels, titles and figures) only when its content has
changed, so that a change of label does not remake the tables; then --out, to say that it was checked.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

from pipeline.codebook.model import Codebook, Text
from pipeline.codebook.reading import read
from pipeline.messages import say
from pipeline.stage import run, write_text


def check_codebook(arguments: argparse.Namespace) -> str:
    codebook = read(arguments.codebook)
    content = json.dumps(structure(codebook), indent=1, ensure_ascii=False, default=str) + "\n"
    path = arguments.structure
    if not path.exists() or path.read_text("utf-8") != content:
        write_text(path, content)
    write_text(arguments.out, "")
    return say(
        arguments.language, "log.codebook", questions=len(codebook.question), columns=len(codebook.variables)
    )


def structure(codebook: Codebook) -> dict[str, Any]:
    """The codebook as plain data, without anything that is only read by people."""
    published = {"figure", "licence", "contact", "languages", "synthetic", "sample"}
    return _without_texts(codebook, published | {"compare", "equivalent"})


def _without_texts(value: Any, left_out: set[str]) -> Any:
    if isinstance(value, list):
        return [_without_texts(one, left_out) for one in value]
    if not hasattr(value, "model_fields_set"):
        return value
    names = sorted(set(type(value).model_fields) - left_out - {"fr", "en"})
    pairs = {name: getattr(value, name) for name in names}
    return {name: _without_texts(one, left_out) for name, one in pairs.items() if type(one) is not Text}


def main(argv: list[str] | None = None) -> int:
    return run(check_codebook, ["codebook", "structure", "out"], argv)


if __name__ == "__main__":
    raise SystemExit(main())
