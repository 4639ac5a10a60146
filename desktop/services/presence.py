"""Where this person is: the place that »I am here now« was said of last today, or the planned visit that began since.

It reads visits and writes nothing: whoever takes a visit back takes this back with it.
"""

from datetime import datetime, timedelta

from desktop.services.clock import Clock
from desktop.store.records import Records, Row

#: A visit whose end nobody wrote counts for so long; the note about a visit may be begun so long before it.
USUAL, BEFORE = timedelta(hours=1, minutes=30), timedelta(minutes=30)
#: One person's visits of one day.
MOST = 50


class Presence:
    """The place of one person, today."""

    def __init__(self, records: Records, clock: Clock, me: bytes) -> None:
        self._records, self._clock, self._me = records, clock, me

    def here(self) -> bytes | None:
        """The place, None when nothing of today tells; (R)."""
        now = self._clock.now()
        since = [(began, place) for row in self.visits(now) for began, place in _was_there(row, now)]
        # one that is near and has not begun tells less than what was said, or has begun
        return max(since, key=lambda one: (one[0] <= now, one[0]))[1] if since else None

    def visits(self, day: datetime) -> tuple[Row, ...]:
        """One's own visits of the day of that moment, the first begun first; (R)."""
        midnight = day.replace(hour=0, minute=0, second=0, microsecond=0)
        page = self._records.page(
            "visit",
            order="starts_at",
            descending=False,
            where={"visitor": self._me},
            low=midnight,
            high=midnight + timedelta(days=1),
            limit=MOST,
        )
        return page.rows


def _was_there(row: Row, now: datetime) -> list[tuple[datetime, bytes]]:
    """Since when a visit says where the person is, and where; nothing when it does not (any more)."""
    begins, ends, held = (row.values.get(name) for name in ("starts_at", "ends_at", "held_at"))
    place = row.values.get("institution")
    if not isinstance(begins, datetime) or not isinstance(place, bytes):
        return []
    if isinstance(held, datetime):
        return [(held, place)] if held <= now else []
    over = ends if isinstance(ends, datetime) else begins + USUAL
    return [(begins, place)] if begins - BEFORE <= now < over else []
