"""REKEY: fetches the epoch keys this machine lacks, and seals keys to machines that somebody vouched for (rule T3)."""

from collections.abc import Generator

from sync.client.asking import Refusal, ask, get, put
from sync.client.pulling import parsed
from sync.client.sealing import KeyBox, check_keybox, make_keybox, missing_boxes, open_space
from sync.control import Roster
from sync.crypto.keys import DeviceKeys
from sync.errors import Refused, SyncError
from sync.log import Journal
from sync.protocol import Answer, Request, parse_raws, space_path


def fetch(journal: Journal, keys: DeviceKeys, roster: Roster, space: bytes) -> Generator[Request, Answer, None]:
    """Stores every good epoch key that can be come by."""
    here = journal.epochs(space)
    if all(info.epoch in here for info in roster.epochs(space)):
        return
    known = {epoch: key for epoch in here if (key := journal.epoch_key(space, epoch)) is not None}
    found = open_space(roster, keys, space, known)
    if found.missing or found.newest_good != _newest(roster, space):
        boxes = yield from _boxes(roster, space, keys.device_id)
        found = open_space(roster, keys, space, known, boxes)
    for epoch in found.good:
        if epoch not in here:
            journal.put_epoch_key(space, epoch, found.keys[epoch])


def hand_out(journal: Journal, keys: DeviceKeys, roster: Roster, space: bytes) -> Generator[Request, Answer, None]:
    """Makes the newest key's box for each vouched machine that has none; an older key follows by the links."""
    epoch = _newest(roster, space)
    lacking = [d for d in missing_boxes(roster, space) if (epoch, d) not in journal.boxed(space)]
    key = journal.epoch_key(space, epoch) if lacking else None
    if key is None:
        return
    for device in lacking:
        if device == keys.device_id:
            continue
        there = yield from _boxes(roster, space, device)
        if not any(box.epoch == epoch for box in there):
            try:
                raw = make_keybox(roster, keys, space, epoch, key, device)
            except Refused:
                return  # an administrator or carrier hands out nothing here, whoever is lacking
            try:
                yield from ask(put("box", space_path(roster.org, space, "box", device.hex()), raw, space))
            except Refusal:
                continue  # the endpoint heard later ops than we; the next round sees them
        journal.mark_boxed(space, [(epoch, device)])


def _newest(roster: Roster, space: bytes) -> int:
    info = roster.epoch(space)
    return 0 if info is None else info.epoch


def _boxes(roster: Roster, space: bytes, device: bytes) -> Generator[Request, Answer, list[KeyBox]]:
    """The boxes that lie at the endpoint for a machine, made by machines that might make them."""
    body = yield from ask(get("box", space_path(roster.org, space, "box", device.hex()), space=space))
    boxes = []
    for raw in parsed(parse_raws, body):
        try:
            box = KeyBox.parse(raw)
            check_keybox(roster, box)
        except SyncError:
            continue
        if (box.space, box.device) == (space, device):
            boxes.append(box)
    return boxes
