"""The bodies of control ops: the organisation's own, and how a body of any kind is read. Not who may sign them.

The layouts with their types stand in docs/format.md, "Control log".
"""

from dataclasses import dataclass
from typing import ClassVar, Protocol

from sync.codec import Value, as_bytes, as_int, as_list, as_text
from sync.control_rows import (
    MAX_ROWS,
    Cut,
    DeviceRow,
    Flat,
    Start,
    arrays,
    in_order,
    parse_cuts,
)
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
from sync.crypto.keys import check_kem_pk, check_sign_pk, org_id
from sync.errors import Malformed, Unknown


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
class ServerKey(Flat):
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


@dataclass(frozen=True)
class DpoSet(Flat):
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


@dataclass(frozen=True)
class RecoveryKey(Flat):
    """Replaces the key that recovery boxes are sealed to."""

    KIND: ClassVar[str] = "recovery_key"
    kem_pk: bytes

    @classmethod
    def parse(cls, value: Value) -> "RecoveryKey":
        """From `[kem_pk]`."""
        (kem_pk,) = as_list(value, 1)
        return cls(check_kem_pk(as_bytes(kem_pk)))


@dataclass(frozen=True)
class PolicySet(Flat):
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


@dataclass(frozen=True)
class CarrierSet(Flat):
    """Makes a user a carrier of sealed bundles, or ends it."""

    KIND: ClassVar[str] = "carrier_set"
    user: bytes
    on: int

    @classmethod
    def parse(cls, value: Value) -> "CarrierSet":
        """From `[user, on]`."""
        user, on = as_list(value, 2)
        return cls(as_bytes(user, 16), as_int(on, 0, 1))


PARSERS = {
    body.KIND: body.parse
    for body in (
        Genesis, AdminSet, ServerKey, DpoSet, RecoveryKey, PolicySet, SpaceNew, MemberSet, CarrierSet,
        DeviceAdd, DeviceRevoke, Vouch, Unvouch, EpochNew, RecoveryUsed, Adopt,
    )
}  # fmt: skip


def parse_body(kind: str, value: Value) -> Body:
    """The body of an op of `kind`. Raises Malformed, or Unknown for a kind of a newer version."""
    parser = PARSERS.get(kind)
    if parser is None:
        raise Unknown("op kind of a newer version")
    return parser(value)
