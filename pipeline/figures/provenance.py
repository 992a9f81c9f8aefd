"""Where an output comes from: fingerprints of data and code, commit, versions of what computed it."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Provenance:
    """What an output was made from, and by what.

    Attributes
    ----------
    data : first 8 digits of the fingerprint of the answers.
    code : first 7 digits of the fingerprint of the sources that made the numbers.
    commit : last commit that changed the program, or "" outside a git checkout.
    dirty : whether the program's sources differ from that commit.
    inputs : file name -> SHA-256.
    versions : package -> version.
    """

    data: str
    code: str
    commit: str
    dirty: bool
    inputs: dict[str, str]
    versions: dict[str, str]


# Of what is shown on the screen only: nothing of it is printed.
UNKNOWN = Provenance(data="", code="", commit="", dirty=False, inputs={}, versions={})


def as_record(origin: Provenance, seed: int) -> dict[str, object]:
    """Return the provenance as it stands in a file that programs read; the codebook is one of the inputs."""
    found = asdict(origin)
    found["program"] = found.pop("code")
    del found["data"]
    return {"seed": seed, **found}
