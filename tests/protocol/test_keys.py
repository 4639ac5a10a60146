"""Keys on their way: wrong ones are named and proved, what is lacking is asked for, nobody hands out too much."""

from dataclasses import replace

import pytest
from helpers.keys import alarms, good, joined, lossy, newcomer, removed
from helpers.wire import Client, Town

from sync.client.boxes import make_keybox
from sync.client.calls import get_boxes, put_box
from sync.client.health import NOTHING, TAG, Said, lacks_of, outside, said_in
from sync.client.sealing import new_epoch
from sync.client.transport import Transport
from sync.codec import encode
from sync.control import build_op
from sync.control_bodies import RecoveryKey
from sync.control_rows import Box, DeviceRow
from sync.control_space_bodies import DeviceAdd, MemberSet, Vouch
from sync.crypto.keys import KEM_PK_LEN, KemKey, box_info, device_id, seal_to
from sync.crypto.wrapping import wrap
from sync.errors import Malformed, Refused
from sync.heads import Beat
from sync.keybox import KeyBox
from sync.model import ZERO32
from sync.protocol import Answer, Request


def box_by(town: Town, maker: Client, device: Client, key: bytes, epoch: int = 1) -> bytes:
    """A box that is rightly signed and holds this key, whatever it is."""
    info = town.log.roster().epoch(town.space, epoch)
    assert info is not None
    context = box_info(town.org, town.space, epoch, device.keys.device_id, 1, info.kcommit)
    fields = [1, town.org, town.space, epoch, device.keys.device_id, 1, seal_to(device.keys.kem_pk, context, key)]
    return encode([*fields, maker.keys.device_id, maker.keys.sign("rt1/box", encode([*fields, maker.keys.device_id]))])


def test_two_keys_for_one_epoch(town: Town) -> None:
    """Fault 27: a box with another key is refused, its maker is named once, and what he signed is kept."""
    lene = newcomer(town, town.signe)
    bad = box_by(town, town.palle, lene, b"x" * 32)
    put_box(town.palle.transport, town.org, town.space, lene.keys.device_id, bad)
    for _ in range(3):
        lene.sync()
    assert good(lene, town) == set()
    assert lene.engine.state.kind == "held"
    assert alarms(lene) == [("key did not open", town.palle.keys.device_id)]
    assert lene.journal.key_proofs() == [(town.space, 1, town.palle.keys.device_id, bad)]
    lene.restart()
    lene.sync()
    assert len(alarms(lene)) == 1


def test_what_is_lacking_is_asked_for_in_the_beat(town: Town) -> None:
    """Palle's wrong box lies there; the newcomer's beat says what did not open, and Signe's client makes another."""
    town.signe.save(town.space, b"a" * 16, "fra før")
    town.signe.sync()
    lene = newcomer(town, town.signe)
    bad = box_by(town, town.palle, lene, b"x" * 32)
    put_box(town.palle.transport, town.org, town.space, lene.keys.device_id, bad)
    town.signe.sync()  # sees that a box lies there
    lene.sync()  # cannot say it yet
    lene.clock.sleep(6)
    town.admin.sync()  # the key of the organisation, under which the beat is sealed
    lene.sync()
    town.signe.clock.sleep(6)
    town.signe.sync()
    said = Beat.parse(town.signe.journal.beats(town.space)[lene.keys.device_id])
    assert lacks_of(town.signe.journal, said) == (1,)
    line = lossy(town.signe)
    town.signe.sync()
    assert "box" not in line.asked  # answered once
    town.signe.restart()
    town.signe.sync()
    assert line.asked.count("box") == 1  # looked, and found its own there
    lene.clock.sleep(6)
    lene.sync()
    assert good(lene, town) == {1}
    assert lene.texts(town.space) == ["fra før"]
    boxes = [KeyBox.parse(raw) for raw in get_boxes(lene.transport, town.org, town.space, lene.keys.device_id)]
    assert {box.by for box in boxes} == {town.palle.keys.device_id, town.signe.keys.device_id}
    town.signe.sync()
    said = Beat.parse(town.signe.journal.beats(town.space)[lene.keys.device_id])
    assert (said.health, lacks_of(town.signe.journal, said)) == (b"", ())
    town.signe.restart()
    line = lossy(town.signe)
    town.signe.sync()
    assert "box" not in line.asked  # nothing is lacking, so nothing is asked


