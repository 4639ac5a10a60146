"""Erasure as two people do it: one archivist names what must go, another agrees, and every copy loses it.

What is erased, and when its bytes go, is `sync`'s matter; here it gets its words and its limits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.registry import kind as kind_of
from desktop.domain.registry import kinds
from desktop.services.clock import Clock, claimed, from_ms
from desktop.services.engine import round_of, run_here, stamps
from desktop.services.errors import NotAllowed, NotFound, NotYet, told
from desktop.services.machine import Machine
from desktop.services.outrows import Titles
from desktop.services.session import Names
from desktop.services.wording import Wording
from desktop.texts import Message, _
from sync.client.judging import judge_of
from sync.client.naming import AT_ONCE, purge_of, tomb_of
from sync.client.purges import hide
from sync.client.rounds import Round
from sync.merge import Rev
from sync.model import Commit, Dot
from sync.purging import WINDOW_DAYS, WINDOW_MS, Naming, Tomb, with_older

DAYS = WINDOW_DAYS
"""So long after the second archivist agreed the bytes are still there, hidden."""
ACTS = {
    "create": _("wrote it"),
    "edit": _("corrected it"),
    "finalise": _("approved it"),
    "amend": _("wrote an addition"),
    "resolve": _("settled it"),
}


@dataclass(frozen=True)
class Change:
    """One change of a record, without a word of what it says."""

    dot: Dot
    when: datetime
    who: str
    what: str
    erased: bool


@dataclass(frozen=True)
class Proposal:
    """What one archivist named and another has not agreed to yet. `code` is what people call it by."""

    code: str
    space: bytes
    by: bytes
    user: bytes
    who: str
    when: datetime | None
    title: str
    dots: tuple[Dot, ...]
    mine: bool


@dataclass(frozen=True)
class Erased:
    """A purge in effect: where, how many changes, from when on no copy is left, and whether this pc's is gone."""

    space: bytes
    title: str
    count: int
    gone_from: datetime | None
    gone: bool


