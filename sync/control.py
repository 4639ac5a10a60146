"""The control log: the organisation's verified chain of ops, folded into a roster, and rule V for commits.

Pure: no file, no clock, no network. Whoever stores the log keeps `ops` and gives them back to `load`.
"""

from bisect import bisect_right
from collections.abc import Iterable

from sync.control_bodies import Genesis, ServerKey
from sync.control_facts import Facts, Lowering
from sync.control_ops import NO_HEAD, CtlHead, Op, build_genesis, build_op, make_ctlhead
from sync.control_roster import Device, EpochInfo, Roster
from sync.control_rows import RIGHTS
from sync.control_rules import apply
from sync.control_verdicts import BEYOND_CUT, CUT_UNKNOWN, Lineage, RuleV, Verdict
from sync.crypto.keys import SigningKey, verify
from sync.errors import Held, Refused
from sync.model import Commit, CtlRef, Header

__all__ = [
    "BAD_SIGNATURE",
    "BEYOND_CUT",
    "CUT_UNKNOWN",
    "FORKED",
    "HANDOVER_DAYS",
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

FORKED = "control log forked"
"""The endpoint signed something else than it once did."""
HEAD_MOVED = "head moved"
"""The op does not follow the newest: look, and sign anew."""

BAD_SIGNATURE = "bad signature"
HANDOVER_DAYS = 30
"""How long the endpoint goes on taking, to be handed over, what somebody wrote beyond his cut."""
_DAY_MS = 86_400_000


class ControlLog:
    """One organisation's control log, verified op by op; `expected_org` pins it to the root of the enrolment."""

    def __init__(self, expected_org: bytes | None = None) -> None:
        self.org = expected_org
        self.head: CtlRef = NO_HEAD
        self._facts = Facts()
        self._ops: list[tuple[Op, CtlHead]] = []
        self._rule = RuleV(self._facts)

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
        return self._rule.judge(header, self.roster(), lineage, understand=understand)

    def admits(self, commit: Commit, lineage: Lineage, now_ms: int) -> Verdict:
        """Whether the endpoint takes a commit: what counts, what a cut's chain decides later, and what is handed over.

        It passes on what only a newer client reads. What a machine that nobody suspects wrote beyond its cut it takes
        for HANDOVER_DAYS after the op: there it is set aside until somebody adopts it.
        """
        verdict = self.judge_commit(commit, lineage, understand=False)
        if verdict.reason == CUT_UNKNOWN or (verdict.reason == BEYOND_CUT and self._late(commit, lineage, now_ms)):
            return Verdict("ok", verdict.reason, verdict.user, verdict.rights)
        return verdict

    def _late(self, commit: Commit, lineage: Lineage, now_ms: int) -> bool:
        header, roster = commit.header, self.roster()
        beyond = self._rule.beyond(header, roster, lineage)
        return not self._lost(header.device) and all(self._young(low, now_ms) for low in beyond.surely)

    def hands_over(self, device: bytes, space: bytes, now_ms: int) -> bool:
        """Whether a machine that lost its rights in the space may still bring what it wrote before it heard of that."""
        lowerings = self.roster().lowerings(device, space, 0)
        return bool(lowerings) and not self._lost(device) and self._young(lowerings[-1], now_ms)

    def _lost(self, device: bytes) -> bool:
        revocation = self.roster().revocation(device)
        return revocation is not None and revocation.lost

    def _young(self, lowering: Lowering, now_ms: int) -> bool:
        return lowering.handover and now_ms < self.received_ms(lowering.cseq) + HANDOVER_DAYS * _DAY_MS

    @property
    def machines(self) -> tuple[Device, ...]:
        """Every machine that ever was, revoked or not, in the order they came."""
        return tuple(self._facts.devices.values())

    def touched(self, after_cseq: int) -> frozenset[tuple[bytes, bytes]]:
        """The (space, device) pairs whose commits an op after `after_cseq` may have judged otherwise."""
        touched = self._facts.touched
        start = bisect_right(touched, after_cseq, key=lambda row: row[0])
        return frozenset((space, device) for _, space, device in touched[start:])
