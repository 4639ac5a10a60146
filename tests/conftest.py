"""What several folders of tests share."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import town as towns
from helpers.postgres import PostgresServer
from helpers.torn import torn
from helpers.town import Town

MEMORY, ROOM = Path("/dev/shm"), 2 << 30  # noqa: S108 - where the system has memory as a disk


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """`-n auto`: half as many workers again as there are processors, for a quarter of the tests' time is waiting."""
    processors = len(os.sched_getaffinity(0))
    return processors + processors // 2


def pytest_configure() -> None:
    """While the tests are collected nothing is garbage: it is not looked for. They are of no language but their own."""
    gc.disable()
    os.environ.pop("LANGUAGE", None)
    os.environ["LC_ALL"] = "C.UTF-8"  # in another one Qt says on standard error what it thinks of it
    into_memory()


def into_memory() -> None:
    """Temporary folders lie in memory where it has room, but for those of somebody who chose a place for them.

    A killed process leaves there what it leaves on a disk. What a power cut leaves is reckoned by the tests that are
    about it, from what was written and flushed in which order (`tests/faults/test_every_write.py`).
    """
    if "TMPDIR" in os.environ or not MEMORY.is_dir() or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return
    if shutil.disk_usage(MEMORY).free >= ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def pytest_collection_finish() -> None:
    """The tests and all modules stay to the end: they are looked through for garbage no more."""
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
