"""The oracle of "P2": what membership and vouching allow, and what keys a machine can come by from all that was sent.

It knows no roster: it reads the ops by rules of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from helpers.rig.people import Pc
from helpers.rig.world import World

from sync.control import Op
from sync.control_bodies import AdminSet, Genesis
from sync.control_rows import Box
from sync.control_space_bodies import DeviceAdd, DeviceRevoke, EpochNew, MemberSet, Unvouch, Vouch
from sync.crypto.keys import box_info, kcommit, open_link
from sync.errors import Malformed
from sync.keybox import KeyBox
from sync.server.database import rows as db


@dataclass
class Allowed:
    """Who was let in when, by (space, device); cseq of every epoch; the removals of each space."""

    org: bytes
    admins: set[bytes] = field(default_factory=set)
    owner: dict[bytes, bytes] = field(default_factory=dict)
    ended: set[bytes] = field(default_factory=set)
    roles: dict[tuple[bytes, bytes], str] = field(default_factory=dict)
    vouched: set[tuple[bytes, bytes]] = field(default_factory=set)
    epochs: dict[tuple[bytes, int], int] = field(default_factory=dict)
    last_in: dict[tuple[bytes, bytes], int] = field(default_factory=dict)
    removals: dict[bytes, list[int]] = field(default_factory=dict)

    def read(self, op: Op) -> None:
        """One op more."""
        spaces = {space for space, _ in self.epochs} | {self.org}
        before = {(space, device) for space in spaces for device in self.owner if self.inside(space, device)}
        body = op.body
        if isinstance(body, Genesis):
            self.owner[body.row.device] = body.row.user
            self.admins.add(body.row.user)
        elif isinstance(body, AdminSet) and body.row is not None:
            self.owner[body.row.device] = body.row.user
            self.admins.add(body.user)
        elif isinstance(body, DeviceAdd):
            self.owner[body.row.device] = body.row.user
        elif isinstance(body, DeviceRevoke):
            self.ended.add(body.device)
        elif isinstance(body, MemberSet):
            self.roles[body.space, body.user] = body.role
        elif isinstance(body, Vouch):
            self.vouched |= {(space, body.device) for space in body.spaces}
        elif isinstance(body, Unvouch):
            self.vouched -= {(space, body.device) for space in body.spaces}
        elif isinstance(body, EpochNew):
            self._epoch(body, op)
        for space, device in before:
            if not self.inside(space, device):
                self.removals.setdefault(space, []).append(op.cseq)
        for space in {space for space, _ in self.epochs}:
            for device in self.owner:
                if self.inside(space, device):
                    self.last_in[space, device] = op.cseq

    def _epoch(self, body: EpochNew, op: Op) -> None:
        self.epochs[body.space, body.epoch] = op.cseq
        if body.epoch == 1:
            self.vouched.add((body.space, op.by))
        for space, device in set(self.vouched):
            if space == body.space and self.roles.get((space, self.owner[device]), "none") == "none":
                self.vouched.discard((space, device))

    def inside(self, space: bytes, device: bytes) -> bool:
        """Whether a key of the space may be given to the machine now."""
        if device in self.ended:
            return False
        if space == self.org:
            return True
        role = self.roles.get((space, self.owner[device]), "none")
        return role != "none" and (space, device) in self.vouched

    def may_have(self, space: bytes, device: bytes) -> set[int]:
        """Every epoch that stood while the machine was let in, and by links those before."""
        until = self.last_in.get((space, device), 0)
        return {epoch for (where, epoch), cseq in self.epochs.items() if where == space and cseq <= until}


def allowed(world: World) -> Allowed:
    """The whole log as the oracle reads it."""
    oracle = Allowed(world.org)
    for raw, _head in world.log.ops:
        oracle.read(Op.parse(raw))
    return oracle


def derivable(world: World, pc: Pc, space: bytes, held: dict[int, bytes]) -> set[int]:
    """The epochs whose keys this machine's private key gives, with what its disk holds and all that was ever sent."""
    infos = {body.epoch: body for body in _epochs(world, space)}
    keys = {e: key for e, key in held.items() if e in infos and kcommit(key, space, e) == infos[e].kcommit}
    boxes = [(body.epoch, box) for body in infos.values() for box in body.boxes]
    boxes += [(box.epoch, Box(box.device, box.suite, box.box)) for box in _keyboxes(world, space)]
    for epoch, box in boxes:
        for device in {box.device, pc.device}:
            context = box_info(world.org, space, epoch, device, box.suite, infos[epoch].kcommit)
            try:
                key = pc.keys.kem.open(context, box.box)
            except Malformed:
                continue
            if kcommit(key, space, epoch) == infos[epoch].kcommit:
                keys[epoch] = key
    for epoch in sorted(infos, reverse=True):
        body = infos[epoch]
        if epoch in keys and body.from_epoch:
            try:
                older = open_link(keys[epoch], body.link, world.org, space, epoch)
            except Malformed:
                continue
            if kcommit(older, space, body.from_epoch) == infos[body.from_epoch].kcommit:
                keys[body.from_epoch] = older
    return set(keys)


def _epochs(world: World, space: bytes) -> Iterator[EpochNew]:
    for raw, _head in world.log.ops:
        body = Op.parse(raw).body
        if isinstance(body, EpochNew) and body.space == space:
            yield body


def _keyboxes(world: World, space: bytes) -> list[KeyBox]:
    with world.endpoint.database.reading() as conn:
        row = db.space_row(conn, world.org, space)
        found = (
            []
            if row is None
            else [raw for d in world.log.roster()._facts.devices for raw in db.get_boxes(conn, row.id, d)]
        )
    return [box for raw in found if (box := _read(raw)) is not None]


def _read(raw: bytes) -> KeyBox | None:
    """A key box; None for one that is none of ours, which nobody opens (`downgrades`)."""
    try:
        return KeyBox.parse(raw)
    except Malformed:
        return None
