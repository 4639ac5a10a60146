"""What several folders of tests share."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import forked
from helpers import town as towns
from helpers.postgres import PostgresServer
from helpers.torn import torn
from helpers.town import Town

pytest_plugins = ["helpers.forks"]


def pytest_configure() -> None:
    """While the tests are collected nothing is garbage: it is not looked for. They are of no language but their own."""
    gc.disable()
    os.environ.pop("LANGUAGE", None)


def pytest_collection_finish(session: pytest.Session) -> None:
    """The tests and all modules stay to the end: they are looked through for garbage no more."""
    if session.config.getoption("forks") and not session.config.option.collectonly:
        forked.ready()  # one for all
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def town_model(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A small town, made once and closed; each test has a twin of its own."""
    made = towns.build(tmp_path_factory.mktemp("town"))
    made.close()
    return made


@pytest.fixture
def town(town_model: Town, tmp_path: Path) -> Iterator[Town]:
    """A town of one's own."""
    with town_model.twin(tmp_path) as twin:
        yield twin


@pytest.fixture(scope="session")
def torn_model(town_model: Town, tmp_path_factory: pytest.TempPathFactory) -> tuple[Town, bytes]:
    """The same town after Signe and Palle rewrote one agreement apart; closed, and the agreement."""
    with town_model.twin(tmp_path_factory.mktemp("torn")) as town:
        return town, torn(town.app("signe"), town.app("palle"), town)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this test process."""
    started = PostgresServer()
    yield started
    started.close()
