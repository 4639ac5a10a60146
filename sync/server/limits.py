"""How much one device may ask for, and how much may be on its way in at once: a token bucket each, and a gate.

Knows device ids and sizes, neither routes nor what is asked.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from sync.errors import SyncError

RATE = 50
"""Tokens a device gets back each second."""
BURST = 2_000
"""Tokens of a full bucket: a first sync of a million records is through before it is empty."""
TOKEN_BYTES = 64 << 10
"""A request costs one token, and one more for each so many bytes of its body."""
TOKEN_MS = 1000 // RATE
FULL_MS = BURST * TOKEN_MS
MOST_BYTES = 64 << 20
"""Bytes of bodies that may be on their way in at once."""
MOST_DEVICES = 50_000
BUSY_S = 2


class TooMuch(SyncError):
    """The device asks more than its share; after `wait_s` seconds it is heard again."""

    def __init__(self, wait_s: int) -> None:
        super().__init__("too many requests")
        self.wait_s = wait_s


class Crowded(SyncError):
    """Too many large bodies are on their way in at once; nothing of this one was read."""

    def __init__(self) -> None:
        super().__init__("endpoint is busy")
        self.wait_s = BUSY_S


class Buckets(Protocol):
    """For each device the moment at which its bucket would be full again."""

    def take(self, device: bytes, cost_ms: int, now_ms: int) -> int:
        """Takes what lasts `cost_ms` to come back, if it is there; else the ms until it is, and nothing is taken."""


def cost_ms(body: int) -> int:
    """What a request with so many bytes costs, in ms of coming back."""
    return TOKEN_MS * (1 + body // TOKEN_BYTES)


def drawn(empty_ms: int, cost: int, now_ms: int) -> tuple[int, int]:
    """(the moment when the bucket is full again after this, the ms one has to wait for it): one of them counts.

    The bucket as a moment (GCRA, ITU-T I.371): nothing has to tick. A moment further ahead than a full bucket lasts
    comes of a clock that was set back, and is forgotten.
    """
    begins = max(empty_ms, now_ms) if empty_ms - now_ms <= FULL_MS else now_ms
    after = begins + cost
    return after, max(0, after - now_ms - FULL_MS)


class OwnBuckets:
    """Of one process. A restart fills every bucket."""

    def __init__(self) -> None:
        self._empty: dict[bytes, int] = {}
        self._lock = threading.Lock()

    def take(self, device: bytes, cost_ms: int, now_ms: int) -> int:
        """As the Protocol says."""
        with self._lock:
            if len(self._empty) >= MOST_DEVICES:
                self._empty = {key: at for key, at in self._empty.items() if at > now_ms}
            after, wait = drawn(self._empty.get(device, 0), cost_ms, now_ms)
            if not wait:
                self._empty[device] = after
            return wait


class Limits:
    """Takes from the buckets for each request that is known to be a device's."""

    def __init__(self, buckets: Buckets | None = None) -> None:
        """No buckets: as much as anybody likes, for tests whose clock stands still."""
        self._buckets = buckets

    def spend(self, device: bytes, body: int, now_ms: int) -> None:
        """Pays for a request. Raises TooMuch."""
        if self._buckets is None:
            return
        wait_ms = self._buckets.take(device, cost_ms(body), now_ms)
        if wait_ms:
            raise TooMuch(-(-wait_ms // 1000))


class Gate:
    """Counts the bytes of bodies on their way in, so that a flood takes no more memory than one endpoint has."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._inside = 0

    @contextmanager
    def room(self, size: int) -> Iterator[None]:
        """Holds room for a body of at most `size` bytes, on the event loop. Raises Crowded."""
        if self._inside + size > self._most:
            raise Crowded
        self._inside += size
        try:
            yield
        finally:
            self._inside -= size
