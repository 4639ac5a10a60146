"""The bodies of every kind of control op: their array layouts, and nothing about who may sign them.

The layouts with their types stand in docs/format.md, "Control log".
"""

from dataclasses import dataclass
from typing import ClassVar, Protocol

from sync.codec import Value, as_bytes, as_int, as_list, as_text
from sync.control_rows import (
    MAX_ROWS,
    RIGHTS,
    Box,
    Cut,
    DeviceRow,
    Start,
    arrays,
    in_order,
    parse_cuts,
    parse_spaces,
)
from sync.crypto.keys import BOX_LEN, SUITE, check_kem_pk, check_sign_pk, org_id
from sync.errors import Malformed, Unknown

LINK_LEN = 48


class Body(Protocol):
    """What every body offers; `value()` is the array of docs/format.md."""

    KIND: ClassVar[str]

    def value(self) -> list[Value]:
        """The array, ready to be encoded."""
        ...


@dataclass(frozen=True)
class Genesis:
    """The first op: the root, the endpoint's key, the recovery key and the first administrator's machine."""

    KIND: ClassVar[str] = "genesis"
    root_pk: bytes
    server_pk: bytes
    recovery_kem_pk: bytes
    row: DeviceRow

    @classmethod
    def parse(cls, value: Value) -> "Genesis":
        """From `[root_pk, server_pk, recovery_kem_pk, row]`."""
        root_pk, server_pk, recovery, row = as_list(value, 4)
        return cls(
            check_sign_pk(as_bytes(root_pk, 32)),
            check_sign_pk(as_bytes(server_pk, 32)),
            check_kem_pk(as_bytes(recovery)),
            DeviceRow.parse(row),
        )

    def value(self) -> list[Value]:
        """The array."""
        return [self.root_pk, self.server_pk, self.recovery_kem_pk, self.row.value()]

    @property
    def org(self) -> bytes:
        """The organisation's id."""
        return org_id(self.root_pk)


@dataclass(frozen=True)
class AdminSet:
    """Makes a user an administrator, with the machine to do it from, or ends it."""

    KIND: ClassVar[str] = "admin_set"
    user: bytes
    on: int
    row: DeviceRow | None
    cuts: tuple[Cut, ...] = ()

    @classmethod
    def parse(cls, value: Value) -> "AdminSet":
        """From `[user, on, row | [], cuts]`."""
        user, on, row, cuts = as_list(value, 4)
        device = DeviceRow.parse(row) if as_list(row) else None
        body = cls(as_bytes(user, 16), as_int(on, 0, 1), device, parse_cuts(cuts))
        if device is not None and (device.user != body.user or not body.on):
            raise Malformed("machine of another user")
        return body

    def value(self) -> list[Value]:
        """The array."""
        return [self.user, self.on, self.row.value() if self.row else [], arrays(self.cuts)]


@dataclass(frozen=True)
class ServerKey:
    """A new key of the endpoint, with the first generation of each space to trust under it."""

    KIND: ClassVar[str] = "server_key"
    server_pk: bytes
    starts: tuple[Start, ...] = ()

    @classmethod
    def parse(cls, value: Value) -> "ServerKey":
        """From `[server_pk, [[space, gen, chain]..]]`."""
        server_pk, rows = as_list(value, 2)
        starts = []
        for row in as_list(rows, at_most=MAX_ROWS):
            space, gen, chain = as_list(row, 3)
            starts.append(Start(as_bytes(space, 16), as_int(gen, 1), as_bytes(chain, 32)))
        in_order([start.space for start in starts])
        return cls(check_sign_pk(as_bytes(server_pk, 32)), tuple(starts))

    def value(self) -> list[Value]:
        """The array."""
        return [self.server_pk, arrays(self.starts)]


@dataclass(frozen=True)
class DpoSet:
    """Names the data protection officer, or nobody."""

    KIND: ClassVar[str] = "dpo_set"
    user: bytes

    @classmethod
    def parse(cls, value: Value) -> "DpoSet":
        """From `[user | ""]`."""
        (user,) = as_list(value, 1)
        if as_bytes(user, at_most=16) != b"":
            as_bytes(user, 16)
        return cls(as_bytes(user))

    def value(self) -> list[Value]:
        """The array."""
        return [self.user]


