"""Til opfølgning: what a person is to come back to, of agreements, notes and quiet concerns; the most urgent first.

It decides which and in what order; how each reads in words is `followup_words`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from desktop.domain.registry import kind as kind_of
from desktop.domain.windows import CONCERN_MONTHS, Standing, Window, rhythm
from desktop.services.clock import COPENHAGEN, Clock
from desktop.services.errors import NotFound, told
from desktop.services.followup_words import FollowUp, FollowUpWords
from desktop.services.note_kinds import CONSULTATION, NOTES, began, kind_of_note
from desktop.services.settling import putting_off
from desktop.services.writing import Writing, edits
from desktop.store.records import Page, Records, Row

SOON = timedelta(days=7)
"""What opens or is due later than this is not told of yet."""
BACK = timedelta(days=365)
"""A follow-up of a note that nobody came back to for a year is history, and stands in the note."""
AT_MOST, NOTES_AT_MOST = 60, 100
"""So many of one sort are looked at, the most urgent ones; when they are done, others come."""
LATER_AT_MOST = 200
"""So many of the newest notes about the same are looked through for one that follows up."""
EARLIEST = date(1990, 1, 1)
#: What late, open and coming rows are worth in the order.
_ORDER: dict[Standing, int] = {"late": 0, "open": 1, "later": 2}


@dataclass(frozen=True)
class FollowUpList:
    """The first rows in words, and how many there are (`more`: at least)."""

    rows: tuple[FollowUp, ...]
    count: int
    more: bool


@dataclass(frozen=True)
class _Due:
    """A record to come back to, and when."""

    row: Row
    window: Window


class FollowUps:
    """Gathers them."""

    def __init__(self, records: Records, writing: Writing, words: FollowUpWords, clock: Clock, me: bytes) -> None:
        self._records, self._writing = records, writing
        self._words, self._clock, self._me = words, clock, me

    @told()
    def list(self, at_most: int | None = None) -> FollowUpList:
        """Late ones first, the latest of all before the others; then what can be done now; then what comes; (R)."""
        today = self._clock.now().date()
        pages = [*self._agreements(today), *self._notes(today)]
        found = [due for _page, dues in pages for due in dues]
        found += self._quiet(today, {due.row.values.get("concern") for due in found})
        own = any(due.row.created_by == due.row.values.get("owner_user") == self._me for due in found)
        torn = putting_off(self._records, self._me) if own else {}
        found.sort(key=lambda due: _urgency(due, torn.get(due.row.rec, due.row), today))
        rows = tuple(self._words.row(due.row, due.window, today, torn.get(due.row.rec)) for due in found[:at_most])
        return FollowUpList(rows, len(found), any(page.next is not None for page, _dues in pages))

    @told()
    def of(self, note: bytes) -> FollowUp | None:
        """What one of one's own notes asks to come back to, until somebody did; (R)."""
        kind = kind_of_note(self._records, note)
        row = self._records.row(kind, note) if kind else None
        if row is None or row.created_by != self._me or not isinstance(row.values.get("followup_on"), date):
            return None
        if row.values.get("followed_on") or self._followed([row]):
            return None
        return self._words.row(row, Window(row.values["followup_on"]), self._clock.now().date())

    @told()
    def done(self, note: bytes, done: bool = True) -> None:
        """Says that it was come back to, today, or (undo) that it was not; also of an approved note; (W).

        Raises NotFound, NotAllowed.
        """
        kind = kind_of_note(self._records, note)
        found = self._records.get(kind, note) if kind else None
        if kind is None or found is None:
            raise NotFound
        values = {"followed_on": self._clock.now().date() if done else None}
        change = edits(kind_of(kind), found.view, values, b"", self._me)
        if change is not None:
            self._writing.commit(found.space, [change])

    def _agreements(self, today: date) -> Iterator[tuple[Page, Sequence[_Due]]]:
        """One's own open ones, and those of people without an account that one agreed with them."""
        mine = {"status": "open", "owner_user": self._me}
        others = {"status": "open", "owner_user": None, "created_by": self._me}
        for where in (mine, others):
            soon, opening = (
                self._records.page(
                    "agreement",
                    order=order,
                    descending=False,
                    where=where,
                    low=EARLIEST,
                    high=today + SOON + timedelta(days=1),
                    limit=AT_MOST,
                )
                for order in ("due_on", "earliest_on")
            )
            known = {row.rec for row in soon.rows}
            for page in (soon, opening):
                windows = [
                    _Due(row, Window(row.values["due_on"], row.values.get("earliest_on")))
                    for row in page.rows
                    if "due_on" in row.values and (page is soon or row.rec not in known)
                ]
                yield page, [due for due in windows if _near(due.window, today)]

    def _notes(self, today: date) -> Iterator[tuple[Page, Sequence[_Due]]]:
        """One's own that say when to follow up, until a later note is about the same."""
        pages = [
            self._records.page(
                kind,
                order="followup_on",
                where={"created_by": self._me, "followed_on": None},
                low=today - BACK,
                high=today + SOON + timedelta(days=1),
                limit=NOTES_AT_MOST,
            )
            for kind in NOTES
        ]
        followed = self._followed([row for page in pages for row in page.rows])
        for page in pages:
            yield page, [_Due(row, Window(row.values["followup_on"])) for row in page.rows if row.rec not in followed]

    def _followed(self, notes: Sequence[Row]) -> set[bytes]:
        """Those of which a later note is about the same concern, child, family, or class at the same place."""
        same: dict[tuple[str, object], list[Row]] = {}
        for note in notes:
            if (key := _same(note)) is not None:
                same.setdefault(key, []).append(note)
        followed = set()
        for (name, value), asked in same.items():
            first = min(began(note) for note in asked)
            for kind in (CONSULTATION,) if name == "family_code" else NOTES:
                later = self._records.page(
                    kind, order="occurred_at", where={name: value}, low=first, limit=LATER_AT_MOST
                ).rows
                followed |= {note.rec for note in asked if any(_follows(row, note, name) for row in later)}
        return followed

    def _quiet(self, today: date, told_of: Iterable[object]) -> Iterator[_Due]:
        """Open concerns that one leads and that nobody has written about for a quarter."""
        known = set(told_of)
        page = self._records.page(
            "concern",
            order="noticed_on",
            descending=False,
            where={"status": "open", "lead_user": self._me},
            limit=AT_MOST,
        )
        rows = [row for row in page.rows if row.rec not in known]
        recs = [row.rec for row in rows]
        notes = [self._records.newest(kind, "concern", "occurred_at", recs) for kind in NOTES]
        assessed = self._records.newest("assessment", "concern", "assessed_on", recs)
        for row in rows:
            days = [row.created_at.astimezone(COPENHAGEN).date()]
            days += [held[row.rec].astimezone(COPENHAGEN).date() for held in notes if row.rec in held]
            days += [assessed[row.rec]] if row.rec in assessed else []
            window = rhythm(max(min(day, today) for day in days), CONCERN_MONTHS)
            if _near(window, today):
                yield _Due(row, window)


