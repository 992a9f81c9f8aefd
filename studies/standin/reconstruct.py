"""Makes the stand-in of the 2017 survey again: responses.csv, byte for byte, and the sums of its folder."""

from __future__ import annotations

import tomllib
from argparse import Namespace
from hashlib import sha256

import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.codebook.reader import read
from pipeline.errors.files import write_bytes, write_text
from pipeline.text.messages import say
from studies.command import run
from studies.standin import answers, export, forms, frame, spelling, traits
from studies.standin.draws import Draws

OPTIONS = ["codebook", "communes", "margins", "published", "targets", "out-responses", "out-sums"]


def reconstruct(options: Namespace) -> str:
    """Write the stand-in responses and return the log line."""
    codebook = read(options.codebook)
    communes = pd.read_csv(options.communes, dtype=str, keep_default_na=False).astype({"population": int})
    margins = pd.read_csv(options.margins)
    targets = tomllib.loads(options.targets.read_text("utf-8"))
    content, kept, rows = _responses(codebook, communes, margins, targets)
    write_bytes(options.out_responses, content)
    write_text(options.out_sums, _sums(options))
    return say(options.language, "reconstruct.done", file=options.out_responses.name, rows=rows, kept=kept)


def _responses(
    codebook: Codebook, communes: pd.DataFrame, margins: pd.DataFrame, targets: dict
) -> tuple[bytes, int, int]:
    """The file, the respondents who count, the rows in all."""
    draws = Draws(targets["seed"])
    people = frame.people(codebook, targets["people"], communes, draws)
    weight = frame.weights(people, margins)
    people = traits.household(people, weight, targets["household"], draws)
    respondents = traits.with_traits(people, weight, targets["oddities"]["straight_liners"], draws)
    answered = answers.all_answers(codebook, respondents, targets, draws)
    counted = forms.of_respondents(pd.concat([people, answered], axis=1), targets["remarks"], draws)
    others = forms.around(codebook, counted, targets["around"], draws)
    content = export.export(codebook, counted + others, spelling.Places(communes))
    return content, len(counted), len(counted) + len(others)


def _sums(options: Namespace) -> str:
    """Digests of the files of the folder, in the format of sha256sum."""
    files = [options.out_responses, options.communes, options.margins, options.published]
    return "".join(f"{sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)


def main(argv: list[str] | None = None) -> int:
    return run(reconstruct, OPTIONS, argv)


if __name__ == "__main__":
    raise SystemExit(main())
