"""Answers that somebody without the endpoint's key can give: old ones again, and ones made up. Nothing is believed."""

import pytest
from helpers.wire import Client, LocalEndpoint, Town

from sync.client.calls import drain
from sync.client.events import Alarm
from sync.control import ControlLog, build_op
from sync.control_bodies import ServerKey
from sync.control_ops import make_ctlhead
from sync.control_space_bodies import SpaceNew
from sync.crypto.keys import DeviceKeys, SigningKey
from sync.errors import Refused
from sync.heads import Head
from sync.log import op_ref
from sync.memory import MemoryJournal
from sync.protocol import Answer, CtlPage, Hello, PushAnswer, PushResult, Request

REC = b"r" * 16


class Forged:
    """The real endpoint, but one kind of request in one space (or anywhere) is answered by somebody else."""

    def __init__(self, client: Client, kind: str, body: bytes, space: bytes | None = None) -> None:
        self.inner, self.kind, self.body, self.space = client.transport, kind, body, space
        self.asked = 0

    def send(self, request: Request) -> Answer:
        """The real answer, or the forged one; it is never asked more often than an honest one would be."""
        if request.kind != self.kind or (self.space is not None and request.space != self.space):
            return self.inner.send(request)
        self.asked += 1
        assert self.asked < 10, "asks for ever"
        return Answer(200, True, self.body)

    def hello(self) -> Hello:
        """The real hello."""
        return self.inner.hello()

    def close(self) -> None:
        """Nothing of its own to close."""


def hear(client: Client, kind: str, body: bytes, space: bytes | None = None) -> list[object]:
    """One sync with such answers; what it told."""
    client.engine.nudge()
    return list(drain(client.engine, Forged(client, kind, body, space)))


def test_an_old_page_of_the_control_log_again_adds_nothing(town: Town) -> None:
    """Whoever recorded an answer can give it again: the stored log neither grows by it nor loses what comes next."""
    old = CtlPage(tuple(town.log.ops[2:4]), town.log.ops[-1][1]).raw()
    hear(town.signe, "ctl", old)
    assert town.signe.journal.control_ops() == town.log.ops
    town.post(town.admin, SpaceNew(b"n" * 16))
    town.signe.sync()
    assert town.signe.journal.control_ops() == town.log.ops
    assert ControlLog.load(town.org, town.signe.journal.control_ops()).head == town.log.head


def test_a_page_that_overlaps_gives_only_what_is_new(town: Town) -> None:
    """Two known ops and the next one: the next one is stored at its place."""
    known = town.log.head.cseq
    town.post(town.admin, SpaceNew(b"n" * 16))
    page = CtlPage(tuple(town.log.ops[known - 2 :]), town.log.ops[-1][1]).raw()
    hear(town.signe, "ctl", page)
    assert town.signe.journal.control_ops() == town.log.ops


def test_a_journal_takes_no_control_ops_behind_a_gap(town: Town) -> None:
    """A log with a hole in it could never be read again."""
    journal = MemoryJournal()
    with pytest.raises(ValueError, match="gap"):
        journal.append_control(town.log.ops[2:4], 2)
    assert journal.control_ops() == []


@pytest.mark.parametrize("ahead", [0, 1])
def test_nobody_freezes_a_pc_without_the_endpoints_key(town: Town, ahead: int) -> None:
    """A made-up server_key op, under a head by the very key it names, contradicts my chain: but proves nothing."""
    thief = SigningKey.generate()
    place = town.log.op(town.log.head.cseq - 1 + ahead).ref._replace(ophash=b"x" * 32)
    op = build_op(DeviceKeys.generate(), town.org, place, ServerKey(thief.pk), 1)
    hear(town.signe, "ctl", CtlPage(((op, make_ctlhead(thief, town.org, op_ref(op), 1)),), b"").raw())
    assert town.signe.journal.frozen() == ""
    assert town.signe.engine.state.kind == "offline"
    assert town.signe.engine.control.head == town.log.head
    town.signe.save(town.space, REC, "går stadig")
    town.signe.sync()
    assert town.signe.states(town.space) == ["stored"]


