"""Endpoint and town for the protocol tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.wire import LocalEndpoint, Town, town_on


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[LocalEndpoint]:
    """An endpoint in this process."""
    local = LocalEndpoint(tmp_path)
    yield local
    local.close()


@pytest.fixture
def town(endpoint: LocalEndpoint) -> Iterator[Town]:
    """Signe and Palle with a space of their own."""
    made = town_on(endpoint)
    yield made
    made.close()
