"""Transactions: one that collided is begun anew; what a driver says is told in our own words, without its text."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from sync.server.database import connections
from sync.server.database.connections import Collided, Database, in_our_words
from sync.server.database.errors import Busy, Full, Gone


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty one on SQLite."""
    made = connections.sqlite(tmp_path / "endpoint.db")
    yield made
    made.close()


def test_what_collided_is_begun_anew_and_then_given_up(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A few times, with a pause by chance between; who is unlucky each time is told that it is busy."""
    paused: list[float] = []
    monkeypatch.setattr(connections.time, "sleep", paused.append)
    left = [2]

    def work(_conn: sa.Connection) -> str:
        if left[0]:
            left[0] -= 1
            raise Collided("endpoint is busy")
        return "done"

    assert database.write(work) == "done"
    assert len(paused) == 2
    left[0] = 100
    with pytest.raises(Busy):
        database.write(work)
    assert left[0] == 94


def test_no_connection_that_is_free_in_time_is_busy() -> None:
    """The pool's own way of saying it."""
    with pytest.raises(Busy, match="endpoint is busy"), connections._in_our_words():
        raise sa.exc.TimeoutError


class _Said(psycopg.Error):
    """What PostgreSQL said, by its SQLSTATE."""

    def __init__(self, state: str | None) -> None:
        self._state = state
        super().__init__("secret text")

    @property
    def sqlstate(self) -> str | None:  # type: ignore[override]
        """Its code."""
        return self._state


def _told(state: str | None, kind: type[sa.exc.DBAPIError] = sa.exc.OperationalError) -> object:
    return in_our_words(kind("SELECT", {}, _Said(state)))


@pytest.mark.parametrize(
    ("state", "word"),
    [("53100", Full), ("40001", Collided), ("40P01", Collided), ("55P03", Busy), ("57014", Busy), ("57P01", Gone),
     ("25006", Gone), ("08006", Gone), (None, Gone)],
)  # fmt: skip
def test_what_the_server_said(state: str | None, word: type[Exception]) -> None:
    """By its code alone; the text may hold an address or values."""
    found = _told(state)
    assert type(found) is word
    assert "secret" not in str(found)


def test_what_is_none_of_ours_stays_what_it_is() -> None:
    """A slip of this program is no busy server, whatever database says it."""
    assert _told("42601", sa.exc.ProgrammingError) is None
    assert _told(None, sa.exc.ProgrammingError) is None
    assert in_our_words(sa.exc.IntegrityError("INSERT", {}, ValueError("unique"))) is None
    assert in_our_words(sa.exc.OperationalError("SELECT", {}, ValueError("no such table"))) is None
    assert type(in_our_words(sa.exc.OperationalError("SELECT", {}, ValueError("database is locked")))) is Busy
    assert type(in_our_words(sa.exc.OperationalError("SELECT", {}, ValueError("database or disk is full")))) is Full
