"""Correcting a note that is not approved: its form as it was written, and one commit of what differs; knows no window.

What it brought along are records of their own: one's open agreements and one's answer on a scale are in the form too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from desktop.domain.note_fields import BESIDE
from desktop.domain.note_rules import BELONGS, fitting
from desktop.domain.registry import kind as kind_of
from desktop.services.children import Children
from desktop.services.editing import Editor, demand
from desktop.services.errors import Approved, NotAllowed, NotFound, told
from desktop.services.families import Families
from desktop.services.note_forms import (
    AGREEMENT,
    ASSESSMENT,
    CHILD,
    SCALE_BASE,
    SCALE_REC,
    Parts,
    agreement_name,
    agreement_row,
    standing_rows,
)
from desktop.services.note_kinds import kind_of_note
from desktop.services.note_making import NoteMaking
from desktop.services.readlog import ReadLog
from desktop.services.session import Names
from desktop.services.spaces import Spaces
from desktop.services.undo import referring, token
from desktop.services.values import Problem, Saved
from desktop.services.wording import ABOUT_CHILDREN
from desktop.services.writing import Change, Writing, base, dots_of, edits, in_hand
from desktop.store.records import Found, Records, Row

Values = Mapping[str, object]


@dataclass(frozen=True)
class Correction:
    """A note for its form, by the names of `note_forms`. `base` goes back with the save; `about` is its concern's.

    `space`: what it is called where the note `lives`, for ever.
    """

    kind: str
    values: dict[str, object]
    base: bytes
    space: str
    about: str = ""
    lives: bytes = b""


@dataclass(frozen=True)
class News:
    """What happened to a note since its form was opened: who changed it, and whether it can be corrected still."""

    by: tuple[str, ...] = ()
    approved: bool = False
    removed: bool = False


class NoteCorrecting:
    """What one person corrects in notes."""

    def __init__(
        self,
        records: Records,
        writing: Writing,
        editor: Editor,
        making: NoteMaking,
        families: Families,
        children: Children,
        spaces: Spaces,
        names: Names,
        readlog: ReadLog,
        me: bytes,
    ) -> None:
        self._records, self._writing, self._editor, self._making = records, writing, editor, making
        self._families, self._children, self._spaces = families, children, spaces
        self._names, self._readlog, self._me = names, readlog, me

    @told()
    def open(self, rec: bytes, draft: Values | None = None) -> Correction:
        """The form of a note, as it stands or, for a `draft` of it, as it stood when that was begun; (W).

        Opening one about a child writes a line in the read log. Raises NotFound.
        """
        found, row = self._find(rec)
        if row.values.get("subject") in ABOUT_CHILDREN:
            self._readlog.opened(row.kind, rec)
        began = (draft or {}).get("base")
        seen = self._writing.now_seen(found.space, began) if isinstance(began, bytes) else base(found.view)
        values = in_hand(kind_of(row.kind), found.view, self._me, seen)
        if isinstance(child := values.get("child"), bytes):
            known = self._children.values(child) or {}
            values |= {name: known[name] for name in CHILD if known.get(name)}
        parts = self._parts(rec) if draft is None else self._begun(draft)
        where = self._spaces.names().get(found.space, "")
        concern = self._records.row("concern", told_of) if isinstance(told_of := values.get("concern"), bytes) else None
        about = self._children.title(concern.values.get("child")) if concern is not None else ""
        return Correction(row.kind, values | parts, seen, where, about, found.space)

    @told()
    def news(self, rec: bytes, base: bytes) -> News:
        """What came of the note since the form of `base` was opened; (R)."""
        kind = kind_of_note(self._records, rec)
        found = self._records.get(kind, rec) if kind else None
        if found is None or found.view.withdrawn:
            return News(removed=True)
        seen = dots_of(self._writing.now_seen(found.space, base))
        by = {
            survivor.user
            for group, shown in found.view.groups.items()
            if group not in BESIDE
            for survivor in shown.survivors
            if not set(survivor.dots) & set(seen.get(group, ()))
        }
        return News(tuple(sorted(map(self._names.user, by))), found.view.approved)

    def check(self, kind: str, values: dict[str, object]) -> tuple[Problem, ...]:
        """What must or might be mended before saving, each beside its field in the form; pure, any thread."""
        return self._making.check(kind, values)

    @told()
    def save(self, rec: bytes, values: dict[str, object], draft: str | None = None, base: bytes = b"") -> Saved:
        """Writes what differs from what the form of `base` showed; what others wrote since stays beside it; (W).

        Raises Invalid, NotFound, NotAllowed, Approved, NoRoom.
        """
        found, row = self._find(rec)
        if found.view.approved:
            raise Approved
        kind = kind_of(row.kind)
        if kind.own and row.created_by != self._me:
            raise NotAllowed
        seen = self._writing.now_seen(found.space, base)
        whole = fitting({**dict.fromkeys(BELONGS), **in_hand(kind, found.view, self._me, seen), **values})
        demand(self._making.check(row.kind, whole))
        parts = self._making.apart(row.kind, whole)
        demand(self._families.check(parts.note.get("family_code"), parts.note.get("over_reason"), rec))
        changes = list(self._changes(found, row, parts, whole, seen))
        if not changes:
            self._writing.nothing(draft)
            return Saved(rec, b"")
        commit = self._writing.commit(found.space, changes, draft)
        return Saved(rec, token(commit, changes))

    # -- behind the methods

    def _find(self, rec: bytes) -> tuple[Found, Row]:
        kind = kind_of_note(self._records, rec)
        if kind is None:
            raise NotFound
        return self._editor.find(kind, rec)

    def _parts(self, rec: bytes) -> dict[str, object]:
        """One's own open agreements of the note, the first made first, and one's answer on a scale."""
        values: dict[str, object] = {}
        of_note: dict[str, object] = {"consultation": rec, "created_by": self._me}
        agreed = sorted(self._records.all("agreement", where=of_note | {"status": "open"}), key=_made)
        for number, row in enumerate(agreed, 1):
            values |= self._agreement(number, row.rec)
        for row in sorted(self._records.all("assessment", where=of_note), key=_made)[:1]:
            values |= self._answer(row.rec)
        return values

    def _begun(self, draft: Values) -> dict[str, object]:
        """The same records as when the draft was begun, as they stood then."""
        values: dict[str, object] = {}
        for number, (rec, seen) in standing_rows(draft).items():
            values |= self._agreement(number, rec, seen)
        if isinstance(answer := draft.get(SCALE_REC), bytes):
            values |= self._answer(answer, _bytes(draft.get(SCALE_BASE)))
        return values

    def _agreement(self, number: int, rec: bytes, seen: bytes = b"") -> dict[str, object]:
        found = self._records.get("agreement", rec)
        if found is None:
            return {}
        seen = self._writing.now_seen(found.space, seen) or base(found.view)
        held = in_hand(kind_of("agreement"), found.view, self._me, seen)
        named = {agreement_name(number, "rec"): rec, agreement_name(number, "base"): seen}
        return agreement_row(number, held) | named

    def _answer(self, rec: bytes, seen: bytes = b"") -> dict[str, object]:
        found = self._records.get("assessment", rec)
        if found is None:
            return {}
        seen = self._writing.now_seen(found.space, seen) or base(found.view)
        held = in_hand(kind_of("assessment"), found.view, self._me, seen)
        return {name: held.get(of) for name, of in ASSESSMENT.items()} | {SCALE_REC: rec, SCALE_BASE: seen}

    def _changes(self, found: Found, row: Row, parts: Parts, values: Values, seen: bytes) -> Iterator[Change]:
        rec, kind = found.view.rec, kind_of(row.kind)
        rows = standing_rows(values)
        agreed = {number: self._records.get("agreement", one) for number, (one, _base) in rows.items()}
        gone = {number for number, one in agreed.items() if one is None or one.view.withdrawn}
        new = {number: held for number, held in parts.agreements.items() if number not in rows}
        for number in gone:  # removed meanwhile: what was written into it since is an agreement of its own
            removed = agreed[number]
            if removed is None or [*self._edited("agreement", removed, _whole(number, values), rows[number][1])]:
                new[number] = parts.agreements[number]
        answered = values.get(SCALE_REC)
        made = replace(parts, agreements=new, assessment={} if answered else parts.assessment)
        note, beside = self._making.made(rec, made)
        change = edits(kind, found.view, note, seen, self._me)
        if change is not None:
            yield change
        yield from beside
        yield from self._child_left(row, note.get("child"))
        for number, agreement in agreed.items():
            if agreement is not None and number not in gone:
                yield from self._edited("agreement", agreement, _whole(number, values), rows[number][1])
        answer = self._records.get("assessment", answered) if isinstance(answered, bytes) else None
        if answer is not None and not answer.view.withdrawn:
            said = self._making.answer(parts, rec)
            yield from self._edited("assessment", answer, said, _bytes(values.get(SCALE_BASE)))

    def _edited(self, kind: str, found: Found, values: dict[str, object], seen: bytes) -> Iterator[Change]:
        seen = self._writing.now_seen(found.space, seen)
        held = in_hand(kind_of(kind), found.view, self._me, seen)
        if kind == "assessment" and all(held.get(name) == values.get(name) for name in ("scale", "value")):
            values = values | {"version": held.get("version")}  # an answer stays in the edition it was given in
        change = edits(kind_of(kind), found.view, values, seen, self._me)
        if change is not None:
            yield change

    def _child_left(self, row: Row, child: object) -> Iterator[Change]:
        """The name that a note is not about any more goes too, where nothing else is about that child."""
        before = row.values.get("child")
        found = self._records.get("child", before) if isinstance(before, bytes) and before != child else None
        if found is None or found.view.withdrawn or any(rev.user != self._me for rev in found.view.history):
            return
        if sum(self._records.count(kind, {field: before}) for kind, field in referring("child")) == 1:
            yield self._editor.withdrawal("child", found)


def _whole(number: int, values: Values) -> dict[str, object]:
    """An agreement of the form with what was emptied in it."""
    return {name: values.get(agreement_name(number, name)) or None for name in AGREEMENT}


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""


def _made(row: Row) -> tuple[object, bytes]:
    return row.created_at, row.rec
