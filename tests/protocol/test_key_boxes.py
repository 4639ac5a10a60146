"""Boxes that are not made: for what the kit let in before its own key; and boxes that travel in a bundle."""

from helpers.keys import good, newcomer
from helpers.wire import Town

from sync.client import beating
from sync.client.health import lacks_of
from sync.client.keyring import answer_lacks, boxes_for, boxes_of, take_boxes, wanted
from sync.client.sealing import may_hand_to, usable
from sync.control import build_op
from sync.control_space_bodies import DeviceRevoke, RecoveryUsed
from sync.heads import Beat


def test_no_boxes_for_what_the_kit_let_in_before_its_own_epoch_opens(town: Town) -> None:
    """Whoever only holds the pages gets nobody's client to work for him, nor for whom he vouches for."""
    kim = newcomer(town, town.signe)
    for client in (town.signe, kim, town.admin):
        client.sync()
    town._refresh(kim)
    town.post(town.admin, DeviceRevoke(kim.keys.device_id, "lost"))
    again = town.client(kim.user)
    town.add_device(again)
    town._refresh(again)
    op = RecoveryUsed(again.keys.device_id, (town.space,))
    town._send(build_op(town.root, town.org, town.log.head, op, 5))
    roster = town.log.roster()
    assert not may_hand_to(roster, town.space, again.keys.device_id, {1})
    assert not usable(roster, again.keys.device_id, town.space, frozenset())
    assert usable(roster, again.keys.device_id, town.space, {again.keys.device_id})
    # The kit gives it the keys; its first round makes its own epoch.
    again.journal.confirm(again.keys.device_id)
    again.journal.put_epoch_key(town.space, 1, town.signe.journal.epoch_key(town.space, 1) or b"")
    town.signe.sync()
    again.sync()
    town._refresh(again)
    mine = [info for info in town.log.roster().epochs(town.space) if info.maker == again.keys.device_id]
    assert len(mine) == 1
    lone = newcomer(town, again)
    roster = town.log.roster()
    assert not may_hand_to(roster, town.space, lone.keys.device_id, {1})
    assert may_hand_to(roster, town.space, lone.keys.device_id, {1, mine[0].epoch})
    # Signe's client, to which the epoch is not good, makes nothing for it, although its beat asks.
    town.palle.journal.append_control(town.log.ops, 0)
    lone.journal.append_control(town.log.ops, 0)
    lone.journal.put_epoch_key(town.org, 1, town.palle.journal.epoch_key(town.org, 1) or b"")
    lone.restart()
    town.palle.restart()
    beat = beating.made(lone.engine._round, town.space)
    town.palle.journal.put_beats(town.space, {lone.keys.device_id: beat})
    assert lacks_of(town.palle.journal, Beat.parse(beat))
    assert list(answer_lacks(town.palle.engine._round, town.space)) == []
    assert wanted(town.palle.engine._round, town.space) == []
    town.signe.sync()
    lone.sync()
    assert good(lone, town) == {info.epoch for info in town.log.roster().epochs(town.space)}


def test_boxes_travel_in_a_bundle_too(town: Town) -> None:
    """Made and taken without a question to anybody: by name, or for all that lack one; never by an administrator."""
    lene = newcomer(town, town.signe)
    lene.journal.append_control(town.log.ops, 0)
    town.signe.journal.append_control(town.log.ops, 0)
    town.admin.journal.append_control(town.log.ops, 0)
    for client in (lene, town.signe, town.admin):
        client.restart()
    device = lene.keys.device_id
    for raws in (
        boxes_of(town.signe.engine._round, town.space),
        boxes_of(town.signe.engine._round, town.space, [device]),
    ):
        found = boxes_for(town.log.roster(), town.space, device, [b"\x80", *raws])
        assert [(box.epoch, box.device) for box in found] == [(1, device)]
    assert boxes_for(town.log.roster(), town.space, town.palle.keys.device_id, raws) == []
    assert boxes_of(town.admin.engine._round, town.space, [device]) == []
    assert boxes_of(town.palle.engine._round, town.org) == []
    got = take_boxes(lene.engine._round, town.space, found)
    assert (got.missing, good(lene, town)) == ((), {1})
