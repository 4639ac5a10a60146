"""The keys of a journal, in memory and in the encrypted database: the same words, the same answers."""

from pathlib import Path

import pytest
from helpers.stores import device, made

from desktop.store.journal import StoreJournal
from sync.log_keys import KeyJournal, MadeEpoch
from sync.memory import MemoryJournal

SPACE, OTHER = b"s" * 16, b"o" * 16


@pytest.fixture(params=["memory", "store"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> KeyJournal:
    """A journal that holds nothing yet."""
    if request.param == "memory":
        return MemoryJournal()
    store = made(tmp_path)[0]
    request.addfinalizer(store.close)
    return StoreJournal(store, device("signe").device_id)


def test_a_key_can_be_read_with_before_it_can_be_written_under(journal: KeyJournal) -> None:
    """Right and not good; then good; and good for ever, whatever is said later."""
    journal.put_epoch_key(SPACE, 2, b"b" * 32, good=False)
    assert (journal.epochs(SPACE), journal.good_epochs(SPACE)) == ({2}, frozenset())
    journal.put_epoch_key(SPACE, 2, b"b" * 32)
    journal.put_epoch_key(SPACE, 2, b"b" * 32, good=False)
    assert journal.good_epochs(SPACE) == {2}
    assert journal.epoch_key(SPACE, 2) == b"b" * 32
    assert (journal.epoch_key(SPACE, 1), journal.epochs(OTHER)) == (None, frozenset())


def test_a_key_that_was_made_waits_for_its_op(journal: KeyJournal) -> None:
    """Kept once, in order of place; the one whose op stands becomes an epoch's key, the other is forgotten."""
    first, second = MadeEpoch(2, 7, b"x" * 32, b"op 7"), MadeEpoch(2, 6, b"y" * 32, b"op 6")
    for made_epoch in (first, second, first):
        journal.put_made(SPACE, made_epoch)
    assert journal.made(SPACE) == [second, first]
    assert journal.made(OTHER) == []
    journal.settle_made(SPACE, second, stands=False)
    assert (journal.made(SPACE), journal.epochs(SPACE)) == ([first], frozenset())
    journal.settle_made(SPACE, first, stands=True)
    assert (journal.made(SPACE), journal.good_epochs(SPACE)) == ([], {2})
    assert journal.epoch_key(SPACE, 2) == b"x" * 32
    assert b"x" * 32 not in repr(first).encode()


def test_boxes_and_proofs_are_kept_once(journal: KeyJournal) -> None:
    """Who has a box; and what somebody signed that holds a wrong key."""
    journal.mark_boxed(SPACE, [(1, b"d" * 16), (2, b"d" * 16)])
    journal.mark_boxed(SPACE, [(1, b"d" * 16)])
    assert journal.boxed(SPACE) == {(1, b"d" * 16), (2, b"d" * 16)}
    assert journal.key_proof(SPACE, 1, b"m" * 16, b"box")
    assert not journal.key_proof(SPACE, 1, b"m" * 16, b"box")
    assert journal.key_proof(SPACE, 1, b"m" * 16, b"another")
    assert journal.key_proofs() == [(SPACE, 1, b"m" * 16, b"box"), (SPACE, 1, b"m" * 16, b"another")]
