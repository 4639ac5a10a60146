"""Wakes the long polls that may hear of what was written. Knows event loops and ids, not what changed."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager, suppress

EVERYTHING = b""

Rung = Callable[[float], Awaitable[None]]
"""Waits until it was rung, at most so many seconds."""


class Bell:
    """Rung from any thread; a wait that began before the ring ends, in the other processes of this endpoint too."""

    def __init__(self, elsewhere: Callable[[bytes, bytes], None] | None = None) -> None:
        """`elsewhere` rings (org, space) in the other processes of this endpoint, if there are any."""
        self._elsewhere = elsewhere
        self._ears: dict[bytes, set[_Ear]] = {}
        self._closers: set[_Ear] = set()
        self._lock = threading.Lock()
        self.closed = False

    def ring(self, org: bytes = EVERYTHING, space: bytes = EVERYTHING) -> None:
        """Something was written in a space; without one, in the control log or anywhere in the organisation."""
        self.ring_here(org, space)
        if self._elsewhere is not None:
            self._elsewhere(org, space)

    def ring_here(self, org: bytes = EVERYTHING, space: bytes = EVERYTHING) -> None:
        """Ends the waits of this process that may hear of it."""
        with self._lock:
            heard = [ear for key in ([org] if org else list(self._ears)) for ear in self._ears.get(key, ())]
        _wake([ear for ear in heard if not space or not ear.spaces or space in ear.spaces])

    def close(self) -> None:
        """The endpoint stops: nobody waits any more."""
        self.closed = True
        self.ring_here()
        with self._lock:
            closers = list(self._closers)
        _wake(closers)

    @contextmanager
    def listening(self, org: bytes, spaces: Collection[bytes]) -> Iterator[Rung]:
        """What waits for the next ring that comes after this; `spaces` are those it may hear of, none: all."""
        ear = _Ear(frozenset(spaces))
        with self._lock:
            self._ears.setdefault(org, set()).add(ear)
        try:
            yield ear.wait
        finally:
            with self._lock:
                self._ears[org].discard(ear)
                if not self._ears[org]:
                    del self._ears[org]

    async def closing(self, seconds: float) -> None:
        """Waits so long, or until the endpoint stops."""
        ear = _Ear(frozenset())
        with self._lock:
            self._closers.add(ear)
        try:
            if not self.closed:
                await ear.wait(seconds)
        finally:
            with self._lock:
                self._closers.discard(ear)


class _Ear:
    """One wait on an event loop."""

    def __init__(self, spaces: frozenset[bytes]) -> None:
        self.spaces = spaces
        self.loop = asyncio.get_running_loop()
        self.event = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Until it is woken, at most so long."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.event.wait(), seconds)


def _wake(ears: Collection[_Ear]) -> None:
    """From any thread; each loop is woken once, however many wait on it."""
    for loop in {ear.loop for ear in ears if not ear.event.is_set()}:
        if not loop.is_closed():
            loop.call_soon_threadsafe(_set, [ear for ear in ears if ear.loop is loop])


def _set(ears: Collection[_Ear]) -> None:
    for ear in ears:
        ear.event.set()
