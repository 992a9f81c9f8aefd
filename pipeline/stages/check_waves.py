"""Checks that two waves can be compared, before their tables are made: folders, then codebooks."""

from __future__ import annotations

import argparse

from pipeline.codebook.reader import read
from pipeline.stages.runner import run
from pipeline.text.messages import say
from pipeline.waves import samples as pair


def check_waves(arguments: argparse.Namespace) -> str:
    wave, base = arguments.wave, arguments.base
    pair.two_folders(wave, base, sorted(path.parent.name for path in wave.parent.glob("*/codebook.toml")))
    asked = pair.questionnaires(read(base / "codebook.toml"), read(wave / "codebook.toml"))
    return say(
        arguments.language, "log.check_waves", wave=wave.name, base=base.name, changes=len(asked.changes)
    )


def main(argv: list[str] | None = None) -> int:
    return run(check_waves, ["wave", "base"], argv)


if __name__ == "__main__":
    raise SystemExit(main())