def _near(window: Window, today: date) -> bool:
    return (window.opens or window.closes) <= today + SOON


def _urgency(due: _Due, about: Row, today: date) -> tuple[int, int, bool, datetime, bytes]:
    """By consequence: what is late, then what ends first; of two alike, the one about a child."""
    window, row = due.window, due.row
    standing = window.standing(today)
    first = window.opens if standing == "later" and window.opens else window.closes
    child = about.kind in ("concern", "child") or any(about.values.get(name) for name in ("concern", "child"))
    return _ORDER[standing], first.toordinal(), not child, row.created_at, row.rec


def _same(note: Row) -> tuple[str, object] | None:
    """What a later note must share with this one; None where nothing tells that it is about the same."""
    values = note.values
    for name in ("concern", "child", "family_code"):
        if values.get(name):
            return name, values[name]
    group = values.get("subject") == "group" and values.get("subject_label")
    return ("institution", values["institution"]) if group and values.get("institution") else None


def _follows(row: Row, note: Row, name: str) -> bool:
    later = row.rec != note.rec and row.created_at > note.created_at and began(row) >= began(note)
    return later and (name != "institution" or _alike(row.values.get("subject_label"), note.values["subject_label"]))


def _alike(one: object, other: object) -> bool:
    return isinstance(one, str) and isinstance(other, str) and one.casefold().strip() == other.casefold().strip()
