"""A made-up second wave: the stand-in of 2017 drawn anew, with changes planted in answers and codebook.

    python -m tests.support.second_wave data/processed/2017/2-validated.csv <folder to fill>

SYNTHETIC, for tests only: what moved from one wave to the other is in `MOVED` and in `EDITS`.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.codebook.model import Codebook
from pipeline.codebook.reader import read

RAW = Path(__file__).parents[2] / "data" / "raw" / "2017"
N, SEED = 900, 20230305
BASE = "meuse-2017"

# Shares that move, in the whole population, by so much: question, service, answers that gain, by how much.
MOVED = {
    ("satisfaction", "post_office", "not_satisfied"): 0.15,
    ("satisfaction", "bank", "not_satisfied"): 0.15,
    ("satisfaction", "state_services", "not_satisfied"): -0.15,
    ("travel_time", "local_health", "over_30"): 0.15,
    ("interest_internet", "", "yes"): 0.12,
}

# What the codebook of the new wave says otherwise: text of the old one, text of the new one.
EDITS = [
    ('id = "meuse-2017"', 'id = "meuse-2023"'),
    ("from = 2017-01-17, to = 2017-03-07", "from = 2023-01-16, to = 2023-03-05"),
    ("expected_respondents = 1088", f"expected_respondents = {N}"),
    ('encoding = "windows-1252"', 'encoding = "utf-8"'),
    ('separator = ";"', 'separator = ","'),
    ("maximum = 2017", "maximum = 2023"),
    ("year = 2017", "year = 2023"),
    ("Âge au 1er janvier 2017", "Âge au 1er janvier 2023"),
    ("Age on 1 January 2017", "Age on 1 January 2023"),
    # reworded: nothing is compared across it
    ("Des modes de transport innovants vous intéressent-ils ?", "Feriez-vous du covoiturage ?"),
    ("Would innovative transport interest you?", "Would you share a car?"),
    # reworded, but declared equivalent
    (
        'column = "piste_regroupement"\nlabel = { fr = "Des services regroupés dans un même lieu vous '
        'intéressent-ils ?", en = "Would services grouped in one place interest you?" }',
        f'column = "piste_regroupement"\nequivalent = ["{BASE}"]\nlabel = {{ fr = "Des services au même '
        'endroit vous intéressent-ils ?", en = "Would services in one place interest you?" }',
    ),
    # recoded in the export
    ('codes = ["1", "ns", "non satisfait"]', 'codes = ["10", "ns", "non satisfait"]'),
    # an answer more
    (
        '  { id = "no_need", codes',
        '  { id = "delay", codes = ["8"], fr = "Délai de rendez-vous", en = "Wait for an appointment" },\n'
        '  { id = "no_need", codes',
    ),
    # a service reworded, one dropped, one more
    ('label = { fr = "Culture", en = "Culture" }', 'label = { fr = "Cinémas", en = "Cinemas" }'),
    ('id = "high_school"', 'id = "one_stop_shop"'),
    ('code = "lycee"', 'code = "france_services"'),
    (
        'label = { fr = "Lycée", en = "High school (lycée)" }',
        'label = { fr = "France services", en = "One-stop shop" }',
    ),
    (
        'the = { fr = "le lycée", en = "high school" }',
        'the = { fr = "la maison France services", en = "the one-stop shop" }',
    ),
    # a question less, in all the places that name it
    ('"internet_at_home", ', ""),
]
# Two forms that differ in nothing but these would be one form sent twice.
SET_ASIDE_WITHOUT = ("row", "respondent", "mode", "age", "birth_year", "age_years")
DROPPED = "internet_at_home"
AGEING = {"15_29": 0.90, "30_44": 0.95, "45_59": 0.98, "60_74": 1.10, "75_plus": 1.15}


def make(validated: Path, folder: Path, n: int = N, seed: int = SEED) -> Path:
    """Fill a folder with the inputs of the second wave.

    Parameters
    ----------
    validated : 2-validated.csv of 2017.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(RAW / "communes.csv", folder)
    (folder / "corrections.csv").write_text("row,respondent,column,before,after,reason,author\n", "utf-8")
    (folder / "README.md").write_text(f"# Synthetic\n\n{__doc__}", "utf-8")
    (folder / "codebook.toml").write_text(codebook_text(), "utf-8")
    margins().to_csv(folder / "margins.csv", index=False)
    old, codebook = read(RAW / "codebook.toml"), read(folder / "codebook.toml")
    people = pd.read_csv(validated, dtype=str, keep_default_na=False)
    drawn = _moved(
        _drawn(people, old, np.random.default_rng(seed), n), people, np.random.default_rng(seed + 1)
    )
    _exported(drawn, codebook).to_csv(folder / "responses.csv", index=False)
    return folder


