"""The wave of 2023 that docs/new-wave.md shows: the answers of 2017 with what a new wave would bring."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from pipeline.codebook.todo_marks import MARK
from tests.support.spoiled import Export
from tests.support.stages import RAW


def fill(folder: Path) -> None:
    """Put the export into a folder that `make wave` has made: a question more, one less, other answers."""
    path = folder / "responses.csv"
    path.write_bytes((RAW / "responses.csv").read_bytes())
    export = Export(path)
    export.drop_column("enfants")
    for number, row in enumerate(export.rows):
        row.append((["Jamais", "Parfois", ""][number % 3]) if number else "teletravail")
    alike = [row for row in range(2, 1134) if export.get(row, "sat_poste") == "Plutôt satisfait"]
    for row in alike[:30]:
        export.set(row, "sat_poste", "Plutot satisfait")
    for row in alike[30:130]:
        export.set(row, "sat_poste", "Non satisfait")
    for row in [row for row in range(2, 1134) if export.get(row, "motif_poste")][:3]:
        export.set(row, "motif_poste", "Trop de monde")
    export.set(200, "age", "quarante")
    export.set(201, "commune", "Vredun")
    export.set(201, "code_postal", "55000")
    export.save()


TELEWORK = """[[question]]
id = "telework"
kind = "single"
column = "teletravail"
label = { fr = "Télétravaillez-vous ?", en = "Do you work from home?" }
answers = [
  { id = "never", codes = ["Jamais"], fr = "Jamais", en = "Never" },
  { id = "sometimes", codes = ["Parfois"], fr = "Parfois", en = "Sometimes" },
]

"""
# What its analyst writes into the codebook: what stood there, what stands there now.
DESCRIBED = (
    ('[[question]]\nid = "remarks"', TELEWORK + '[[question]]\nid = "remarks"'),
    ('"plutôt satisfait"]', '"plutôt satisfait", "plutot satisfait"]'),
    ('codes = ["7", "autre"]', 'codes = ["7", "autre", "trop de monde"]'),
    ('fr = "Des modes de transport innovants vous', 'fr = "Le covoiturage ou le transport à la demande vous'),
)


def described(codebook: str) -> str:
    """The codebook with these words in it, and without the question that was not asked."""
    codebook = re.sub(r'\[\[question\]\]\nid = "children".*?\n\n', "", codebook, flags=re.DOTALL)
    for before, after in DESCRIBED:
        assert codebook.count(before) == 1, before
        codebook = codebook.replace(before, after)
    return codebook


def settled(codebook: str) -> str:
    """The same without what hangs on the question that is gone, and with what holds for this wave only."""
    codebook = re.sub(
        r'\[\[(derived|measure)\]\]\nid = "(has|with)_children".*?\n\n', "", codebook, flags=re.DOTALL
    )
    codebook = (
        codebook.replace('"has_children", ', "")
        .replace('"children", ', "")
        .replace("ignoring = [", 'ignoring = ["telework", ')
    )
    codebook = codebook.replace('id = "meuse-2017"', 'id = "meuse-2023"').replace(
        "from = 2017-01-17", "from = 2023-01-16"
    )
    codebook = codebook.replace("to = 2017-03-07", "to = 2023-03-05").replace("= 1088", "= 1050")
    codebook = re.sub(r"^(maximum|year) = 2017", r"\1 = 2023", codebook, flags=re.MULTILINE)
    return "\n".join(line.partition(MARK)[0] for line in codebook.splitlines()) + "\n"


def counted(folder: Path) -> None:
    """Margins with the source of the year, as their marks ask."""
    margins = pd.read_csv(folder / "margins.csv", dtype=str)
    margins.assign(source="Insee 2023").to_csv(folder / "margins.csv", index=False)
