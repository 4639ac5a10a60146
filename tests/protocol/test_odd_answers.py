"""Answers in our protocol that our endpoint would never give: each is refused with its reason, and nothing is lost."""

import random
from collections.abc import Callable

import pytest
from helpers.hostile import seal_anything
from helpers.wire import Client, LocalEndpoint, Town

from sync.client.boxes import make_keybox
from sync.client.calls import drain, get_boxes, get_ctl, hello, post_ctl, put_box
from sync.client.events import Alarm, Idle, RecordsChanged
from sync.client.transport import Unreachable
from sync.client.watch import Watch
from sync.codec import decode, encode
from sync.control import build_op
from sync.control_ops import make_ctlhead
from sync.control_space_bodies import MemberSet, SpaceNew
from sync.crypto.keys import DeviceKeys, SigningKey
from sync.errors import Malformed, Refused, SyncError
from sync.heads import Beat, GenStart, Head
from sync.log import op_ref
from sync.model import NO_WITNESS, CtlRef, Witness
from sync.protocol import (
    Answer,
    CtlPage,
    Hello,
    LogPage,
    Problem,
    PushAnswer,
    Request,
    log_page,
    parse_raws,
    parse_refill,
)
from sync.revision import Revision

REC = b"r" * 16
Spoil = Callable[[Request, Answer], Answer]


class Between:
    """The real endpoint, with a hand on the answers to one kind of request."""

    def __init__(self, client: Client, kind: str, spoil: Spoil) -> None:
        self.inner, self.kind, self.spoil = client.transport, kind, spoil

    def send(self, request: Request) -> Answer:
        """The answer, or what the hand made of it."""
        answer = self.inner.send(request)
        return self.spoil(request, answer) if request.kind in self.kind.split() else answer

    def hello(self) -> Hello:
        """The real hello."""
        return self.inner.hello()

    def close(self) -> None:
        """Nothing of its own to close."""


def reason_of(client: Client, kind: str, spoil: Spoil) -> str:
    """Why a sync with such answers was offline."""
    client.engine.nudge()
    drain(client.engine, Between(client, kind, spoil))
    assert client.engine.state.kind == "offline", client.engine.state
    return client.engine.state.reason


def answered(body: bytes) -> Answer:
    """A plain 200."""
    return Answer(200, True, body)


def head_of(town: Town, key: SigningKey, **changes: object) -> Head:
    """A Head for the space as Signe holds it, altered before it is signed."""
    cursor = town.signe.journal.cursor(town.space)
    assert cursor is not None
    fields: dict[str, object] = {
        "org": town.org, "space": town.space, "gen": cursor.gen, "seq": cursor.seq, "chain": cursor.chain,
        "time_ms": 1, **changes,
    }  # fmt: skip
    return Head(**fields).signed(key)  # type: ignore[arg-type]


def test_heads_that_are_not_this_logs(town: Town, endpoint: LocalEndpoint) -> None:
    """Another space's Head, another's signature, one that is ahead of its own page: nothing is believed."""
    other = SigningKey.generate()
    cases = {
        "head of another log": head_of(town, endpoint.key, space=town.org),
        "head is not signed by the endpoint": head_of(town, other),
        "page does not chain": head_of(town, endpoint.key, seq=5),
    }
    for reason, head in cases.items():
        page = answered(log_page([], head, head.seq))

        def spoil(request: Request, answer: Answer, page: Answer = page) -> Answer:
            return page if request.space == town.space else answer

        assert reason_of(town.signe, "log", spoil) == reason
    assert town.signe.journal.frozen() == ""


def test_entries_out_of_order(town: Town, endpoint: LocalEndpoint) -> None:
    """A page that leaves a number out is no page."""
    town.palle.save(town.space, REC, "x")
    town.palle.sync()

    def spoil(request: Request, answer: Answer) -> Answer:
        page = LogPage.parse(answer.body)
        rows = [(e.seq + 1, e.received_ms, e.raw) for e in page.entries]
        return answered(log_page(rows, page.head, page.top)) if rows else answer

    assert reason_of(town.signe, "log", spoil) == "entries are not in order"
    assert town.signe.texts(town.space) == []


