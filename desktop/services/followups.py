"""Til opfølgning: what this person is to come back to, until when, and why; the most urgent first.

Titles and reasons hold nothing that somebody typed about a child (docs/decisions/004); what was typed is told apart.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from desktop.domain.registry import kind as kind_of
from desktop.domain.windows import CONCERN_MONTHS, Standing, Window, rhythm
from desktop.services.children import Children
from desktop.services.clock import COPENHAGEN, Clock
from desktop.services.errors import told
from desktop.services.note_kinds import CONSULTATION, NOTES, kind_of_note
from desktop.services.session import Names
from desktop.services.window_words import WindowWords
from desktop.services.wording import Values, Wording
from desktop.store.records import Records, Row
from desktop.texts import _

SOON = timedelta(days=7)
"""What opens or is due later than this is not told of yet."""
BACK = timedelta(days=365)
"""A follow-up of a note that nobody came back to for a year is history, and stands in the note."""
AT_MOST = 100
NOTES_AT_MOST = 50
LATER_AT_MOST = 200
"""So many of the newest notes about the same are looked through for one that follows up."""
EARLIEST = date(1990, 1, 1)
Sort = Literal["child", "group", "other"]
_SORTS: dict[str, Sort] = {"group": "group", "staff": "other"}
IN_A_LINE = 60
_VIEWS: dict[str, Literal["agreements", "reading", "concern"]] = {"agreement": "agreements", "concern": "concern"}
#: What late, open and coming rows are worth in the order.
_ORDER: dict[Standing, int] = {"late": 0, "open": 1, "later": 2}


@dataclass(frozen=True)
class FollowUp:
    """One thing to come back to. `typed` and `because` are what people wrote, "" for nothing; the rest is discreet."""

    about: str
    what: str
    typed: str
    reason: str
    because: str
    view: Literal["agreements", "reading", "concern"]
    target: bytes
    child: bool
    window: Window
    when: str
    tag: str
    late: bool


class FollowUps:
    """Gathers them from agreements, notes and concerns."""

    def __init__(
        self,
        records: Records,
        children: Children,
        unnamed: Callable[[str], bool],
        names: Names,
        words: Wording,
        clock: Clock,
        me: bytes,
    ) -> None:
        self._records, self._children, self._unnamed, self._names = records, children, unnamed, names
        self._words, self._windows, self._clock, self._me = words, WindowWords(words), clock, me

    @told()
    def list(self) -> tuple[FollowUp, ...]:
        """Late ones first, the latest of all before the others; then what can be done now; then what comes; (R)."""
        today = self._clock.now().date()
        found = [*self._agreements(today), *self._notes(today)]
        told_of = {row.values.get("concern") for row, _made in found}
        rows = [made for _row, made in found] + list(self._quiet(today, told_of))
        return tuple(sorted(rows, key=lambda row: _urgency(row, today)))

    # -- agreements

    def _agreements(self, today: date) -> Iterator[tuple[Row, FollowUp]]:
        """One's own open ones, and those of people without an account that one agreed with them."""
        mine = {"status": "open", "owner_user": self._me}
        others = {"status": "open", "owner_user": None, "created_by": self._me}
        for where in (mine, others):
            page = self._records.page(
                "agreement", order="due_on", descending=False, where=where, low=EARLIEST,
                high=today + BACK, limit=AT_MOST,
            )  # fmt: skip
            for row in page.rows:
                window = Window(row.values["due_on"], row.values.get("earliest_on"))
                if _near(window, today):
                    yield row, self._agreement(row, window, today)

    def _agreement(self, row: Row, window: Window, today: date) -> FollowUp:
        values, text = row.values, self._words.text
        reason, owner = self._agreed(row, today), values.get("owner_name")
        if owner:
            reason = f"{text(_('{name} does it'), name=owner)} · {reason}"
        about, typed = self._about(values), " ".join(str(values.get("text") or "").split())
        # words about no child, family or class may stand in a list, where they name nobody
        said = typed if about[1] == "other" and len(typed) <= IN_A_LINE and self._unnamed(typed) else ""
        return self._made(
            row,
            window,
            today,
            about=about,
            what=_inside(said) or text(_("agreement")),
            reason=reason,
            typed=values.get("text"),
            because=values.get("reason"),
        )

    def _agreed(self, row: Row, today: date) -> str:
        """»fordi I aftalte det den 6. november«, »fordi Palle bad om det den 6. november«."""
        day = self._words.day(row.created_at.astimezone(COPENHAGEN).date(), today)
        if row.created_by != self._me:
            name = self._names.user(row.created_by).split(" ")[0]
            return self._words.text(_("because {name} asked for it on {day}"), name=name, day=day)
        return self._words.text(_("because it was agreed on {day}"), day=day)

    # -- notes

    def _notes(self, today: date) -> Iterator[tuple[Row, FollowUp]]:
        """One's own that say when to follow up, until a later note is about the same."""
        text = self._words.text
        found: list[Row] = []
        for kind in NOTES:
            page = self._records.page(
                kind,
                order="followup_on",
                where={"created_by": self._me},
                low=today - BACK,
                high=today + SOON + timedelta(days=1),
                limit=NOTES_AT_MOST,
            )
            found += page.rows
        followed = self._followed(found)
        for row in found:
            if row.rec not in followed:
                day = self._words.day(_held(row), today)
                yield (
                    row,
                    self._made(
                        row,
                        Window(row.values["followup_on"]),
                        today,
                        about=self._about(row.values),
                        what=text(_("follow-up")),
                        reason=text(_("because you wrote so in the note of {day}"), day=day),
                        because=row.values.get("followup_reason"),
                    ),
                )

    def _followed(self, notes: Sequence[Row]) -> set[bytes]:
        """Those of which a later note is about the same concern, child, family, or class at the same place."""
        same: dict[tuple[str, object], list[Row]] = {}
        for note in notes:
            if (key := _same(note)) is not None:
                same.setdefault(key, []).append(note)
        followed = set()
        for (name, value), asked in same.items():
            first = min(_began(note) for note in asked)
            for kind in (CONSULTATION,) if name == "family_code" else NOTES:
                later = self._records.page(
                    kind, order="occurred_at", where={name: value}, low=first, limit=LATER_AT_MOST
                ).rows
                followed |= {note.rec for note in asked if any(_follows(row, note, name) for row in later)}
        return followed

    # -- concerns

    def _quiet(self, today: date, told_of: Iterable[object]) -> Iterator[FollowUp]:
        """Open ones that one leads and that nobody has written about for a quarter."""
        known = set(told_of)
        page = self._records.page(
            "concern", order="noticed_on", descending=False, where={"status": "open", "lead_user": self._me},
            limit=AT_MOST,
        )  # fmt: skip
        rows = [row for row in page.rows if row.rec not in known]
        recs = [row.rec for row in rows]
        notes = [self._records.newest(kind, "concern", "occurred_at", recs) for kind in NOTES]
        assessed = self._records.newest("assessment", "concern", "assessed_on", recs)
        for row in rows:
            days = [row.created_at.astimezone(COPENHAGEN).date()]
            days += [held[row.rec].astimezone(COPENHAGEN).date() for held in notes if row.rec in held]
            days += [assessed[row.rec]] if row.rec in assessed else []
            window, text = rhythm(max(min(day, today) for day in days), CONCERN_MONTHS), self._words.text
            if _near(window, today):
                yield self._made(
                    row,
                    window,
                    today,
                    about=(self._concern(row), "child"),
                    what=text(_("follow-up")),
                    reason=text(_("every {n} months"), n=CONCERN_MONTHS),
                )

    # -- words

    def _about(self, held: Values) -> tuple[str, Sort]:
        """Whom or what it is about without a typed word about a child, and of which sort that is."""
        concern = held.get("concern")
        row = self._records.row("concern", concern) if isinstance(concern, bytes) else None
        if row is not None:
            return self._concern(row), "child"
        talk = held.get("consultation")
        kind = kind_of_note(self._records, talk)
        note = self._records.row(kind, talk) if kind and isinstance(talk, bytes) else None
        told_of = note.values if note is not None else held
        place = self._names.place(held.get("institution") or told_of.get("institution"))
        if told_of.get("subject"):
            said = self._words.about(told_of)
            joined = ", ".join(part for part in (said[:1].upper() + said[1:], place) if part)
            return joined, _SORTS.get(str(told_of["subject"]), "child")
        return place, "other"

    def _concern(self, row: Row) -> str:
        place = self._names.place(row.values.get("institution"))
        return ", ".join(part for part in (self._children.discreet_title(row.values.get("child")), place) if part)

    def _made(
        self, row: Row, window: Window, today: date, *, about: tuple[str, Sort], what: str, reason: str,
        typed: object = "", because: object = "",
    ) -> FollowUp:  # fmt: skip
        return FollowUp(
            about=about[0] or self._words.text(kind_of(row.kind).label),
            what=what,
            typed=str(typed or ""),
            reason=reason,
            because=str(because or ""),
            view=_VIEWS.get(row.kind, "reading"),
            target=row.rec,
            child=about[1] == "child",
            window=window,
            when=self._windows.line(window, today),
            tag=self._windows.tag(window, today),
            late=window.standing(today) == "late",
        )