def test_a_box_that_the_endpoint_does_not_take_is_offered_again(town: Town) -> None:
    """It heard of a later op: nothing is noted as done, and the next round brings it."""
    lene = newcomer(town, town.signe)
    line = Refusing(town.signe.transport)
    town.signe.transport = line  # type: ignore[assignment]
    town.signe.sync()
    assert (1, lene.keys.device_id) not in town.signe.journal.boxed(town.space)
    line.refusing = False
    town.signe.sync()
    assert (1, lene.keys.device_id) in town.signe.journal.boxed(town.space)
    lene.sync()
    assert good(lene, town) == {1}


class Refusing:
    """The endpoint takes no box."""

    def __init__(self, inner: Transport) -> None:
        self.inner, self.refusing = inner, True

    def send(self, request: Request) -> Answer:
        """422 to a box that is brought."""
        if self.refusing and (request.method, request.kind) == ("PUT", "box"):
            return Answer(422, True, encode(["not vouched", b""]))
        return self.inner.send(request)

    def close(self) -> None:
        """Closes the line."""
        self.inner.close()


def test_health_is_sealed_and_bound_to_its_beat(town: Town) -> None:
    """Another's, an older one's, an unreadable one: nothing is read in it, and nothing breaks."""
    key = town.signe.journal.epoch_key(town.org, 1) or b""
    device = town.palle.keys.device_id

    def beat(health: bytes, n: int = 7) -> Beat:
        return Beat(town.org, town.space, device, n, (), (0, 0, ZERO32), town.log.head, 0, health, 5)  # type: ignore[arg-type]

    def sealed(what: bytes, n: int = 7, version: int = 1, epoch: int = 1) -> bytes:
        context = encode([town.org, town.space, device, n, epoch])
        return encode([version, epoch, wrap(key, TAG, context, what)])

    everything = Said((2, 1), {"agreement": 1, "consultation": 3}, "0.1.0", -90_000)
    lacks = encode({"lacks": [2, 1], "later": "nyt", "v": 1})
    assert lacks_of(town.signe.journal, beat(sealed(lacks))) == (2, 1)
    assert said_in(town.signe.journal, beat(sealed(everything.encode()))) == everything
    assert said_in(town.signe.journal, beat(sealed(encode({"v": 1})))) == NOTHING
    for health in (
        sealed(lacks, n=8),
        sealed(lacks, version=2),
        sealed(lacks, epoch=2),
        sealed(encode([1, 2])),
        sealed(encode({"lacks": [0]})),
        sealed(encode({"unsent": [1]})),
        sealed(encode({"unsent": {"consultation": 0}})),
        sealed(encode({"unsent": {f"k{n:02}": 1 for n in range(33)}})),
        sealed(encode({"unsent": {"k" * 65: 1}})),
        sealed(encode({"program": "v" * 65})),
        sealed(encode({"clock": 2**53 + 1})),
        sealed(b"\x80\x80"),
        b"",
        b"kort",
        b"\xc1" * 80,
    ):
        assert said_in(town.signe.journal, beat(health)) == NOTHING
    with pytest.raises(Malformed):
        outside(b"kort")