def test_a_generation_that_another_signed(town: Town) -> None:
    """The first GenStart is believed only under the endpoint's key that the control log names."""
    newcomer = town.client(town.signe.user)
    town.add_device(newcomer)
    start = GenStart(town.org, town.org, 1, NO_WITNESS, 1).signed(SigningKey.generate()).raw()
    assert reason_of(newcomer, "gen", lambda _, __: answered(start)) == "generation is not signed by the endpoint"
    assert newcomer.journal.cursor(town.org) is None
    newcomer.transport.close()


def test_another_generation_is_a_restored_endpoint(town: Town) -> None:
    """409 for a generation: offline, everything kept (the refill comes later)."""
    moved = Answer(409, True, Problem("generation", [2]).raw())
    assert reason_of(town.signe, "log", lambda _, __: moved) == "endpoint was restored"


def test_a_space_that_refuses_leaves_the_others(town: Town) -> None:
    """403 for one space is told, and the round goes on."""
    town.admin.save(town.org, REC, "Navn", kind="member")
    town.admin.sync()

    def spoil(request: Request, answer: Answer) -> Answer:
        return Answer(403, True, Problem("no role in this space").raw()) if request.space == town.space else answer

    town.signe.engine.nudge()
    events = drain(town.signe.engine, Between(town.signe, "log", spoil))
    assert Alarm(town.space, "no role in this space", b"") in events
    assert town.signe.engine.state.kind == "idle"
    assert town.signe.texts(town.org) == ["Navn"]
    teapot = Answer(418, True, Problem("teapot").raw())
    assert reason_of(town.signe, "log", lambda _, __: teapot) == "teapot"
    assert reason_of(town.signe, "ctl", lambda _, __: teapot) == "teapot"


def test_a_beat_that_is_refused_is_told_and_tried_again(town: Town) -> None:
    """The round ends well; the next one owes the beat again."""
    town.palle.save(town.space, REC, "x")
    town.palle.sync()
    refused = Answer(403, True, Problem("no role in this space").raw())
    town.signe.engine.nudge()
    events = drain(town.signe.engine, Between(town.signe, "beat", lambda _, __: refused))
    assert Alarm(town.space, "no role in this space", b"") in events
    town.signe.clock.sleep(6)
    town.signe.sync()
    town.palle.sync()
    assert town.palle.states(town.space) == ["seen"]


def test_beats_that_are_not_what_they_say(town: Town) -> None:
    """Nonsense, another's signature, another space, an older number, my own: none of them marks anything seen."""
    commit = town.signe.save(town.space, REC, "x")
    town.signe.sync()
    cursor = town.signe.journal.cursor(town.space)
    assert cursor is not None

    def beat(keys: DeviceKeys, **changes: object) -> bytes:
        fields: dict[str, object] = {
            "org": town.org, "space": town.space, "device": town.palle.keys.device_id, "n": 99,
            "lasts": ((b"i" * 8, 1, commit.cid),), "wit": cursor.witness, "ctl": town.log.head,
            "purged": 0, "health": b"", "claimed_ms": 1, **changes,
        }  # fmt: skip
        return Beat(**fields).signed(keys)  # type: ignore[arg-type]

    palle, signe = town.palle.keys, town.signe.keys
    beats = [
        b"nonsense",
        beat(signe),
        beat(palle, space=town.org),
        beat(palle, device=b"?" * 16),
        beat(signe, device=signe.device_id),
        beat(palle, wit=Witness(1, 50, bytes(32))),
    ]
    town.signe.engine.nudge()
    drain(town.signe.engine, Between(town.signe, "beats", lambda _, __: answered(encode(beats))))
    assert town.signe.states(town.space) == ["stored"]
    town.signe.engine.nudge()
    honest = encode([beat(palle, n=98), beat(palle, n=100)])
    drain(town.signe.engine, Between(town.signe, "beats", lambda _, __: answered(honest)))
    assert town.signe.states(town.space) == ["seen"]


def test_a_push_answer_of_the_wrong_length(town: Town) -> None:
    """Results that do not match the commits are no results."""
    town.signe.save(town.space, REC, "x")

    def spoil(request: Request, answer: Answer) -> Answer:
        return answered(PushAnswer((), PushAnswer.parse(answer.body).head).raw())

    assert reason_of(town.signe, "push", spoil) == "wrong number of results"
    assert town.signe.states(town.space) == ["local"]


