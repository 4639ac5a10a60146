"""Undo of a save: a create is withdrawn, an edit gets its former values written over it (docs/format.md, M12)."""

import uuid
from collections.abc import Sequence
from functools import cache

from desktop.domain.fields import Reference
from desktop.domain.kind import UNDONE
from desktop.domain.note_fields import BESIDE
from desktop.domain.registry import kind as kind_of
from desktop.domain.registry import kinds
from desktop.services.clock import Clock
from desktop.services.errors import CannotUndo, told
from desktop.services.events import DraftsChanged, Events
from desktop.services.note_forms import put_together
from desktop.services.note_kinds import CONSULTATION, NOTES
from desktop.services.writing import Change, Writing
from desktop.store.drafts import Drafts
from desktop.store.records import Found, Records
from desktop.texts import Message, _
from sync import codec
from sync.approval import signed
from sync.compose import compose
from sync.errors import Malformed, Refused
from sync.merge import Rev
from sync.model import Commit, Dot
from sync.revision import Fields

_LIMIT = 1 << 16
#: What a note brings along, and a correction of it can too: of these only an agreement has a form without the note.
PARTS = frozenset({"child", "agreement", "assessment"})
#: Whose form asks who it is shared with, and whose draft keeps the answer as `space`.
SHARED = frozenset({CONSULTATION, "institution", "person"})


def token(commit: Commit, changes: Sequence[Change]) -> bytes:
    """What names a save of these changes for `Undo.undo`."""
    return codec.encode([commit.header.space, commit.cid, [[one.kind.name, one.rec] for one in changes]])


def named_by(token: bytes) -> tuple[bytes, bytes, list[tuple[str, bytes]]]:
    """The space, the commit, and (kind, rec) of every record that a token names. Raises Malformed."""
    space, cid, changed = codec.as_list(codec.decode(token, _LIMIT), 3)
    rows = [codec.as_list(row, 2) for row in codec.as_list(changed)]
    named = [(codec.as_text(kind, 64), codec.as_bytes(rec, 16)) for kind, rec in rows]
    return codec.as_bytes(space, 16), codec.as_bytes(cid, 32), named


class Undo:
    """Takes back what a token names."""

    def __init__(
        self, records: Records, writing: Writing, drafts: Drafts, events: Events, clock: Clock, me: bytes
    ) -> None:
        self._records, self._writing, self._drafts = records, writing, drafts
        self._events, self._clock, self._me = events, clock, me

    @told()
    def undo(self, token: bytes) -> str | None:
        """Undoes one save; (W). The id of the draft that holds what was typed, if a create was taken back.

        Raises CannotUndo when it was written over since, and for an addition, which always stands.
        """
        if not token:
            raise CannotUndo(Message(_("What was added stays. Write another addition to correct it.")))
        try:
            where, cid, named = named_by(token)
            made = self._writing.now_called(where, cid)
            found = [(kind, self._records.get(kind, rec, where)) for kind, rec in named]
        except Malformed as problem:
            raise CannotUndo from problem
        changes = [self._back(kind, record, made) for kind, record in found]
        if not changes:
            raise CannotUndo
        self._writing.commit(where, changes)
        created = [record for _, record in found if record and _typed(_written(record, made))]
        if all(one.view.kind in PARTS for one in created) and not (len(changes) == 1 and _about(created)):
            # a note that was corrected stands as before; what was agreed in the same save was typed all the same
            agreed = [self._as_draft([one]) for one in created if one.view.kind == "agreement"]
            return agreed[0] if agreed else None
        return self._as_draft(created)

    def backs(self, space: bytes, cid: bytes, named: Sequence[tuple[str, bytes]]) -> tuple[list[Change], int]:
        """What takes one commit back for those of `named` that can be, and how many must stay as they are; (R)."""
        changes, stays = [], 0
        cid = self._writing.now_called(space, cid)
        for kind, rec in named:
            found = self._records.get(kind, rec, space)
            if found is not None and found.view.withdrawn:
                continue
            try:
                if found is not None and self._in_use(kind, rec, found, cid):
                    raise CannotUndo
                changes.append(self._back(kind, found, cid))
            except CannotUndo:
                stays += 1
        return changes, stays

    def _in_use(self, kind: str, rec: bytes, found: Found, cid: bytes) -> bool:
        """Whether a record that was made by the commit is referred to by others now."""
        if _written(found, cid).revision.act != "create":
            return False
        return any(self._records.count(name, {field: rec}) for name, field in referring(kind))

    def _back(self, kind: str, found: Found | None, cid: bytes) -> Change:
        rev = _written(found, cid) if found else None
        if found is None or rev is None or rev.user != self._me:
            raise CannotUndo
        if signed(found.view) and not BESIDE.issuperset(rev.revision.set):
            raise CannotUndo(Message(_("It is approved since. An approved note can only get an addition.")))
        if rev.revision.act == "create":
            return self._withdrawal(kind, found, rev)
        if rev.revision.act != "edit":
            raise CannotUndo
        written: dict[str, Fields] = {}
        over: dict[str, tuple[Dot, ...]] = {}
        for group in rev.revision.set:
            written[group], over[group] = _former(found, rev, group)
        return Change(kind_of(kind), found.view.rec, "edit", written, {g: dots for g, dots in over.items() if dots})

    def _withdrawal(self, kind: str, found: Found, made: Rev) -> Change:
        view, declared = found.view, kind_of(kind)
        if any(rev.user != self._me for rev in view.history):
            raise CannotUndo
        if any(rev.revision.act != "create" for rev in view.history) and not _as_made(found, made):
            raise CannotUndo
        gone = declared.group_to_wire("withdrawn", {"at": self._clock.now(), "by": self._me, "reason": UNDONE})
        return Change(declared, view.rec, "edit", {"withdrawn": gone})

    def _as_draft(self, created: Sequence[Found]) -> str:
        """What was typed, as one form held it, and who it was shared with.

        A reference among what was made together goes, for it is made anew.
        """
        recs = {found.view.rec for found in created}
        made: list[tuple[str, dict[str, object]]] = []
        for found in created:
            held = {group: dict(shown.value) for group, shown in found.view.groups.items()}
            made.append((found.view.kind, kind_of(found.view.kind).from_wire(held)))
        kind = made[0][0]
        values: dict[str, object] = {}
        for _kind, held_values in reversed(made):
            values |= held_values
        if kind in NOTES:
            kind, values = CONSULTATION, put_together(made)
        values = {name: value for name, value in values.items() if not (isinstance(value, bytes) and value in recs)}
        if kind in SHARED:
            values["space"] = created[0].space.hex()
        draft = uuid.uuid4().hex
        self._drafts.put(draft, kind, values, {}, self._clock.now_ms())
        self._events.emit(DraftsChanged())
        return draft


