"""How one thing to come back to reads in words: whom it is about, what, until when, and why.

Titles and reasons hold nothing that somebody typed about a child (docs/decisions/004); what was typed is told apart.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from desktop.domain.registry import kind as kind_of
from desktop.domain.windows import CONCERN_MONTHS, Window
from desktop.services.children import Children
from desktop.services.clock import COPENHAGEN
from desktop.services.note_kinds import began, kind_of_note
from desktop.services.session import Names
from desktop.services.window_words import WindowWords
from desktop.services.wording import Values, Wording
from desktop.store.records import Records, Row
from desktop.texts import _, inside

View = Literal["agreements", "reading", "concern", "settle"]
Sort = Literal["child", "group", "other"]
_VIEWS: dict[str, View] = {"agreement": "agreements", "concern": "concern"}
_SORTS: dict[str, Sort] = {"group": "group", "staff": "other"}
IN_A_LINE = 60
"""Longer words of people are not put into a title."""


@dataclass(frozen=True)
class FollowUp:
    """One thing to come back to. `typed`, `because` and `owner` are what people wrote, "" for nothing; the rest is
    discreet.

    `does` says that somebody without an account does it, `owner` who that is; `kind` is that of what is to be settled,
    "" where nothing is.
    """

    about: str
    what: str
    typed: str
    reason: str
    because: str
    view: View
    target: bytes
    child: bool
    window: Window
    when: str
    tag: str
    late: bool
    does: str = ""
    owner: str = ""
    kind: str = ""


class FollowUpWords:
    """Says them in one language."""

    def __init__(
        self,
        records: Records,
        children: Children,
        unnamed: Callable[[str], bool],
        names: Names,
        words: Wording,
        me: bytes,
    ) -> None:
        self._records, self._children, self._unnamed, self._names = records, children, unnamed, names
        self._words, self._windows, self._me = words, WindowWords(words), me

    def row(self, row: Row, window: Window, today: date, torn: Row | None = None) -> FollowUp:
        """A record of an agreement, a note or a concern; of `torn` settling is put off with it; (R)."""
        about, sort = self._about(torn or row)
        what, reason, typed, because = self._put_off() if torn else self._said(row, sort, today)
        owner = "" if row.values.get("owner_user") else str(row.values.get("owner_name") or "")
        return FollowUp(
            about=about or self._words.text(kind_of((torn or row).kind).label),
            what=what,
            typed=typed,
            reason=reason,
            because=because,
            view="settle" if torn else _VIEWS.get(row.kind, "reading"),
            target=torn.rec if torn else row.rec,
            child=sort == "child",
            window=window,
            when=self._windows.line(window, today),
            tag=self._windows.tag(window, today),
            late=window.standing(today) == "late",
            does=self._does(owner) if owner else "",
            owner=self._words.text(_("{name} does it"), name=owner) if owner else "",
            kind=torn.kind if torn else "",
        )

    def _put_off(self) -> tuple[str, str, str, str]:
        text = self._words.text
        return inside(text(_("Settle which text holds"))), text(_("because you put it off")), "", ""

    def _said(self, row: Row, sort: Sort, today: date) -> tuple[str, str, str, str]:
        """What it is and why, discreetly, and the same as people typed it."""
        text, values = self._words.text, row.values
        if row.kind == "concern":
            return text(_("follow-up")), text(_("every {n} months"), n=CONCERN_MONTHS), "", ""
        if row.kind != "agreement":
            day = self._words.day(began(row).astimezone(COPENHAGEN).date(), today)
            reason = text(_("because you wrote so in the note of {day}"), day=day)
            return text(_("follow-up")), reason, "", str(values.get("followup_reason") or "")
        typed = " ".join(str(values.get("text") or "").split())
        # words about no child, family or class may stand in a list, where they name nobody
        shown = typed if sort == "other" and len(typed) <= IN_A_LINE and self._unnamed(typed) else ""
        return inside(shown) or text(_("agreement")), self._agreed(row, today), typed, str(values.get("reason") or "")

    def _does(self, owner: str) -> str:
        """»Lis Leder gør det« of a contact, »mor gør det« where no name stands; a parent's name stands in no list."""
        if (owner.islower() and self._unnamed(owner)) or self._records.count("person", {"name": owner}):
            return self._words.text(_("{name} does it"), name=owner)
        return self._words.text(_("somebody else does it"))

    def _agreed(self, row: Row, today: date) -> str:
        """»fordi I aftalte det den 6. november«, »fordi Palle bad om det den 6. november«."""
        day = self._words.day(row.created_at.astimezone(COPENHAGEN).date(), today)
        if row.created_by != self._me:
            name = self._names.first_name(row.created_by)
            return self._words.text(_("because {name} asked for it on {day}"), name=name, day=day)
        return self._words.text(_("because it was agreed on {day}"), day=day)

    def _about(self, row: Row) -> tuple[str, Sort]:
        """Whom or what it is about without a typed word about a child, and of which sort that is."""
        held: Values = row.values
        about = held.get("concern")
        concern = row if row.kind == "concern" else self._row("concern", about)
        if concern is not None:
            return self._concern(concern), "child"
        talk = held.get("consultation")
        kind = kind_of_note(self._records, talk)
        note = self._row(kind, talk) if kind else None
        told_of = note.values if note is not None else held
        where = row.rec if row.kind == "institution" else held.get("institution") or told_of.get("institution")
        place = self._names.place(where)
        if told_of.get("subject"):
            said = self._words.about(told_of)
            joined = ", ".join(part for part in (said[:1].upper() + said[1:], place) if part)
            return joined, _SORTS.get(str(told_of["subject"]), "child")
        return place, "other"

    def _row(self, kind: str, rec: object) -> Row | None:
        return self._records.row(kind, rec) if isinstance(rec, bytes) and rec else None

    def _concern(self, row: Row) -> str:
        place = self._names.place(row.values.get("institution"))
        return ", ".join(part for part in (self._children.discreet_title(row.values.get("child")), place) if part)
