"""Endpoint and town for the protocol tests. The town is made once; each test has its own copy, synced and idle.

What the endpoint does with its database is tested on both; what it is only the other end of runs on SQLite (`ON_BOTH`).
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.postgres import PostgresServer, sa_url
from helpers.restored import Older, older_endpoint
from helpers.wire import LocalEndpoint, Town, town_on

from sync.server.database import connections

SQLITE, POSTGRESQL = "sqlite", "postgresql"
ON_BOTH = frozenset(
    {
        "test_admission",
        "test_backup",
        "test_exchange",
        "test_generations",
        "test_interrupted",
        "test_limits",
        "test_postgres",
        "test_purge_endpoint",
        "test_revoked",
        "test_rights",
        "test_signatures",
    }
)
Model = tuple[LocalEndpoint, Town, Path]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Runs each test of those files that needs an endpoint once on each database."""
    if "database" in metafunc.fixturenames:
        both = metafunc.module.__name__.rpartition(".")[2] in ON_BOTH
        metafunc.parametrize("database", [SQLITE, POSTGRESQL] if both else [SQLITE], scope="session")


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """The town that the others are copies of, and the folder of its endpoint."""
    folder = tmp_path_factory.mktemp("model")
    local = LocalEndpoint(folder)
    return local, _settled(local), folder


@pytest.fixture(scope="session")
def postgres_model(postgres: PostgresServer) -> tuple[LocalEndpoint, Town, str]:
    """Such a town on PostgreSQL, and the name of its database."""
    name = postgres.create()
    local = LocalEndpoint(connections.postgresql(sa_url(postgres, name)))
    return local, _settled(local), name


def _settled(local: LocalEndpoint) -> Town:
    made = town_on(local)
    made.sync_all()
    made.close()
    local.close()
    return made


@pytest.fixture
def pair(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[LocalEndpoint, Town]]:
    """An endpoint in this process, on a copy of the model's database, and the model town."""
    if database == SQLITE:
        local, town, folder = request.getfixturevalue("model")
        shutil.copy(folder / "endpoint.db", tmp_path / "endpoint.db")
        endpoint = LocalEndpoint(tmp_path, key=local.key)
        yield endpoint, town
        endpoint.close()
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        local, town, template = request.getfixturevalue("postgres_model")
        name = server.create(template)
        endpoint = LocalEndpoint(connections.postgresql(sa_url(server, name)), key=local.key)
        yield endpoint, town
        endpoint.close()
        server.drop(name)


@pytest.fixture
def endpoint(pair: tuple[LocalEndpoint, Town]) -> LocalEndpoint:
    """An endpoint in this process."""
    return pair[0]


@pytest.fixture
def town(pair: tuple[LocalEndpoint, Town]) -> Iterator[Town]:
    """Signe and Palle with a space of their own."""
    twin = pair[1].cloned(pair[0].transport)
    yield twin
    twin.close()


@pytest.fixture
def older(town: Town, endpoint: LocalEndpoint, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Older]:
    """Takes a copy of the endpoint's database, and puts it in place of the endpoint when told to."""
    made = older_endpoint(town, endpoint, tmp_path, request)
    yield made
    made.close()
