"""The newest link of the chain on its way into the vault: at once, or behind the answer to a save."""

from collections.abc import Callable
from threading import Thread

from desktop.store import vault_file, wholeness
from desktop.store.last_link import LastLink
from desktop.store.store import Store
from desktop.store.vault_file import Head


def test_a_link_is_in_the_vault_when_the_transaction_is_over(store: Store) -> None:
    """Where nothing else was said, as for a command."""
    store.advance(b"one")
    assert vault_file.read(store.folder).head == wholeness.head_of(store.writer)


def test_links_that_wait_are_kept_as_one_and_asked_for_once(store: Store) -> None:
    """Ten saves while the writer is busy cost one writing of the vault, and it is the newest that is kept."""
    waiting: list[Callable[[], None]] = []
    store.last_link.put_off(waiting.append)
    before = vault_file.read(store.folder).head
    for n in range(10):
        store.advance(bytes([n]))
    assert vault_file.read(store.folder).head == before
    assert len(waiting) == 1
    waiting.pop()()
    assert vault_file.read(store.folder).head == wholeness.head_of(store.writer)
    store.advance(b"more")
    assert len(waiting) == 1


def test_closing_keeps_what_still_waits(store: Store) -> None:
    """A lock right after a save leaves nothing behind."""
    store.last_link.put_off(lambda keep: None)
    store.advance(b"one")
    newest = wholeness.head_of(store.writer)
    store.close()
    assert vault_file.read(store.folder).head == newest


def test_a_link_that_comes_while_another_is_kept_is_asked_for_again(store: Store) -> None:
    """Whatever moment the next save takes, its link is not forgotten."""
    waiting: list[Callable[[], None]] = []
    link = LastLink(store.folder)
    link.put_off(waiting.append)
    link.is_now(Head(1, b"1" * 32))
    first = waiting.pop()
    link.is_now(Head(2, b"2" * 32))
    assert waiting == []
    first()
    link.is_now(Head(3, b"3" * 32))
    assert len(waiting) == 1
    waiting.pop()()
    assert vault_file.read(store.folder).head == Head(3, b"3" * 32)


class Interrupted(LastLink):
    """Another thread comes to keep what waits just as it was looked whether anything does."""

    _keeper: Thread | None = None
    _held: Head | None = None

    @property
    def _head(self) -> Head | None:
        found, keeper = self._held, self._keeper
        if keeper is not None and keeper.ident is None:
            keeper.start()
            keeper.join(0.1)  # with a lock it waits until the next link is noted
        return found

    @_head.setter
    def _head(self, head: Head | None) -> None:
        self._held = head


def test_a_link_that_comes_just_as_another_is_taken_is_not_forgotten(store: Store) -> None:
    """Either it is kept with the one before it, or it is asked for: it does not wait for a link to come after it."""
    waiting: list[Callable[[], None]] = []
    link = Interrupted(store.folder)
    link.put_off(waiting.append)
    link.is_now(Head(1, b"1" * 32))
    link._keeper = keeper = Thread(target=waiting.pop())
    link.is_now(Head(2, b"2" * 32))
    keeper.join()
    for keep in waiting:
        keep()
    assert vault_file.read(store.folder).head == Head(2, b"2" * 32)