def _inside(said: str) -> str:
    """Behind a colon: »ring til leder«, but »TVÆRS« as it is."""
    return said[:1].lower() + said[1:] if said[1:2].islower() or said[1:2] == " " else said


def _near(window: Window, today: date) -> bool:
    return (window.opens or window.closes) <= today + SOON


def _urgency(row: FollowUp, today: date) -> tuple[int, int, bool, str]:
    """By consequence: what is late, then what ends first; of two alike, the one about a child."""
    standing = row.window.standing(today)
    first = row.window.opens if standing == "later" and row.window.opens else row.window.closes
    return _ORDER[standing], first.toordinal(), not row.child, row.about


def _same(note: Row) -> tuple[str, object] | None:
    """What a later note must share with this one; None where nothing tells that it is about the same."""
    values = note.values
    for name in ("concern", "child", "family_code"):
        if values.get(name):
            return name, values[name]
    group = values.get("subject") == "group" and values.get("subject_label")
    return ("institution", values["institution"]) if group and values.get("institution") else None


def _follows(row: Row, note: Row, name: str) -> bool:
    later = row.rec != note.rec and row.created_at > note.created_at and _began(row) >= _began(note)
    return later and (name != "institution" or _alike(row.values.get("subject_label"), note.values["subject_label"]))


def _began(row: Row) -> datetime:
    occurred = row.values.get("occurred_at")
    return occurred if isinstance(occurred, datetime) else row.created_at


def _alike(one: object, other: object) -> bool:
    return isinstance(one, str) and isinstance(other, str) and one.casefold().strip() == other.casefold().strip()


def _held(row: Row) -> date:
    return _began(row).astimezone(COPENHAGEN).date()