def test_a_refused_push_is_not_repeated_until_the_control_log_grows(town: Town) -> None:
    """No busy loop over a commit the endpoint will not take; a new op is a new chance."""
    town.signe.save(town.space, REC, "x")
    pushes = []

    def deny(request: Request, answer: Answer) -> Answer:
        pushes.append(request)
        result = PushAnswer.parse(answer.body)
        return answered(encode([[["denied", 0, "because"]], result.head.raw()]))

    for _ in range(3):
        town.signe.engine.nudge()
        drain(town.signe.engine, Between(town.signe, "push", deny))
    assert len(pushes) == 1
    town.post(town.admin, SpaceNew(b"n" * 16))
    town.signe.sync()
    assert town.signe.states(town.space) == ["stored"]


def test_a_status_that_nobody_says_is_damage_not_a_refusal(town: Town) -> None:
    """One wrong bit in the answer to a push: offline, and the next try goes through."""
    town.signe.save(town.space, REC, "x")

    def spoil(request: Request, answer: Answer) -> Answer:
        return answered(encode([[["stor%d", 1, ""]], PushAnswer.parse(answer.body).head.raw()]))

    assert reason_of(town.signe, "push", spoil) == "answer is damaged"
    assert [own.reason for own in town.signe.journal.space(town.space).own.values()] == [""]
    town.signe.sync()
    assert town.signe.states(town.space) == ["stored"]


def test_a_refusal_that_was_none_holds_up_nothing(town: Town) -> None:
    """The log holds the commit that the answer called denied: what comes after it is pushed."""
    town.signe.save(town.space, REC, "x")

    def deny(request: Request, answer: Answer) -> Answer:
        return answered(encode([[["denied", 0, "because"]], PushAnswer.parse(answer.body).head.raw()]))

    town.signe.engine.nudge()
    drain(town.signe.engine, Between(town.signe, "push", deny))
    assert town.signe.states(town.space) == ["stored"], "pulled, so it is there"
    town.signe.save(town.space, b"s" * 16, "y")
    town.signe.sync()
    assert town.signe.states(town.space) == ["stored", "stored"]


@pytest.mark.parametrize("status", ["gap", "ctl_behind"])
def test_a_refusal_that_passes_is_met_once_a_round(town: Town, status: str) -> None:
    """What was missing at the endpoint may be there the next time: tried again, once each round."""
    town.signe.save(town.space, REC, "x")
    pushes = []

    def refuse(request: Request, answer: Answer) -> Answer:
        pushes.append(request)
        return answered(encode([[[status, 0, "because"]], PushAnswer.parse(answer.body).head.raw()]))

    for _ in range(2):
        town.signe.journal.mark_local(town.space, list(town.signe.journal.space(town.space).own))
        town.signe.engine.nudge()
        drain(town.signe.engine, Between(town.signe, "push", refuse))
    assert len(pushes) == 2
    town.signe.sync()
    assert town.signe.states(town.space) == ["stored"]


def next_op(town: Town, kind: str = "") -> bytes:
    """An op that follows the head; of a kind nobody knows if named."""
    op = build_op(town.admin.keys, town.org, town.log.head, SpaceNew(b"n" * 16), 1)
    if not kind:
        return op
    fields = decode(decode(op, 1 << 20)[0], 1 << 20)  # type: ignore[index,arg-type]
    fields[4] = kind  # type: ignore[index,call-overload]
    payload = encode(fields)
    return encode([payload, town.admin.keys.sign("rt1/ctl", payload), b""])


def test_an_op_of_a_newer_version_stops_the_control_log_only(town: Town, endpoint: LocalEndpoint) -> None:
    """BEHIND: what this version does not know is not skipped; records go on."""
    op = next_op(town, "from_the_future")
    page = CtlPage(((op, make_ctlhead(endpoint.key, town.org, op_ref(op), 1)),), b"").raw()
    town.palle.save(town.space, REC, "x")
    town.palle.sync()
    town.signe.engine.nudge()
    drain(town.signe.engine, Between(town.signe, "ctl", lambda _, __: answered(page)))
    assert (town.signe.engine.state.kind, town.signe.engine.state.reason) == ("behind", "newer version")
    assert town.signe.texts(town.space) == ["x"]
    assert town.signe.engine.control.head == town.log.head


