"""Writes docs/codebook.md: every key of a codebook, from the model (`make codebook-doc`)."""

from __future__ import annotations

import argparse

from pipeline.codebook.reference import page
from pipeline.stages.runner import run, write_text
from pipeline.text.messages import say


def describe_codebook(arguments: argparse.Namespace) -> str:
    write_text(arguments.out, page())
    return say(arguments.language, "described.written", file=arguments.out)


def main(argv: list[str] | None = None) -> int:
    return run(describe_codebook, ["out"], argv)


if __name__ == "__main__":
    raise SystemExit(main())
