"""Wakes the long polls when something was written. Knows event loops, not what changed."""

import asyncio
import threading
from collections.abc import Callable


class Bell:
    """Rung from any thread; every wait that began before the ring ends, also those of other processes."""

    def __init__(self, elsewhere: Callable[[], None] | None = None) -> None:
        """`elsewhere` rings in the other processes of this endpoint, if there are any."""
        self._elsewhere = elsewhere
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._lock = threading.Lock()
        self.closed = False

    def ring(self) -> None:
        """Something was written here."""
        self.ring_here()
        if self._elsewhere is not None:
            self._elsewhere()

    def ring_here(self) -> None:
        """Ends every wait of this process that is under way."""
        with self._lock:
            waiting, self._waiting = self._waiting, set()
        for loop, event in waiting:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    def close(self) -> None:
        """The endpoint stops: nobody waits any more."""
        self.closed = True
        self.ring_here()

    def listen(self) -> asyncio.Event:
        """An event of the running loop that the next ring sets."""
        ear = (asyncio.get_running_loop(), asyncio.Event())
        with self._lock:
            self._waiting.add(ear)
        return ear[1]

    def leave(self, event: asyncio.Event) -> None:
        """Forgets an event that nobody waits for any longer."""
        with self._lock:
            self._waiting = {ear for ear in self._waiting if ear[1] is not event}
