"""The control log: the organisation's verified chain of ops, folded into a roster, and rule V for commits.

Pure: no file, no clock, no network. Whoever stores the log keeps `ops` and gives them back to `load`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sync.control_bodies import Genesis, ServerKey
from sync.control_ops import NO_HEAD, CtlHead, Op, build_genesis, build_op, make_ctlhead
from sync.control_roster import NONE, Device, EpochInfo, Facts, Roster
from sync.control_rows import RIGHTS, Cut
from sync.control_rules import apply
from sync.crypto.keys import SigningKey, verify
from sync.errors import Held, Refused, Unknown
from sync.model import Commit, CtlRef, Header

__all__ = [
    "BAD_SIGNATURE",
    "CUT_UNKNOWN",
    "FORKED",
    "HEAD_MOVED",
    "NO_HEAD",
    "RIGHTS",
    "ControlLog",
    "CtlHead",
    "Device",
    "EpochInfo",
    "Lineage",
    "Op",
    "Roster",
    "Verdict",
    "build_genesis",
    "build_op",
    "make_ctlhead",
]

MOST_STANDINGS = 4096
CUT_UNKNOWN = "cut cannot be followed yet"
"""A verdict that the next pages of the log can change."""
FORKED = "control log forked"
"""The endpoint signed something else than it once did."""
HEAD_MOVED = "head moved"
"""The op does not follow the newest: look, and sign anew."""

BAD_SIGNATURE = "bad signature"

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


class ControlLog:
    """One organisation's control log, verified op by op; `expected_org` pins it to the root of the enrolment."""

    def __init__(self, expected_org: bytes | None = None) -> None:
        self.org = expected_org
        self.head: CtlRef = NO_HEAD
        self._facts = Facts()
        self._ops: list[tuple[Op, CtlHead]] = []
        self._branches: dict[Cut, _Branch] = {}
        self._standings: dict[tuple[bytes, bytes, int], tuple[bytes | None, bool, frozenset[str]]] = {}

    @classmethod
    def load(cls, expected_org: bytes, ops: Iterable[tuple[bytes, bytes]]) -> "ControlLog":
        """The log from one's own encrypted store, where it was verified on entry: rules yes, signatures no."""
        log = cls(expected_org)
        for op_raw, head_raw in ops:
            log._append(Op.parse(op_raw), CtlHead.parse(head_raw), check=False)
        return log

    @property
    def ops(self) -> list[tuple[bytes, bytes]]:
        """Every op with the endpoint's head over it, as received."""
        return self.after(0)

    def after(self, cseq: int) -> list[tuple[bytes, bytes]]:
        """The ops later than `cseq`, as received."""
        return [(op.raw, head.raw) for op, head in self._ops[cseq:]]

    def op(self, cseq: int) -> Op:
        """The op at `cseq` (1 is genesis)."""
        return self._ops[cseq - 1][0]

    def received_ms(self, cseq: int) -> int:
        """When the endpoint received the op at `cseq`, Unix ms."""
        return self._ops[cseq - 1][1].received_ms

    def add(self, op_raw: bytes, head_raw: bytes) -> Op:
        """Verifies an op under the endpoint's head and appends it. The same op once more changes nothing.

        Raises Malformed or Unknown for the bytes, Refused for what is not allowed, Held where an op before it
        is missing. Refused(FORKED) is a proof against the endpoint.
        """
        op, head = Op.parse(op_raw), CtlHead.parse(head_raw)
        self._append(op, head, check=True)
        return op

    def accept(self, op_raw: bytes, server: SigningKey, received_ms: int) -> tuple[Op, bytes]:
        """For the endpoint: verifies an op, appends it, and returns it with the head signed by `server`.

        An op that already stands gives the head it has. Raises Refused(HEAD_MOVED) where the op does not
        follow the newest.
        """
        op = Op.parse(op_raw)
        if op.cseq <= self.head.cseq and self.op(op.cseq).ophash == op.ophash:
            return self._ops[op.cseq - 1][0], self._ops[op.cseq - 1][1].raw
        if (op.cseq, op.prev) != (self.head.cseq + 1, self.head.ophash):
            raise Refused(HEAD_MOVED)
        head_raw = make_ctlhead(server, op.org, op.ref, received_ms)
        self._append(op, CtlHead.parse(head_raw), check=True)
        return op, head_raw

    def _append(self, op: Op, head: CtlHead, *, check: bool) -> None:
        if op.org != head.org or (self.org is not None and op.org != self.org):
            raise Refused("another organisation")
        if op.ref != head.ref:
            raise Refused("head is over another op")
        if op.cseq > self.head.cseq + 1:
            raise Held("op out of order")
        known = op.cseq <= self.head.cseq
        follows = self.op(op.cseq).ophash == op.ophash if known else op.prev == self.head.ophash
        keys = {self._server_pk(op)} if follows else self._own_server_pks(op.cseq)
        if check and not any(head.verify(pk) for pk in keys):
            raise Refused("head not signed by the endpoint")
        if not follows:
            raise Refused(FORKED)
        if known:
            return
        apply(op, self._facts, check=check)
        self.org = op.org
        self._ops.append((op, head))
        self.head = op.ref

    def _server_pk(self, op: Op) -> bytes:
        """The endpoint's key in force before the op; genesis and a new key count under the key they name."""
        if isinstance(op.body, Genesis | ServerKey):
            return op.body.server_pk
        return self.roster(op.cseq - 1).server_pk

    def _own_server_pks(self, cseq: int) -> set[bytes]:
        """The endpoint's keys in force around `cseq` on this log: only under one of them is a contradiction a proof.

        An op that names a key of its own proves nothing against what stands here: anybody can make one.
        """
        return {self.roster(min(place, self.head.cseq)).server_pk for place in (cseq - 1, cseq)}

    def roster(self, cseq: int | None = None) -> Roster:
        """The organisation after the op `cseq` (default: the newest)."""
        place = self.head.cseq if cseq is None else cseq
        if not 0 <= place <= self.head.cseq:
            raise Held("control log is behind")
        return Roster(self._facts, place)

    def judge_commit(self, commit: Commit, lineage: Lineage | None = None, *, understand: bool = True) -> Verdict:
        """`judge`, and the machine's signature."""
        verdict = self.judge(commit.header, lineage, understand=understand)
        device = self._facts.devices.get(commit.header.device)
        if device is not None and not verify(device.sign_pk, "rt1/commit", commit.header.raw, commit.sig):
            return Verdict("quarantine", BAD_SIGNATURE)
        return verdict

    def judge(self, header: Header, lineage: Lineage | None = None, *, understand: bool = True) -> Verdict:
        """Rule V: whether a commit with this header counts, from the header and the control log alone.

        `lineage` is asked for stored commits when rights were taken later and the commit may lie within a cut.
        The endpoint sets `understand` to False: it admits and passes on what only a newer client reads.
        """
        if header.org != self.org:
            return Verdict("quarantine", "another organisation")
        if header.ctl.cseq > self.head.cseq:
            return Verdict("held", "control log is behind")
        if self.op(header.ctl.cseq).ophash != header.ctl.ophash:
            return Verdict("held", "cites another control log")
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
        return self._beyond_cuts(header, lineage, user, rights)

    def _standing(self, device: bytes, space: bytes, cseq: int) -> tuple[bytes | None, bool, frozenset[str]]:
        """The machine's user, whether there is such a space, and its rights there, after the op `cseq`.

        What stood at a place of the log stands there for ever, so it is worked out once for a run of commits.
        """
        place = device, space, cseq
        known = self._standings.get(place)
        if known is None:
            roster = self.roster(cseq)
            known = roster.user_of(device), roster.has_space(space), roster.rights(device, space)
            if len(self._standings) >= MOST_STANDINGS:
                self._standings.clear()
            self._standings[place] = known
        return known

    def _beyond_cuts(self, header: Header, lineage: Lineage | None, user: bytes, rights: frozenset[str]) -> Verdict:
        open_question = False
        for low in self.roster().lowerings(header.device, header.space, header.ctl.cseq):
            within = self._within(header, low.cuts.get(header.inc), lineage)
            if within is None:
                open_question = open_question or not rights <= low.left
            elif not within:
                rights &= low.left
        if "w" not in rights:
            return Verdict("quarantine", "beyond the cut", user, rights)
        if open_question:
            return Verdict("held", CUT_UNKNOWN, user, rights)
        return Verdict("ok", "", user, rights)

    def _within(self, header: Header, cut: Cut | None, lineage: Lineage | None) -> bool | None:
        """Whether the commit is the cut's or an ancestor of it in its incarnation; None if that is not known yet."""
        if cut is None:
            return False
        if header.cid == cut.cid:
            return True
        if header.dseq >= cut.dseq:
            return False  # a row names the end of a chain held unbroken from dseq 1, so ancestors count lower
        if lineage is None:
            return None
        branch = self._branches.setdefault(cut, _Branch(cut))
        return branch.holds(header.cid, lineage)


class _Branch:
    """The ancestors of a cut inside its incarnation, as far as they could be followed."""

    def __init__(self, cut: Cut) -> None:
        self._cut = cut
        self._known: set[bytes] = set()
        self._next: bytes | None = cut.cid

    def holds(self, cid: bytes, lineage: Lineage) -> bool | None:
        """Whether `cid` is among them; None where the chain cannot be followed yet."""
        while cid not in self._known:
            at = self._next
            if at is None:
                break
            header = lineage(at)
            if header is None:
                return None
            if (header.space, header.device, header.inc) != self._cut[:3]:
                self._next = None
                break
            self._known.add(at)
            self._next = header.dprev if header.dseq > 1 else None
        return cid in self._known
