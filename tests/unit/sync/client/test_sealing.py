"""Epoch keys: who makes one, who gets it, and what a client does with boxes and links that are wrong."""

import pytest
from helpers.organisation import BENTE, MIDT, PALLE, PPR, SIGNE, device, founded

from sync.client.boxes import check_keybox, make_keybox
from sync.client.sealing import Blame, missing_boxes, new_epoch, open_space, usable
from sync.codec import encode
from sync.control_space_bodies import EpochNew, MemberSet
from sync.crypto.keys import make_link
from sync.errors import Refused
from sync.keybox import KeyBox


def test_no_box_for_a_machine_that_nobody_vouched_for() -> None:
    """Not in an epoch, not as a key box, not from anybody: an administrator's planted machine gets no key."""
    org, signe, _ = founded()
    planted = org.enter(BENTE, "planted")
    org.do(org.admin, MemberSet(MIDT, BENTE, "finalise"))
    roster, key = org.log.roster(), org.keys[MIDT][1]
    with pytest.raises(Refused, match="nobody vouched for the machine"):
        make_keybox(roster, signe, MIDT, 1, key, planted.device_id)
    body, _ = new_epoch(roster, signe, MIDT, org.keys[MIDT])
    assert planted.device_id not in {box.device for box in body.boxes}
    assert planted.device_id not in missing_boxes(roster, MIDT)
    for stranger in (device("thief").device_id, bytes(16)):
        with pytest.raises(Refused):
            make_keybox(roster, signe, MIDT, 1, key, stranger)
    with pytest.raises(Refused, match="nobody vouched for the machine"):
        make_keybox(roster, org.admin, MIDT, 1, key, signe.device_id)


def test_a_key_box_brings_a_newcomer_in() -> None:
    """Who came after the epoch gets its key from a colleague, and every older one by the links."""
    org, signe, palle = founded()
    org.epoch(signe, MIDT)
    bente = org.enter(BENTE, "bente")
    org.do(org.admin, MemberSet(MIDT, BENTE, "read"))
    org.vouch(signe, bente, MIDT)
    roster = org.log.roster()
    assert missing_boxes(roster, MIDT) == (bente.device_id,)
    assert missing_boxes(roster, MIDT, 1) == tuple(sorted((palle.device_id, bente.device_id)))
    assert missing_boxes(roster, PPR) == ()
    before = open_space(roster, bente, MIDT, {})
    assert (before.keys, before.good, before.missing) == ({}, (), (1, 2))
    box = KeyBox.parse(make_keybox(roster, palle, MIDT, 2, org.keys[MIDT][2], bente.device_id))
    check_keybox(roster, box)
    after = open_space(roster, bente, MIDT, {}, [box])
    assert (after.keys, after.good, after.missing, after.blamed) == (org.keys[MIDT], (1, 2), (), ())
    assert open_space(roster, bente, MIDT, after.keys) == after


def test_wrong_boxes_are_dropped_and_their_makers_named() -> None:
    """A box that does not open is passed over, who made it is named, and the next is tried."""
    org, signe, palle = founded()
    roster, key = org.log.roster(), org.keys[MIDT][1]
    good = KeyBox.parse(make_keybox(roster, signe, MIDT, 1, key, palle.device_id))
    fields = [1, org.org, MIDT, 1, palle.device_id, 1, bytes(1168), signe.device_id]
    bad = KeyBox.parse(encode([*fields, signe.sign("rt1/box", encode(fields))]))
    unsigned = KeyBox.parse(encode([*fields, bytes(64)]))
    elsewhere = KeyBox.parse(make_keybox(roster, signe, MIDT, 1, key, signe.device_id))
    found = open_space(roster, palle, MIDT, {}, [unsigned, bad, elsewhere, good])
    assert found.keys == {1: key}
    assert found.blamed == (Blame(1, signe.device_id, "keybox", bad.raw),)
    stored = open_space(roster, palle, MIDT, {1: bytes(32), 7: key}, [good])
    assert stored.keys == {1: key}


