"""Blocking calls, boxes, beats and the watch with answers that our endpoint would never give."""

import pytest
from helpers.between import Between, answered, next_op
from helpers.wire import Town

from sync.client.boxes import make_keybox
from sync.client.calls import drain, get_boxes, get_ctl, hello, post_ctl, put_box
from sync.client.transport import Unreachable
from sync.client.watch import Watch
from sync.codec import decode, encode
from sync.control import build_op
from sync.control_space_bodies import MemberSet, SpaceNew
from sync.errors import Malformed, Refused, SyncError
from sync.heads import Beat
from sync.protocol import Answer, Problem, Request, parse_raws


def test_the_plain_calls_say_why(town: Town) -> None:
    """hello, get_ctl, post_ctl, boxes: each failure is one of three errors."""
    transport = town.signe.transport
    assert hello(transport).versions == (1,)
    assert get_ctl(transport, town.org) == town.log.ops
    signe, palle = town.signe, town.palle
    key = signe.journal.epoch_key(town.space, 1)
    assert key is not None
    box = make_keybox(town.log.roster(), signe.keys, town.space, 1, key, palle.keys.device_id)
    put_box(transport, town.org, town.space, palle.keys.device_id, box)
    put_box(transport, town.org, town.space, palle.keys.device_id, box)
    assert box in get_boxes(transport, town.org, town.space, palle.keys.device_id)
    with pytest.raises(Refused, match="not the caller's own box"):
        put_box(palle.transport, town.org, town.space, palle.keys.device_id, box)
    with pytest.raises(Refused):
        post_ctl(transport, town.org, [build_op(signe.keys, town.org, town.log.head, SpaceNew(b"n" * 16), 1)])

    def through(answer: Answer) -> Between:
        return Between(signe, "post", lambda _, __: answer)

    op = next_op(town)
    with pytest.raises(Unreachable, match="not our endpoint"):
        post_ctl(through(Answer(200, False, b"<html>")), town.org, [op])
    with pytest.raises(Unreachable, match="failed"):
        post_ctl(through(Answer(500, True, Problem("endpoint failed").raw())), town.org, [op])
    with pytest.raises(Malformed, match="wrong number"):
        post_ctl(through(answered(encode([]))), town.org, [op])


def test_boxes_that_may_not_lie_there(town: Town) -> None:
    """Nobody leaves a box for a machine that no one vouched for, nor nonsense, nor for an epoch that is not."""
    signe, palle = town.signe, town.palle
    stranger = town.client(signe.user)
    town.add_device(stranger)
    key = signe.journal.epoch_key(town.space, 1)
    assert key is not None
    box = make_keybox(town.log.roster(), signe.keys, town.space, 1, key, palle.keys.device_id)
    fields = decode(box, 1 << 20)
    for place, value in ((4, stranger.keys.device_id), (3, 9), (0, 2)):
        altered = [*fields]  # type: ignore[misc]
        altered[place] = value
        device = altered[4]
        with pytest.raises(Refused):
            put_box(signe.transport, town.org, town.space, device, encode(altered))  # type: ignore[arg-type]
    with pytest.raises(Refused):
        put_box(signe.transport, town.org, town.space, b"x" * 16, b"nonsense")
    stranger.transport.close()


def test_beats_that_may_not_lie_there(town: Town) -> None:
    """Only one's own, and only under one's own signature."""
    palle, signe = town.palle, town.signe
    cursor = signe.journal.cursor(town.space)
    assert cursor is not None
    fields = (town.org, town.space, palle.keys.device_id, 5, (), cursor.witness, town.log.head, 0, b"", 1)
    path = f"/v1/o/{town.org.hex()}/s/{town.space.hex()}/beat"
    theirs = Beat(*fields).signed(palle.keys)
    forged = Beat(*fields).signed(signe.keys)
    assert signe.transport.send(Request("beat", "PUT", path, body=theirs)).status == 403
    assert palle.transport.send(Request("beat", "PUT", path, body=forged)).status == 403
    assert palle.transport.send(Request("beat", "PUT", path, body=b"x")).status == 400
    assert palle.transport.send(Request("beat", "PUT", path, body=theirs)).status == 200
    assert palle.transport.send(Request("beat", "PUT", path, body=theirs)).status == 200
    beats = parse_raws(signe.transport.send(Request("beats", "GET", path)).body)
    assert theirs in beats


def test_a_watch_that_hears_nonsense(town: Town) -> None:
    """It says so, keeps its token, and hears again."""
    watch = Watch(town.org)
    watch.answer(town.signe.transport.send(watch.request()))
    before = watch.request()
    for answer in (
        Answer(200, False, b"<html>"),
        Answer(500, True, Problem("endpoint failed").raw()),
        Answer(500, True, b"\xc1"),
        answered(b"\xc1"),
    ):
        with pytest.raises(SyncError):
            watch.answer(answer)
    assert watch.request() == before
    nonsense = Request("wait", "GET", before.path, "v=zz")
    assert watch.answer(town.signe.transport.send(nonsense)) == {town.org, town.space}
    other = Request("wait", "GET", before.path, f"v={encode([1]).hex()}")
    assert watch.answer(town.signe.transport.send(other)) == {town.org, town.space}


def test_a_key_that_arrives_between_is_used_and_a_box_already_there_is_not_made_twice(town: Town) -> None:
    """Two colleagues come online after a vouch: one box is made, and both remember it."""
    asta = town.client()
    town.add_device(asta)
    town.post(town.admin, MemberSet(town.space, asta.user, "read"))
    town.vouch(town.signe, asta)
    made = []

    def count(request: Request, answer: Answer) -> Answer:
        made.append(request)
        return answer

    for client in (town.palle, town.signe, town.palle, town.signe):
        client.engine.nudge()
        drain(client.engine, Between(client, "box", lambda r, a: count(r, a) if r.method == "PUT" else a))
    assert len(made) == 1
    assert (1, asta.keys.device_id) in town.signe.journal.boxed(town.space)
    asta.transport.close()
