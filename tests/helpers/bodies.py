"""A body of every kind of control op, some kinds with and without what may be left out."""

from helpers.organisation import ADMIN, MIDT, PPR, SIGNE, device, row

from sync.control_bodies import (
    AdminSet,
    Body,
    CarrierSet,
    DpoSet,
    Genesis,
    PolicySet,
    RecoveryKey,
    ServerKey,
)
from sync.control_rows import Box, Cut, Start
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

KEYS = device("signe")
D1, D2 = sorted((KEYS.device_id, device("palle").device_id))
CUT = Cut(MIDT, D1, b"i" * 8, 3, b"c" * 32)
BOXES = (Box(D1, 1, bytes(1168)), Box(D2, 2, b"of a later suite"))

BODIES: list[Body] = [
    Genesis(KEYS.sign_pk, device("server").sign_pk, KEYS.kem_pk, row(ADMIN, KEYS)),
    DeviceAdd(row(SIGNE, KEYS)),
    AdminSet(ADMIN, 1, row(ADMIN, KEYS)),
    AdminSet(ADMIN, 0, None, (CUT,)),
    ServerKey(KEYS.sign_pk, (Start(MIDT, 1, b"c" * 32), Start(PPR, 2, b"c" * 32))),
    DpoSet(SIGNE),
    DpoSet(b""),
    RecoveryKey(KEYS.kem_pk),
    PolicySet("demo", 1),
    PolicySet("note", "æ"),
    PolicySet("key", b"x"),
    SpaceNew(MIDT),
    MemberSet(MIDT, SIGNE, "finalise", (CUT, CUT._replace(inc=b"j" * 8))),
    CarrierSet(SIGNE, 0),
    DeviceRevoke(D1, "left", (CUT,)),
    Vouch(D1, b"r" * 32, (MIDT, PPR)),
    Unvouch(D1, (MIDT,), (CUT,)),
    EpochNew(MIDT, 1, 0, b"k" * 32, BOXES, bytes(1168), b""),
    EpochNew(MIDT, 9, 7, b"k" * 32, BOXES, bytes(1168), bytes(48)),
    RecoveryUsed(D1, (MIDT,)),
    Adopt(MIDT, D1, b"i" * 8, 4, b"c" * 32),
]
