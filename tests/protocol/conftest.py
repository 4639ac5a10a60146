"""Endpoint and town for the protocol tests. The town is made once; each test has its own copy, synced and idle."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.wire import LocalEndpoint, Town, town_on


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> tuple[LocalEndpoint, Town, Path]:
    """The town that the others are copies of, and the folder of its endpoint."""
    folder = tmp_path_factory.mktemp("model")
    local = LocalEndpoint(folder)
    made = town_on(local)
    made.sync_all()
    made.close()
    local.close()
    return local, made, folder


@pytest.fixture
def endpoint(tmp_path: Path, model: tuple[LocalEndpoint, Town, Path]) -> Iterator[LocalEndpoint]:
    """An endpoint in this process."""
    shutil.copy(model[2] / "endpoint.db", tmp_path / "endpoint.db")
    local = LocalEndpoint(tmp_path, key=model[0].key)
    yield local
    local.close()


@pytest.fixture
def town(endpoint: LocalEndpoint, model: tuple[LocalEndpoint, Town, Path]) -> Iterator[Town]:
    """Signe and Palle with a space of their own."""
    twin = model[1].cloned(endpoint.transport)
    yield twin
    twin.close()