def codebook_text() -> str:
    """The codebook of 2017 as the analyst of the second wave has edited it."""
    text = (RAW / "codebook.toml").read_text("utf-8")
    for before, after in EDITS:
        assert before in text, before
        text = text.replace(before, after)
    start = text.index(f'[[question]]\nid = "{DROPPED}"')
    following = text.index("\n# ---", start)
    return text[:start] + text[following:]


def margins() -> pd.DataFrame:
    """An older population, a little smaller, and fewer people in the rural territory."""
    known = pd.read_csv(RAW / "margins.csv", dtype=str)
    known["source"] = "synthetic"
    number = known["population"].astype(float)
    aged = known["level"].str.replace(r"^(fe)?male_", "", regex=True).map(AGEING)
    number = (number * aged.fillna(1)).round()
    whole = number[known["margin"] == "sex_age"].sum()
    places = known["margin"] == "territory"
    shares = number[places] * known.loc[places, "level"].map({"rural": 0.93}).fillna(1)
    rounded = (shares / shares.sum() * whole).round()
    rounded.iloc[-1] += whole - rounded.sum()
    number[places] = rounded
    return known.assign(population=number.astype(int))


def _drawn(people: pd.DataFrame, codebook: Codebook, rng: np.random.Generator, n: int) -> pd.DataFrame:
    """People drawn with replacement, each living in another commune of the same territory."""
    drawn = people.iloc[rng.integers(len(people), size=2 * n)].reset_index(drop=True)
    communes = pd.read_csv(RAW / "communes.csv", dtype=str, keep_default_na=False)
    for group in codebook.by_id["territory"].groups:
        codes = communes.loc[communes["cataeu2010"].isin(group.classes), "code"].to_numpy()
        here = drawn["territory"] == group.id
        drawn.loc[here, "residence"] = rng.choice(codes, here.sum())
    # Ages a little shuffled within their band, so that no two forms are the same.
    for band in codebook.by_id["age_band"].bands:
        here = drawn["age_band"] == band.id
        ages = rng.integers(int(band.start), int(band.end or 90) + 1, here.sum())
        drawn.loc[here, "age_years"] = ages.astype(str)
    apart = drawn.drop_duplicates([name for name in drawn if name not in SET_ASIDE_WITHOUT])
    return apart.iloc[:n].reset_index(drop=True).assign(respondent=[f"S{i:04d}" for i in range(n)])


def _moved(drawn: pd.DataFrame, people: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The planted changes: as many people change their answer as the share is to move by."""
    for (question, service, answer), by in MOVED.items():
        column = f"{question}.{service}" if service else question
        counted = ~people[column].isin(["", "non_user"])
        share = (people.loc[counted, column] == answer).mean()
        other = people.loc[counted & (people[column] != answer), column].mode()[0]
        given = drawn[column] == answer
        able = given if by < 0 else ~given & ~drawn[column].isin(["", "non_user"])
        chance = -by / share if by < 0 else by / (1 - share)
        changed = able & (rng.random(len(drawn)) < chance)
        drawn.loc[changed, column] = other if by < 0 else answer
        if question == "satisfaction":
            drawn.loc[changed, f"motives.{service}"] = ""
    return drawn


def _exported(drawn: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """The export of the form: codes under the columns that the codebook names."""
    columns = {codebook.source.respondent: drawn["respondent"]}
    age = drawn["age_years"]
    web = drawn["mode"] == "web"
    born = age.where(age == "", (2022 - pd.to_numeric(age)).astype("Int64").astype(str))
    values = drawn.assign(age=age.where(web, ""), birth_year=born.where(~web, ""))
    for variable in codebook.variables:
        given = values.get(variable.name, pd.Series("", index=drawn.index))
        question = variable.question
        if question.kind == "text":
            given = pd.Series("", index=drawn.index)
        if question.closed:
            codes = {one.id: one.codes[0] for one in question.answers}
            given = given.map(
                lambda cell, c=codes: "|".join(c[part] for part in cell.split("|")) if cell else ""
            )
        columns[variable.column] = given
        if question.postal_column:
            columns[question.postal_column] = pd.Series("", index=drawn.index)
    return pd.DataFrame(columns | {name: "" for name in codebook.source.unused})


if __name__ == "__main__":
    make(Path(sys.argv[1]), Path(sys.argv[2]))
