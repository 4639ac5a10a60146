"""What several folders of tests share."""

from collections.abc import Iterator

import pytest
from helpers import town as towns
from helpers.postgres import PostgresServer
from helpers.town import Town


@pytest.fixture(scope="session")
def town_model(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A small town, made once and closed; each test has a twin of its own."""
    made = towns.build(tmp_path_factory.mktemp("town"))
    made.close()
    return made


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this test process."""
    started = PostgresServer()
    yield started
    started.close()
