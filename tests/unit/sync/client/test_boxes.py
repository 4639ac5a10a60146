"""Boxes: vector V4, whose key a KeyBox holds, who may make one and for whom, and shapes that are not taken."""

import json
from pathlib import Path

import pytest
from helpers.organisation import MIDT, founded

from sync.client.boxes import check_keybox, make_keybox, open_box
from sync.client.sealing import open_space
from sync.codec import encode
from sync.control_roster import EpochInfo
from sync.control_rows import Box
from sync.crypto.keys import DeviceKeys, KemKey, kcommit, open_link
from sync.errors import Malformed, Refused
from sync.keybox import KeyBox

V4 = json.loads((Path(__file__).parents[3] / "vectors" / "v4.json").read_text(encoding="utf-8"))


def _hex(*names: str) -> bytes:
    value = V4
    for name in names:
        value = value[name]
    return bytes.fromhex(value)


def _v4_info() -> EpochInfo:
    box = Box(_hex("device"), V4["suite"], _hex("box"))
    return EpochInfo(
        space=_hex("space"),
        epoch=V4["epoch"],
        from_epoch=V4["previous"]["epoch"],
        kcommit=_hex("kcommit"),
        boxes={box.device: box},
        recovery_box=_hex("recovery", "box"),
        link=_hex("link"),
        maker=box.device,
        cseq=1,
    )


def test_vector_v4_opens() -> None:
    """The fixed ciphertexts open to the fixed keys: the box, the recovery box, the link, the key box."""
    keys, info = DeviceKeys.from_private(_hex("private")), _v4_info()
    assert (keys.sign_pk, keys.kem_pk, keys.device_id) == (_hex("sign_pk"), _hex("kem_pk"), _hex("device"))
    assert open_box(keys.kem, _hex("org"), info, info.boxes[keys.device_id]) == _hex("key")
    assert keys.open_box(_hex("info"), _hex("box")) == _hex("key")
    assert kcommit(_hex("key"), info.space, info.epoch) == info.kcommit
    recovery = KemKey(_hex("recovery", "private"))
    assert recovery.open(_hex("recovery", "info"), info.recovery_box) == _hex("key")
    assert open_box(recovery, _hex("org"), info, Box(bytes(16), 1, info.recovery_box)) == _hex("key")
    previous = open_link(_hex("key"), info.link, _hex("org"), info.space, info.epoch)
    assert previous == _hex("previous", "key")
    assert kcommit(previous, info.space, V4["previous"]["epoch"]) == _hex("previous", "kcommit")
    spare = KeyBox.parse(_hex("keybox"))
    assert keys.open_box(_hex("info"), spare.box) == _hex("key")
    assert (spare.by, spare.device, spare.epoch) == (keys.device_id, keys.device_id, info.epoch)


def test_vector_v4_stays_shut() -> None:
    """Another context, another machine, a flipped link: nothing opens; a box of another key is dropped."""
    keys, info = DeviceKeys.from_private(_hex("private")), _v4_info()
    other = DeviceKeys.from_private(_hex("wrong", "private_of_another"))
    with pytest.raises(Malformed):
        keys.open_box(_hex("wrong", "info_of_epoch_1"), _hex("box"))
    with pytest.raises(Malformed):
        other.open_box(_hex("info"), _hex("box"))
    with pytest.raises(Malformed):
        open_link(_hex("key"), _hex("wrong", "link_flipped"), _hex("org"), info.space, info.epoch)
    wrong = Box(keys.device_id, 1, _hex("wrong", "box_of_another_key"))
    assert keys.open_box(_hex("info"), wrong.box) != _hex("key")
    with pytest.raises(Malformed, match="key is not the one the epoch names"):
        open_box(keys.kem, _hex("org"), info, wrong)
    linked = open_link(_hex("key"), _hex("wrong", "link_to_another_key"), _hex("org"), info.space, info.epoch)
    assert kcommit(linked, info.space, V4["previous"]["epoch"]) != _hex("previous", "kcommit")
    with pytest.raises(Malformed, match="suite of another version"):
        open_box(keys.kem, _hex("org"), info, Box(keys.device_id, 2, _hex("box")))


def test_a_key_box_is_only_of_the_right_key() -> None:
    """A wrong key is not sealed, nor one of an epoch that is not there."""
    org, signe, palle = founded()
    for epoch, key in ((1, bytes(32)), (2, org.keys[MIDT][1])):
        with pytest.raises(Refused, match="not the key of the epoch"):
            make_keybox(org.log.roster(), signe, MIDT, epoch, key, palle.device_id)


def test_only_administrators_hand_out_the_organisations_key() -> None:
    """A member has that key too, but the organisation space belongs to the administrators."""
    org, signe, palle = founded()
    key = org.epoch(org.admin, org.org)
    with pytest.raises(Refused, match="only administrators"):
        make_keybox(org.log.roster(), signe, org.org, 1, key, palle.device_id)
    box = KeyBox.parse(make_keybox(org.log.roster(), org.admin, org.org, 1, key, palle.device_id))
    assert open_space(org.log.roster(), palle, org.org, {}, [box]).good == (1,)


@pytest.mark.parametrize("what", ["org", "epoch", "sender", "receiver", "signature"])
def test_boxes_that_are_not_taken(what: str) -> None:
    """The endpoint and every client look at a key box before they keep it."""
    org, signe, palle = founded()
    roster = org.log.roster()
    fields = [1, org.org, MIDT, 1, palle.device_id, 1, bytes(1168), signe.device_id]
    signer = signe
    if what == "org":
        fields[1] = bytes(16)
    elif what == "epoch":
        fields[3] = 9
    elif what == "sender":
        fields[7], signer = org.admin.device_id, org.admin
    elif what == "receiver":
        fields[4] = org.admin.device_id
    else:
        signer = palle
    box = KeyBox.parse(encode([*fields, signer.sign("rt1/box", encode(fields))]))
    with pytest.raises(Refused):
        check_keybox(roster, box)
