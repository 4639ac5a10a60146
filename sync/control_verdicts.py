"""Rule V: whether a commit counts, from its header, the headers of its incarnation and the control log, in any order.

Knows no body and no clock: what a commit does is `sync.merge`, what waits is the caller's to judge again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sync.control_facts import NONE, Adoption, Facts, Lowering
from sync.control_roster import Roster
from sync.control_rows import Cut
from sync.errors import Unknown
from sync.model import Header

MOST_STANDINGS = 4096
CUT_UNKNOWN = "cut cannot be followed yet"
"""A verdict that the next pages of the log can change."""
BEYOND_CUT = "beyond the cut"
"""The machine might write when it says it wrote, and lost that right later: somebody may take the work over."""

Lineage: TypeAlias = Callable[[bytes], Header | None]
"""Finds a stored commit's header by its cid; None for one that is not held."""


@dataclass(frozen=True)
class Verdict:
    """What rule V says of a commit. `rights` are what its author may do: "w" write, "f" finalise, "p" purge."""

    kind: Literal["ok", "held", "quarantine", "unknown"]
    reason: str
    user: bytes | None = None
    rights: frozenset[str] = NONE

    @property
    def ok(self) -> bool:
        """Whether the commit counts."""
        return self.kind == "ok"


@dataclass(frozen=True)
class Beyond:
    """The ops that lowered the author later and do not cover the commit, and those of which that is not known yet."""

    surely: tuple[Lowering, ...]
    perhaps: tuple[Lowering, ...]

    def rights(self, had: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
        """What is left of `had` at best and at worst."""
        for lowering in self.surely:
            had &= lowering.left
        best = had
        for lowering in self.perhaps:
            had &= lowering.left
        return best, had


class RuleV:
    """Rule V over the facts of one control log; what it followed and worked out once it remembers."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._branches: dict[tuple[bytes, bytes, bytes, bytes, int], _Branch] = {}
        self._standings: dict[tuple[bytes, bytes, int], tuple[bytes | None, bool, frozenset[str]]] = {}

    def judge(self, header: Header, newest: Roster, lineage: Lineage | None, *, understand: bool) -> Verdict:
        """The verdict on a commit whose cited op stands on this log; `newest` is the roster after its last op."""
        user, has_space, rights = self._standing(header.device, header.space, header.ctl.cseq)
        if user is None:
            return Verdict("quarantine", "machine is not in the control log")
        if not has_space:
            return Verdict("quarantine", "no such space", user)
        if "w" not in rights:
            return Verdict("quarantine", "no right to write", user, rights)
        if header.purge and "p" not in rights:
            return Verdict("quarantine", "no right to purge", user, rights)
        if understand:
            try:
                header.understood()
            except Unknown as error:
                return Verdict("unknown", error.reason, user, rights)
        if header.purge:
            return Verdict("ok", "", user, rights)
        best, worst = self.beyond(header, newest, lineage).rights(rights)
        if "w" not in best:
            return Verdict("quarantine", BEYOND_CUT, user, best)
        if worst != best:
            return Verdict("held", CUT_UNKNOWN, user, best)
        return Verdict("ok", "", user, best)

    def _standing(self, device: bytes, space: bytes, cseq: int) -> tuple[bytes | None, bool, frozenset[str]]:
        """The machine's user, whether there is such a space, and its rights there, after the op `cseq`.

        What stood at a place of the log stands there for ever, so it is worked out once for a run of commits.
        """
        place = device, space, cseq
        known = self._standings.get(place)
        if known is None:
            roster = Roster(self._facts, cseq)
            known = roster.user_of(device), roster.has_space(space), roster.rights(device, space)
            if len(self._standings) >= MOST_STANDINGS:
                self._standings.clear()
            self._standings[place] = known
        return known

    def beyond(self, header: Header, newest: Roster, lineage: Lineage | None) -> Beyond:
        """Which of the ops that lowered the author after the op he cites do not cover the commit."""
        surely: list[Lowering] = []
        perhaps: list[Lowering] = []
        for lowering in newest.lowerings(header.device, header.space, header.ctl.cseq):
            within = self._within(header, lowering.cuts.get(header.inc), lineage)
            if within is not True:
                (surely if within is False else perhaps).append(lowering)
        if surely or perhaps:
            adopted = self._adopted(header, newest, lineage)
            if adopted is True:
                return Beyond((), ())
            if adopted is None:
                return Beyond((), (*surely, *perhaps))
        return Beyond(tuple(surely), tuple(perhaps))

    def _within(self, header: Header, cut: Cut | None, lineage: Lineage | None) -> bool | None:
        """Whether the commit is the cut's or an ancestor of it in its incarnation; None if that is not known yet."""
        if cut is None:
            return False
        if header.cid == cut.cid:
            return True
        if header.dseq >= cut.dseq:
            return False  # a row names the end of a chain held unbroken from dseq 1, so ancestors count lower
        return self._branch(header, cut.cid, 1).holds(header.cid, lineage)

    def _adopted(self, header: Header, newest: Roster, lineage: Lineage | None) -> bool | None:
        """Whether the commit is in a chain that was taken over; None if that is not known yet."""
        answer: bool | None = False
        for adoption in newest.adoptions(header.device, header.space):
            held = self._in(header, adoption, lineage)
            if held:
                return True
            if held is None:
                answer = None
        return answer

    def _in(self, header: Header, adoption: Adoption, lineage: Lineage | None) -> bool | None:
        if header.inc != adoption.inc or header.dseq < adoption.floor:
            return False
        if header.cid == adoption.to_cid:
            return True
        return self._branch(header, adoption.to_cid, adoption.floor).holds(header.cid, lineage)

    def _branch(self, header: Header, cid: bytes, floor: int) -> "_Branch":
        place = header.space, header.device, header.inc
        return self._branches.setdefault((*place, cid, floor), _Branch(place, cid, floor))


class _Branch:
    """A commit and its ancestors inside its incarnation down to `floor`, as far as they could be followed."""

    def __init__(self, place: tuple[bytes, bytes, bytes], cid: bytes, floor: int) -> None:
        self._place, self._floor = place, floor
        self._known: set[bytes] = set()
        self._next: bytes | None = cid

    def holds(self, cid: bytes, lineage: Lineage | None) -> bool | None:
        """Whether `cid` is among them; None where the chain cannot be followed yet."""
        while cid not in self._known:
            at = self._next
            if at is None or at == cid:
                return at == cid  # it belongs to this incarnation and is not below the floor: its place was asked for
            header = lineage(at) if lineage is not None else None
            if header is None:
                return None
            if (header.space, header.device, header.inc) != self._place or header.dseq < self._floor:
                self._next = None
                return False
            self._known.add(at)
            self._next = header.dprev if header.dseq > self._floor else None
        return True
