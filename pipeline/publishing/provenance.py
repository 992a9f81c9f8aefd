"""Where an output comes from: fingerprints of data and code, commit, versions of what computed it."""

from __future__ import annotations

import platform
import subprocess
from dataclasses import asdict, dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

PACKAGES = [
    "pandas", "numpy", "scipy", "statsmodels", "pandera", "matplotlib", "seaborn",
    "xlsxwriter", "python-docx",
]  # fmt: skip


@dataclass(frozen=True)
class Provenance:
    """Attributes
    ----------
    data : first 8 digits of the fingerprint of the answers.
    code : first 7 digits of the fingerprint of the program's sources.
    commit : commit of the project, or "" outside a git checkout.
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


def provenance(inputs: list[Path]) -> Provenance:
    """Fingerprints of input files (the answers are the file whose name begins with "responses")."""
    fingerprints = {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(inputs)}
    answers = [digest for name, digest in fingerprints.items() if name.startswith("responses")]
    root = Path(__file__).parents[2]
    commit = _git(root, "rev-parse", "HEAD").strip()
    return Provenance(
        data=(answers[0] if answers else "")[:8],
        code=_sources(root / "pipeline")[:7],
        commit=commit[:12],
        dirty=bool(_git(root, "status", "--porcelain", "--", "pipeline").strip()),
        inputs=fingerprints,
        versions={"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
    )


def as_record(origin: Provenance, seed: int) -> dict[str, object]:
    """The provenance as it stands in a file that programs read; the codebook is one of the inputs."""
    found = asdict(origin)
    found["program"] = found.pop("code")
    del found["data"]
    return {"seed": seed, **found}


def _sources(folder: Path) -> str:
    """One fingerprint of all source files, independent of where they lie."""
    digest = sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".py", ".toml", ".html", ".css", ".js"}:
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _git(root: Path, *words: str) -> str:
    try:
        found = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return found.stdout
