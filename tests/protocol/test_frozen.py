"""FROZEN: an endpoint whose signed words about generations contradict each other, and the way out of it."""

import pytest
from helpers.lies import Answering, forged_start, lie
from helpers.restored import Older, gen_of, notes
from helpers.wire import START_MS, LocalEndpoint, Town

from sync.client import following, thawing
from sync.client.calls import drain, newest_start, post_ctl
from sync.client.generations import ANEW, ASTRAY, NO_SEQUEL, TWICE
from sync.control import FORKED, ControlLog, build_op
from sync.control_bodies import ServerKey
from sync.control_ops import Signer, make_ctlhead
from sync.control_rows import Start
from sync.control_space_bodies import SpaceNew
from sync.crypto.keys import SigningKey
from sync.errors import Refused
from sync.heads import GenStart, Head
from sync.log import op_ref
from sync.model import NO_WITNESS, Witness
from sync.protocol import Answer, CtlPage, LogPage, Request


def test_a_generation_off_the_chain_freezes(town: Town, endpoint: LocalEndpoint) -> None:
    """Its prev is a place of this log with another chain: two signatures that contradict each other."""
    notes(town.signe, town, "a", "b")
    town.sync_all()
    assert lie(town.palle, town, forged_start(town, endpoint, 7, Witness(1, 2, b"?" * 32))) == ASTRAY
    assert town.palle.engine.state.kind == "frozen"
    assert len(town.palle.journal.proofs) == 1


def test_a_second_beginning_of_one_generation_freezes(town: Town, endpoint: LocalEndpoint) -> None:
    """Two GenStarts with one number."""
    town.sync_all()
    assert lie(town.palle, town, forged_start(town, endpoint, 1, NO_WITNESS)) == TWICE


def test_a_generation_that_does_not_begin_with_what_was_freezes(town: Town, endpoint: LocalEndpoint) -> None:
    """It says that it goes on from here, and its Head at that place has other entries under it."""
    notes(town.signe, town, "a", "b")
    town.sync_all()
    cursor = town.palle.journal.cursor(town.space)
    assert cursor is not None
    start = forged_start(town, endpoint, 7, cursor.witness)
    head = Head(town.org, town.space, 7, cursor.seq, b"!" * 32, 5).signed(endpoint.key)
    assert lie(town.palle, town, start, LogPage((), head, cursor.seq)) == NO_SEQUEL
    assert town.palle.texts(town.space) == ["a", "b"]


def test_a_lower_generation_is_no_way_round(town: Town, endpoint: LocalEndpoint, older: Older) -> None:
    """An endpoint that answers in an earlier generation is shown its Head; what it says there is not applied."""
    notes(town.signe, town, "a")
    town.sync_all()
    older.keep()
    notes(town.signe, town, "b")
    town.sync_all()
    restored = older.put_back()
    town.sync_all()
    there = gen_of(town.palle, town)
    old = GenStart.parse(town.palle.journal.space(town.space).starts[1])
    assert lie(town.palle, town, old) == ""
    assert (town.palle.engine.state.kind, town.palle.engine.state.reason) == ("offline", "endpoint was restored")
    assert gen_of(town.palle, town) == there
    assert restored.endpoint is not None


def trust(town: Town, server: SigningKey, by: Signer | None = None) -> None:
    """The root names the endpoint's key and the newest generation of every log."""
    spaces = sorted(town.log.roster().spaces)
    found = [newest_start(town.admin.transport, town.org, space) for space in spaces]
    starts = tuple(Start(start.space, start.gen, start.chain) for start in found)
    op = build_op(by or town.root, town.org, town.log.head, ServerKey(server.pk, starts), START_MS)
    (head,) = post_ctl(town.admin.transport, town.org, [op])
    town.log.add(op, head)


def test_frozen_ends_when_the_root_names_a_key_and_nothing_is_lost(
    town: Town, endpoint: LocalEndpoint, older: Older
) -> None:
    """The exit: a new endpoint under a new key, named with its logs; the one who froze goes on like everybody else."""
    notes(town.signe, town, "a")
    town.sync_all()
    assert lie(town.palle, town, forged_start(town, endpoint, 7, Witness(1, 1, b"?" * 32))) == ASTRAY
    notes(town.palle, town, "b")
    town.palle.sync()
    assert town.palle.states(town.space) == ["local"]
    new = SigningKey.generate()
    older.empty(new)
    notes(town.signe, town, "c")
    town.signe.sync()
    assert town.signe.engine.state.reason == "generation is not signed by the endpoint"
    assert "stored" not in town.signe.states(town.space)[1:], "nobody sends to a key that nobody named"
    trust(town, new)
    town.sync_all()
    for client in (town.signe, town.palle):
        assert client.texts(town.space) == ["a", "b", "c"]
        assert client.engine.state.kind == "idle"
        assert client.journal.frozen() == ""
        assert (town.space, ANEW, b"") in client.journal.alarms
    assert set(town.signe.states(town.space) + town.palle.states(town.space)) == {"seen"}
    assert len(town.palle.journal.proofs) == 1, "what it was caught in is kept"


