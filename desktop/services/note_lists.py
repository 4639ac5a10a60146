"""Notes of every kind as one list, newest first: each kind is read by its own index, and the pages are zipped."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop.services.note_kinds import NOTES
from desktop.store.records import CREATED, After, Records, Row

_ORDER = "occurred_at"


@dataclass(frozen=True)
class Cursor:
    """Where a page ended in each list (None: at its beginning), and which have nothing more. Handed back as it is."""

    places: tuple[After | None, ...]
    ended: tuple[bool, ...]


class NoteLists:
    """The lists of all notes; (R)."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def page(
        self, after: Cursor | None, limit: int, *wheres: Mapping[str, object], before: datetime | None = None
    ) -> tuple[tuple[Row, ...], Cursor | None]:
        """Up to `limit` rows by when the talk was, and where the next page begins (None: no more).

        Each of `wheres` is narrowed to by itself; no note may be in two of them. `before`: those of talks before that.
        """
        lists = [(kind, where) for where in wheres for kind in NOTES]
        at = after if after and len(after.ended) == len(lists) else Cursor((None,) * len(lists), (False,) * len(lists))
        found: list[tuple[tuple[object, ...], int, After, Row]] = []
        last_pages: list[bool] = []
        for number, (kind, where) in enumerate(lists):
            if at.ended[number]:
                last_pages.append(True)
                continue
            page = self._records.page(
                kind, order=_ORDER, where=where, high=before, after=at.places[number], limit=limit
            )
            last_pages.append(page.next is None)
            for row in page.rows:
                place = self._records.after(row, _ORDER)
                found.append(((place.value, place.made, place.rec, place.space), number, place, row))
        found.sort(key=lambda one: one[0], reverse=True)
        taken, left = found[:limit], {number for _key, number, _place, _row in found[limit:]}
        places = list(at.places)
        for _key, number, place, _row in taken:
            places[number] = place
        ended = tuple(last and number not in left for number, last in enumerate(last_pages))
        return tuple(row for *_key, row in taken), None if all(ended) else Cursor(tuple(places), ended)

    def count(self, *wheres: Mapping[str, object]) -> int:
        """How many there are; narrowed as `page` is."""
        return sum(self._records.count(kind, where) for where in wheres for kind in NOTES)

    def newest(self, limit: int, low: datetime) -> tuple[Row, ...]:
        """The last written since `low`."""
        return self._latest(
            [self._records.page(kind, order=CREATED, low=low, limit=limit).rows for kind in NOTES], limit
        )

    def arrived(self, after: int, limit: int) -> tuple[Row, ...]:
        """Those of which something came to this pc after the place `after`, the newest first."""
        return self._latest([self._records.arrived(kind, after, limit) for kind in NOTES], limit)

    def last_by(self, user: bytes) -> Row | None:
        """The last note that somebody wrote."""
        pages = [self._records.page(kind, order=CREATED, where={"created_by": user}, limit=1).rows for kind in NOTES]
        return next(iter(self._latest(pages, 1)), None)

    @staticmethod
    def _latest(pages: list[tuple[Row, ...]], limit: int) -> tuple[Row, ...]:
        filled = [page for page in pages if page]
        if len(filled) < 2:
            return filled[0] if filled else ()
        rows = [row for page in filled for row in page]
        return tuple(sorted(rows, key=lambda row: (row.created_at, row.rec), reverse=True)[:limit])
