"""The one way a change is made: revisions, sealed into one signed commit, kept with its views in one transaction.

Knows no form and no rule of a kind; whoever calls has checked the values.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from desktop.domain.kind import Kind
from desktop.services.clock import Clock, claimed
from desktop.services.errors import NotAllowed, NotYet, told
from desktop.services.events import DraftsChanged, Events, RecordsChanged
from desktop.services.machine import Machine
from desktop.texts import Message, _
from sync import codec
from sync.client.sealing import usable
from sync.client.writing import commit_of
from sync.clock import Hlc
from sync.compose import compose
from sync.errors import Refused
from sync.merge import RecordView
from sync.model import Commit, Dot
from sync.revision import Fields, Revision

NEWER = Message(_("A newer version of Rød Tråd wrote this. Update the program before you correct it."))


@dataclass(frozen=True)
class Change:
    """One revision to be made. `at`: when its author says it was written, now if None; `final`: what is signed."""

    kind: Kind
    rec: bytes
    act: str
    set: Mapping[str, Mapping[str, object]]
    over: Mapping[str, Sequence[Dot]] = field(default_factory=dict)
    at: datetime | None = None
    final: Sequence[Dot] | None = None


class Writing:
    """Writes changes as commits of this pc."""

    def __init__(
        self, machine: Machine, clock: Clock, events: Events, hlc: Hlc, nudge: Callable[[bytes], None]
    ) -> None:
        self._machine, self._clock, self._events = machine, clock, events
        self._hlc, self._nudge = hlc, nudge
        self._drafts = machine.drafts

    def commit(
        self,
        space: bytes,
        changes: Sequence[Change],
        draft: str | None = None,
        beside: Callable[[Commit], object] | None = None,
    ) -> Commit:
        """Keeps 1..256 changes as one commit and drops `draft`; durable on return.

        What `beside` writes is kept in the same transaction or not at all. Raises NotAllowed, NoSpace (no key yet),
        NoRoom.
        """
        machine, user = self._machine, self._machine.identity.user
        roster, me = machine.control.roster(), machine.keys.device_id
        if "w" not in roster.rights(me, space) or not usable(roster, me, space, machine.journal.confirmed()):
            raise NotAllowed
        with told(), machine.store.transaction():
            state = machine.journal.write_state(space)
            revisions = [self._revision(change, user) for change in changes]
            commit = commit_of(machine.keys, machine.identity.org, space, state, revisions)
            changed = machine.journal.save_local(commit, revisions)
            if draft is not None:
                self._drafts.delete(draft)
            if beside is not None:
                beside(commit)
        self._events.emit(RecordsChanged(changed.kinds, changed.recs))
        if draft is not None:
            self._drafts.forget(draft)
            self._events.emit(DraftsChanged())
        self._nudge(space)
        return commit

    def now_called(self, space: bytes, cid: bytes) -> bytes:
        """What a commit of this pc is called now: unsent ones are signed anew after a removal, or an old image."""
        return self._machine.journal.renamed(space, [cid]).get(cid, cid)

    def now_seen(self, space: bytes, seen: bytes) -> bytes:
        """What a page showed (`base`), by the names its dots have now."""
        if not seen:
            return seen
        return base_of(
            {
                group: [Dot(self.now_called(space, dot.cid), dot.i) for dot in dots]
                for group, dots in dots_of(seen).items()
            }
        )

    def nothing(self, draft: str | None) -> None:
        """A save that changes nothing: only its draft goes; (W)."""
        if draft is not None:
            with told():
                self._drafts.delete(draft)
            self._drafts.forget(draft)
            self._events.emit(DraftsChanged())

    def _revision(self, change: Change, user: bytes) -> Revision:
        moment = change.at or self._clock.now()
        ms, offset = claimed(moment)
        return Revision.build(
            rec=change.rec,
            kind=change.kind.name,
            schema=change.kind.schema,
            act=change.act,
            set=change.set,  # type: ignore[arg-type]  # what a kind writes for the wire is a Value
            over=change.over,
            final=change.final,
            hlc=self._hlc.tick(ms),
            at=(ms, offset),
            author=user,
        )


def base(view: RecordView) -> bytes:
    """What a person was shown of a record, group by group: a later save replaces that and nothing newer."""
    return base_of(standing(view))


def base_of(groups: Mapping[str, Iterable[Dot]]) -> bytes:
    """The `base` that holds these dots; `dots_of` reads it."""
    return codec.encode({group: [list(dot) for dot in dots] for group, dots in groups.items()})


def in_hand(kind: Kind, view: RecordView, user: bytes, seen: bytes = b"") -> dict[str, object]:
    """The values a form of this person shows: where two versions stand, his own, which is what he would replace.

    Of what was `seen` (b"": what stands now).
    """
    groups: dict[str, dict[str, object]] = {}
    for group, dots in _seen(view, seen).items():
        held, _of = _edited(view, group, dots, user, view.rule.policy(group) == "set")
        groups[group] = dict(held)
    return {name: value for name, value in kind.from_wire(groups).items() if value is not None}


def edits(kind: Kind, view: RecordView, values: Mapping[str, object], seen: bytes, user: bytes) -> Change | None:
    """The edit that makes the record hold `values`, over what was `seen` (b"": what stands now); None for no change.

    Where two versions stand, a writer replaces his own and never another's: settling them is a choice of its own.
    """
    written: dict[str, Fields] = {}
    over: dict[str, tuple[Dot, ...]] = {}
    shown = _seen(view, seen)
    for group in dict.fromkeys(one.group for one in kind.fields):
        fields = kind.in_group(group)
        if not any(one.name in values for one in fields):
            continue
        is_set = view.rule.policy(group) == "set"
        held, of = _edited(view, group, shown.get(group, ()), user, is_set)
        before = kind.group_from_wire(group, dict(held))
        wire = kind.group_to_wire(group, before | {f.name: values[f.name] for f in fields if f.name in values})
        if wire == kind.group_to_wire(group, before):
            continue
        known = {*held, *wire} if is_set else {one.name for one in fields}
        written[group], over[group] = _write(view, group, wire, known, of, user)
    if not written:
        return None
    return Change(kind, view.rec, "edit", written, {group: dots for group, dots in over.items() if dots})


def _seen(view: RecordView, seen: bytes) -> dict[str, tuple[Dot, ...]]:
    return dots_of(seen) if seen else standing(view)


def standing(view: RecordView) -> dict[str, tuple[Dot, ...]]:
    """By group, the dots of all that stands: what a change of the whole group is over."""
    return {group: tuple(dot for s in shown.survivors for dot in s.dots) for group, shown in view.groups.items()}


def dots_of(seen: bytes) -> dict[str, tuple[Dot, ...]]:
    """The dots that a `base` holds, by group."""
    groups = codec.as_map(codec.decode(seen, 1 << 20))
    return {group: tuple(Dot.parse(dot) for dot in codec.as_list(dots)) for group, dots in groups.items()}


def _edited(
    view: RecordView, group: str, dots: Sequence[Dot], user: bytes, is_set: bool
) -> tuple[Mapping[str, object], Dot | None]:
    """The value that was edited and, in a register, the dot that names it."""
    shown = [rev for dot in dots for rev in view.history if rev.dot == dot and group in rev.revision.set]
    if is_set:
        return {element: 1 for rev in shown for element in rev.revision.set[group]}, None
    own = [rev for rev in shown if rev.user == user]
    edited = (own if len({codec.encode(rev.revision.set[group]) for rev in shown}) > 1 and own else shown)[:1]
    return (edited[0].revision.set[group], edited[0].dot) if edited else ({}, None)


def _write(
    view: RecordView, group: str, wire: Mapping[str, object], known: set[str], of: Dot | None, user: bytes
) -> tuple[Fields, tuple[Dot, ...]]:
    there = view.groups[group].survivors if group in view.groups else ()
    if of is not None and not any(of in survivor.dots for survivor in there):
        # What was seen has been replaced meanwhile: the new text stands beside the newer one, both are shown.
        return dict(wire), (of,)  # type: ignore[arg-type]  # what a kind writes for the wire is a Value
    try:
        write = compose(view, group, dict(wire), known, of, user)  # type: ignore[arg-type]  # as above
    except Refused as problem:
        raise NotYet(NEWER) from problem
    return write.value, write.over
