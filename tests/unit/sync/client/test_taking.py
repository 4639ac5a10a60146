"""Entries that follow the log here: as many a transaction as an own save may wait for; where none follow, none."""

from types import SimpleNamespace

from sync.client import taking
from sync.client.judging import MOST_IN_SLICE, SLICE_BYTES
from sync.log import Cursor

SPACE = b"s" * 16


def test_where_nothing_follows_nothing_is_written() -> None:
    """The cursor stays where it was; the journal is not asked."""
    round_ = SimpleNamespace(unread=set())
    at = Cursor(1, 3, b"c" * 32)
    assert taking.apply(round_, SPACE, at, [], b"") is at  # type: ignore[arg-type]


def test_a_transaction_ends_before_it_is_too_large_or_too_many() -> None:
    """By bytes and by number, and a single large one goes alone."""
    sizes = [10, 10, SLICE_BYTES, 1, *[0] * MOST_IN_SLICE]
    linked = [SimpleNamespace(entry=SimpleNamespace(raw=bytes(size))) for size in sizes]
    parts = list(taking._slices(linked))  # type: ignore[arg-type]
    assert [len(part) for part in parts] == [2, 1, MOST_IN_SLICE, 1]
    assert [item for part in parts for item in part] == linked
