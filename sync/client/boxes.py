"""A key in a box: sealed to one machine and opened there, and the KeyBox for a machine that came after the epoch.

A key goes only to a machine that the roster says somebody vouched for; the endpoint and its answers have no say.
"""

from sync import codec
from sync.control_roster import Device, EpochInfo, Roster
from sync.control_rows import Box
from sync.crypto.keys import SUITE, DeviceKeys, KemKey, box_info, equal, kcommit, seal_to
from sync.errors import Malformed, Refused
from sync.keybox import KeyBox
from sync.model import VERSION, ZERO16

RECOVERY = ZERO16
"""Stands for the recovery kit where a box is bound to a machine."""


def entitled(roster: Roster, device: bytes, space: bytes) -> Device:
    """The machine. Raises Refused where nobody vouched for it there."""
    found = roster.device(device)
    if found is None or not roster.vouched(device, space):
        raise Refused("nobody vouched for the machine")
    return found


def seal_box(roster: Roster, device: Device, space: bytes, epoch: int, key: bytes, commitment: bytes) -> Box:
    """The key of an epoch in a box. Raises Malformed where the machine's receiving key cannot be used."""
    info = box_info(roster.org, space, epoch, device.device, SUITE, commitment)
    return Box(device.device, SUITE, seal_to(device.kem_pk, info, key))


def make_keybox(roster: Roster, keys: DeviceKeys, space: bytes, epoch: int, key: bytes, device: bytes) -> bytes:
    """The key of `epoch`, sealed to a machine that came later.

    Raises Refused for a machine that nobody vouched for, from a machine that nobody vouched for, and for a
    key that is not the epoch's.
    """
    receiver = entitled(roster, device, space)
    maker = entitled(roster, keys.device_id, space)
    if space == roster.org and not roster.is_admin(maker.user):
        raise Refused("only administrators hand out the organisation's key")
    info = roster.epoch(space, epoch)
    if info is None or not equal(kcommit(key, space, epoch), info.kcommit):
        raise Refused("not the key of the epoch")
    box = seal_box(roster, receiver, space, epoch, key, info.kcommit)
    fields: list[object] = [VERSION, roster.org, space, epoch, *box, keys.device_id]
    return codec.encode([*fields, keys.sign("rt1/box", codec.encode(fields))])


def check_keybox(roster: Roster, keybox: KeyBox) -> None:
    """Raises Refused where the box is not by a vouched machine, for a vouched machine, of a known epoch."""
    if keybox.org != roster.org:
        raise Refused("another organisation")
    entitled(roster, keybox.device, keybox.space)
    maker = entitled(roster, keybox.by, keybox.space)
    if roster.epoch(keybox.space, keybox.epoch) is None:
        raise Refused("no such epoch")
    if not keybox.signed_by(maker.sign_pk):
        raise Refused("wrong signature")


def open_box(kem: KemKey, org: bytes, info: EpochInfo, box: Box) -> bytes:
    """The epoch key in a box. Raises Malformed where it does not open to the key that the epoch's op names."""
    if box.suite != SUITE:
        raise Malformed("suite of another version")
    context = box_info(org, info.space, info.epoch, box.device, box.suite, info.kcommit)
    key = kem.open(context, box.box)
    if not equal(kcommit(key, info.space, info.epoch), info.kcommit):
        raise Malformed("key is not the one the epoch names")
    return key