def test_ops_that_do_not_hold(town: Town, endpoint: LocalEndpoint) -> None:
    """Nonsense, a head that another signed, an op from nowhere: offline, and the good ones before them are kept."""
    good = next_op(town)
    good_head = make_ctlhead(endpoint.key, town.org, op_ref(good), 1)
    far = build_op(town.admin.keys, town.org, CtlRef(town.log.head.cseq + 5, b"h" * 32), SpaceNew(b"m" * 16), 1)
    cases = [
        ("not msgpack", (b"\xc1", b"\xc1")),
        ("op out of order", (far, make_ctlhead(endpoint.key, town.org, op_ref(far), 1))),
        (
            "head not signed by the endpoint",
            (good, make_ctlhead(SigningKey.generate(), town.org, op_ref(good), 1)),
        ),
    ]
    for reason, pair in cases:
        page = CtlPage((pair,), b"").raw()
        assert reason_of(town.signe, "ctl", lambda _, __, page=page: answered(page)) == reason  # type: ignore[misc]
        assert town.signe.engine.control.head == town.log.head
    page = CtlPage(((good, good_head), (b"\xc1", b"\xc1")), b"").raw()
    assert reason_of(town.signe, "ctl", lambda _, __: answered(page)) == "not msgpack"
    assert town.signe.journal.control_length() == town.log.head.cseq + 1
    assert town.signe.engine.control.head == op_ref(good)


def test_a_fork_that_comes_as_an_op(town: Town, endpoint: LocalEndpoint) -> None:
    """The next op follows another op than mine, under the endpoint's signature: FROZEN."""
    before = town.log.op(town.log.head.cseq - 1).ref
    forked = CtlRef(
        town.log.head.cseq, op_ref(build_op(town.admin.keys, town.org, before, SpaceNew(b"f" * 16), 9)).ophash
    )
    op = build_op(town.admin.keys, town.org, forked, SpaceNew(b"g" * 16), 9)
    page = CtlPage(((op, make_ctlhead(endpoint.key, town.org, op_ref(op), 1)),), b"").raw()
    town.signe.engine.nudge()
    drain(town.signe.engine, Between(town.signe, "ctl", lambda _, __: answered(page)))
    assert (town.signe.engine.state.kind, town.signe.engine.state.reason) == ("frozen", "control log forked")
    assert town.signe.engine.next() == Idle(60.0)


def test_control_heads_that_lie_or_lag(town: Town, endpoint: LocalEndpoint) -> None:
    """A head nobody signed is damage; an older one lost ops, which are brought back; a newer one is normal."""
    head = town.log.head
    odd = make_ctlhead(SigningKey.generate(), town.org, CtlRef(head.cseq, b"x" * 32), 1)
    older = make_ctlhead(endpoint.key, town.org, town.log.op(head.cseq - 1).ref, 1)
    newer = make_ctlhead(endpoint.key, town.org, CtlRef(head.cseq + 1, b"x" * 32), 1)
    page = CtlPage((), odd).raw()
    assert reason_of(town.signe, "ctl", lambda _, __: answered(page)) == "control head is wrong"
    sent: list[bytes] = []

    def told(request: Request, answer: Answer) -> Answer:
        sent.append(request.body)
        return answered(CtlPage((), older).raw()) if request.kind == "ctl" else answer

    town.signe.engine.nudge()
    drain(town.signe.engine, Between(town.signe, "ctl refill", told))
    assert parse_refill(sent[1]) == town.log.ops[-1:]
    town.signe.engine.nudge()
    page = CtlPage((), newer).raw()
    drain(town.signe.engine, Between(town.signe, "ctl", lambda _, __: answered(page)))
    assert town.signe.engine.state.kind == "idle"


def test_a_journal_that_fails_under_control_ops_is_not_overtaken(town: Town) -> None:
    """What memory verified but the disk did not take is fetched again, not skipped."""
    town.post(town.admin, SpaceNew(b"n" * 16))
    plain = town.signe.journal.append_control

    def full(*_: object) -> None:
        raise SyncError("disk trouble")

    town.signe.journal.append_control = full  # type: ignore[method-assign,assignment]
    town.signe.sync()
    assert town.signe.engine.control.head.cseq == town.log.head.cseq - 1
    town.signe.journal.append_control = plain  # type: ignore[method-assign]
    town.signe.sync()
    assert town.signe.journal.control_length() == town.log.head.cseq


