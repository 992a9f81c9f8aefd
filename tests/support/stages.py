"""Runs stages in this process, as the Makefile runs them, on any folder of inputs."""

from __future__ import annotations

import shutil
from pathlib import Path

from pipeline.stages import check_codebook, clean, tabulate, validate, verify, weight
from pipeline.stages import discriminate as classify
from pipeline.stages import publish_open_data as release
from pipeline.stages import screen as discriminate

ROOT = Path(__file__).parents[2]
RAW = ROOT / "data" / "raw" / "2017"


class Wave:
    """A copy of a wave's inputs (`raw`) and a folder for its outputs (`done`)."""

    def __init__(self, folder: Path, source: Path = RAW):
        self.raw, self.done = folder / "raw", folder / "done"
        shutil.copytree(source, self.raw)

    def run(self, *stages: str, language: str = "fr") -> int:
        """The exit code of the first stage that fails, or 0."""
        for stage in stages:
            code = getattr(self, stage)(language)
            if code:
                return code
        return 0

    def up_to_tables(self, language: str = "fr") -> int:
        return self.run(
            "check_codebook", "clean", "validate", "weight", "tabulate", "discriminate", language=language
        )

    def outputs(self) -> dict[str, bytes]:
        """Every accepted output: what a failed run may not touch."""
        files = [path for path in sorted(self.done.rglob("*")) if path.is_file()]
        about_last_read = {"candidate", "errors.xlsx"}
        return {
            str(p): p.read_bytes() for p in files if not about_last_read & set(p.relative_to(self.done).parts)
        }

    @property
    def responses(self) -> Path:
        """The export: a CSV, or a workbook when there is no CSV."""
        book = self.raw / "responses.xlsx"
        return book if book.exists() else self.raw / "responses.csv"

    def _there(self, *names: str) -> dict[str, Path]:
        """Those of the files that a wave may do without which it has."""
        paths = {name: self.raw / f"{name}.csv" for name in names}
        return {name: path for name, path in paths.items() if path.exists()}

    def _options(self, language: str, **paths: Path) -> list[str]:
        named = {"codebook": self.raw / "codebook.toml", **paths}
        words = [word for name, path in named.items() for word in (f"--{name}", str(path))]
        return [*words, "--language", language]

    def check_codebook(self, language: str) -> int:
        paths = {"structure": self.done / "structure.json", "out": self.done / "codebook.checked"}
        return check_codebook.main(self._options(language, **paths))

    def clean(self, language: str) -> int:
        paths = {"responses": self.responses, **self._there("communes", "corrections")}
        return clean.main(self._options(language, **paths, out=self.done / "candidate"))

    def validate(self, language: str) -> int:
        paths = {
            **self._there("communes"),
            "responses": self.responses,
            "candidate": self.done / "candidate",
            "errors": self.done / "errors.xlsx",
            "quality": self.done / "quality",
            "out": self.done / "2-validated.csv",
        }
        return validate.main(self._options(language, **paths))

    def weight(self, language: str) -> int:
        paths = {"margins": self.raw / "margins.csv", **self._there("communes")}
        paths |= {"validated": self.done / "2-validated.csv"}
        return weight.main(self._options(language, **paths, out=self.done / "3-weighted.csv"))

    def tabulate(self, language: str) -> int:
        paths = {"weighted": self.done / "3-weighted.csv", "out": self.done / "estimates.csv"}
        return tabulate.main(self._options(language, **paths))

    def verify(self, language: str) -> int:
        paths = {"weighted": self.done / "3-weighted.csv", "margins": self.raw / "margins.csv"}
        paths |= {"estimates": self.done / "estimates.csv", "published": self.raw / "published.toml"}
        paths |= {"out": self.done / "claims.csv"}
        return verify.main(self._options(language, **paths))

    def discriminate(self, language: str) -> int:
        return discriminate.main(self._options(language, tables=self.done, out=self.done / "screening.csv"))

    def classify(self, language: str) -> int:
        out = self.done / "discriminant" / "functions.csv"
        return classify.main(self._options(language, weighted=self.done / "3-weighted.csv", out=out))

    def release(self, language: str, folder: Path | None = None) -> int:
        paths = {"tables": self.done, "out": folder or self.done / "open-data"}
        inputs = sorted(str(path) for path in self.raw.glob("*.*"))
        return release.main([*self._options(language, **paths), "--inputs", *inputs])
