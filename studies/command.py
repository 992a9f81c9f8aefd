"""The command line of a study: its options, its one log line, faults as sentences and exit codes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from pipeline.errors.faults import Faults, terminal_list


def run(
    work: Callable[[argparse.Namespace], str], options: Sequence[str], argv: list[str] | None = None
) -> int:
    """Parse the options, do the work, print its one log line; or print the faults it raised.

    Parameters
    ----------
    work : the study itself; takes the parsed options, writes its files, returns the log line.
    options : names of path options ("codebook", "out"); a trailing "*" takes several paths, a
        trailing "?" may be left out. `--language` (fr or en) is always there.
    argv : arguments, by default those of the process.

    Returns
    -------
    The exit code.
    """
    arguments = _parser(work, options).parse_args(argv)
    try:
        line = work(arguments)
    except Faults as found:
        print(terminal_list(found.faults, arguments.language), file=sys.stderr)
        return found.exit_code
    print(line, flush=True)
    return 0


def _parser(work: Callable, options: Sequence[str]) -> argparse.ArgumentParser:
    module = sys.modules[work.__module__]
    parser = argparse.ArgumentParser(
        description=module.__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--language", choices=["fr", "en"], default="fr")
    for option in options:
        name = option.rstrip("*?")
        many = {"nargs": "*"} if option.endswith("*") else {}
        parser.add_argument(f"--{name}", type=Path, required=option == name, **many)
    return parser
