"""What the pc goes by stays: ops without a gap, and machines whose words were confirmed."""

import pytest
from helpers.stores import op

from desktop.store.journal import StoreJournal
from desktop.store.secrets import Secrets


def test_the_control_log_grows_and_repeats_are_skipped(journal: StoreJournal) -> None:
    """Ops already stored are not stored twice; the rest is handed back in order."""
    journal.append_control([op(1), op(2), op(3)], 0)
    journal.append_control([op(3), op(4)], 2)
    assert journal.control_length() == 4
    assert journal.control_ops(1) == [op(2), op(3), op(4)]


def test_control_ops_come_without_a_gap(journal: StoreJournal) -> None:
    """A log with a hole in it could never be read again."""
    with pytest.raises(ValueError, match="gap"):
        journal.append_control([op(5)], 4)
    assert journal.control_length() == 1


def test_confirmed_machines_stay_confirmed(journal: StoreJournal) -> None:
    """The machines whose words back were typed are remembered, each once, and no other secret is taken for one."""
    assert journal.confirmed() == frozenset()
    for device_id in (b"d" * 16, b"e" * 16, b"d" * 16):
        journal.confirm(device_id)
    Secrets(journal._store).put("confirmed", b"x" * 16)
    assert journal.confirmed() == {b"d" * 16, b"e" * 16}
