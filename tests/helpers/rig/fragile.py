"""A journal on a pc that may die at any moment: what a crash leaves, and how much one transaction was given."""

import copy
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import pytest

from desktop.store.journal import StoreJournal
from sync.client import taking
from sync.log import Batch
from sync.memory import MemoryJournal

T = TypeVar("T")
MOST, BYTES = 8, 8 << 10
"""So many commits and bytes a transaction in a simulation, so that its short log takes many of them."""

READS = frozenset(
    """any_naming at_places boxed chain_at commit commits_of confirmed control_head control_length control_ops cursor
    damaged displaced epoch_key epochs frozen good_epochs half_named head incarnation judged key_proofs keyring lasts
    made missing namings outbox outbox_count pending place places purged renamed settled space start unhidden unplaced
    unsent write_state""".split()  # noqa: SIM905 - a page of words is read, a list of forty strings is not
)
"""What a journal is asked without writing; everything else it is told is a transaction, and a step."""


@contextmanager
def small_batches() -> Iterator[None]:
    """What is pulled is stored some commits at a time, as a long log would be."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(taking, "MOST_IN_SLICE", MOST)
        patch.setattr(taking, "SLICE_BYTES", BYTES)
        yield


class Crash(BaseException):
    """The process is gone: nothing catches this."""


class Fragile:
    """A journal on a pc that dies before or after a chosen transaction; it counts them."""

    def __init__(self, inner: MemoryJournal | StoreJournal) -> None:
        self.inner = inner
        self.fuse = 0
        self.written = 0
        self.most = 0, 0
        """The largest batch of commits that one transaction was given: how many, and bytes."""
        self._wrapped: dict[str, object] = {}

    def __deepcopy__(self, memo: dict[int, object]) -> "Fragile":
        return Fragile(copy.deepcopy(self.inner, memo))

    def _burn(self) -> None:
        if self.fuse:
            self.fuse -= 1
            if not self.fuse:
                raise Crash

    def _weigh(self, name: str, args: Sequence[object]) -> None:
        if name == "apply" and isinstance(args[0], Batch):
            entries = args[0].entries
            count, size = len(entries), sum(len(entry.raw) for entry in entries[1:])
            self.most = max(self.most[0], count), max(self.most[1], size)

    def whole(self, act: Callable[[], T]) -> T:
        """Several writes as one transaction: of a crash in the middle of it nothing is left, in memory as on a disk."""
        before = copy.deepcopy(self.inner) if self.fuse and isinstance(self.inner, MemoryJournal) else None
        try:
            return self.inner.whole(act)
        except Crash:
            if before is not None:
                self.inner = before
                self._wrapped.clear()
            raise

    def __getattr__(self, name: str) -> object:
        method = getattr(self.inner, name)
        if name in READS or not callable(method):
            return method

        def transaction(*args: object, **named: object) -> object:
            self._burn()
            self._weigh(name, args)
            result = method(*args, **named)
            self.written += 1
            self._burn()
            return result

        return self._wrapped.setdefault(name, transaction)
