"""Two clients and one endpoint, in process over ASGI: what one saves the other reads."""

import pytest
from helpers.wire import LocalEndpoint, Town

from sync.client.calls import drain, post_ctl
from sync.client.events import Idle, OutboxChanged, RecordsChanged, StateChanged
from sync.client.transport import Unreachable
from sync.client.watch import Watch
from sync.control import build_op
from sync.control_space_bodies import MemberSet, SpaceNew
from sync.errors import Refused
from sync.protocol import Answer, Request
from sync.server.database import rows as db

REC = b"r" * 16


def test_what_one_saves_the_other_reads_and_the_first_is_told(town: Town) -> None:
    """The whole path: local, stored, read by another, seen."""
    assert town.palle.journal.epochs(town.space) == {1}
    town.signe.save(town.space, b"r" * 16, "En lærer undres")
    assert town.signe.states(town.space) == ["local"]
    town.signe.sync()
    assert town.signe.states(town.space) == ["stored"]
    town.palle.sync()
    assert town.palle.texts(town.space) == ["En lærer undres"]
    town.signe.sync()
    assert town.signe.states(town.space) == ["seen"]


def test_events_name_what_changed(town: Town) -> None:
    """The reader hears which records came, the writer that her outbox moved; nothing is told twice."""
    town.signe.save(town.space, REC, "En lærer undres")
    assert OutboxChanged(town.space) in town.signe.sync()
    heard = [event for event in town.palle.sync() if isinstance(event, RecordsChanged)]
    assert heard == [RecordsChanged(town.space, frozenset({"consultation"}), frozenset({REC}))]
    assert not [event for event in town.palle.sync() if isinstance(event, RecordsChanged)]


def test_a_lost_answer_after_the_endpoint_stored_gives_one_copy(town: Town) -> None:
    """Fault 1: the push is answered `dup` the second time, and the state is the same."""
    commit = town.signe.save(town.space, REC, "Kun én gang")
    pushed = 0

    class Lossy:
        def send(self, request: Request) -> Answer:
            nonlocal pushed
            answer = town.signe.transport.send(request)
            if request.kind == "push" and not pushed:
                pushed += 1
                raise Unreachable("no connection")
            return answer

    town.signe.engine.nudge()
    drain(town.signe.engine, Lossy())  # type: ignore[arg-type]
    assert town.signe.engine.state.kind == "offline"
    assert town.signe.states(town.space) == ["local"]
    town.signe.sync()
    assert town.signe.states(town.space) == ["stored"]
    town.palle.sync()
    assert list(town.palle.journal.space(town.space).entries) == [commit.cid]


def test_a_reader_who_writes_nothing_still_makes_it_seen(town: Town) -> None:
    """A beat alone turns "Sendt" into "Modtaget af andre"; one's own second machine does not."""
    second = town.client(town.signe.user)
    town.add_device(second)
    town.vouch(town.signe, second)
    town.signe.save(town.space, REC, "x")
    town.signe.sync()
    town.signe.clock.sleep(6)
    town.signe.sync()
    second.sync()
    assert second.texts(town.space) == ["x"]
    second.clock.sleep(6)
    second.sync()
    town.signe.sync()
    assert town.signe.states(town.space) == ["stored"]
    town.palle.sync()
    town.signe.sync()
    assert town.signe.states(town.space) == ["seen"]
    second.transport.close()


def test_beats_go_at_most_one_each_five_seconds(town: Town) -> None:
    """Ten saves that another reads at once cost one beat, and a second one when the time has come."""
    town.palle.clock.sleep(6)
    sent: list[str] = []
    plain = town.palle.transport

    class Counting:
        def send(self, request: Request) -> Answer:
            sent.append(request.kind)
            return plain.send(request)

    for n in range(10):
        town.signe.save(town.space, bytes([n]) * 16, str(n))
        town.signe.sync()
        town.palle.engine.nudge()
        drain(town.palle.engine, Counting())  # type: ignore[arg-type]
    assert sent.count("beat") == 1
    wanted = town.palle.engine.next()
    assert isinstance(wanted, Idle)
    assert 0 < wanted.seconds <= 5
    town.palle.clock.sleep(wanted.seconds)
    drain(town.palle.engine, Counting())  # type: ignore[arg-type]
    assert sent.count("beat") == 2
    town.signe.sync()
    assert set(town.signe.states(town.space)) == {"seen"}