@cache
def referring(kind: str) -> tuple[tuple[str, str], ...]:
    """(kind, field) of everything that can point to a record of this kind."""
    return tuple(
        (other.name, field.name)
        for other in kinds().values()
        for field in other.fields
        if isinstance(field, Reference) and field.kind == kind
    )


def _written(found: Found, cid: object) -> Rev:
    for rev in found.view.history:
        if rev.dot.cid == cid:
            return rev
    raise CannotUndo


def _typed(rev: Rev) -> bool:
    """Whether it holds what somebody wrote in a form; what was said, or came of a calendar, leaves no draft."""
    said = rev.revision.set.keys() & {"held", "calendar"}
    return rev.revision.act == "create" and not said


def _about(created: Sequence[Found]) -> bool:
    """Whether what was made has a concern, on whose page it was written."""
    return any(shown.value.get("concern") for one in created for shown in one.view.groups.values())


def _as_made(found: Found, made: Rev) -> bool:
    """Whether the record holds again what it was made with: what was changed since was taken back."""
    if any(shown.conflict for shown in found.view.groups.values()):
        return False
    now = {group: codec.encode(dict(shown.value)) for group, shown in found.view.groups.items() if shown.value}
    return now == {group: codec.encode(value) for group, value in made.revision.set.items() if value}


def _stands(found: Found, rev: Rev, group: str) -> Dot:
    """The dot under which what `rev` wrote stands: its own, or that of an undo which put the same words back."""
    shown = found.view.groups.get(group)
    wrote = codec.encode(rev.revision.set[group])
    for survivor in shown.survivors if shown else ():
        if rev.dot in survivor.dots:
            return rev.dot
        if survivor.user == rev.user and codec.encode(dict(survivor.value)) == wrote:
            return survivor.dot
    raise CannotUndo


def _former(found: Found, rev: Rev, group: str) -> tuple[Fields, tuple[Dot, ...]]:
    """The value that `rev` replaced, and the dots it must be written over."""
    view = found.view
    stands = _stands(found, rev, group)
    before = [
        earlier.revision.set[group]
        for dot in rev.revision.over.get(group, ())
        for earlier in view.history
        if earlier.dot == dot and group in earlier.revision.set
    ]
    if view.rule.policy(group) == "set":
        if len(before) != len(rev.revision.over.get(group, ())):
            raise CannotUndo
        return {element: 1 for value in before for element in value}, (stands,)
    if len({codec.encode(value) for value in before}) > 1:
        raise CannotUndo
    former: Fields = before[0] if before else {}
    try:
        known = {*former, *rev.revision.set[group]}
        write = compose(view, group, former, known, stands, rev.user)
    except Refused as problem:
        raise CannotUndo from problem
    return write.value, write.over
