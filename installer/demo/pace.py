"""A clock that goes by what is done and not by how long it takes: the same act is at the same minute in each run."""

from datetime import datetime, timedelta

from desktop.services.clock import COPENHAGEN, Clock


class PacedClock(Clock):
    """As every clock until it is set."""

    def __init__(self, start: datetime | None = None) -> None:
        super().__init__(start)
        self._since: Clock | None = None
        self._last: datetime | None = None

    def set(self, moment: datetime, most: float) -> None:
        """It is `moment` now, and goes on from there until `most` seconds have gone by."""
        begun = moment if moment.tzinfo else moment.replace(tzinfo=COPENHAGEN)
        self._since, self._last = Clock(begun), begun + timedelta(seconds=most)

    def now(self) -> datetime:
        """This moment, aware, Europe/Copenhagen."""
        if self._since is None or self._last is None:
            return super().now()
        return min(self._since.now(), self._last)
