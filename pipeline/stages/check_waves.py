"""Check that two waves can be compared, before their tables are made: folders, then codebooks."""

from __future__ import annotations

from pathlib import Path

from pipeline.codebook.reader import read
from pipeline.text.messages import Language, say
from pipeline.waves.samples import check_folders, comparable_questionnaires


def check_waves(*, wave: Path, base: Path, language: Language) -> str:
    """Check that the waves can be compared and return the line to print."""
    check_folders(wave, base, sorted(path.parent.name for path in wave.parent.glob("*/codebook.toml")))
    questionnaires = comparable_questionnaires(read(base / "codebook.toml"), read(wave / "codebook.toml"))
    return say(
        language, "log.check_waves", wave=wave.name, base=base.name, changes=len(questionnaires.changes)
    )
