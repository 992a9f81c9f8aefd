"""Fixtures shared by the tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from pipeline.engine import sharing
from tests.support.published import Edition, publish
from tests.support.stages import Wave

# A slow machine is no fault of the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(autouse=True, scope="session")
def one_process() -> Iterator[None]:
    """Stages share their work with no second process: the tests already use every core."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sharing, "cores", lambda: 1)
        yield


@pytest.fixture(scope="session")
def wave(tmp_path_factory: pytest.TempPathFactory) -> Wave:
    """The 2017 wave run up to its tables; tests read it and do not change it."""
    done = Wave(tmp_path_factory.mktemp("wave"))
    assert done.up_to_tables() == 0
    assert done.run("discriminate", "verify") == 0
    return done


@pytest.fixture
def fresh(tmp_path) -> Wave:
    """A copy of the inputs of 2017 that a test may spoil."""
    return Wave(tmp_path)


@pytest.fixture(scope="session")
def editions() -> dict[str, Edition]:
    """What has been published in this session, by language."""
    return {}


@pytest.fixture(scope="session", params=["fr", "en"])
def published(
    request: pytest.FixtureRequest,
    wave: Wave,
    editions: dict[str, Edition],
    tmp_path_factory: pytest.TempPathFactory,
) -> Edition:
    """Figures, report and workbook of the 2017 wave, in each language; made once each."""
    language = request.param
    if language not in editions:
        editions[language] = publish(wave, tmp_path_factory.mktemp(language), language)
    return editions[language]