def push_answer(town: Town, key: SigningKey, told: int, **changes: object) -> bytes:
    """stored(seq), under a Head that `key` signed."""
    cursor = town.signe.journal.cursor(town.space)
    assert cursor is not None
    fields: dict[str, object] = {
        "org": town.org, "space": town.space, "gen": cursor.gen, "seq": max(told, cursor.seq), "chain": b"c" * 32,
        "time_ms": 1, **changes,
    }  # fmt: skip
    return PushAnswer((PushResult("stored", told),), Head(**fields).signed(key)).raw()  # type: ignore[arg-type]


def test_stored_is_believed_only_under_the_endpoints_head(town: Town, endpoint: LocalEndpoint) -> None:
    """Who cannot sign for the endpoint cannot empty an outbox, and neither can a Head of another log."""
    town.signe.save(town.space, REC, "x")
    forged = [
        push_answer(town, SigningKey.generate(), 1),
        push_answer(town, endpoint.key, 1, space=town.org),
        push_answer(town, endpoint.key, 1, org=b"o" * 16),
        push_answer(town, endpoint.key, 3, seq=2),
        push_answer(town, endpoint.key, 0),
    ]
    for body in forged:
        hear(town.signe, "push", body, town.space)
        assert town.signe.engine.state.kind == "offline"
        assert town.signe.states(town.space) == ["local"]
    town.signe.sync()
    assert town.signe.states(town.space) == ["stored"]


def test_seen_means_that_the_commit_itself_stands_where_they_have_read(town: Town, endpoint: LocalEndpoint) -> None:
    """`stored` at a place that Palle has long read, and the log holds something else there: not seen, and sent again.

    An endpoint that lies with its key, and one that was put back to yesterday between the push and the pull.
    """
    town.palle.save(town.space, b"p" * 16, "fra Palle")
    town.sync_all()
    commit = town.signe.save(town.space, REC, "x")
    told = hear(town.signe, "push", push_answer(town, endpoint.key, 1), town.space)
    assert town.signe.states(town.space) == ["local"]
    alarm = Alarm(town.space, "endpoint lost a commit", town.signe.keys.device_id)
    assert alarm in told
    town.signe.sync()
    assert town.signe.states(town.space) == ["stored"]
    town.sync_all()
    assert town.palle.texts(town.space) == ["fra Palle", "x"]
    assert town.signe.states(town.space) == ["seen"]
    assert list(town.palle.journal.space(town.space).entries) == [commit.cid]


@pytest.mark.parametrize("told", [1, 50])
def test_a_commit_the_endpoint_only_said_it_stored_holds_up_none_after_it(
    town: Town, endpoint: LocalEndpoint, told: int
) -> None:
    """An old answer again, or an endpoint put back to yesterday: the next save meets `gap`, and both go in order."""
    town.palle.save(town.space, b"p" * 16, "fra Palle")
    town.sync_all()
    first = town.signe.save(town.space, REC, "første")
    town.signe.journal.mark_stored(town.space, {first.cid: told})
    town.signe.save(town.space, b"s" * 16, "andet")
    town.signe.sync()
    assert town.signe.states(town.space) == ["local", "local"]
    town.signe.sync()
    town.palle.sync()
    assert town.palle.texts(town.space) == ["andet", "fra Palle", "første"]


def test_a_machine_that_cannot_read_makes_nothing_seen(town: Town) -> None:
    """A pc entered under a colleague's name, with a role but without a vouch: its beat says nothing."""
    planted = town.client(town.palle.user)
    town.add_device(planted)
    town.signe.save(town.space, REC, "x")
    town.signe.sync()
    planted.journal.confirm(town.signe.keys.device_id)
    from sync.client import beating

    cursor = town.signe.journal.cursor(town.space)
    planted.journal.space(town.space).cursor = cursor
    planted.sync()
    planted.clock.sleep(6)
    steps = beating.send(planted.engine._round, town.space)
    request = next(steps)
    assert planted.transport.send(request).status == 200
    town.signe.sync()
    assert town.signe.states(town.space) == ["stored"]
    planted.transport.close()


def test_an_op_is_refused_by_the_log_itself(town: Town) -> None:
    """The rule is the control log's, whoever asks it."""
    thief = SigningKey.generate()
    before = town.log.op(town.log.head.cseq - 1).ref
    op = build_op(DeviceKeys.generate(), town.org, before, ServerKey(thief.pk), 1)
    with pytest.raises(Refused, match="head not signed by the endpoint"):
        town.log.add(op, make_ctlhead(thief, town.org, op_ref(op), 1))