def test_thirty_days_offline_push_in_batches(town: Town) -> None:
    """Fault 6 in small: hundreds of commits go in several requests, in order, and arrive whole."""
    for n in range(700):
        town.signe.save(town.space, n.to_bytes(16, "big"), f"note {n}")
    town.signe.sync()
    town.palle.sync()
    assert set(town.signe.states(town.space)) == {"stored"}
    assert len(town.palle.texts(town.space)) == 700


def test_a_machine_without_a_key_holds_and_applies_on_arrival(town: Town) -> None:
    """Fault 30: what came before the key is kept, counted, and applied the moment the key is there."""
    town.signe.save(town.space, REC, "før nøglen")
    town.signe.sync()
    asta = town.client()
    town.add_device(asta)
    town.post(town.admin, MemberSet(town.space, asta.user, "read"))
    town.vouch(town.signe, asta)
    asta.sync()
    assert asta.engine.state.kind == "held"
    assert asta.texts(town.space) == []
    town.palle.sync()
    asta.sync()
    assert asta.texts(town.space) == ["før nøglen"]
    assert asta.engine.state.kind == "held", "the organisation's own key is the administrator's to give"
    town.admin.sync()
    asta.sync()
    assert asta.engine.state.kind == "idle"
    asta.transport.close()


def test_no_box_is_made_for_a_machine_that_nobody_vouched_for(town: Town, endpoint: LocalEndpoint) -> None:
    """An administrator enrols a machine under Signe's name: nobody's client gives it a key, and it is shown none."""
    planted = town.client(town.signe.user)
    town.add_device(planted)
    town.sync_all()
    planted.sync()
    assert planted.journal.epochs(town.space) == frozenset()
    with endpoint.database.reading() as conn:
        row = db.space_row(conn, town.org, town.space)
        assert row is not None
        assert db.get_boxes(conn, row.id, planted.keys.device_id) == []
        assert len(db.get_boxes(conn, row.id, town.palle.keys.device_id)) == 1
    planted.transport.close()


def test_a_space_vouched_by_an_unconfirmed_machine_is_not_used(town: Town) -> None:
    """Rule T2: until the six words back were typed, the client reads and writes nothing there."""
    town.signe.sync()
    town.palle.journal.confirmations.clear()
    town.signe.save(town.space, REC, "x")
    town.sync_all()
    assert town.palle.texts(town.space) == []
    town.palle.journal.confirm(town.signe.keys.device_id)
    town.sync_all()
    assert town.palle.texts(town.space) == ["x"]


def test_a_restart_goes_on_at_the_cursor(town: Town) -> None:
    """Everything the engine needs is in the journal: a new one pulls only what is new."""
    town.signe.save(town.space, REC, "a")
    town.sync_all()
    town.palle.restart()
    town.signe.save(town.space, b"s" * 16, "b")
    town.sync_all()
    assert town.palle.texts(town.space) == ["a", "b"]
    assert town.palle.journal.cursor(town.space) == town.signe.journal.cursor(town.space)


def test_wait_tells_what_changed(town: Town) -> None:
    """The long poll names the space at once, and nothing when nothing happened."""
    watch = Watch(town.org)

    def ask() -> frozenset[bytes]:
        return watch.answer(town.palle.transport.send(watch.request()))

    assert ask() == {town.org, town.space}
    assert ask() == frozenset()
    town.signe.save(town.space, REC, "x")
    town.signe.sync()
    assert town.space in ask()
    town.admin.save(town.org, REC, "Palle Palsen", kind="member")
    town.admin.sync()
    assert town.org in ask()


def test_control_ops_reach_everybody_and_an_old_head_is_refused(town: Town) -> None:
    """Fault 32: the second of two ops over one head is answered `head moved`."""
    head = town.log.head
    town.post(town.admin, SpaceNew(b"n" * 16))
    late = build_op(town.admin.keys, town.org, head, SpaceNew(b"m" * 16), 1)
    with pytest.raises(Refused, match="head moved"):
        post_ctl(town.admin.transport, town.org, [late])
    town.sync_all()
    assert {client.engine.control.head for client in town.clients} == {town.log.head}


def test_states_in_words(town: Town) -> None:
    """The first sync goes from idle over syncing to idle, and says each once."""
    states = [event.state.kind for event in town.signe.sync() if isinstance(event, StateChanged)]
    assert states == ["syncing", "idle"]
