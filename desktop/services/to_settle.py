"""What was rewritten in two places, in words: every version by name and time beside what stood before; no choice made.

It reads; what people do about it is `settling`.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

from desktop.domain.collation import da_key
from desktop.domain.kind import Kind
from desktop.domain.registry import kind as kind_of
from desktop.services.asking import Asking
from desktop.services.clock import from_ms
from desktop.services.editing import Editor
from desktop.services.errors import told
from desktop.services.field_words import FieldWords, hidden
from desktop.services.lineage import Question, Side, before, closing, divided, origin, overs, questions
from desktop.services.note_kinds import NOTES
from desktop.services.outrows import Titles
from desktop.services.readlog import ReadLog
from desktop.services.session import Names
from desktop.services.settling import AT_MOST, BOTH, put_off, waiting
from desktop.services.settling_values import Also, Part, SettlePage, SettleRow, SideShown
from desktop.services.spaces import Spaces
from desktop.services.wording import Wording, places
from desktop.services.writing import base_of
from desktop.store.records import Found, Records, Row
from desktop.texts import _
from sync.record import RecordView, Rev, Survivor
from sync.revision import Fields

SHORT = 40
#: Further than this from when it was written, it is said when a change reached the server: why, nobody knows.
LATE_MS = 5 * 60 * 1000
#: Records about a child, or notes of a talk: opening their versions is opening them.
ABOUT = frozenset({"concern", "child", "assessment", *NOTES})
SAME = MappingProxyType(
    {
        "agreement": _("the same agreement"),
        "concern": _("the same concern"),
        "child": _("who the same concern is about"),
        "consultation": _("the same note"),
        "ppr_consultation": _("the same note"),
        "institution": _("the same institution"),
        "person": _("the same contact person"),
    }
)
WHAT = MappingProxyType(
    {
        "agreement": _("An agreement"),
        "concern": _("A concern"),
        "child": _("Who a concern is about"),
        "consultation": _("A note"),
        "ppr_consultation": _("A note"),
        "institution": _("An institution"),
        "person": _("A contact person"),
    }
)


class ToSettle:
    """Reads what stands against each other."""

    def __init__(
        self,
        records: Records,
        editor: Editor,
        spaces: Spaces,
        names: Names,
        titles: Titles,
        words: Wording,
        fields: FieldWords,
        asking: Asking,
        readlog: ReadLog,
        me: bytes,
    ) -> None:
        self._records, self._editor, self._spaces, self._names = records, editor, spaces, names
        self._titles, self._words, self._fields, self._asking = titles, words, fields, asking
        self._readlog, self._me = readlog, me

    @told()
    def rows(self) -> tuple[SettleRow, ...]:
        """Every record that was rewritten in two places, the newest first, without a word about a child; (R)."""
        found = sorted(waiting(self._records), key=lambda row: (row.created_at, row.rec), reverse=True)
        return tuple(self._row(row) for row in found[:AT_MOST])

    @told()
    def open(self, kind: str, rec: bytes) -> SettlePage:
        """The first question of a record; (W): of one about a child it leaves a line in the read log."""
        if kind in ABOUT:
            self._readlog.opened(kind, rec)
        return self.read(kind, rec)

    @told()
    def read(self, kind: str, rec: bytes) -> SettlePage:
        """The same for a page that is open already; (R). Raises NotFound."""
        found, row = self._editor.find(kind, rec)
        declared, view = kind_of(kind), found.view
        asked = questions(view)
        first = asked[0] if asked else None
        kept = hidden(kind, row.values)
        sides = [self._side(declared, found, side, kept) for side in first.sides] if first else []
        owners = {rev.user for rev in view.history if rev.act == "create"} if view.rule.own else {self._me}
        return SettlePage(
            kind=kind,
            rec=rec,
            what=self._words.text(SAME.get(kind, _("the same record"))),
            names=self._who(first) if first else (),
            about=self._titles.of([(kind, rec)]),
            before=self._before(declared, view, first, kept) if first else None,
            sides=tuple(sorted(sides, key=lambda side: (not side.mine, da_key(side.called)))),
            also=tuple(self._also(declared, row, view, first)) if first else (),
            seen=base_of(overs(first)) if first else b"",
            left=max(0, len(asked) - 1),
            can_choose=self._spaces.can_write(found.space) and self._me in owners,
            both=kind in BOTH,
            asked=self._asking.of(declared, first.groups) if first else (),
            put_off=put_off(self._records, rec, self._me),
            refers=_refers(row),
        )

    # -- behind the methods

    def _row(self, row: Row) -> SettleRow:
        found = self._records.get(row.kind, row.rec, row.space)
        asked = questions(found.view) if found is not None else ()
        what = self._words.text(WHAT.get(row.kind, _("A record")))
        torn = divided(found.view) if found is not None else 2
        title = self._words.text(_("{what} was changed in {places}"), what=what, places=places(torn))
        place = self._names.place(row.values.get("institution"))
        names = self._who(asked[0]) if asked else ()
        said = self._words.text(_("{names} have each written a text"), names=self._in_a_row(names)) if names else ""
        return SettleRow(
            title,
            " · ".join(part for part in (place, said) if part),
            row.kind,
            row.rec,
            put_off(self._records, row.rec, self._me),
        )

    def _in_a_row(self, names: tuple[str, ...]) -> str:
        """»Du, Mona og Palle«."""
        *first, last = names
        said = self._words.text(_("{first} and {last}"), first=", ".join(first), last=last) if first else last
        return said[:1].upper() + said[1:]

    def _who(self, question: Question) -> tuple[str, ...]:
        """You first, then the others by first name."""
        people = dict.fromkeys(side.by for side in question.sides)
        names = (self._names.first_name(user) for user in people if user != self._me)
        others = sorted(names, key=da_key)
        return (self._words.text(_("you")), *others) if self._me in people else tuple(others)

    def _side(self, kind: Kind, found: Found, side: Side, kept: frozenset[str]) -> SideShown:
        rev = side.rev
        wire = {group: one.value for group, one in side.values.items()}
        return SideShown(
            key=base_of({group: one.dots for group, one in side.values.items()}),
            who=self._names.user(side.by),
            mine=side.by == self._me,
            when=from_ms(rev.at[0]),
            received=_received(rev),
            parts=self._parts(kind, wire, kept),
            called=self._names.first_name(side.by),
        )

    def _before(self, kind: Kind, view: RecordView, question: Question, kept: frozenset[str]) -> SideShown | None:
        stood = before(view, question)
        if not stood:
            return None
        newest = max(stood.values(), key=lambda rev: rev.order)
        wire = {group: rev.revision.set[group] for group, rev in stood.items()}
        return SideShown(
            b"", self._names.user(newest.user), newest.user == self._me, from_ms(newest.at[0]), None,
            self._parts(kind, wire, kept),
        )  # fmt: skip

    def _parts(self, kind: Kind, wire: Mapping[str, Fields], kept: frozenset[str]) -> tuple[Part, ...]:
        return tuple(
            Part(self._fields.label(kind, group), self._fields.group(kind, group, value, kept))
            for group, value in wire.items()
        )

    def _also(self, kind: Kind, row: Row, view: RecordView, question: Question) -> Iterator[Also]:
        """What the others wrote besides: other parts of the record, and notes on what it is about."""
        stood = before(view, question)
        since = max((rev.order for rev in stood.values()), default=(0,))
        people = {side.by for side in question.sides} - {self._me}
        closed = tuple(self._closed(kind, row, view, question))
        yield from closed
        for user in sorted(people):
            groups: dict[str, Survivor] = {
                group: one
                for group, shown in view.groups.items()
                for one in shown.survivors
                if one.user == user
                and not shown.conflict
                and group in kind.groups
                and not (closed and group == "status")
                and (one.hlc, *one.dot) > since
                and not any(rev.act == "create" and rev.dot == one.dot for rev in view.history)
            }
            name = self._names.first_name(user)
            if groups:
                said = _("{name} has also changed: {fields}. It has come in.")
                kept = hidden(kind.name, row.values)
                told = ", ".join(self._told(kind, group, one.value, kept) for group, one in groups.items())
                yield Also(self._words.text(said, name=name, fields=told))
            about = row.rec if kind.name == "concern" else row.values.get("concern")
            if kind.name not in NOTES and about:
                moment = from_ms(max((rev.at[0] for rev in stood.values()), default=0))
                yield from self._notes(about, user, name, moment)

    def _closed(self, kind: Kind, row: Row, view: RecordView, question: Question) -> Iterator[Also]:
        """Who closed what the texts are of, also where that is oneself or somebody who wrote none of them (S17)."""
        shown = view.groups.get("status")
        if shown is None or shown.conflict or row.values.get("status") in (None, "open"):
            return
        by, status = origin(view, "status", shown.survivors[0]).user, self._fields.group(kind, "status", shown.value)
        said = _("{name} has closed it: {status}. That stands whichever text is kept.")
        alone = _("If you keep several, only the one that {name} wrote is closed.")
        if by == self._me:
            said = _("You have closed it: {status}. That stands whichever text is kept.")
            alone = _("If you keep several, only your own is closed.")
        name, own = self._names.first_name(by), closing(view, question) if kind.name in BOTH else None
        words = [self._words.text(said, name=name, status=status)]
        if own is not None and own.by == {by}:
            words.append(self._words.text(alone, name=name))
        yield Also(" ".join(words))

    def _told(self, kind: Kind, group: str, value: Fields, kept: frozenset[str]) -> str:
        """»status (Gennemført)«: what it says stands behind it where that is short."""
        label, words = self._words.groups(kind, [group]), self._fields.group(kind, group, value, kept)
        return f"{label} ({words})" if len(words) <= SHORT else label

    def _notes(self, concern: bytes, user: bytes, name: str, since: datetime) -> Iterator[Also]:
        for kind in NOTES:
            for note in self._records.all(kind, where={"concern": concern}):
                if note.created_by == user and note.created_at > since:
                    said = _("{name} has also written a note about the child. It has come in.")
                    yield Also(self._words.text(said, name=name), "reading", note.rec)


def _received(rev: Rev) -> datetime | None:
    """When a change reached the server, where that is another time than its author's clock said."""
    if rev.received_ms is None or abs(rev.received_ms - rev.at[0]) <= LATE_MS:
        return None
    return from_ms(rev.received_ms)


def _refers(row: Row) -> dict[str, object]:
    """What says whom a record is about."""
    if row.kind in NOTES:
        return {"consultation": row.rec}
    if row.kind in ("concern", "child"):
        return {row.kind: row.rec}
    return {name: row.values.get(name) for name in ("concern", "consultation", "child")}
