"""Approving one's own notes: a mark on this pc, and ten minutes later the finalise commit; until then it can be undone.

A note is approved as it was read: what was changed since then waits to be read again. Knows no window and no network.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from desktop.domain.kind import Kind
from desktop.domain.note_fields import BESIDE
from desktop.domain.registry import kind as kind_of
from desktop.domain.registry import kinds
from desktop.services.approval_marks import Mark, Marks
from desktop.services.approval_values import Approvable, ApprovePage, Late, Marked, Nudge, Signed, Standing
from desktop.services.casework import Consultations
from desktop.services.casework_values import ConsultationRow
from desktop.services.clock import Clock, from_ms
from desktop.services.drafts import CORRECTION, Drafts
from desktop.services.errors import NotAllowed, NotFound, told
from desktop.services.events import Events, RecordsChanged
from desktop.services.field_words import FieldWords
from desktop.services.lineage import divided, unshown
from desktop.services.note_kinds import began
from desktop.services.session import Names
from desktop.services.spaces import Spaces
from desktop.services.wording import Wording, places
from desktop.services.writing import Change, Writing, base, dots_of
from desktop.store.records import Found, Records, Row
from desktop.texts import _
from sync import approval
from sync.model import Dot
from sync.record import RecordView

WAIT = timedelta(minutes=10)
#: After this an unapproved note is spoken of (OFL § 13: while it is fresh).
FRESH = timedelta(hours=24)
AT_ONCE = 60
IN_ONE_COMMIT = 200


class Approving:
    """What waits to be approved on this pc, and what was."""

    def __init__(
        self,
        records: Records,
        writing: Writing,
        marks: Marks,
        consultations: Consultations,
        spaces: Spaces,
        names: Names,
        words: Wording,
        fields: FieldWords,
        drafts: Drafts,
        events: Events,
        clock: Clock,
        me: bytes,
    ) -> None:
        self._records, self._writing, self._marks, self._drafts = records, writing, marks, drafts
        self._consultations, self._spaces, self._names = consultations, spaces, names
        self._words, self._fields, self._events, self._clock, self._me = words, fields, events, clock, me

    @told()
    def page(self, limit: int = AT_ONCE) -> ApprovePage:
        """Own notes that are not approved, the newest first; (R)."""
        if not self._may():
            return ApprovePage((), False, False)
        marks, rows, more = {(mark.kind, mark.rec): mark for mark in self._marks.all()}, list[Row](), False
        for kind in _approved_kinds():
            page = self._records.page(kind.name, where={"created_by": self._me}, unapproved_only=True, limit=limit)
            rows += page.rows
            more = more or page.next is not None
        rows.sort(key=lambda row: (row.created_at, row.rec), reverse=True)
        more, rows = more or len(rows) > limit, rows[:limit]
        notes, begun = self._consultations.rows(tuple(rows)), self._begun()
        shown = tuple(
            self._approvable(note, found, marks.get((row.kind, row.rec)), begun)
            for row, note in zip(rows, notes, strict=True)
            if (found := self._records.get(row.kind, row.rec, row.space)) is not None
        )
        shown = tuple(sorted(shown, key=lambda one: one.note.occurred_at.timestamp(), reverse=True))
        return ApprovePage(shown, more, True)

    @told()
    def approve(self, notes: Sequence[Approvable]) -> Marked:
        """Marks `notes` as approved; they are final in ten minutes; (W). Raises NotAllowed.

        One that was changed since it was shown, or cannot be approved, is left as it is and counted.
        """
        now, marks, begun = self._clock.utc(), dict[tuple[str, bytes], Mark](), self._begun()
        for note in notes:
            found = self._records.get(note.kind, note.note.rec)
            if found is not None and not self._spaces.can_approve(found.space):
                raise NotAllowed
            if found is not None and self._as_seen(found, note.seen) and not self._problem(found, begun):
                marks[note.kind, note.note.rec] = Mark(note.kind, note.note.rec, now, note.seen)
        self._marks.keep(marks.values())
        self._told(tuple(marks))
        return Marked(tuple(marks), now + WAIT, len(notes) - len(marks))

    @told()
    def undo(self, notes: Iterable[tuple[str, bytes]]) -> int:
        """Takes the marks off again; how many there were: one that is final stays so; (W)."""
        marked = {(mark.kind, mark.rec) for mark in self._marks.all()}
        back = [(kind, rec) for kind, rec in notes if (kind, rec) in marked]
        self._marks.drop(back)
        self._told(back)
        return len(back)

    @told()
    def due_in(self) -> float | None:
        """Seconds until the next one is final, None while none is marked; (R)."""
        now = self._clock.utc()
        # A mark of the future was made before the clock was set back.
        waits = [min(max(mark.at + WAIT - now, timedelta(0)), WAIT) for mark in self._marks.all()]
        return min(waits).total_seconds() if waits else None

    @told()
    def carry_out(self) -> int:
        """Makes final what was marked ten minutes ago or longer; (W). How many; what was changed since is unmarked."""
        now, due, dropped = self._clock.utc(), dict[bytes, list[tuple[Mark, Found]]](), list[Mark]()
        marks, begun = self._marks.all(), self._begun()
        self._marks.keep(replace(mark, at=now) for mark in marks if mark.at > now)
        for mark in marks:
            if mark.at + WAIT > now:
                continue
            found = self._records.get(mark.kind, mark.rec)
            if found is None or not self._as_seen(found, mark.seen) or self._problem(found, begun):
                dropped.append(mark)
            else:
                due.setdefault(found.space, []).append((mark, found))
        gone = [(mark.kind, mark.rec) for mark in dropped]
        self._marks.drop(gone)
        made = sum(self._finalise(space, of) for space, of in due.items())
        self._told(gone)
        return made

    @told()
    def nudge(self) -> Nudge | None:
        """Own notes that are a day old and neither approved nor marked; None without any, or without the right; (R)."""
        if not self._may():
            return None
        marked, before = {mark.rec for mark in self._marks.all()}, self._clock.utc() - FRESH
        rows, more = list[Row](), False
        for kind in _approved_kinds():
            where = {"created_by": self._me}
            page = self._records.page(
                kind.name, where=where, unapproved_only=True, high=before, descending=False, limit=AT_ONCE
            )
            rows += [row for row in page.rows if row.rec not in marked]
            more = more or page.next is not None
        return Nudge(len(rows), more, min(map(began, rows))) if rows else None

    @told()
    def standing(self, kind: str, rec: bytes) -> Standing:
        """How far one note is; (R). Raises NotFound."""
        found, row = self._records.get(kind, rec), self._records.row(kind, rec)
        if found is None or row is None:
            raise NotFound
        view, approvable = found.view, None
        mine = row.created_by == self._me and not view.approved and not view.withdrawn
        if mine and self._spaces.can_approve(found.space):
            marks = {mark.rec: mark for mark in self._marks.all()}
            approvable = self._approvable(self._consultations.rows((row,))[0], found, marks.get(rec), self._begun())
        return Standing(
            signed=tuple(self._signed(view)),
            late=tuple(self._late(kind_of(kind), view)),
            approvable=approvable,
            divided=divided(view, beside="text"),
            journal_ref=str(row.values.get("journal_ref") or ""),
            journalised_at=row.values.get("journalised_at"),
            newer=unshown(kind_of(kind), view),
        )

    # -- behind the methods

    def _may(self) -> bool:
        return any(space.can_approve for space in self._spaces.all())

    def _finalise(self, space: bytes, due: Sequence[tuple[Mark, Found]]) -> int:
        for start in range(0, len(due), IN_ONE_COMMIT):
            part = due[start : start + IN_ONE_COMMIT]
            changes = [
                Change(kind_of(mark.kind), mark.rec, "finalise", {}, final=_dots(found.view, self._me))
                for mark, found in part
            ]
            notes = [(mark.kind, mark.rec) for mark, _found in part]
            self._writing.commit(space, changes, beside=partial(self._unmark, notes))
        return len(due)

    def _unmark(self, notes: Sequence[tuple[str, bytes]], _commit: object) -> None:
        self._marks.drop(notes)

    def _as_seen(self, found: Found, seen: bytes) -> bool:
        """Whether nothing that is signed was changed since `seen`."""
        return _said(base(found.view)) == _said(self._writing.now_seen(found.space, seen))

    def _begun(self) -> frozenset[object]:
        """The notes that are being corrected: asked for once, however many notes are looked at."""
        return self._drafts.begun(CORRECTION)

    def _approvable(
        self, note: ConsultationRow, found: Found, mark: Mark | None, begun: frozenset[object]
    ) -> Approvable:
        final_at = mark.at + WAIT if mark is not None else None
        return Approvable(found.view.kind, note, base(found.view), final_at, self._problem(found, begun))

    def _problem(self, found: Found, begun: frozenset[object]) -> str:
        text, view = self._words.text, found.view
        if view.withdrawn:
            return text(_("It was removed."))
        if view.approved:
            return text(_("It is approved already."))
        if not self._spaces.can_approve(found.space):
            return text(_("You may write here, but not approve."))
        if unshown(kind_of(view.kind), view):
            return text(_("A newer version of Rød Tråd wrote a part of it. Update the program first."))
        if torn := divided(view):
            return text(_("It was changed in {places}. Settle that first."), places=places(torn))
        if view.rec in begun:
            return text(_("You have begun to correct it. Save that, or throw the draft away, first."))
        return ""

    def _signed(self, view: RecordView) -> Iterator[Signed]:
        for version in approval.signed(view):
            last = [revs[-1] for group, revs in version.text.items() if group == "text"]
            text = str(last[0].revision.set["text"].get("text", "")) if last else ""
            who = tuple(dict.fromkeys(self._names.user(rev.user) for rev in version.by))
            yield Signed(who, from_ms(version.by[0].at[0]), text, bool(version.missing))

    def _late(self, kind: Kind, view: RecordView) -> Iterator[Late]:
        """What came after the approval, and in a kind that its author alone edits what others propose."""
        late = approval.late(view)
        for group, shown in view.groups.items():
            if group in BESIDE or not kind.in_group(group):
                continue
            for one in (*late.get(group, ()), *(one for one in shown.survivors if one.proposal)):
                label, said = self._fields.label(kind, group), self._fields.group(kind, group, one.value)
                yield Late(label, said, self._names.user(one.user), from_ms(one.at[0]), one.proposal)

    def _told(self, notes: Sequence[tuple[str, bytes]]) -> None:
        if notes:
            self._events.emit(RecordsChanged(frozenset(kind for kind, _rec in notes), frozenset(r for _k, r in notes)))


def _approved_kinds() -> list[Kind]:
    return [kind for kind in kinds().values() if kind.amendable]


def _dots(view: RecordView, me: bytes) -> list[Dot]:
    """What a finalise of `me` signs: everything that stands, in an own kind what the signer wrote."""
    return sorted(
        {
            dot
            for group, shown in view.groups.items()
            if group not in BESIDE
            for one in shown.survivors
            if not one.proposal
            for dot, by in ((one.dot, one.user), *((rev.dot, rev.user) for rev in one.same))
            if not view.rule.own or by == me
        }
    )


def _said(seen: bytes) -> frozenset[Dot]:
    """The dots of a `base` that a finalise signs."""
    return frozenset(dot for group, dots in dots_of(seen).items() if group not in BESIDE for dot in dots)
