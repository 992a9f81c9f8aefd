"""python -m studies <name>: what `make bench`, `make simulate` … call, on any system."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Callable
from pathlib import Path

# Figures that the README shows.
IMAGES = (
    "fig01_satisfaction_par_service",
    "fig02_insatisfaction_par_territoire",
    "fig05_motifs_par_service",
    "fig08_temps_acceptable_par_territoire",
)


def main(argv: list[str] | None = None) -> int:
    """Do one study and return its exit code."""
    studies: dict[str, Callable[[argparse.Namespace], int]] = {
        "bench": _bench,
        "images": _images,
        "reconstruct": _reconstruct,
        "simulate": lambda options: _simulation("rejection_rates", "simulation", options),
        "simulate-claims": lambda options: _simulation("claim_verdicts", "claims-simulation", options),
        "simulate-waves": lambda options: _simulation("wave_changes", "waves-simulation", options),
    }
    parser = argparse.ArgumentParser(prog="python -m studies", description=__doc__)
    parser.add_argument("study", choices=sorted(studies))
    parser.add_argument("--language", choices=["fr", "en"], default="fr")
    parser.add_argument("--wave", default="2017")
    options = parser.parse_args(argv)
    return studies[options.study](options)


def _simulation(module: str, table: str, options: argparse.Namespace) -> int:
    from importlib import import_module

    words = ["--out", f"docs/{table}.csv", "--language", options.language]
    return import_module(f"studies.{module}").main(words)


def _bench(options: argparse.Namespace) -> int:
    # One thread of linear algebra, as in the program; to be set before numpy is imported.
    os.environ.update({"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"})
    from studies import bench

    return bench.main(["--wave", options.wave])


def _reconstruct(options: argparse.Namespace) -> int:
    from studies.standin import reconstruct

    raw = "data/raw/2017"
    inputs = {"codebook": "codebook.toml", "communes": "communes.csv", "margins": "margins.csv"}
    inputs |= {"published": "published.toml", "out-responses": "responses.csv", "out-sums": "SHA256SUMS"}
    words = [word for name, file in inputs.items() for word in (f"--{name}", f"{raw}/{file}")]
    targets = ["--targets", "studies/standin/targets-2017.toml"]
    return reconstruct.main([*words, *targets, "--language", options.language])


def _images(options: argparse.Namespace) -> int:
    for figures, images in (("figures/2017", "docs/images"), ("figures/2017/en", "docs/images/en")):
        Path(images).mkdir(parents=True, exist_ok=True)
        for name in IMAGES:
            shutil.copy(f"{figures}/{name}.png", images)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
