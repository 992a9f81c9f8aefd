"""Contents decide what is made again: whatever is removed, damaged or changed, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
from functools import cache
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest

from pipeline.__main__ import main
from pipeline.engine.contents import RECORD
from pipeline.engine.fingerprints import number_makers, program
from pipeline.engine.stage import Stage
from pipeline.errors.files import write_bytes
from pipeline.flow import STAGES
from pipeline.text import messages
from tests.support.flowing import WAVE, Project
from tests.support.stages import ROOT

LONG_AGO = (946684800, 946684800)
SPOKEN = [(stage, language) for stage in STAGES if not stage.compares for language in ("fr", "en")]
NUMBERS = [stage.name for stage in STAGES if not stage.publishes and not stage.compares]
PUBLISHED = ["draw", "report", "publish_open_data"]


def made_by(project: Project, stage: Stage, language: str) -> list[str]:
    """The outputs that the record of the flow says a stage has written."""
    record = json.loads((project.done / RECORD).read_text("utf-8"))
    task = f"{stage.name}:{language}" if stage.spoken else stage.name
    return sorted(record[task]["_values_:"]["outputs"])


def differing(project: Project, before: dict[str, bytes]) -> list[str]:
    after = project.outputs()
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def test_a_second_run_has_nothing_to_do(copied, ran, capsys):
    before, record = copied.outputs(), (copied.done / RECORD).read_bytes()
    assert main(["all"]) == 0
    assert ran == []
    assert capsys.readouterr().out == "all : tout est à jour.\n"
    assert differing(copied, before) == []
    assert (copied.done / RECORD).read_bytes() == record


def test_every_output_is_one_that_a_stage_has_written(built):
    written = {name for stage, language in SPOKEN for name in made_by(built, stage, language)}
    assert written == set(built.outputs())
    assert len(written) > 60


@pytest.mark.parametrize(("stage", "language"), SPOKEN, ids=lambda part: getattr(part, "name", part))
def test_a_stage_whose_outputs_are_all_gone_makes_the_same_bytes(stage, language, copied, ran):
    before = copied.outputs()
    for name in made_by(copied, stage, language):
        (copied.folder / name).unlink()
    assert main(["all", "--language", language]) == 0
    assert ran == [stage.name]
    # The list of faults speaks the language of whoever ran it last.
    assert [name for name in differing(copied, before) if not name.endswith("errors.xlsx")] == []


@pytest.mark.parametrize(("stage", "language"), SPOKEN, ids=lambda part: getattr(part, "name", part))
def test_each_output_alone_comes_back_and_nothing_else_runs(stage, language, copied, monkeypatch):
    """With the stage replaced by one that writes what it wrote: that it writes the same is tested above."""
    before, called = copied.outputs(), []
    names = made_by(copied, stage, language)

    def again(called_stage: Stage):
        def write(**_paths: object) -> str:
            called.append(called_stage.name)
            for name in names:
                write_bytes(Path(name), before[name])
            return called_stage.name

        return write

    monkeypatch.setattr(Stage, "function", again)
    for name in names:
        for spoil in (Path.unlink, lambda path: path.write_bytes(b"?" + path.read_bytes()[1:])):
            called.clear()
            spoil(copied.folder / name)
            assert main(["all", "--language", language]) == 0
            assert called == [stage.name], name
            assert differing(copied, before) == [], name


def test_dates_play_no_part(copied, ran):
    for path in copied.folder.rglob("*"):
        os.utime(path, LONG_AGO)
    os.utime(copied.raw / "responses.csv")
    os.utime(copied.done / "2-validated.csv")
    assert main(["all"]) == 0
    assert ran == []


def test_another_content_is_seen_though_date_and_size_are_the_same(copied, ran):
    path = copied.raw / "margins.csv"
    known, text = path.stat(), path.read_text("utf-8")
    path.write_text(text.replace("1", "2", 1), "utf-8")
    os.utime(path, (known.st_atime, known.st_mtime))
    assert path.stat().st_size == known.st_size
    main(["weight"])
    assert "weight" in ran


def test_the_real_answers_take_the_place_of_the_stand_in_though_they_are_older(copied, capsys):
    before = copied.outputs()
    path, book = copied.raw / "responses.csv", copied.raw / "codebook.toml"
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    table.loc[:20, "sat_bus"] = "Non"
    table.to_csv(path, index=False)
    book.write_text(book.read_text("utf-8").replace("synthetic = true", "synthetic = false"), "utf-8")
    for file in (path, book):
        os.utime(file, LONG_AGO)
    assert main(["all"]) == 0
    changed = differing(copied, before)
    tables, page = f"data/processed/{WAVE}/estimates.csv", f"figures/{WAVE}/report.html"
    assert {tables, page, f"figures/{WAVE}/fig01_satisfaction.csv"} <= set(changed)
    assert "DONNÉES SYNTHÉTIQUES" in before[page].decode()
    assert "DONNÉES SYNTHÉTIQUES" not in (copied.folder / page).read_text("utf-8")
    told = json.loads((copied.folder / f"figures/{WAVE}/open-data/datapackage.json").read_text("utf-8"))
    digest = sha256(path.read_bytes()).hexdigest()
    assert told["provenance"]["inputs"]["responses.csv"] == digest
    assert digest[:8] in (copied.folder / page).read_text("utf-8")
    assert digest[:8] in (copied.folder / f"figures/{WAVE}/fig01_satisfaction.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("before", "after"),
    [('fr = "Bus",', 'fr = "Autobus",'), ("Satisfaction, en %", "Satisfaction, part en %")],
    ids=["a label", "a title"],
)
def test_a_word_of_the_codebook_remakes_what_shows_it_and_no_number(copied, ran, before, after):
    outputs, book = copied.outputs(), copied.raw / "codebook.toml"
    assert before in book.read_text("utf-8")
    book.write_text(book.read_text("utf-8").replace(before, after), "utf-8")
    assert main(["all"]) == 0
    assert ran == ["check_codebook", *PUBLISHED]
    assert not [name for name in differing(copied, outputs) if name.startswith("data/")]


def test_numbers_made_anew_with_other_labels_and_sentences_are_the_same(copied, ran, monkeypatch):
    """What a table would hold of words would stay when these change: no number's code depends on them."""
    of_file = messages.of_file

    def altered(name: str) -> dict[str, dict[str, str]]:
        return {
            key: {one: f"§ {text}" for one, text in entry.items()} for key, entry in of_file(name).items()
        }

    monkeypatch.setattr(messages, "of_file", altered)
    monkeypatch.setattr(messages, "catalogue", cache(messages.catalogue.__wrapped__))
    outputs, book = copied.outputs(), copied.raw / "codebook.toml"
    text = book.read_text("utf-8")
    for language, mark in (("fr", "Z"), ("en", "Y")):
        text = text.replace(f'{language} = "', f'{language} = "{mark} ')
    book.write_text(text, "utf-8")
    (copied.done / RECORD).unlink()
    assert main(["tabulate"]) == 0 and main(["discriminate"]) == 0 and main(["claims"]) == 0
    assert set(ran) == set(NUMBERS)
    changed = [name for name in differing(copied, outputs) if not name.endswith("errors.xlsx")]
    assert changed == []


