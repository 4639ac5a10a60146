"""Epoch keys: made for the machines entitled to them, handed on, found and judged. Never holds a key for itself.

The roster alone says who that is; what a box holds, and who may make one, is `sync.client.boxes`.
"""

import os
from collections.abc import Collection, Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sync.client.boxes import RECOVERY, entitled, open_box, seal_box
from sync.control_roster import Device, EpochInfo, Roster
from sync.control_rows import Box
from sync.control_space_bodies import EpochNew
from sync.crypto.keys import (
    BOX_LEN,
    SUITE,
    DeviceKeys,
    box_info,
    equal,
    kcommit,
    make_link,
    open_link,
    seal_to,
)
from sync.errors import Malformed, Refused
from sync.keybox import KeyBox


class Blame(NamedTuple):
    """Who handed over something that did not open: `what` is "box", "keybox" or "link".

    `proof` is the key box he signed; the other two stand in his op in the control log.
    """

    epoch: int
    device: bytes
    what: str
    proof: bytes = b""


@dataclass(frozen=True)
class SpaceKeys:
    """The keys of one space that this machine holds, by epoch."""

    keys: Mapping[int, bytes] = field(repr=False)
    good: tuple[int, ...]
    """Those whose key and every link under it open; one writes under the last."""
    missing: tuple[int, ...]
    blamed: tuple[Blame, ...]


def usable(roster: Roster, device: bytes, space: bytes, confirmed: Container[bytes]) -> bool:
    """Whether a machine's own client uses the space: reads, writes, vouches, seals and rotates there.

    It does where it made the first epoch, opened the recovery kit for it (then it is in `confirmed` itself), or
    was vouched for by a machine whose words back its user once typed (`confirmed`). An administrator who founds a
    space with a machine of his own finds nobody in it.
    """
    if roster.recovered(device, space) is not None and device in confirmed:
        return bool(roster.role(roster.user_of(device) or b"", space)) and not roster.revoked(device)
    if not roster.vouched(device, space):
        return False
    first = roster.epoch(space, 1)
    if space == roster.org or (first is not None and first.maker == device):
        return True
    return roster.vouched_by(device, space) in confirmed


def _seal_or_blank(roster: Roster, device: Device, space: bytes, epoch: int, key: bytes, commitment: bytes) -> Box:
    """A box; one that nobody opens for a machine whose receiving key cannot be used, so that it stops no rotation."""
    try:
        return seal_box(roster, device, space, epoch, key, commitment)
    except Malformed:
        return Box(device.device, SUITE, os.urandom(BOX_LEN))


def _recovery_box(kem_pk: bytes, info: bytes, key: bytes) -> bytes:
    """The kit's box; one that nothing opens where the kit's key is none: that must not stop a rotation either."""
    try:
        return seal_to(kem_pk, info, key)
    except Malformed:
        return os.urandom(BOX_LEN)


def new_epoch(roster: Roster, keys: DeviceKeys, space: bytes, known: Mapping[int, bytes]) -> tuple[EpochNew, bytes]:
    """A fresh key for the space, and the op body that seals it to exactly the machines entitled now.

    `known` holds the good keys of earlier epochs; the newest of them is linked. Store the key before posting
    the op. Raises Refused where this machine may not make the epoch, or holds no key to link from.
    """
    last = roster.epoch(space)
    epoch = last.epoch + 1 if last else 1
    maker = roster.device(keys.device_id)
    if maker is None or roster.revoked(keys.device_id):
        raise Refused("machine is not in the control log")
    alone = last is None or roster.recovered(keys.device_id, space) is not None
    role = roster.role(maker.user, space) if alone else roster.rights(keys.device_id, space)
    if "w" not in role:
        raise Refused("not a vouched machine with write")
    from_epoch = max(known, default=0)
    if (from_epoch == 0) != (last is None):
        raise Refused("no key to link from")
    key = os.urandom(32)
    commitment = kcommit(key, space, epoch)
    devices = {device: entitled(roster, device, space) for device in roster.devices_entitled(space)}
    devices[maker.device] = maker
    boxes = [_seal_or_blank(roster, devices[device], space, epoch, key, commitment) for device in sorted(devices)]
    recovery = box_info(roster.org, space, epoch, RECOVERY, SUITE, commitment)
    body = EpochNew(
        space=space,
        epoch=epoch,
        from_epoch=from_epoch,
        kcommit=commitment,
        boxes=tuple(boxes),
        recovery_box=_recovery_box(roster.recovery_kem_pk, recovery, key),
        link=make_link(key, known[from_epoch], roster.org, space, epoch) if from_epoch else b"",
    )
    return body, key