@dataclass(frozen=True)
class RecoveryKey:
    """Replaces the key that recovery boxes are sealed to."""

    KIND: ClassVar[str] = "recovery_key"
    kem_pk: bytes

    @classmethod
    def parse(cls, value: Value) -> "RecoveryKey":
        """From `[kem_pk]`."""
        (kem_pk,) = as_list(value, 1)
        return cls(check_kem_pk(as_bytes(kem_pk)))

    def value(self) -> list[Value]:
        """The array."""
        return [self.kem_pk]


@dataclass(frozen=True)
class PolicySet:
    """Sets one policy of the organisation, such as `demo`."""

    KIND: ClassVar[str] = "policy"
    name: str
    setting: int | str | bytes

    @classmethod
    def parse(cls, value: Value) -> "PolicySet":
        """From `[name, setting]`."""
        name, setting = as_list(value, 2)
        if isinstance(setting, list | dict) or (not isinstance(setting, int) and len(setting) > 1024):
            raise Malformed("policy of a wrong type")
        if not as_text(name, 64):
            raise Malformed("policy without a name")
        return cls(as_text(name, 64), setting)

    def value(self) -> list[Value]:
        """The array."""
        return [self.name, self.setting]


@dataclass(frozen=True)
class SpaceNew:
    """A new space; its name is a record inside it."""

    KIND: ClassVar[str] = "space_new"
    space: bytes

    @classmethod
    def parse(cls, value: Value) -> "SpaceNew":
        """From `[space]`."""
        (space,) = as_list(value, 1)
        return cls(as_bytes(space, 16))

    def value(self) -> list[Value]:
        """The array."""
        return [self.space]


@dataclass(frozen=True)
class MemberSet:
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

    def value(self) -> list[Value]:
        """The array."""
        return [self.space, self.user, self.role, arrays(self.cuts)]


@dataclass(frozen=True)
class CarrierSet:
    """Makes a user a carrier of sealed bundles, or ends it."""

    KIND: ClassVar[str] = "carrier_set"
    user: bytes
    on: int

    @classmethod
    def parse(cls, value: Value) -> "CarrierSet":
        """From `[user, on]`."""
        user, on = as_list(value, 2)
        return cls(as_bytes(user, 16), as_int(on, 0, 1))

    def value(self) -> list[Value]:
        """The array."""
        return [self.user, self.on]


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
class DeviceRevoke:
    """Ends a machine that was lost, or whose user left."""

    KIND: ClassVar[str] = "device_revoke"
    device: bytes
    reason: str
    cuts: tuple[Cut, ...] = ()

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

    def value(self) -> list[Value]:
        """The array."""
        return [self.device, self.reason, arrays(self.cuts)]


@dataclass(frozen=True)
class Vouch:
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

    def value(self) -> list[Value]:
        """The array."""
        return [self.device, self.request, list(self.spaces)]


@dataclass(frozen=True)
class Unvouch:
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

    def value(self) -> list[Value]:
        """The array."""
        return [self.device, list(self.spaces), arrays(self.cuts)]


@dataclass(frozen=True)
class EpochNew:
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

    def value(self) -> list[Value]:
        """The array."""
        return [
            self.space,
            self.epoch,
            self.from_epoch,
            self.kcommit,
            arrays(self.boxes),
            self.recovery_box,
            self.link,
        ]


@dataclass(frozen=True)
class RecoveryUsed:
    """The root lets a machine in with the recovery kit; shown to everybody for ever."""

    KIND: ClassVar[str] = "recovery_used"
    device: bytes
    spaces: tuple[bytes, ...]

    @classmethod
    def parse(cls, value: Value) -> "RecoveryUsed":
        """From `[device, [space..]]`."""
        device, spaces = as_list(value, 2)
        return cls(as_bytes(device, 16), parse_spaces(spaces))

    def value(self) -> list[Value]:
        """The array."""
        return [self.device, list(self.spaces)]


@dataclass(frozen=True)
class Adopt:
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

    def value(self) -> list[Value]:
        """The array."""
        return [self.space, self.device, self.inc, self.from_dseq, self.to_cid]


_PARSERS = {
    body.KIND: body.parse
    for body in (
        Genesis, AdminSet, ServerKey, DpoSet, RecoveryKey, PolicySet, SpaceNew, MemberSet, CarrierSet,
        DeviceAdd, DeviceRevoke, Vouch, Unvouch, EpochNew, RecoveryUsed, Adopt,
    )
}  # fmt: skip


def parse_body(kind: str, value: Value) -> Body:
    """The body of an op of `kind`. Raises Malformed, or Unknown for a kind of a newer version."""
    parser = _PARSERS.get(kind)
    if parser is None:
        raise Unknown("op kind of a newer version")
    return parser(value)