def test_an_epoch_with_a_bad_box_and_one_with_a_bad_link(town: Town) -> None:
    """The maker is named; who has the key gives it on; nobody writes under a key that leads nowhere."""
    lene = joined(town)
    known = {1: town.palle.journal.epoch_key(town.space, 1) or b""}
    body, key = new_epoch(town.log.roster(), town.palle.keys, town.space, known)
    wrong = tuple(Box(box.device, 1, bytes(1168)) if box.device == lene.keys.device_id else box for box in body.boxes)
    town.post(town.palle, replace(body, boxes=wrong))
    town.palle.journal.put_epoch_key(town.space, 2, key)
    town.signe.sync()
    assert good(town.signe, town) == {1, 2}
    for _ in range(2):
        lene.sync()
        lene.clock.sleep(6)
        town.signe.sync()
        town.signe.clock.sleep(6)
    lene.sync()
    assert good(lene, town) == {1, 2}
    assert ("key did not open", town.palle.keys.device_id) in alarms(lene)
    known[2] = key
    town._refresh(town.palle)
    body, key = new_epoch(town.log.roster(), town.palle.keys, town.space, known)
    town.post(town.palle, replace(body, link=bytes(48)))
    for client in (town.signe, lene):
        client.sync()
        assert (good(client, town), client.journal.epochs(town.space)) == ({1, 2}, {1, 2, 3})
        assert ("link did not open", town.palle.keys.device_id) in alarms(client)
        assert client.journal.write_state(town.space).epoch == 2
    # A newcomer gets both: the newest good one, and the one that no link leads to, to read what stands under it.
    kim = newcomer(town, town.signe)
    town.signe.sync()
    kim.sync()
    assert (good(kim, town), kim.journal.epochs(town.space)) == ({1, 2}, {1, 2, 3})
    # After a removal the next key comes from the newest good one.
    removed(town, town.palle)
    town.signe.sync()
    info = town.signe.engine.control.roster().epoch(town.space)
    assert info is not None
    assert (info.epoch, info.from_epoch) == (4, 2)
    kim.sync()
    assert good(kim, town) == {1, 2, 4}


def test_a_machine_whose_receiving_key_is_no_key_stops_nothing(town: Town) -> None:
    """It gets a box that nobody opens, in the op as it must; no box beside; so does a kit whose key is none."""
    town.client()
    odd = town.client()
    sign_pk, kem_pk = odd.keys.sign_pk, b"\xff" * KEM_PK_LEN
    device = device_id(sign_pk, kem_pk)
    request = bytes(32)
    town.post(town.admin, DeviceAdd(DeviceRow(odd.user, sign_pk, kem_pk, request)))
    town.post(town.admin, MemberSet(town.space, odd.user, "read"))
    town.post(town.signe, Vouch(device, request, (town.space,)))
    town.signe.sync()
    assert (1, device) not in town.signe.journal.boxed(town.space)
    lene = joined(town)
    removed(town, lene)
    town._refresh(town.signe)
    town._send(build_op(town.root, town.org, town.log.head, RecoveryKey(b"\xff" * KEM_PK_LEN), 5))
    town.signe.sync()
    town.palle.sync()
    assert good(town.palle, town) == {1, 2}


def test_a_new_recovery_key_brings_a_new_epoch(town: Town) -> None:
    """Sealed to it; nothing was removed, so nothing is held back meanwhile."""
    kem = KemKey.generate()
    town._refresh(town.signe)
    town._send(build_op(town.root, town.org, town.log.head, RecoveryKey(kem.pk), 5))
    line = lossy(town.signe)
    line.shut = {"post"}
    town.signe.sync()
    town.signe.save(town.space, b"a" * 16, "uden at vente")
    line.shut = set()
    town.signe.clock.sleep(9)
    town.signe.sync()
    assert [commit.header.epoch for commit in line.pushed] == [1]
    info = town.signe.engine.control.roster().epoch(town.space, 2)
    assert info is not None
    context = box_info(town.org, town.space, 2, bytes(16), 1, info.kcommit)
    assert kem.open(context, info.recovery_box) == town.signe.journal.epoch_key(town.space, 2)
    town.admin.sync()
    assert good(town.admin, town) == set()
    assert set(town.admin.journal.good_epochs(town.org)) == {1, 2}


def test_who_may_not_make_a_key_makes_none(town: Town) -> None:
    """A reader hears of a removal and waits; he holds nothing back, for he writes nothing."""
    lene, kim = joined(town, "read"), joined(town)
    removed(town, kim)
    line = lossy(lene)
    lene.sync()
    assert line.posted == []
    town.signe.sync()
    lene.sync()
    assert good(lene, town) == {1, 2}
    with pytest.raises(Refused):
        make_keybox(town.log.roster(), lene.keys, town.space, 1, b"x" * 32, town.palle.keys.device_id)
