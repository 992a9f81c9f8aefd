"""Prints one published result in full: estimates, test, every reading, every weighting."""

from __future__ import annotations

import argparse

from rapidfuzz import process

from pipeline.claims.account import account
from pipeline.claims.reader import read_verified
from pipeline.claims.verified import Verified
from pipeline.codebook.reader import read as read_codebook
from pipeline.errors.faults import Fault, Faults
from pipeline.stages.runner import run

CONFIGURATION = 3
NEAREST = 3


def verdict(arguments: argparse.Namespace) -> str:
    codebook = read_codebook(arguments.codebook)
    verified = read_verified(arguments.published, arguments.tables, codebook, arguments.language)
    known = verified.register.claims
    if arguments.claim is None:
        raise Faults([Fault("claim_missing", values={"candidates": _listed(verified)})], CONFIGURATION)
    claim = str(arguments.claim)
    if claim not in known:
        nearest = [name for name, *_ in process.extract(claim, known.keys(), limit=NEAREST)]
        values = {"candidates": ", ".join(nearest)}
        raise Faults([Fault("claim_unknown", value=claim, values=values)], CONFIGURATION)
    return account(verified, claim)


def _listed(verified: Verified) -> str:
    """Every id on its line, with the topic."""
    known = verified.register.claims
    widest = max(map(len, known))
    return "".join(f"\n    {name:<{widest}}  {verified.topic(one.topic)}" for name, one in known.items())


def main(argv: list[str] | None = None) -> int:
    return run(verdict, ["codebook", "published", "tables", "claim?"], argv)


if __name__ == "__main__":
    raise SystemExit(main())
