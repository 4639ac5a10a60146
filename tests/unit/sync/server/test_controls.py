"""The control log in memory: as new as the transaction that asks; a look serves the requests of a moment, no longer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.wire import LocalEndpoint, Town, town_on

from sync.control_bodies import PolicySet
from sync.server import controls as module
from sync.server.database import rows as db
from sync.server.endpoint import Endpoint


@pytest.fixture
def local(tmp_path: Path) -> Iterator[LocalEndpoint]:
    """An endpoint on SQLite."""
    made = LocalEndpoint(tmp_path)
    yield made
    made.close()


@pytest.fixture
def town(local: LocalEndpoint) -> Iterator[Town]:
    """Its organisation."""
    made = town_on(local)
    yield made
    made.close()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The monotonic clock, set by hand."""
    now = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    return now


def beside(local: LocalEndpoint) -> Endpoint:
    """Another process on the same database, as `bundle import` is."""
    return Endpoint(local.database, local.key, local.bell, local.clock.now_ms)


def idle(town: Town, minutes: int) -> None:
    """An op by the administrator."""
    town.post(town.admin, PolicySet("idle", minutes))


def test_a_look_serves_a_moment(local: LocalEndpoint, town: Town, at: list[float]) -> None:
    """What another process wrote is seen when the moment is over; a transaction that asks sees it at once."""
    other = beside(local)
    seen = other.control_for_callers(town.org)
    idle(town, 5)
    assert other.control_for_callers(town.org) is seen
    assert other.control(town.org).head == town.log.head
    at[0] += module.MOMENT_S + 0.001
    assert other.control_for_callers(town.org).head == town.log.head


def test_what_was_posted_here_is_seen_at_once(local: LocalEndpoint, town: Town, at: list[float]) -> None:
    """A machine that was let in a moment ago is no stranger to the endpoint that let it in."""
    before = local.endpoint.control_for_callers(town.org)
    idle(town, 5)
    assert local.endpoint.control_for_callers(town.org).head == town.log.head != before.head
    assert at == [100.0]


def test_a_look_that_a_post_overtook_serves_nobody_else(local: LocalEndpoint, town: Town, at: list[float]) -> None:
    """Begun before the op was written and over after: what it saw is not handed on."""
    log = module.Controls(local.key)
    with local.database.reading() as conn, log.looking(town.org):
        log.of(conn, town.org)
        log.moved()
    assert log.just_seen(town.org) is None
    with local.database.reading() as conn, log.looking(town.org):
        log.of(conn, town.org)
    assert log.just_seen(town.org) is not None
    assert at == [100.0]


def test_where_processes_share_a_database_each_request_looks(
    local: LocalEndpoint, town: Town, monkeypatch: pytest.MonkeyPatch, at: list[float]
) -> None:
    """On PostgreSQL any other may have written since."""
    monkeypatch.setattr(local.database, "shared", True)
    other = beside(local)
    seen = other.control_for_callers(town.org)
    idle(town, 5)
    assert other.control_for_callers(town.org).head == town.log.head != seen.head
    assert at == [100.0]


def test_another_thread_that_was_quicker_is_believed(
    local: LocalEndpoint, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It put the newer log together while this one waited for its turn: nothing is put together twice."""
    log = module.Controls(local.key)
    with local.database.reading() as conn:
        log.of(conn, town.org)
    idle(town, 5)
    newest = local.endpoint.control(town.org)
    plain = db.ops_behind

    def quicker(conn: db.Connection, org: bytes, after: int) -> list[tuple[bytes, bytes]]:
        found = plain(conn, org, after)
        log._logs[org] = newest
        return found

    monkeypatch.setattr(module.db, "ops_behind", quicker)
    with local.database.reading() as conn:
        assert log.of(conn, town.org) is newest


def test_a_log_that_another_process_began_is_not_begun_again(local: LocalEndpoint, town: Town) -> None:
    """Not there when it was looked for, there once the organisation is locked: that one's beginning stands."""
    with local.database.writing() as conn:
        there = db.space_row(conn, town.org, town.space)
        assert there is not None
        assert module.Controls(local.key).begin(conn, town.org, town.space, 5) == there
