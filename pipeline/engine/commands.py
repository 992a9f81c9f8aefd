"""The command behind each target: stages of the flow to make, or results of theirs to print."""

from __future__ import annotations

import sys
from argparse import Namespace
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import get_args

from pipeline.engine.contents import RECORD, recorded_outputs
from pipeline.engine.documentation import page
from pipeline.engine.lock import locked
from pipeline.engine.run import Run
from pipeline.engine.stage import WaveFolders
from pipeline.errors.faults import CONFIGURATION, Fault, Faults
from pipeline.errors.files import UNFINISHED, write_text
from pipeline.flow import STAGES, TARGETS
from pipeline.text.messages import Language, say


def do(options: Namespace, language: Language) -> str:
    """Do what the target of the options asks for; return the last line to print."""
    wave, target = options.wave, options.target
    subject = {name: getattr(options, name) for name in ("question", "by", "service", "base")}
    commands = {
        "clean": lambda: clean(wave, language),
        "codebook-check": lambda: codebook_check(wave, language),
        "codebook-doc": lambda: codebook_doc(language),
        "compare": lambda: compare(wave, options.base, language),
        "flow-doc": lambda: flow_doc(language),
        "table": lambda: table(wave, language, **subject),
        "verdict": lambda: verdict(wave, language, options.claim),
        "wave": lambda: new_wave(wave, options.source, language),
    }
    return commands[target]() if target in commands else make(wave, target, language)


def make(wave: str, target: str, language: Language) -> str:
    """Make what a target asks for; return what to say when there was nothing to do."""
    folders = WaveFolders.of(wave, language)
    with _alone(language, folders.done):
        made = _made(folders, TARGETS[target], language)
    if target == "claims":
        return _where_claims_are(folders, language)
    return "" if made else say(language, "flow.up_to_date", target=target)


def table(wave: str, language: Language, **subject: str) -> str:
    """Return one table, printed from the tables of the wave."""
    folders = WaveFolders.of(wave, language)
    with _alone(language, folders.done):
        _made(folders, TARGETS["table"], language)
        from pipeline.stages.show_table import show_table

        return show_table(
            codebook_file=folders.raw / "codebook.toml", tables=folders.done, language=language, **subject
        )


def verdict(wave: str, language: Language, claim: str) -> str:
    """Return one published result in full."""
    folders = WaveFolders.of(wave, language)
    published = folders.raw / "published.toml"
    with _alone(language, folders.done):
        _made(folders, TARGETS["claims"], language)
        if not published.is_file():
            raise Faults([Fault("claims_none", values={"path": str(folders.raw)})], CONFIGURATION)
        from pipeline.stages.show_verdict import show_verdict

        return show_verdict(
            codebook_file=folders.raw / "codebook.toml",
            published_file=published,
            tables=folders.done,
            language=language,
            claim=claim,
        )


def compare(wave: str, base: str, language: Language) -> str:
    """Compare a wave with an earlier one, once the tables of both are made."""
    from pipeline.stages.check_waves import check_waves

    folders, earlier = WaveFolders.of(wave, language, base), WaveFolders.of(base, language)
    print(check_waves(wave=folders.raw, base=earlier.raw, language=language), flush=True)
    with _alone(language, folders.done, earlier.done):
        _made(earlier, TARGETS["base"], language)
        made = _made(folders, TARGETS["compare"], language)
    return "" if made else say(language, "flow.up_to_date", target="compare")


def new_wave(wave: str, source: str, language: Language) -> str:
    """Make the folder of a new wave; nothing that is there is written over."""
    from pipeline.stages.create_wave import create_wave

    return create_wave(source=Path("data/raw") / source, out=Path("data/raw") / wave, language=language)


def codebook_check(wave: str, language: Language) -> str:
    """Return what codebook and export say of each other."""
    from pipeline.stages.check_export import check_export

    raw = WaveFolders.of(wave, language).raw
    _regular_files(raw)
    exports = [raw / name for name in ("responses.csv", "responses.xlsx") if (raw / name).exists()]
    responses = exports[0] if exports else raw / "responses.csv"
    return check_export(codebook_file=raw / "codebook.toml", responses_file=responses, language=language)


def codebook_doc(language: Language) -> str:
    """Write docs/codebook.md."""
    from pipeline.stages.document_codebook import document_codebook

    return document_codebook(out=Path("docs"), language=language)


def flow_doc(language: Language) -> str:
    """Write docs/flow.md."""
    path = Path("docs/flow.md")
    write_text(path, page())
    return say(language, "described.written", file=path)


def clean(wave: str, language: Language) -> str:
    """Remove the outputs of a wave in all languages: only what the flow has made there."""
    folders = WaveFolders.of(wave, language)
    with _alone(language, folders.done):
        removed = 0
        for path in _outputs(wave):
            path.unlink()
            removed += not path.name.startswith(".")
        for folder in (folders.done, Path("figures") / wave):
            _remove_empty(folder)
    return say(language, "flow.cleaned", count=removed, wave=wave)


def _outputs(wave: str) -> list[Path]:
    """Return every file of a wave that the flow has made, and its record."""
    record = WaveFolders.of(wave, "").done / RECORD
    # A name with a "*" may fit somebody else's file: the record knows which are ours.
    outputs = {record, *map(Path, recorded_outputs(record))}
    for language in get_args(Language):
        folders = WaveFolders.of(wave, language)
        for stage in STAGES:
            if not stage.compares:
                outputs |= {folders.path(name) for name in stage.certain_outputs()}
        for folder in (folders.done, folders.figures, folders.open_data):
            outputs |= set(folder.glob(f"**/.*{UNFINISHED}"))
    inside = {folders.done, Path("figures") / wave}
    ours = (path for path in outputs if ".." not in path.parts and inside & set(path.parents))
    return sorted(path for path in ours if path.is_file())


def _remove_empty(folder: Path) -> None:
    """Remove a folder and those inside, where they are empty: files that the flow did not make stay."""
    if not folder.is_dir():
        return
    for inner in folder.iterdir():
        if inner.is_dir() and not inner.is_symlink():
            _remove_empty(inner)
    with suppress(OSError):
        folder.rmdir()


def _made(folders: WaveFolders, names: tuple[str, ...], language: Language) -> list[str]:
    _regular_files(folders.raw)
    run = Run(folders, language)
    run.make(names)
    return run.made


def _regular_files(raw: Path) -> None:
    """Check that what is called like an input is a file: a reader would wait for a pipe without end."""
    names = ("codebook.toml", "responses.csv", "responses.xlsx", "margins.csv", "communes.csv")
    paths = [raw / name for name in (*names, "corrections.csv", "published.toml")]
    faults = [Fault("file_not_a_file", path.name) for path in paths if path.exists() and not path.is_file()]
    if faults:
        raise Faults(faults, CONFIGURATION)


def _alone(language: Language, *folders: Path) -> AbstractContextManager:
    def waiting() -> None:
        print(say(language, "flow.waiting"), file=sys.stderr, flush=True)

    return locked(list(folders), waiting)


def _where_claims_are(folders: WaveFolders, language: Language) -> str:
    if not (folders.raw / "published.toml").is_file():
        return say(language, "flow.claims_none", folder=folders.raw)
    return say(language, "flow.claims", file=folders.done / "claims.csv")
