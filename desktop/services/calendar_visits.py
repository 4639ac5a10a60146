"""Visits out of a person's own calendar file: those appointments at places of the district, and nothing else of it.

What an appointment is called is shown to the one who chooses and kept nowhere; docs/decisions/018.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Literal

from desktop.domain import calendar_file
from desktop.domain.columns import fold
from desktop.domain.kind import UNDONE, Kind
from desktop.domain.registry import kind as kind_of
from desktop.services import chosen_files
from desktop.services.clock import COPENHAGEN, Clock
from desktop.services.errors import AppError, NoSpace, told
from desktop.services.import_matching import street
from desktop.services.session import Names
from desktop.services.spaces import Spaces
from desktop.services.undo import token
from desktop.services.values import Saved
from desktop.services.writing import Change, Writing, edits, in_hand, standing
from desktop.store.records import Found, Records, Row
from desktop.texts import Message, _

AHEAD = timedelta(weeks=8)
#: One commit holds 256 changes; a person has no more visits in eight weeks.
MOST = 200
#: So many visits that were removed are remembered, the newest made first.
MOST_REMOVED = 500
#: A shorter name is found in any text.
SHORTEST = 4


class NoCalendarFile(AppError):
    """A file that is no calendar."""

    kind = "bad_file"
    title = Message(_("The calendar cannot be read"))


State = Literal["new", "known", "moved", "removed", "readonly"]


@dataclass(frozen=True)
class CalendarRow:
    """One appointment at a place of the district.

    `state`: it is new, stands already, was moved since, is the one of a visit that one removed by hand: not offered
    again, or is at a place that one may only read: it cannot be planned. What an undo of an earlier reading took back
    is new.
    """

    key: str
    starts_at: datetime
    ends_at: datetime | None
    place: bytes
    place_name: str
    summary: str
    state: State


@dataclass(frozen=True)
class CalendarPreview:
    """What a file would bring: `elsewhere` are at no place known here, `unread` could not be read.

    `cut`: the file ends in the middle. `whole_days`: so many are at a place, and at no time of the day.
    """

    rows: tuple[CalendarRow, ...]
    elsewhere: int
    unread: int
    cut: bool = False
    whole_days: int = 0


class CalendarVisits:
    """Reads a calendar file, and plans what is chosen of it."""

    def __init__(self, records: Records, writing: Writing, spaces: Spaces, names: Names, clock: Clock, me: bytes):
        self._records, self._writing, self._spaces = records, writing, spaces
        self._names, self._clock, self._me = names, clock, me

    @told()
    def preview(self, path: Path) -> CalendarPreview:
        """What the file holds from today and eight weeks on; (R). Raises CannotOpen, NoCalendarFile."""
        data = chosen_files.read(path, calendar_file.LARGEST)
        now = self._clock.now()
        try:
            read = calendar_file.read(data, now.date(), now.date() + AHEAD)
        except calendar_file.NotACalendar as problem:
            raise NoCalendarFile(problem.reason) from problem
        places, planned, removed = self._places(), self._planned(), self._removed()
        rows: list[CalendarRow] = []
        whole_days = elsewhere = 0
        for one in read.appointments:
            place = _place(places, one.location, one.summary)
            if one.whole_day:
                whole_days += place is not None
                continue
            ahead = one.starts_at.timestamp() >= now.timestamp()
            if place is None or not ahead:
                elsewhere += ahead
                continue
            known = planned.get(one.key)
            state: State = "moved" if known is not None else "removed" if _by_hand(removed.get(one.key)) else "new"
            if known is not None and _stands(known, one.starts_at, one.ends_at, place):
                state = "known"
            elif not self._can_plan(place, known or removed.get(one.key)):
                state = "readonly"
            name = self._names.place(place)
            rows.append(CalendarRow(one.key, one.starts_at, one.ends_at, place, name, one.summary, state))
        return CalendarPreview(tuple(rows[:MOST]), elsewhere, read.left_out, read.cut, whole_days)

    @told()
    def plan(self, rows: Sequence[CalendarRow]) -> tuple[Saved, ...]:
        """Plans the new ones of these, moves those that were moved, and brings back those that were taken away; (W).

        One save for each space that is written in. Raises NoSpace, NotAllowed.
        """
        kind, planned, removed = kind_of("visit"), self._planned(), self._removed()
        changes: dict[bytes, list[Change]] = {}
        for row in rows[:MOST]:
            values = {"starts_at": row.starts_at, "ends_at": row.ends_at, "institution": row.place}
            known = planned.get(row.key)
            found = self._records.get("visit", known.rec, known.space) if known is not None else removed.get(row.key)
            if found is not None:
                change = edits(kind, found.view, values, b"", self._me)
                if known is None:
                    change = _brought_back(kind, found, change)
                space: bytes | None = found.space
            else:
                whole = {**values, "visitor": self._me, "uid": row.key}
                change = Change(kind, os.urandom(16), "create", kind.to_wire(whole))
                space = self._spaces.choose(self._spaces.of(row.place, "institution"))
            if space is None:
                raise NoSpace
            if change is not None:
                changes.setdefault(space, []).append(change)
        saved = []
        for space, of_space in changes.items():
            commit = self._writing.commit(space, of_space)
            saved.append(Saved(of_space[0].rec, token(commit, of_space)))
        return tuple(saved)

    def _can_plan(self, place: bytes, planned: Row | Found | None) -> bool:
        """Whether one may write where the visit stands, or where a new one to that place would."""
        space = planned.space if planned is not None else self._spaces.of(place, "institution")
        return space is None or self._spaces.can_write(space)

    def _places(self) -> list[tuple[str, bytes]]:
        """What tells a place in a text, the longest first: its name, and its street where that is not protected."""
        found = []
        for row in self._records.all("institution"):
            told_by = [fold(str(row.values.get("name", "")))]
            if not row.values.get("protected"):
                told_by.append(street(str(row.values.get("address", ""))))
            stands = self._names.same_places(row.rec)[0]
            found += [(words, stands) for words in told_by if len(words) >= SHORTEST]
        return sorted(found, key=lambda one: (-len(one[0]), one[1]))

    def _planned(self) -> dict[str, Row]:
        """One's own visits that came of a calendar and are not held yet."""
        midnight = datetime.combine(self._clock.now().date(), time(), COPENHAGEN)
        page = self._records.page(
            "visit",
            order="starts_at",
            descending=False,
            where={"visitor": self._me},
            low=midnight,
            high=midnight + 2 * AHEAD,
            limit=1_000,
        )
        return {
            str(row.values["uid"]): row for row in page.rows if row.values.get("uid") and "held_at" not in row.values
        }

    def _removed(self) -> dict[str, Found]:
        """One's own visits that came of a calendar and were removed, by hand or by an undo."""
        kind, removed = kind_of("visit"), dict[str, Found]()
        for rec in self._records.removed("visit", MOST_REMOVED):
            found = self._records.get("visit", rec)
            values = in_hand(kind, found.view, self._me) if found is not None else {}
            if found is not None and values.get("uid") and values.get("visitor") == self._me:
                removed.setdefault(str(values["uid"]), found)
        return removed


