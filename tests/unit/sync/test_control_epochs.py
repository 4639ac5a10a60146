"""Who makes an epoch of keys, for which machines, and in which order."""

from helpers.organisation import BENTE, MIDT, PALLE, PPR, Organisation, founded
from helpers.refusals import NOBODY, refused

from sync.client.sealing import new_epoch
from sync.control_space_bodies import (
    EpochNew,
    MemberSet,
)
from sync.crypto.keys import DeviceKeys


def _epoch(org: Organisation, keys: DeviceKeys, space: bytes = MIDT) -> EpochNew:
    return new_epoch(org.log.roster(), keys, space, org.keys.get(space, {}))[0]


def test_epochs_are_made_by_members() -> None:
    """Epoch 1 needs write, a later one a vouch too; neither root nor administrator makes one (T1)."""
    org, signe, palle = founded()
    body = _epoch(org, signe)
    assert refused(org, org.root, body) == "the root has no role in a space"
    assert refused(org, org.admin, body) == "not a vouched machine with write"
    org.do(org.admin, MemberSet(MIDT, PALLE, "read"))
    assert refused(org, palle, body) == "not a vouched machine with write"
    org.do(signe, body)
    org.space(PPR, palle="read", signe="write")
    first = _epoch(org, signe, PPR)
    assert refused(org, palle, first) == "not a machine with write"
    assert refused(org, org.admin, first) == "not a machine with write"
    org.do(signe, first)


def test_boxes_are_for_exactly_the_machines_entitled() -> None:
    """One box too few, one too many, or one for an unvouched machine: refused (T4)."""
    org, signe, palle = founded()
    bente = org.enter(BENTE, "bente")
    org.do(org.admin, MemberSet(MIDT, BENTE, "write"))
    body = _epoch(org, signe)
    reason = "boxes are not for exactly the machines entitled"
    fewer = EpochNew(**{**vars(body), "boxes": body.boxes[:1]})
    assert refused(org, signe, fewer) == reason
    planted = tuple(sorted((*body.boxes, body.boxes[0]._replace(device=bente.device_id))))
    assert refused(org, signe, EpochNew(**{**vars(body), "boxes": planted})) == reason
    assert {box.device for box in body.boxes} == {signe.device_id, palle.device_id}
    org.vouch(signe, bente, MIDT)
    assert refused(org, signe, body) == reason


def test_epochs_follow_each_other() -> None:
    """An epoch is the last plus one: no gap, and no second one with a number that is taken."""
    org, signe, _ = founded()
    body = _epoch(org, signe)
    assert refused(org, signe, EpochNew(**{**vars(body), "epoch": 3})) == "not the next epoch"
    org.do(signe, body)
    assert refused(org, signe, body) == "not the next epoch"
    assert refused(org, signe, EpochNew(**{**vars(body), "space": NOBODY})) == "no such space"


def test_the_organisation_key_is_made_by_administrators() -> None:
    """In the organisation space every machine gets a box, and only an administrator's makes the key."""
    org, signe, palle = founded()
    body = _epoch(org, org.admin, org.org)
    assert {box.device for box in body.boxes} == {org.admin.device_id, signe.device_id, palle.device_id}
    assert refused(org, signe, body) == "not a machine with write"
    org.do(org.admin, body)
