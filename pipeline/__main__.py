"""python -m pipeline <target>: what `make <target>` calls, on any system; `help` lists the targets.

Exit codes: 0 done; 1 a bug; 2 the data need attention; 3 the configuration or the machine does. On 2 and 3
everything made earlier is as it was.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from typing import get_args

from pipeline.errors.faults import CONFIGURATION, DATA, Fault, Faults, terminal_list
from pipeline.text.messages import Language, of_file, say

# What a shell says of a program stopped by Ctrl-C.
_STOPPED = 130
# A name that a folder, a shell and a web address can bear.
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")


def main(argv: list[str] | None = None) -> int:
    """Do what a target asks for and return the exit code."""
    _prepare()
    words = sys.argv[1:] if argv is None else argv
    options = argparse.Namespace(language="fr")

    def work() -> str:
        options.__dict__.update(vars(_options(words)))
        if options.language not in get_args(Language):
            unknown, options.language = options.language, "fr"
            raise Faults([Fault("language_unknown", value=unknown)], CONFIGURATION)
        return _done(options, options.language)

    return outcome(work, lambda: options.language)


def outcome(work: Callable[[], str], language: Callable[[], Language]) -> int:
    """Do something and print its last line, or what is wrong, in one list; return the exit code."""
    try:
        line = work()
    except Faults as found:
        # Only faults of data have a workbook that lists what does not fit here.
        most = 10 if found.exit_code == DATA else 60
        _print(terminal_list(found.faults, language(), most), sys.stderr)
        return found.exit_code
    except KeyboardInterrupt:
        _print(say(language(), "flow.stopped"), sys.stderr)
        return _STOPPED
    except OSError as failure:
        if failure.filename is None:
            raise
        _print(_unreadable(failure, language()), sys.stderr)
        return CONFIGURATION
    if line:
        _print(line, sys.stdout)
    return 0


def _prepare() -> None:
    """Set what has to stand before numpy and matplotlib are imported, and let no sign stop a message."""
    # One thread: small matrices gain nothing from more, and the same bytes come out on every machine.
    os.environ.update({"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"})
    os.environ.setdefault("MPLCONFIGDIR", str(Path(sys.prefix) / "matplotlib"))
    for stream in (sys.stdout, sys.stderr):
        # A console in cp1252 or ASCII shows "?" for a sign that it does not have.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def _options(words: list[str]) -> argparse.Namespace:
    parser = _Parser(prog="python -m pipeline", add_help=False, allow_abbrev=False)
    parser.add_argument("target", nargs="?", default="help")
    parser.add_argument("--language", default="fr")
    # Without a name, the first wave that there is.
    first = min((path.parent.name for path in Path("data/raw").glob("*/codebook.toml")), default="")
    parser.add_argument("--wave", default=first)
    parser.add_argument("--from", dest="source", default=first)
    for name in ("base", "question", "by", "service", "claim"):
        parser.add_argument(f"--{name}", default="")
    parser.add_argument("--help", "-h", action="store_const", const="help", dest="target")
    return parser.parse_args(words)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:
        raise Faults([Fault("option_unreadable", value=message)], CONFIGURATION)


def _done(options: argparse.Namespace, language: Language) -> str:
    """Do what the target asks for; return the last line to print."""
    told = of_file("flow.toml")
    known = [key.removeprefix("flow.target.") for key in told if key.startswith("flow.target.")]
    if options.target == "help":
        return _help(language)
    if options.target not in known:
        near = ", ".join(get_close_matches(options.target, known, 3) or ["help"])
        fault = Fault("target_unknown", value=options.target, values={"candidates": near})
        raise Faults([fault], CONFIGURATION)
    _check_name(options.wave, "WAVE")
    if options.target == "wave":
        _check_name(options.source, "FROM")
    if options.target == "compare" and options.base:
        _check_name(options.base, "BASE")
    # Imported only now: the list of targets is there before any package is installed.
    from pipeline.engine.commands import do

    return do(options, language)


def _check_name(value: str, variable: str) -> None:
    """Refuse a name that is not that of a plain folder, before anything is done with it."""
    if not _NAME.fullmatch(value):
        raise Faults([Fault("wave_name", value=value, values={"variable": variable})], CONFIGURATION)


def _help(language: Language) -> str:
    lines = [
        f"  make {key.rpartition('.')[2]:<16} {entry[language]}"
        for key, entry in of_file("flow.toml").items()
        if key.startswith(("flow.target.", "flow.make."))
    ]
    return "\n".join([*lines, "", say(language, "flow.help")])


def _unreadable(failure: OSError, language: Language) -> str:
    fault = Fault(
        "path_refused", values={"path": str(failure.filename), "reason": failure.strerror or str(failure)}
    )
    return terminal_list([fault], language)


def _print(text: str, stream) -> None:
    """Print; whoever reads ("| head", "| less") may stop before the end."""
    try:
        print(text, file=stream, flush=True)
    except BrokenPipeError:
        # What is left in the buffer would fail again when the interpreter closes the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


if __name__ == "__main__":
    raise SystemExit(main())
