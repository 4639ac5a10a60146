"""REKEY: fetches the epoch keys this machine lacks, and seals keys to machines that somebody vouched for.

Every right key is kept, so that what was sealed under it can be read; one writes under good ones only. Whoever made
a wrong box is named once, and what he signed is kept (docs/protocol.md 7).
"""

from collections.abc import Collection, Generator, Iterable
from typing import TYPE_CHECKING

from sync.client.asking import Refusal, ask, get, parsed, put
from sync.client.boxes import check_keybox, make_keybox
from sync.client.health import lacks_of
from sync.client.sealing import Blame, SpaceKeys, may_hand_to, missing_boxes, open_space
from sync.control import Roster
from sync.errors import SyncError
from sync.heads import Beat
from sync.keybox import KeyBox
from sync.protocol import Answer, Request, parse_raws, space_path

if TYPE_CHECKING:
    from sync.client.rounds import Round

BLAMED = {"box": "key did not open", "keybox": "key did not open", "link": "link did not open"}


def fetch(round_: "Round", space: bytes) -> Generator[Request, Answer, None]:
    """Stores every right key that can be come by, and which of them are good."""
    good = round_.journal.good_epochs(space)
    if all(info.epoch in good for info in round_.control.roster().epochs(space)):
        return
    if take_boxes(round_, space, ()).missing:
        take_boxes(round_, space, (yield from _boxes(round_, space, round_.keys.device_id)))


def take_boxes(round_: "Round", space: bytes, boxes: Iterable[KeyBox]) -> SpaceKeys:
    """Stores the right keys in these boxes, in the ops and behind links; what is here of the space's keys then.

    Asks nobody: boxes come from the endpoint or in a bundle, checked by `boxes_for`.
    """
    journal, roster = round_.journal, round_.control.roster()
    here, good = journal.epochs(space), journal.good_epochs(space)
    known = {epoch: key for epoch in here if (key := journal.epoch_key(space, epoch)) is not None}
    found = open_space(roster, round_.keys, space, known, boxes)
    for epoch, key in found.keys.items():
        if epoch not in here or (epoch in found.good and epoch not in good):
            journal.put_epoch_key(space, epoch, key, epoch in found.good)
    for blame in found.blamed:
        _name(round_, space, blame)
    return found


def _name(round_: "Round", space: bytes, blame: Blame) -> None:
    """Alarms once of whoever handed over something wrong, and keeps it; an op of his is in the control log anyway."""
    if (space, blame) in round_.blamed:
        return
    round_.blamed.add((space, blame))
    if round_.journal.key_proof(space, blame.epoch, blame.device, blame.proof):
        round_.alarm(space, BLAMED[blame.what], blame.device)


def hand_out(round_: "Round", space: bytes) -> Generator[Request, Answer, None]:
    """Boxes for each vouched machine that has none: of the newest good epoch, and of those no link leads to."""
    for epoch, device in wanted(round_, space):
        there = yield from _boxes(round_, space, device)
        done = any(box.epoch == epoch for box in there)
        if done or (yield from _give(round_, space, epoch, device)):
            round_.journal.mark_boxed(space, [(epoch, device)])


def wanted(round_: "Round", space: bytes) -> list[tuple[int, bytes]]:
    """(epoch, machine) of the boxes that are to be made, as far as is known here."""
    journal, roster = round_.journal, round_.control.roster()
    if space == round_.org and not roster.is_admin(roster.user_of(round_.keys.device_id) or b""):
        return []
    good, boxed = journal.good_epochs(space), journal.boxed(space)
    return [
        (epoch, device)
        for epoch in _to_hand_out(roster, space, journal.epochs(space), good)
        for device in missing_boxes(roster, space, epoch)
        if device != round_.keys.device_id and (epoch, device) not in boxed and may_hand_to(roster, space, device, good)
    ]