def test_a_box_of_another_key_inside_an_epoch() -> None:
    """An epoch whose box opens to another key is not good for this machine; its maker is named."""
    org, signe, palle = founded()
    org.epoch(signe, MIDT)
    body, key = new_epoch(org.log.roster(), signe, MIDT, org.keys[MIDT])
    swapped = tuple(box._replace(box=bytes(1168)) if box.device == palle.device_id else box for box in body.boxes)
    org.do(signe, EpochNew(**{**vars(body), "boxes": swapped}))
    mine = open_space(org.log.roster(), palle, MIDT, {})
    assert (mine.good, mine.missing) == ((1, 2), (3,))
    assert mine.blamed == (Blame(3, signe.device_id, "box"),)
    assert open_space(org.log.roster(), signe, MIDT, {3: key}).good == (1, 2, 3)


def test_a_link_to_nowhere() -> None:
    """An epoch whose link gives another key, or none, is not good: work goes on under the newest good one."""
    for link in ("other", "broken"):
        org, signe, palle = founded()
        body, key = new_epoch(org.log.roster(), signe, MIDT, org.keys[MIDT])
        wrong = make_link(key, bytes(32), org.org, MIDT, 2) if link == "other" else bytes(48)
        org.do(signe, EpochNew(**{**vars(body), "link": wrong}))
        org.do(signe, new_epoch(org.log.roster(), signe, MIDT, {**org.keys[MIDT], 2: key})[0])
        mine = open_space(org.log.roster(), signe, MIDT, {})
        assert sorted(mine.keys) == [1, 2, 3]
        assert mine.good == (1,)
        assert mine.blamed == (Blame(2, signe.device_id, "link"),)
        late = open_space(org.log.roster(), palle, MIDT, {})
        assert late.missing == (1,)
        assert late.good == ()


def test_who_may_make_an_epoch() -> None:
    """Not a stranger, not a reader, not a second first epoch, not without the key to link from."""
    org, signe, palle = founded()
    roster = org.log.roster()
    with pytest.raises(Refused, match="machine is not in the control log"):
        new_epoch(roster, device("thief"), MIDT, org.keys[MIDT])
    with pytest.raises(Refused, match="no key to link from"):
        new_epoch(roster, palle, MIDT, {})
    with pytest.raises(Refused, match="not a vouched machine with write"):
        new_epoch(roster, org.admin, MIDT, org.keys[MIDT])
    org.space(PPR, signe="read", palle="write")
    with pytest.raises(Refused, match="not a vouched machine with write"):
        new_epoch(org.log.roster(), signe, PPR, {})
    with pytest.raises(Refused, match="no key to link from"):
        new_epoch(org.log.roster(), palle, PPR, {1: bytes(32)})
    body, _ = new_epoch(org.log.roster(), palle, PPR, {})
    assert [box.device for box in body.boxes] == [palle.device_id]
    assert (body.epoch, body.from_epoch, body.link) == (1, 0, b"")


def test_who_left_gets_no_box() -> None:
    """The epoch after a removal has no box for who was removed, and his machine cannot open it."""
    org, signe, palle = founded()
    org.epoch(signe, MIDT)
    org.do(org.admin, MemberSet(MIDT, PALLE, "none"))
    org.epoch(signe, MIDT)
    his = open_space(org.log.roster(), palle, MIDT, {})
    assert (sorted(his.keys), his.missing) == ([1, 2], (3,))


def test_a_client_uses_a_space_after_the_words_back() -> None:
    """Its own first epoch, or a vouch by a machine that its user confirmed: nothing else opens a space."""
    org, signe, palle = founded()
    roster = org.log.roster()
    assert usable(roster, signe.device_id, MIDT, ())
    assert not usable(roster, palle.device_id, MIDT, ())
    assert usable(roster, palle.device_id, MIDT, {signe.device_id})
    assert usable(roster, palle.device_id, org.org, ())
    assert not usable(roster, org.admin.device_id, MIDT, {signe.device_id})
    org.do(org.admin, MemberSet(MIDT, SIGNE, "none"))
    assert not usable(org.log.roster(), signe.device_id, MIDT, ())
