"""A database that is set back under the endpoint, without `restore`: it begins anew by itself."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.wire import LocalEndpoint

from sync.errors import Refused
from sync.server import mark as marks
from sync.server.database import rows as db
from sync.server.mark import Mark

ORG, SPACE = b"o" * 16, b"s" * 16


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[LocalEndpoint]:
    """With one log that has begun."""
    made = LocalEndpoint(tmp_path)
    with made.database.writing() as conn:
        db.begin_space(conn, ORG, SPACE, 1, b"c" * 32, b"raw")
    yield made
    made.close()


def mark_of(endpoint: LocalEndpoint, path: Path) -> Mark:
    """Its note."""
    return Mark(path, endpoint.database, endpoint.key, endpoint.clock.now_ms)


def gen(endpoint: LocalEndpoint) -> int:
    """The generation that the log is in."""
    with endpoint.database.reading() as conn:
        row = db.space_row(conn, ORG, SPACE)
    assert row is not None
    return row.gen


def write(endpoint: LocalEndpoint, times: int) -> None:
    """So much happens."""
    for _ in range(times):
        with endpoint.database.writing() as conn:
            db.touch(conn, 1)


def test_a_database_that_was_set_back_begins_anew(endpoint: LocalEndpoint, tmp_path: Path) -> None:
    """Only then: not at the first start, not when it grew, and not twice for one loss."""
    path = tmp_path / "endpoint.mark"
    note = mark_of(endpoint, path)
    assert note.look() == 0
    write(endpoint, 2)
    endpoint.database.close()
    older = tmp_path / "older"
    older.mkdir()
    shutil.copy(tmp_path / "endpoint.db", older / "endpoint.db")
    write(endpoint, 5)
    assert note.look() == 0
    assert path.read_text(encoding="utf-8") == "7"
    back = LocalEndpoint(older, key=endpoint.key)
    assert mark_of(back, path).look() == 1
    assert gen(back) > 1
    there = gen(back)
    assert mark_of(back, path).look() == 0
    assert gen(back) == there
    back.close()


def test_a_note_that_cannot_be_read_is_none(endpoint: LocalEndpoint, tmp_path: Path) -> None:
    """Nothing is begun anew for garbage, and it is written again."""
    path = tmp_path / "endpoint.mark"
    path.write_text("garbage", encoding="utf-8")
    write(endpoint, 1)
    assert mark_of(endpoint, path).look() == 0
    assert path.read_text(encoding="utf-8") == "1"


def test_it_is_looked_at_each_minute_and_at_the_end(
    endpoint: LocalEndpoint, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that cannot be asked just then ends nothing."""
    monkeypatch.setattr(marks, "EVERY_S", 0.01)
    note, closed, looked = mark_of(endpoint, tmp_path / "endpoint.mark"), threading.Event(), []

    def look() -> int:
        looked.append(closed.is_set())
        if len(looked) == 1:
            raise Refused("endpoint is busy")
        if len(looked) == 3:
            closed.set()
        return 0

    monkeypatch.setattr(note, "look", look)
    note.each_minute(closed)
    assert looked == [False, False, False, True]