def boxes_of(round_: "Round", space: bytes, devices: Collection[bytes] = ()) -> list[bytes]:
    """Raw boxes to go along in a bundle: all that `devices` need (nobody named: what `wanted` says); asks nobody."""
    journal, roster = round_.journal, round_.control.roster()
    good, pairs = journal.good_epochs(space), wanted(round_, space)
    if devices:
        epochs = _to_hand_out(roster, space, journal.epochs(space), good)
        pairs = [(e, d) for d in sorted(devices) if may_hand_to(roster, space, d, good) for e in epochs]
    made = (_box(round_, space, epoch, device) for epoch, device in pairs)
    return [raw for raw in made if raw is not None]


def answer_lacks(round_: "Round", space: bytes) -> Generator[Request, Answer, None]:
    """A box of one's own, once, for each key that another machine's beat says did not come or did not open."""
    journal, roster = round_.journal, round_.control.roster()
    entitled = set(roster.devices_entitled(space)) - {round_.keys.device_id}
    for device, raw in sorted(journal.beats(space).items()):
        if device not in entitled:
            continue
        for epoch in _lacks(round_, space, device, raw):
            if (space, epoch, device) in round_.answered or epoch not in journal.epochs(space):
                continue
            round_.answered.add((space, epoch, device))
            if may_hand_to(roster, space, device, journal.good_epochs(space)):
                there = yield from _boxes(round_, space, device)
                if not any((box.epoch, box.by) == (epoch, round_.keys.device_id) for box in there):
                    yield from _give(round_, space, epoch, device)


def _lacks(round_: "Round", space: bytes, device: bytes, raw: bytes) -> tuple[int, ...]:
    """What the beat says is lacking; a beat is opened once."""
    known = round_.healths.get((space, device))
    if known is None or known[0] != raw:
        known = raw, lacks_of(round_.journal, Beat.parse(raw))
        round_.healths[space, device] = known
    return known[1]


def _to_hand_out(roster: Roster, space: bytes, here: Collection[int], good: Collection[int]) -> list[int]:
    """The newest good epoch, and every other whose key is here and that no link of its leads to."""
    reached: set[int] = set()
    at = newest = max(good, default=0)
    while (info := roster.epoch(space, at)) is not None:
        reached.add(at)
        at = info.from_epoch
    return [epoch for epoch in sorted(here, reverse=True) if epoch == newest or epoch not in reached]


def _box(round_: "Round", space: bytes, epoch: int, device: bytes) -> bytes | None:
    """A box, or None where this machine can make none: an administrator or carrier hands out nothing here."""
    key = round_.journal.epoch_key(space, epoch) or b""
    try:
        return make_keybox(round_.control.roster(), round_.keys, space, epoch, key, device)
    except SyncError:
        return None


def _give(round_: "Round", space: bytes, epoch: int, device: bytes) -> Generator[Request, Answer, bool]:
    """Makes a box and uploads it; whether it lies there now."""
    raw = _box(round_, space, epoch, device)
    if raw is None:
        return False
    try:
        yield from ask(put("box", space_path(round_.org, space, "box", device.hex()), raw, space))
    except Refusal:
        return False  # the endpoint heard later ops than we; the next round sees them
    return True


def _boxes(round_: "Round", space: bytes, device: bytes) -> Generator[Request, Answer, list[KeyBox]]:
    """The boxes that lie at the endpoint for a machine, made by machines that might make them."""
    body = yield from ask(get("box", space_path(round_.org, space, "box", device.hex()), space=space))
    return boxes_for(round_.control.roster(), space, device, parsed(parse_raws, body))


def boxes_for(roster: Roster, space: bytes, device: bytes, raws: Iterable[bytes]) -> list[KeyBox]:
    """Those of `raws` that are boxes of the space for this machine, by machines that might make them."""
    boxes = []
    for raw in raws:
        try:
            box = KeyBox.parse(raw)
            check_keybox(roster, box)
        except SyncError:
            continue
        if (box.space, box.device) == (space, device):
            boxes.append(box)
    return boxes
