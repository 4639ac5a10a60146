"""An open store, and a journal in it, on a folder of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.stores import device, made, ready

from desktop.store.journal import StoreJournal
from desktop.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An open store."""
    with made(tmp_path)[0] as store:
        yield store


@pytest.fixture
def journal(store: Store) -> StoreJournal:
    """Signe's journal, which can be written to."""
    journal = StoreJournal(store, device("signe").device_id)
    ready(journal)
    return journal
