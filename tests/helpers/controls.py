"""A control log with an op of nearly every kind, really signed, from fixed keys."""

from dataclasses import dataclass, field
from functools import cache

from sync.control import ControlLog, build_genesis, build_op, make_ctlhead
from sync.control_bodies import AdminSet, Body, CarrierSet, DpoSet, PolicySet, RecoveryKey, ServerKey
from sync.control_ops import Op, Signer
from sync.control_rows import Box, Cut, DeviceRow, Start
from sync.control_space_bodies import (
    Adopt,
    DeviceAdd,
    DeviceRevoke,
    EpochNew,
    MemberSet,
    RecoveryUsed,
    SpaceNew,
    Unvouch,
    Vouch,
)
from sync.crypto.keys import BOX_LEN, DeviceKeys, KemKey, SigningKey
from sync.model import ZERO32

SPACE, OTHER = b"\x31" * 16, b"\x32" * 16
NOW = 1_795_250_000_000


@cache
def device(number: int) -> DeviceKeys:
    """Keys that are always the same for the same number."""
    return DeviceKeys(SigningKey(bytes([number]) * 32), KemKey(bytes([number]) * 96))


def user(number: int) -> bytes:
    """The user of `device(number)`."""
    return bytes([0x80 + number]) * 16


def row(number: int) -> DeviceRow:
    """The row that enters `device(number)`."""
    return DeviceRow(user(number), device(number).sign_pk, device(number).kem_pk, bytes([number]) * 32)


@dataclass
class Line:
    """One op of the log with what it takes to sign it, or a changed one, again."""

    raw: bytes
    head: bytes
    signer: Signer
    cosigner: Signer | None
    server: SigningKey


@dataclass
class Made:
    """The whole log."""

    org: bytes
    lines: list[Line] = field(default_factory=list)

    def until(self, count: int) -> ControlLog:
        """A log of the first ops."""
        return ControlLog.load(self.org, [(line.raw, line.head) for line in self.lines[:count]])


def control_log() -> Made:
    """Two administrators (1, 2), three members (3, 4, 5), one carrier (6); people come, are vouched for, and go."""
    root, server, newer = SigningKey(b"r" * 32), SigningKey(b"s" * 32), SigningKey(b"t" * 32)
    admin, second = device(1), device(2)
    genesis = build_genesis(root, server.pk, KemKey(b"k" * 96).pk, user(1), admin, NOW)
    made = Made(Op.parse(genesis).org)
    made.lines.append(Line(genesis, make_ctlhead(server, made.org, Op.parse(genesis).ref, NOW), root, None, server))

    def put(body: Body, by: Signer, cosigner: Signer | None = None, server: SigningKey = server) -> None:
        last = Op.parse(made.lines[-1].raw)
        raw = build_op(by, made.org, last.ref, body, NOW + last.cseq, cosigner)
        head = make_ctlhead(server, made.org, Op.parse(raw).ref, NOW + last.cseq)
        made.lines.append(Line(raw, head, by, cosigner, server))

    def epoch(number: int, *devices: DeviceKeys) -> EpochNew:
        boxes = sorted(Box(d.device_id, 1, bytes([number]) * BOX_LEN) for d in devices)
        link = b"" if number == 1 else bytes(48)
        return EpochNew(SPACE, number, number - 1, bytes([number]) * 32, tuple(boxes), bytes(BOX_LEN), link)

    put(PolicySet("demo", 1), root)
    put(AdminSet(user(2), 1, row(2)), root)
    for number in (3, 4, 5, 6):
        put(DeviceAdd(row(number)), admin)
    put(CarrierSet(user(6), 1), second)
    put(SpaceNew(SPACE), admin)
    put(SpaceNew(OTHER), second)
    put(MemberSet(SPACE, user(3), "write"), admin)
    put(MemberSet(SPACE, user(4), "finalise"), admin)
    put(MemberSet(SPACE, user(5), "archivist"), admin, second)
    put(epoch(1, device(3)), device(3))
    put(Vouch(device(4).device_id, bytes([4]) * 32, (SPACE,)), device(3))
    put(Vouch(device(5).device_id, bytes([5]) * 32, (SPACE,)), device(4))
    put(Adopt(SPACE, device(3).device_id, b"i" * 8, 1, ZERO32), admin, device(4))
    cut = Cut(SPACE, device(5).device_id, b"i" * 8, 3, b"c" * 32)
    put(Unvouch(device(5).device_id, (SPACE,), (cut,)), device(3), device(4))
    put(MemberSet(SPACE, user(5), "none", (cut,)), admin)
    put(epoch(2, device(3), device(4)), device(4))
    put(DpoSet(user(6)), root)
    put(RecoveryKey(KemKey(b"l" * 96).pk), admin, second)
    put(RecoveryUsed(device(5).device_id, (SPACE,)), root)
    put(DeviceRevoke(device(3).device_id, "lost", (Cut(SPACE, device(3).device_id, b"i" * 8, 9, b"d" * 32),)), second)
    put(ServerKey(newer.pk, (Start(SPACE, 1, ZERO32),)), root, server=newer)
    put(PolicySet("idle", 5), admin, server=newer)
    return made
