"""The time as services know it: a wall clock in Danish time and a monotonic one; both injectable."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


class Clock:
    """Real time, or time that starts at `start` and runs on from there (`--now`, tests)."""

    def __init__(self, start: datetime | None = None, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._start = None if start is None else _in_denmark(start)
        self._born = monotonic()

    def now(self) -> datetime:
        """This moment, aware, Europe/Copenhagen."""
        if self._start is None:
            return datetime.now(COPENHAGEN)
        passed = self._monotonic() - self._born
        return datetime.fromtimestamp(self._start.timestamp() + passed, COPENHAGEN)

    def utc(self) -> datetime:
        """This moment in UTC: of two moments of one zone Python counts what the clock shows, also where it is changed.

        What counts minutes, or asks which moment comes first, does it with one of them in UTC.
        """
        return self.now().astimezone(UTC)

    def now_ms(self) -> int:
        """This moment in milliseconds since 1970."""
        return int(self.now().timestamp() * 1000)

    def monotonic(self) -> float:
        """Seconds that never go backwards."""
        return self._monotonic()


def _in_denmark(moment: datetime) -> datetime:
    return moment.replace(tzinfo=COPENHAGEN) if moment.tzinfo is None else moment.astimezone(COPENHAGEN)


def from_ms(ms: int) -> datetime:
    """Milliseconds since 1970 as a Danish moment; what no calendar can hold becomes its nearest end."""
    low, high = -62_000_000_000_000, 250_000_000_000_000
    return datetime.fromtimestamp(min(max(ms, low), high) / 1000, UTC).astimezone(COPENHAGEN)


def claimed(moment: datetime) -> list[int]:
    """`moment` as a revision's `at`: milliseconds and offset in minutes."""
    moment = _in_denmark(moment)
    offset = moment.utcoffset()
    return [int(moment.timestamp() * 1000), int(offset.total_seconds() // 60) if offset else 0]
