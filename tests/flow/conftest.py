"""The small survey run through the whole flow once a session."""

from __future__ import annotations

import pytest

from pipeline.__main__ import main
from pipeline.engine.stage import Stage
from tests.support.flowing import Project, project


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Project:
    """Everything of the small survey in both languages; tests copy it before they change it."""
    made = project(tmp_path_factory.mktemp("flow") / "project")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made.folder)
        for language in ("fr", "en"):
            assert main(["all", "--language", language]) == 0
    return made


@pytest.fixture
def copied(built, tmp_path, monkeypatch) -> Project:
    """A copy of everything that a test may spoil, with the working directory in it."""
    copy = built.copy(tmp_path / "project")
    monkeypatch.chdir(copy.folder)
    return copy


@pytest.fixture
def ran(monkeypatch) -> list[str]:
    """The names of the stages that run, in order; the test clears it where it begins to look."""
    names: list[str] = []
    function = Stage.function

    def noted(stage: Stage):
        names.append(stage.name)
        return function(stage)

    monkeypatch.setattr(Stage, "function", noted)
    return names
