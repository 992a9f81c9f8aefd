"""Runs that are disturbed: inputs that change, programs killed, full disks, poor consoles."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.__main__ import main
from pipeline.engine import run
from pipeline.engine.contents import RECORD
from pipeline.engine.stage import Stage
from pipeline.errors import files
from pipeline.errors.faults import Faults
from tests.support.flowing import WAVE, Project, project
from tests.support.stages import ROOT


@pytest.fixture
def fresh(tmp_path, monkeypatch) -> Project:
    """The small survey before anything has been made, with the working directory in it."""
    made = project(tmp_path / "project")
    monkeypatch.chdir(made.folder)
    return made


def french(outputs: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in outputs.items() if "/en/" not in name}


def disturbed(monkeypatch, stage: str, disturb) -> None:
    """Let something happen while a stage runs."""
    function = Stage.function

    def disturbing(called: Stage):
        def work(**paths: object) -> str:
            line = function(called)(**paths)
            if called.name == stage:
                disturb()
            return line

        return work

    monkeypatch.setattr(Stage, "function", disturbing)


@pytest.mark.parametrize("stage", ["clean", "weight", "draw"])
def test_an_input_that_changes_during_a_run_stops_it_and_the_next_run_takes_it(
    stage, fresh, built, monkeypatch, capsys
):
    path = fresh.raw / "responses.csv"
    content = path.read_bytes()
    path.write_bytes(content.replace(b"Oui", b"Non", 40))
    with monkeypatch.context() as patch:
        disturbed(patch, stage, lambda: path.write_bytes(content))
        assert main(["all"]) == 2
    told = capsys.readouterr().err
    assert f"data/raw/{WAVE}/responses.csv : changé pendant l'exécution" in told.replace(os.sep, "/")
    assert not (fresh.folder / "figures" / WAVE / "report.html").exists()
    assert main(["all"]) == 0
    assert fresh.outputs() == french(built.outputs())


def test_an_input_that_disappears_while_it_is_read_is_told_and_no_bug(fresh, monkeypatch, capsys):
    path = fresh.raw / "margins.csv"
    disturbed(monkeypatch, "validate", path.unlink)
    assert main(["all"]) == 2
    assert "margins.csv : changé pendant l'exécution" in capsys.readouterr().err


def test_a_program_that_changes_during_a_run_stops_it(fresh, monkeypatch, capsys):
    disturbed(monkeypatch, "tabulate", lambda: monkeypatch.setattr(run, "program", lambda: "another"))
    assert main(["all"]) == 2
    assert "Le programme a changé pendant l'exécution" in capsys.readouterr().err
    assert '"tabulate"' not in (fresh.done / RECORD).read_text("utf-8")


class Killed(BaseException):
    """The program ends here, as if it had been killed."""


@pytest.mark.parametrize("writes", [1, 7, 9, 20, 33, 45])
def test_a_run_killed_at_any_write_is_taken_up_by_the_next_one(writes, fresh, built, monkeypatch):
    """The record stands only for what was whole; leftovers are cleared away."""
    replace, left = os.replace, iter(range(writes))

    def until_killed(source: str, target: str) -> None:
        if next(left, None) is None:
            raise Killed
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(files.os, "replace", until_killed)
        # Nobody tidies up after a program that is killed.
        patch.setattr(files.Path, "unlink", lambda *_path, **_options: None)
        with pytest.raises(Killed):
            main(["all"])
    assert list(fresh.folder.rglob(f".*{files.UNFINISHED}"))
    assert main(["all"]) == 0
    assert fresh.outputs() == french(built.outputs())
    assert not list(fresh.folder.rglob(f".*{files.UNFINISHED}"))


def test_a_process_that_is_really_killed_leaves_no_lock_and_no_wrong_output(fresh, built):
    process = fresh.start("all")
    for line in process.stdout:
        if line.startswith("[4/9]"):
            break
    process.kill()
    process.communicate()
    done = fresh.run("all")
    assert done.returncode == 0, done.stderr
    assert "autre exécution" not in done.stderr
    assert not [line for line in done.stdout.splitlines() if line.startswith(("[1/9]", "[2/9]", "[3/9]"))]
    assert fresh.outputs() == french(built.outputs())


def test_of_two_runs_at_once_the_second_waits_and_says_so(fresh, built):
    first, second = fresh.start("all"), fresh.start("all")
    told = [process.communicate()[1] for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], told
    assert sorted("autre exécution" in text for text in told) == [False, True]
    assert fresh.outputs() == french(built.outputs())


def test_ctrl_c_is_told_in_one_sentence(fresh, monkeypatch, capsys):
    def stopped() -> None:
        raise KeyboardInterrupt

    disturbed(monkeypatch, "weight", stopped)
    assert main(["all"]) == 130
    assert capsys.readouterr().err == (
        "Interrompu : ce qui était fini est gardé, la prochaine exécution continue de là.\n"
    )


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.ENOSPC, "le disque est plein"),
        (errno.EACCES, "ouvert dans un autre programme (Excel ?), ou dossier sans droit d'écriture"),
        (errno.EROFS, "ouvert dans un autre programme (Excel ?), ou dossier sans droit d'écriture"),
        (errno.EIO, "ne peut être écrit ("),
    ],
    ids=["full disk", "no right to write", "read-only disk", "broken disk"],
)
def test_what_cannot_be_written_is_told_and_everything_earlier_stays(
    number, sentence, copied, monkeypatch, capsys
):
    before = copied.outputs()
    (copied.raw / "published.toml").write_text(
        (copied.raw / "published.toml").read_text("utf-8") + "\n# read again\n", "utf-8"
    )

    def half_written(path: Path, content: bytes) -> None:
        with path.open("wb") as stream:
            stream.write(content[: len(content) // 2])
        raise OSError(number, os.strerror(number), str(path))

    with monkeypatch.context() as patch:
        patch.setattr(files.Path, "write_bytes", half_written)
        assert main(["all"]) == 3
    told = capsys.readouterr().err
    assert sentence in told
    assert len(told.strip().splitlines()) == 1
    assert copied.outputs() == before
    assert not list(copied.folder.rglob(f".*{files.UNFINISHED}"))
    assert main(["all"]) == 0


def test_a_disk_that_is_really_full_is_told_and_takes_the_rest_once_there_is_room(copied, tmp_path, capsys):
    before, aside = copied.outputs(), tmp_path / "aside"
    shutil.copytree(copied.done, aside)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(copied.done)], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk")
    try:
        shutil.copytree(aside, copied.done, dirs_exist_ok=True)
        (copied.done / "estimates.csv").unlink()
        filler = copied.done / "filler"
        # One page is left: less than any table needs.
        filler.write_bytes(bytes(shutil.disk_usage(copied.done).free - 4096))
        assert main(["tabulate"]) == 3
        assert "le disque est plein" in capsys.readouterr().err
        assert not list(copied.done.rglob(f".*{files.UNFINISHED}"))
        earlier = {path: content for path, content in before.items() if path in copied.outputs()}
        assert {path: copied.outputs()[path] for path in earlier} == earlier
        filler.unlink()
        assert main(["all"]) == 0
        assert copied.outputs() == before
    finally:
        subprocess.run(["umount", str(copied.done)], check=True)


def test_a_workbook_that_is_open_elsewhere_is_told(copied, monkeypatch, capsys):
    replace, before = os.replace, copied.outputs()

    def locked(source: str, target: str) -> None:
        if str(target).endswith("tableaux.xlsx"):
            raise PermissionError(errno.EACCES, "in use", str(target))
        replace(source, target)

    (copied.folder / "figures" / WAVE / "report.html").unlink()
    with monkeypatch.context() as patch:
        patch.setattr(files.os, "replace", locked)
        assert main(["report"]) == 3
    assert "tableaux.xlsx ne peut être écrit : ouvert dans un autre programme" in capsys.readouterr().err
    assert main(["report"]) == 0
    assert copied.outputs() == before


@pytest.mark.skipif(os.name == "nt", reason="rights are others on Windows")
def test_a_folder_without_write_access_is_told(copied):
    (copied.done / "estimates.csv").unlink()
    copied.done.chmod(0o555)
    # Root may write everywhere, unless that right is taken from it.
    as_others = ["setpriv", "--bounding-set=-dac_override"] if os.geteuid() == 0 else []
    if as_others and not shutil.which(as_others[0]):
        pytest.skip("root writes everywhere, and setpriv is not there")
    try:
        finished = subprocess.run(
            [*as_others, sys.executable, "-m", "pipeline", "tabulate"],
            cwd=copied.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
        )
    finally:
        copied.done.chmod(0o755)
    assert finished.returncode == 3, finished.stderr
    assert "dossier sans droit d'écriture" in finished.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
@pytest.mark.parametrize(("mask", "rights"), [(0o077, 0o600), (0o022, 0o644), (0o002, 0o664)])
def test_rights_follow_the_umask(mask, rights, tmp_path):
    before = os.umask(mask)
    try:
        files.write_text(tmp_path / "table.csv", "a\n")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "table.csv").stat().st_mode) == rights


def test_a_file_that_fails_to_be_written_is_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "table.csv"
    files.write_text(path, "before\n")
    monkeypatch.setattr(files.os, "replace", lambda *_paths: (_ for _ in ()).throw(OSError(errno.EIO, "no")))
    with pytest.raises(Faults) as raised:
        files.write_text(path, "after\n")
    assert raised.value.exit_code == 3
    assert [file.name for file in tmp_path.iterdir()] == ["table.csv"]
    assert path.read_text("utf-8") == "before\n"


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_a_console_that_lacks_a_sign_shows_another_in_its_place(encoding, built):
    for words, code in ((["help"], 0), (["table"], 3), (["all", "--language", "en"], 0)):
        done = built.run(*words, PYTHONIOENCODING=encoding)
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        assert done.stdout + done.stderr


def test_whoever_reads_may_stop_before_the_end(built):
    process = built.start("help")
    process.stdout.close()
    assert process.wait() == 0
    assert "Traceback" not in process.stderr.read()
    process.stderr.close()


def test_a_run_with_nothing_to_do_imports_no_library_that_computes(built):
    code = "import sys; from pipeline.__main__ import main; main(['all']); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=built.folder,
        env=built.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert not {"pandas", "numpy", "matplotlib", "pydantic"} & set(done.stdout.split())