def test_one_administrator_alone_ends_nothing(town: Town, endpoint: LocalEndpoint, older: Older) -> None:
    """The endpoint will not have it, and a client that is told so all the same stays frozen."""
    notes(town.signe, town, "a")
    town.sync_all()
    lie(town.palle, town, forged_start(town, endpoint, 7, Witness(1, 1, b"?" * 32)))
    new = SigningKey.generate()
    older.empty(new)
    town.signe.sync()
    with pytest.raises(Refused):
        trust(town, new, town.admin.keys)
    op = build_op(town.admin.keys, town.org, town.log.head, ServerKey(new.pk, ()), START_MS)
    page = CtlPage(((op, make_ctlhead(new, town.org, op_ref(op), START_MS)),), b"")
    asked: list[str] = []

    def ctl(request: Request) -> Answer:
        asked.append(request.path)
        return Answer(200, True, page.raw() if len(asked) == 1 else CtlPage((), b"").raw())

    town.palle.engine.nudge()
    drain(town.palle.engine, Answering(town.palle, ctl=ctl))  # type: ignore[arg-type]
    assert asked and town.palle.engine.state.kind == "frozen"


def test_frozen_asks_for_the_control_log_alone(town: Town, endpoint: LocalEndpoint) -> None:
    """A save, a nudge and a minute later: nothing is sent or fetched but ops; and without an answer it stays frozen."""
    notes(town.signe, town, "a")
    town.sync_all()
    lie(town.palle, town, forged_start(town, endpoint, 7, Witness(1, 1, b"?" * 32)))
    notes(town.palle, town, "b")
    sent: list[str] = []

    def told(request: Request) -> Answer:
        sent.append(request.kind)
        return Answer(200, False, b"<html>")

    def everything() -> Answering:
        return Answering(town.palle, **dict.fromkeys(("ctl", "push", "log", "gen", "beat", "beats", "box"), told))

    town.palle.engine.nudge(town.space)
    drain(town.palle.engine, everything())  # type: ignore[arg-type]
    assert sent == []
    town.palle.clock.sleep(61)
    drain(town.palle.engine, everything())  # type: ignore[arg-type]
    assert sent == ["ctl"]
    assert town.palle.engine.state.kind == "frozen"


def test_the_branch_of_the_control_log_that_was_named_is_the_one_to_go_on_with(
    town: Town, endpoint: LocalEndpoint, older: Older
) -> None:
    """Palle was shown another op than the others; the root's op stands on theirs. What he wrote meanwhile is kept."""
    fork = town.log.head
    other = build_op(town.admin.keys, town.org, fork, SpaceNew(b"z" * 16), 5)
    town.post(town.admin, SpaceNew(b"y" * 16))
    town.signe.sync()
    forked = ControlLog.load(town.org, town.log.ops[:-1])
    forked.add(other, make_ctlhead(endpoint.key, town.org, op_ref(other), 5))

    def ctl(request: Request) -> Answer:
        after = int(request.query.partition("=")[2])
        return Answer(200, True, CtlPage(tuple(forked.after(after)), forked.ops[-1][1]).raw())

    town.palle.engine.nudge()
    drain(town.palle.engine, Answering(town.palle, ctl=ctl))  # type: ignore[arg-type]
    notes(town.palle, town, "b")
    town.palle.sync()
    assert town.palle.engine.state.kind == "frozen"
    new = SigningKey.generate()
    older.empty(new)
    town.signe.sync()
    trust(town, new)
    town.sync_all()
    assert town.palle.journal.frozen() == ""
    assert town.palle.engine.control.head == town.log.head
    town.sync_all()
    assert town.signe.texts(town.space) == ["b"], "signed anew under the op that stands"
    assert town.palle.states(town.space) == ["seen"]


def test_a_generation_of_before_the_new_key_is_refused(town: Town, endpoint: LocalEndpoint, older: Older) -> None:
    """Once a key and its generations are named, no earlier one begins a log again, whoever signed it."""
    notes(town.signe, town, "a")
    town.sync_all()
    new = SigningKey.generate()
    older.empty(new)
    town.signe.sync()
    trust(town, new)
    town.sync_all()
    there = gen_of(town.signe, town)
    low = GenStart(town.org, town.space, there - 1, NO_WITNESS, 5).signed(new)
    assert lie(town.signe, town, low) == ""
    assert town.signe.engine.state.reason == "generation is of before the new key"
    assert gen_of(town.signe, town) == there


def test_ops_that_end_nothing(
    town: Town, endpoint: LocalEndpoint, older: Older, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nonsense, more than is read at once, and a naming that is known already: it stays frozen."""
    new = SigningKey.generate()
    older.empty(new)
    town.signe.sync()
    trust(town, new)
    town.sync_all()
    town.palle.journal.freeze(FORKED, b"mine", b"theirs")
    round_ = town.palle.engine._round
    assert not following.take_ops(round_, [(b"nonsense", b"")])
    assert not following.take_ops(round_, town.log.ops)
    town.palle.sync()
    assert town.palle.engine.state.kind == "frozen"
    monkeypatch.setattr(thawing, "MOST_OPS", 1)
    town.palle.sync()
    assert town.palle.engine.state.kind == "frozen"