def test_a_file_that_a_wave_may_do_without_is_seen_to_come_and_go(copied, ran):
    path = copied.raw / "corrections.csv"
    content = path.read_bytes()
    path.unlink()
    assert main(["validate"]) == 0
    assert "clean" in ran
    ran.clear()
    path.write_bytes(content)
    assert main(["validate"]) == 0
    assert "clean" in ran


def test_a_figure_that_is_not_asked_for_any_more_goes_and_what_others_put_there_stays(copied):
    book, folder = copied.raw / "codebook.toml", copied.folder / "figures" / WAVE
    for name in ("notes.docx", "fig97_mine.png"):
        (folder / name).write_bytes(b"mine")
    text = book.read_text("utf-8")
    book.write_text(text[: text.rindex("[[figure]]")], "utf-8")
    assert main(["figures"]) == 0
    assert not list(folder.glob("fig02*"))
    assert [(folder / name).read_bytes() for name in ("notes.docx", "fig97_mine.png")] == [b"mine"] * 2


def with_program(copied: Project, tmp_path: Path, change: str, line: str) -> dict[str, str]:
    """The environment of a run with a copy of the program in which a line was added to a module."""
    root = tmp_path / "program"
    shutil.copytree(ROOT / "pipeline", root / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    path = root / "pipeline" / change
    path.write_text(f"{path.read_text('utf-8')}\n{line}\n", "utf-8")
    return {"PYTHONPATH": str(root)}


def test_a_change_in_what_counts_makes_the_numbers_anew_under_a_new_fingerprint(copied, tmp_path):
    before = copied.outputs()
    halved = (
        "_shares = estimates\n"
        "def estimates(*given):\n"
        "    table = _shares(*given)\n"
        "    return table.assign(share=table['share'] / 2)"
    )
    other = with_program(copied, tmp_path, "tables/estimates.py", halved)
    done = copied.run("all", **other)
    assert done.returncode == 0, done.stderr
    assert f"data/processed/{WAVE}/estimates.csv" in differing(copied, before)
    printed = number_makers(tmp_path / "program" / "pipeline")[:7]
    assert printed != number_makers()[:7]
    package = json.loads((copied.folder / f"figures/{WAVE}/open-data/datapackage.json").read_text("utf-8"))
    assert package["provenance"]["program"] == printed
    assert printed in (copied.folder / f"figures/{WAVE}/report.html").read_text("utf-8")


def test_a_change_in_what_draws_makes_figures_and_report_anew_and_no_number(copied, tmp_path):
    other = with_program(copied, tmp_path, "figures/theme.py", "# another hand")
    assert program(tmp_path / "program" / "pipeline") != program()
    done = copied.run("all", **other)
    assert [line[:5] for line in done.stdout.splitlines()] == ["[8/9]", "[9/9]", "[9/9]"]
    package = json.loads((copied.folder / f"figures/{WAVE}/open-data/datapackage.json").read_text("utf-8"))
    assert package["provenance"]["program"] == number_makers()[:7]
