"""Wakes the long polls when something was written. Knows event loops, not what changed."""

import asyncio
import threading


class Bell:
    """Rung from any thread; every wait that began before the ring ends."""

    def __init__(self) -> None:
        self._waiting: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._lock = threading.Lock()
        self.closed = False

    def ring(self) -> None:
        """Ends every wait that is under way."""
        with self._lock:
            waiting, self._waiting = self._waiting, set()
        for loop, event in waiting:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    def close(self) -> None:
        """The endpoint stops: nobody waits any more."""
        self.closed = True
        self.ring()

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
