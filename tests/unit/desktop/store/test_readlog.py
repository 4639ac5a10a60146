"""The read log can be added to and not changed."""

import pytest
from helpers.stores import NOON, PALLE, SIGNE

from desktop.store.errors import ReadLogBroken, StoreFailed
from desktop.store.readlog import ReadLog
from desktop.store.store import Store

REC = b"r" * 16


def test_lines_say_who_when_what(store: Store) -> None:
    """Newest first, in pages, numbered from 1."""
    log = ReadLog(store)
    for n in range(5):
        log.append(SIGNE if n % 2 else PALLE, NOON + n, "open", "consultation", REC)
    assert [(line.n, line.who, line.at_ms) for line in log.lines(limit=2)] == [
        (5, PALLE, NOON + 4),
        (4, SIGNE, NOON + 3),
    ]
    assert [line.n for line in log.lines(before=4)] == [3, 2, 1]
    assert log.verify() == 5


def test_the_log_is_append_only(store: Store) -> None:
    """The database itself refuses to change or delete a line."""
    ReadLog(store).append(SIGNE, NOON, "open", "consultation", REC)
    for statement in ("DELETE FROM readlog", "UPDATE readlog SET act = 'x'"):
        with pytest.raises(StoreFailed), store.transaction() as db:
            db.execute(statement)
    assert ReadLog(store).verify() == 1


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE readlog SET who = x'00' WHERE n = 2",
        "UPDATE readlog SET at_ms = 0 WHERE n = 2",
        "UPDATE readlog SET act = 'print' WHERE n = 2",
        "UPDATE readlog SET kind = 'x' WHERE n = 2",
        "UPDATE readlog SET rec = x'' WHERE n = 2",
        "UPDATE readlog SET hash = x'' WHERE n = 3",
        "DELETE FROM readlog WHERE n = 1",
        "DELETE FROM readlog WHERE n = 2",
        "UPDATE readlog SET n = 9 WHERE n = 3",
    ],
)
def test_tampering_is_seen(store: Store, tampering: str) -> None:
    """Someone with the key who removes the guards and changes a line breaks the chain."""
    log = ReadLog(store)
    for _ in range(3):
        log.append(SIGNE, NOON, "open", "consultation", REC)
    with store.transaction() as db:
        db.execute("DROP TRIGGER readlog_kept")
        db.execute("DROP TRIGGER readlog_fixed")
        db.execute(tampering)
    with pytest.raises(ReadLogBroken):
        log.verify()


def test_a_line_goes_with_its_transaction(store: Store) -> None:
    """A save that fails leaves no line that says it happened."""
    log = ReadLog(store)
    with pytest.raises(ZeroDivisionError), store.transaction():
        log.append(SIGNE, NOON, "open", "consultation", REC)
        _ = 1 // 0
    assert log.lines() == ()
    log.append(SIGNE, NOON, "open", "consultation", REC)
    assert log.verify() == 1