def missing_boxes(roster: Roster, space: bytes, epoch: int | None = None) -> tuple[bytes, ...]:
    """The machines entitled now that the epoch's op (default: the newest) has no box for."""
    info = roster.epoch(space, epoch)
    if info is None:
        return ()
    return tuple(device for device in roster.devices_entitled(space) if device not in info.boxes)


def may_hand_to(roster: Roster, space: bytes, device: bytes, good: Collection[int]) -> bool:
    """Whether this client, to which the epochs `good` are good, makes boxes for the machine at all.

    Not for one that the recovery kit let in, nor for those whose vouches go back to it, before it has opened a good
    epoch of that one's making: whoever only holds the pages gets nobody's client to work for him.
    """
    behind = roster.recovery_behind(device, space)
    if behind is None:
        return True
    since = roster.recovered(behind, space) or 0
    infos = (info for epoch in good if (info := roster.epoch(space, epoch)) is not None)
    return any(info.maker == behind and info.cseq > since for info in infos)


def open_space(
    roster: Roster,
    keys: DeviceKeys,
    space: bytes,
    known: Mapping[int, bytes],
    keyboxes: Iterable[KeyBox] = (),
) -> SpaceKeys:
    """Every epoch key of the space that this machine can come by: from its own store, boxes, and links.

    `known` is what it stored before. Truth is the commitment in the epoch's op: a wrong box is dropped and
    its maker named, and the next is tried. An epoch is good when its key is right and its link opens to a
    good epoch.
    """
    infos = {info.epoch: info for info in roster.epochs(space)}
    spare: dict[int, list[KeyBox]] = {}
    for keybox in keyboxes:
        if (keybox.space, keybox.device) == (space, keys.device_id) and keybox.epoch in infos:
            spare.setdefault(keybox.epoch, []).append(keybox)
    found = {
        epoch: key
        for epoch, key in known.items()
        if epoch in infos and equal(kcommit(key, space, epoch), infos[epoch].kcommit)
    }
    blamed: list[Blame] = []
    linked: set[int] = set()
    for epoch in sorted(infos, reverse=True):
        info = infos[epoch]
        if epoch not in found:
            key = _open_any(roster, keys, info, spare.get(epoch, ()), blamed)
            if key is None:
                continue
            found[epoch] = key
        if info.link and _follow(roster.org, info, infos[info.from_epoch], found, blamed):
            linked.add(epoch)
    good: list[int] = []
    for epoch in sorted(found):
        if epoch == 1 or (epoch in linked and infos[epoch].from_epoch in good):
            good.append(epoch)
    missing = tuple(epoch for epoch in infos if epoch not in found)
    return SpaceKeys(dict(sorted(found.items())), tuple(good), missing, tuple(blamed))


def _open_any(
    roster: Roster, keys: DeviceKeys, info: EpochInfo, spare: Iterable[KeyBox], blamed: list[Blame]
) -> bytes | None:
    own = info.boxes.get(keys.device_id)
    if own is not None:
        try:
            return open_box(keys.kem, roster.org, info, own)
        except Malformed:
            blamed.append(Blame(info.epoch, info.maker, "box"))
    for keybox in spare:
        try:
            return open_box(keys.kem, roster.org, info, Box(keybox.device, keybox.suite, keybox.box))
        except Malformed:
            maker = roster.device(keybox.by)
            if maker and keybox.signed_by(maker.sign_pk):
                blamed.append(Blame(info.epoch, keybox.by, "keybox", keybox.raw))
    return None


def _follow(org: bytes, info: EpochInfo, older: EpochInfo, found: dict[int, bytes], blamed: list[Blame]) -> bool:
    """Opens the link of an epoch whose key is found; whether it gave the older epoch's key."""
    try:
        key = open_link(found[info.epoch], info.link, org, info.space, info.epoch)
    except Malformed:
        key = b""
    if not key or not equal(kcommit(key, info.space, older.epoch), older.kcommit):
        blamed.append(Blame(info.epoch, info.maker, "link"))
        return False
    found.setdefault(older.epoch, key)
    return True
