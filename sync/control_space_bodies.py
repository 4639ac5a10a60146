"""The bodies of control ops about spaces, their members, machines and keys: their array layouts, and nothing else.

The layouts with their types stand in docs/format.md, "Control log".
"""

from dataclasses import dataclass
from typing import ClassVar

from sync.codec import Value, as_bytes, as_int, as_list, as_text
from sync.control_rows import (
    MAX_ROWS,
    RIGHTS,
    Box,
    Cut,
    DeviceRow,
    Flat,
    in_order,
    parse_cuts,
    parse_spaces,
)
from sync.crypto.keys import BOX_LEN, SUITE
from sync.errors import Malformed

LINK_LEN = 48


@dataclass(frozen=True)
class SpaceNew(Flat):
    """A new space; its name is a record inside it."""

    KIND: ClassVar[str] = "space_new"
    space: bytes

    @classmethod
    def parse(cls, value: Value) -> "SpaceNew":
        """From `[space]`."""
        (space,) = as_list(value, 1)
        return cls(as_bytes(space, 16))


@dataclass(frozen=True)
class MemberSet(Flat):
    """A user's role in a space: none, read, write, finalise or archivist."""

    KIND: ClassVar[str] = "member_set"
    space: bytes
    user: bytes
    role: str
    cuts: tuple[Cut, ...] = ()

    @classmethod
    def parse(cls, value: Value) -> "MemberSet":
        """From `[space, user, role, cuts]`."""
        space, user, role, rows = as_list(value, 4)
        if as_text(role, 16) not in RIGHTS:
            raise Malformed("no such role")
        body = cls(as_bytes(space, 16), as_bytes(user, 16), as_text(role), parse_cuts(rows))
        if any(cut.space != body.space for cut in body.cuts):
            raise Malformed("cut of another space")
        return body


@dataclass(frozen=True)
class DeviceAdd:
    """Enters one machine of one user, once and for ever."""

    KIND: ClassVar[str] = "device_add"
    row: DeviceRow

    @classmethod
    def parse(cls, value: Value) -> "DeviceAdd":
        """From `[user, sign_pk, kem_pk, request]`."""
        return cls(DeviceRow.parse(value))

    def value(self) -> list[Value]:
        """The array."""
        return self.row.value()


@dataclass(frozen=True)
class DeviceRevoke(Flat):
    """Ends a machine that was lost, or whose user left."""

    KIND: ClassVar[str] = "device_revoke"
    device: bytes
    reason: str
    cuts: tuple[Cut, ...] = ()

    @property
    def lost(self) -> bool:
        """Whether it may be in wrong hands; else its user left in order."""
        return self.reason == "lost"

    @classmethod
    def parse(cls, value: Value) -> "DeviceRevoke":
        """From `[device, "lost" | "left", cuts]`."""
        device, reason, rows = as_list(value, 3)
        if as_text(reason, 16) not in ("lost", "left"):
            raise Malformed("no such reason")
        body = cls(as_bytes(device, 16), as_text(reason), parse_cuts(rows))
        if any(cut.device != body.device for cut in body.cuts):
            raise Malformed("cut of another machine")
        return body


@dataclass(frozen=True)
class Vouch(Flat):
    """A person's word for a machine, in the spaces named: keys may be sealed to it."""

    KIND: ClassVar[str] = "vouch"
    device: bytes
    request: bytes
    spaces: tuple[bytes, ...]

    @classmethod
    def parse(cls, value: Value) -> "Vouch":
        """From `[device, request, [space..]]`."""
        device, request, spaces = as_list(value, 3)
        return cls(as_bytes(device, 16), as_bytes(request, 32), parse_spaces(spaces))


@dataclass(frozen=True)
class Unvouch(Flat):
    """Takes a vouch back in the spaces named."""

    KIND: ClassVar[str] = "unvouch"
    device: bytes
    spaces: tuple[bytes, ...]
    cuts: tuple[Cut, ...] = ()

    @classmethod
    def parse(cls, value: Value) -> "Unvouch":
        """From `[device, [space..], cuts]`."""
        device, spaces, rows = as_list(value, 3)
        body = cls(as_bytes(device, 16), parse_spaces(spaces), parse_cuts(rows))
        if any(cut.device != body.device or cut.space not in body.spaces for cut in body.cuts):
            raise Malformed("cut of another machine")
        return body


@dataclass(frozen=True)
class EpochNew(Flat):
    """A new key of a space, sealed to every machine entitled to it."""

    KIND: ClassVar[str] = "epoch_new"
    space: bytes
    epoch: int
    from_epoch: int
    kcommit: bytes
    boxes: tuple[Box, ...]
    recovery_box: bytes
    link: bytes

    @classmethod
    def parse(cls, value: Value) -> "EpochNew":
        """From `[space, epoch, from, kcommit, [[device, suite, box]..], recovery box, link]`."""
        space, epoch, from_epoch, kcommit, rows, recovery_box, link = as_list(value, 7)
        boxes = []
        for row in as_list(rows, at_most=MAX_ROWS):
            device, suite, box = as_list(row, 3)
            boxes.append(Box(as_bytes(device, 16), as_int(suite, 1), as_bytes(box, at_most=8192)))
        in_order([box.device for box in boxes])
        if any(box.suite == SUITE and len(box.box) != BOX_LEN for box in boxes):
            raise Malformed("box of wrong length")
        number, previous = as_int(epoch, 1, 2**32 - 1), as_int(from_epoch, 0, 2**32 - 1)
        if previous >= number or (previous == 0) != (number == 1):
            raise Malformed("epoch that comes from none")
        return cls(
            as_bytes(space, 16),
            number,
            previous,
            as_bytes(kcommit, 32),
            tuple(boxes),
            as_bytes(recovery_box, BOX_LEN),
            as_bytes(link, LINK_LEN if previous else 0),
        )


@dataclass(frozen=True)
class RecoveryUsed(Flat):
    """The root lets a machine in with the recovery kit; shown to everybody for ever."""

    KIND: ClassVar[str] = "recovery_used"
    device: bytes
    spaces: tuple[bytes, ...]

    @classmethod
    def parse(cls, value: Value) -> "RecoveryUsed":
        """From `[device, [space..]]`."""
        device, spaces = as_list(value, 2)
        return cls(as_bytes(device, 16), parse_spaces(spaces))


@dataclass(frozen=True)
class Adopt(Flat):
    """Takes over a chain of commits that lies beyond a cut."""

    KIND: ClassVar[str] = "adopt"
    space: bytes
    device: bytes
    inc: bytes
    from_dseq: int
    to_cid: bytes

    @classmethod
    def parse(cls, value: Value) -> "Adopt":
        """From `[space, device, inc, from, to_cid]`."""
        space, device, inc, from_dseq, to_cid = as_list(value, 5)
        return cls(
            as_bytes(space, 16),
            as_bytes(device, 16),
            as_bytes(inc, 8),
            as_int(from_dseq, 1),
            as_bytes(to_cid, 32),
        )