class Erasing:
    """What an archivist does on his own pc; (W) but for what only reads."""

    def __init__(self, machine: Machine, clock: Clock, names: Names, words: Wording, titles: Titles) -> None:
        self._machine, self._clock = machine, clock
        self._names, self._words, self._titles = names, words, titles

    def changes(self, space: bytes, kind: str, rec: bytes) -> tuple[Change, ...]:
        """Every change of a record, oldest first; (R). Raises NotFound."""
        revs = self._machine.journal.changes(space, kind, rec)
        if not revs:
            raise NotFound
        return tuple(self._change(rev) for rev in revs)

    def _change(self, rev: Rev) -> Change:
        text = self._words.text
        what = text(ACTS[rev.act]) if rev.act in ACTS else text(_("changed it"))
        groups = rev.revision.set
        if groups and rev.act in ("edit", "resolve") and rev.revision.kind in kinds():
            what = f"{what}: {self._words.groups(kind_of(rev.revision.kind), groups)}"
        return Change(rev.dot, from_ms(rev.at[0]), self._names.user(rev.user), what, rev.erased)

    @told()
    def name(self, space: bytes, kind: str, rec: bytes, chosen: Sequence[Dot] = ()) -> tuple[int, int]:
        """Names these changes of a record (none given: all of them) for erasure.

        With each go the older words it was written over: else they would still be in the history. Answers how many
        were named, and how many of those came along. Raises NotAllowed, NotFound, NotYet.
        """
        self._demand(space)
        revs = {rev.dot: rev for rev in self._machine.journal.changes(space, kind, rec) if not rev.erased}
        wanted = [dot for dot in (chosen or revs) if dot in revs]
        if not wanted:
            raise NotFound
        whole = with_older({dot: (rev.device, rev.revision) for dot, rev in revs.items()}, wanted)
        mine = {one.dot for one in self._half(space) if one.user == self._machine.identity.user}
        dots = sorted(whole - mine)
        if not dots:
            raise NotYet(Message(_("You have named this already. Another archivist must agree.")))
        self._write(space, self._tombs(space, dots))
        return len(dots), len(set(dots) - set(wanted))

    def proposals(self) -> tuple[Proposal, ...]:
        """What waits for a second archivist, in the spaces that this pc reads; (R)."""
        me, found = self._machine.identity.user, []
        for space in self._machine.spaces():
            of: dict[bytes, list[Naming]] = {}
            for naming in self._half(space):
                of.setdefault(naming.by, []).append(naming)
            for by, named in of.items():
                dots = tuple(sorted(naming.dot for naming in named))
                first = named[0]
                when = from_ms(first.received_ms) if first.received_ms else None
                who, title = self._names.user(first.user), self._title(space, dots)
                found.append(Proposal(by.hex()[:8], space, by, first.user, who, when, title, dots, first.user == me))
        return tuple(sorted(found, key=lambda one: (one.when is None, one.when, one.code)))

    @told()
    def agree(self, proposal: Proposal) -> int:
        """Names the same as the first archivist, from what this pc itself holds; how many changes that erases.

        Raises NotAllowed, and NotYet where this pc reads something else there than the first one did.
        """
        self._demand(proposal.space)
        if proposal.mine:
            raise NotAllowed(Message(_("Another archivist must agree: nobody erases alone.")))
        tombs = self._tombs(proposal.space, proposal.dots)
        named = {(one.dot, one.th) for one in self._half(proposal.space) if one.by == proposal.by}
        other = [dot for dot, tomb in tombs if (dot, tomb.th) not in named]
        if other:
            raise NotYet(
                Message(
                    _(
                        "This pc reads {n} of the {all} changes differently from the first archivist's."
                        " Nothing was erased. Talk together, and let the first one name them again."
                    ),
                    {"n": len(other), "all": len(tombs)},
                )
            )
        self._write(proposal.space, tombs)
        hide(self._round(), proposal.space)
        return len(tombs)

    def erased(self) -> tuple[Erased, ...]:
        """What two archivists agreed on, in the spaces that this pc reads, by the day that its bytes go; (R)."""
        found = []
        for space in self._machine.spaces():
            done = self._machine.journal.purged(space)
            of: dict[tuple[tuple[bytes, ...], int, bool], list[Dot]] = {}
            for purge in self._machine.journal.purges(space):
                place = purge.by, purge.received_ms if purge.seq else 0, 0 < purge.seq <= done
                of.setdefault(place, []).append(purge.dot)
            for (_by, ms, gone), dots in of.items():
                gone_from = from_ms(ms + WINDOW_MS) if ms else None
                found.append(Erased(space, self._title(space, dots), len(dots), gone_from, gone))
        return tuple(sorted(found, key=lambda one: (one.gone_from is None, one.gone_from, one.title)))

    # -- behind the methods

    def _round(self) -> Round:
        return round_of(self._machine, self._clock, stamps(self._machine, self._clock), run_here)

    def _half(self, space: bytes) -> list[Naming]:
        return self._machine.journal.half_named(space)

    def _demand(self, space: bytes) -> None:
        machine = self._machine
        roster = machine.control.roster()
        if "p" not in roster.rights(machine.keys.device_id, space) or not machine.usable(space):
            raise NotAllowed(Message(_("Only an archivist of the space can do that. Two of them must agree.")))

    def _title(self, space: bytes, dots: Sequence[Dot]) -> str:
        found = (self._machine.journal.record_of(space, dot) for dot in dots)
        return self._titles.of(sorted({one for one in found if one is not None}))

    def _tombs(self, space: bytes, dots: Sequence[Dot]) -> list[tuple[Dot, Tomb]]:
        """The tombstones that this pc makes. Raises NotYet where it cannot read one of them."""
        journal = self._machine.journal
        judge = judge_of(self._round(), space)
        made: list[tuple[Dot, Tomb]] = []
        for dot in dots:
            raw = journal.commit(space, dot.cid)
            commit = Commit.parse(raw) if raw else None
            key = journal.epoch_key(space, commit.header.epoch) if commit else None
            tomb = tomb_of(judge, commit, dot.i, key) if commit else None
            if tomb is None:
                raise NotYet(Message(_("This pc cannot read all of it, so it cannot say what would be erased.")))
            made.append((dot, tomb))
        return made

    def _write(self, space: bytes, tombs: Sequence[tuple[Dot, Tomb]]) -> None:
        machine = self._machine
        hlc = stamps(machine, self._clock)
        ms, offset = claimed(self._clock.now())
        with machine.store.transaction():
            for start in range(0, len(tombs), AT_ONCE):
                some = tombs[start : start + AT_ONCE]
                state = machine.journal.write_state(space)
                made, revisions = purge_of(
                    machine.keys, machine.identity.org, space, state, some,
                    hlc=hlc.tick(ms), at=(ms, offset), author=machine.identity.user,
                )  # fmt: skip
                machine.journal.save_local(made, revisions)
