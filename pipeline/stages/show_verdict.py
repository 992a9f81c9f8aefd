"""Print one published result in full: estimates, test, every reading, every weighting."""

from __future__ import annotations

from pathlib import Path

from rapidfuzz import process

from pipeline.claims.account import account
from pipeline.claims.reader import read as read_register
from pipeline.claims.verified_results import VerifiedResults
from pipeline.codebook.reader import read as read_codebook
from pipeline.errors.faults import CONFIGURATION, Fault, Faults
from pipeline.tables.files import WaveTables
from pipeline.text.messages import Language

NEAREST_CLAIMS = 3


def show_verdict(
    *, codebook_file: Path, published_file: Path, tables: Path, language: Language, claim: str = ""
) -> str:
    """Return one published result in full, as text."""
    codebook = read_codebook(codebook_file)
    register = read_register(published_file, codebook)
    verified = VerifiedResults(codebook, language, register, WaveTables(tables))
    claims = verified.register.claims
    if not claim:
        raise Faults([Fault("claim_missing", values={"candidates": _listed(verified)})], CONFIGURATION)
    if claim not in claims:
        nearest = [name for name, *_ in process.extract(claim, claims.keys(), limit=NEAREST_CLAIMS)]
        values = {"candidates": ", ".join(nearest)}
        raise Faults([Fault("claim_unknown", value=claim, values=values)], CONFIGURATION)
    return account(verified, claim)


def _listed(verified: VerifiedResults) -> str:
    """Return every id on its line, with the topic."""
    claims = verified.register.claims
    widest = max(map(len, claims))
    return "".join(f"\n    {name:<{widest}}  {verified.topic(claim.topic)}" for name, claim in claims.items())
