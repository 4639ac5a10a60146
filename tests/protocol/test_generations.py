"""A log that begins anew: an endpoint put back to an older state, emptied, or lying about it. On both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.restored import Older, older_endpoint
from helpers.wire import Client, LocalEndpoint, Town

from sync.client.generations import ANEW
from sync.client.pulling import MAX_PULL
from sync.control_space_bodies import MemberSet
from sync.log_places import FIRST
from sync.server.database import rows as db

REC = b"r" * 16


@pytest.fixture
def older(town: Town, endpoint: LocalEndpoint, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Older]:
    """Takes a copy of the endpoint's database, and puts it in place of the endpoint when told to."""
    made = older_endpoint(town, endpoint, tmp_path, request)
    yield made
    made.close()


def notes(client: Client, town: Town, *texts: str) -> None:
    """Saves one note each."""
    for text in texts:
        client.save(town.space, text.encode().ljust(16, b"."), text)


def gen_of(client: Client, town: Town) -> int:
    """The generation that the client's cursor is in."""
    cursor = client.journal.cursor(town.space)
    assert cursor is not None
    return cursor.gen


def test_a_restored_endpoint_is_refilled_and_freezes_nobody(town: Town, endpoint: LocalEndpoint, older: Older) -> None:
    """Faults 20, I10, I20: what it lost comes back from members, once, in order; nobody is frozen, all are told."""
    notes(town.signe, town, "a")
    town.sync_all()
    older.keep()
    notes(town.signe, town, "b", "c")
    notes(town.palle, town, "d")
    town.sync_all()
    restored = older.put_back()
    notes(town.signe, town, "e")
    town.sync_all()
    for client in (town.signe, town.palle):
        assert client.texts(town.space) == ["a", "b", "c", "d", "e"]
        assert client.engine.state.kind == "idle"
        assert client.journal.frozen() == ""
        assert (town.space, ANEW, b"") in client.journal.alarms
        assert {reason for _, reason, _ in client.journal.alarms} == {ANEW}
        assert gen_of(client, town) > 1
        assert client.journal.unplaced(town.space, FIRST) == []
    assert set(town.signe.states(town.space)) == {"seen"}
    with restored.database.reading() as conn:
        row = db.space_row(conn, town.org, town.space)
        assert row is not None
        assert row.seq == 5
        assert len(db.page(conn, row.id, 0, MAX_PULL)) == 5


def test_a_newcomer_reads_the_refilled_log(town: Town, endpoint: LocalEndpoint, older: Older) -> None:
    """Who has no cursor begins in the newest generation, and what Signe wrote before stands under its first number."""
    older.keep()
    notes(town.signe, town, "a", "b")
    town.sync_all()
    older.put_back()
    town.sync_all()
    late = town.client()
    town.add_device(late)
    town.post(town.admin, MemberSet(town.space, late.user, "read"))
    town.vouch(town.signe, late)
    town.signe.sync()
    late.sync()
    assert late.texts(town.space) == ["a", "b"]
    assert gen_of(late, town) == gen_of(town.signe, town)
    late.transport.close()