def test_ops_that_another_part_of_the_program_stored_are_taken_up(town: Town) -> None:
    """Enrolment writes ops into the journal; the engine's next round knows them."""
    town.post(town.admin, SpaceNew(b"n" * 16))
    town.signe.journal.append_control(town.log.after(town.log.head.cseq - 1), town.log.head.cseq - 1)
    town.signe.sync()
    assert town.signe.engine.control.head == town.log.head


def test_a_log_of_many_pages(town: Town) -> None:
    """More than a page of commits: several requests, each verified by itself, and one log in the end."""
    chance = random.Random(7)  # words that do not compress
    for n in range(30):
        town.signe.save(town.space, bytes([n + 1]) * 16, chance.randbytes(60_000).hex())
    town.signe.sync()
    asked: list[str] = []

    def count(request: Request, answer: Answer) -> Answer:
        if request.space == town.space:
            asked.append(request.query)
        return answer

    town.palle.engine.nudge()
    drain(town.palle.engine, Between(town.palle, "log", count))
    assert len(town.palle.texts(town.space)) == 30
    assert len(asked) >= 2
    assert town.palle.journal.cursor(town.space) == town.signe.journal.cursor(town.space)


def test_kinds_acts_and_must_of_a_later_version_wait_for_it(town: Town) -> None:
    """UNKNOWN is kept, and applied when an engine that knows it starts on the same journal."""
    town.palle.engine = type(town.palle.engine)(
        town.palle.journal, town.palle.keys, town.org, town.palle.clock, kinds=frozenset({"consultation"})
    )
    revisions = [
        town.signe.revision(REC, "ny slags", kind="hologram"),
        town.signe.revision(b"m" * 16, "skal forstås", must=["later"]),
        with_value(town.signe.revision(b"a" * 16, "ny handling"), act="teleport"),
        with_value(town.signe.revision(b"v" * 16, "ny version"), v=2),
        town.signe.revision(b"k" * 16, "kendt"),
    ]
    for revision in revisions:
        raw = revision if isinstance(revision, bytes) else revision.raw
        commit = seal_anything(town.signe, town.space, raw)
        town.signe.journal.save_local(commit, [])
    town.signe.sync()
    town.palle.sync()
    verdicts = [e.reason for e in town.palle.journal.space(town.space).entries.values() if e.verdict == "unknown"]
    assert sorted(verdicts) == [
        "act of a newer version",
        "kind of a newer version",
        "must understand",
        "newer revision version",
    ]
    assert town.palle.texts(town.space) == ["kendt"]
    town.palle.restart()
    events = town.palle.sync()
    assert town.palle.texts(town.space) == ["kendt", "ny slags"]
    assert any(isinstance(event, RecordsChanged) and REC in event.recs for event in events)


def with_value(revision: Revision, **changes: object) -> bytes:
    """The raw revision with other values in it."""
    fields = decode(revision.raw, 1 << 20)
    return encode({**fields, **changes})  # type: ignore[dict-item]


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


def test_a_log_that_is_damaged_leaves_the_others_what_they_are(town: Town) -> None:
    """The first space's pages never chain: offline, and tried again; what is in the second arrives all the same."""
    town.admin.save(town.org, REC, "Navn", kind="member")
    town.admin.sync()
    town.palle.save(town.space, REC, "note")
    town.palle.sync()
    first, second = town.signe.engine.control.roster().spaces_of(town.signe.keys.device_id)
    wanted = {town.org: "Navn", town.space: "note"}

    def spoil(request: Request, answer: Answer) -> Answer:
        return Answer(200, True, b"\x80") if request.space == first else answer

    assert reason_of(town.signe, "log", spoil) == "answer is damaged"
    assert town.signe.texts(second) == [wanted[second]]
    assert town.signe.texts(first) == []
    town.signe.clock.sleep(9)
    drain(town.signe.engine, town.signe.transport)
    assert town.signe.engine.state.kind == "idle"
    assert town.signe.texts(first) == [wanted[first]]
