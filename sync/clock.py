"""The hybrid logical clock that orders what is shown first; it never decides what survives (docs/format.md)."""

DAY_MS = 86_400_000
_MAX_MS = 2**47 - 1


class Hlc:
    """48-bit milliseconds and a 16-bit counter in one integer; never falls, whatever the pc's clock does."""

    def __init__(self, last: int = 0) -> None:
        self.last = last

    def tick(self, now_ms: int) -> int:
        """The next stamp at the own clock's `now_ms` (Unix ms)."""
        self.last = max(self.last + 1, min(max(now_ms, 0), _MAX_MS) << 16)
        return self.last

    def receive(self, hlc: int, now_ms: int) -> None:
        """Learns another's stamp, but never runs more than 24 h past the own clock because of it."""
        self.last = max(self.last, min(hlc, (max(now_ms, 0) + DAY_MS) << 16))
