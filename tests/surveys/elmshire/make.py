"""Makes the answers of the invented survey of Elmshire: python tests/surveys/elmshire/make.py

Nobody gave these answers. Households were drawn at three different rates by area, so that base weights
differ. The same seed gives the same bytes.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from random import Random

SEED = 20300415
PEOPLE = 352
# Area: households drawn, base weight (households there over households drawn, halved at random for
# those reached on the second call).
AREAS = {"A1": (150, 280.0), "A2": (110, 168.0), "A3": (92, 666.0)}
SERVICES = ["bus", "waste", "park", "light", "cycle", "water"]
# Chance of not using a service, and how much worse than elsewhere it is found in each area.
USE = {"bus": 0.45, "waste": 0.02, "park": 0.2, "light": 0.05, "cycle": 0.55, "water": 0.03}
WORSE = {"A1": {"water": 0.2}, "A2": {"bus": 0.45, "light": 0.3}, "A3": {"cycle": 0.35, "waste": 0.1}}
OPTIONS = [f"SQ{number:03d}" for number in range(1, 9)]
LIKED = [0.45, 0.38, 0.3, 0.25, 0.2, 0.16, 0.12, 0.08]


def satisfaction(random: Random, area: str, service: str, mood: float) -> str:
    """One of A0 (does not use it) to A5 (very satisfied), or nothing."""
    if random.random() < 0.03:
        return ""
    if random.random() < USE[service]:
        return "A0"
    place = random.random() + mood - WORSE[area].get(service, 0)
    return f"A{1 + sum(place > cut for cut in (0.08, 0.25, 0.45, 0.78))}"


def person(random: Random, number: int, area: str, base: float) -> dict[str, str]:
    sex = "F" if random.random() < 0.53 else "M"
    age = random.choices(["G1", "G2", "G3", "G4"], [18, 31, 29, 22])[0]
    mood = random.uniform(-0.15, 0.15)
    row = {"id": str(number), "area": area, "sex": sex, "age_group": age}
    row["dweight"] = f"{base * (1 if random.random() < 0.7 else 1.5):g}"
    row["home"] = random.choices(["H1", "H2", "H3"], [62, 30, 8])[0]
    row["trips"] = "" if random.random() < 0.05 else str(int(random.expovariate(0.3)))
    for service in SERVICES:
        row[f"SAT[{service}]"] = satisfaction(random, area, service, mood)
    ticked = {option: random.random() < liked for option, liked in zip(OPTIONS, LIKED, strict=True)}
    if area == "A2":
        ticked["SQ002"] = random.random() < 0.65
    row |= {f"IDEAS[{option}]": "Y" if tick else "" for option, tick in ticked.items()}
    row["again"] = random.choices(["Y", "N", ""], [70, 24, 6])[0]
    row["comment"] = "Invented remark." if random.random() < 0.1 else ""
    return row


def responses() -> bytes:
    """The export, as LimeSurvey writes it."""
    random = Random(SEED)
    drawn = [(area, base) for area, (people, base) in AREAS.items() for _ in range(people)]
    random.shuffle(drawn)
    rows = [person(random, number, *one) for number, one in enumerate(drawn, start=1)]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


if __name__ == "__main__":
    (Path(__file__).parent / "responses.csv").write_bytes(responses())