def _brought_back(kind: Kind, found: Found, moved: Change | None) -> Change:
    """Into the lists again, at the time and the place that the calendar has now."""
    written = {**(moved.set if moved is not None else {}), "withdrawn": {}}
    over = {**(moved.over if moved is not None else {}), "withdrawn": standing(found.view)["withdrawn"]}
    return Change(kind, found.view.rec, "edit", written, over)


def _by_hand(gone: Found | None) -> bool:
    """Whether a person removed it: what an undo of the reading took back, nobody decided against."""
    if gone is None:
        return False
    return any(one.value.get("reason") != UNDONE for one in gone.view.groups["withdrawn"].survivors if one.value)


def _place(places: Sequence[tuple[str, bytes]], *texts: str) -> bytes | None:
    """The place that is named, first where the appointment is, then in what it is called."""
    for text in texts:
        folded = fold(text)
        for words, rec in places:
            if words in folded:
                return rec
    return None


def _stands(row: Row, begins: datetime, ends: datetime | None, place: bytes) -> bool:
    values = row.values
    stood = (_instant(values.get("starts_at")), _instant(values.get("ends_at")), values.get("institution"))
    return stood == (_instant(begins), _instant(ends), place)


def _instant(moment: object) -> float | None:
    """For comparing: a moment of an hour that comes twice equals none of another zone."""
    return moment.timestamp() if isinstance(moment, datetime) else None
