"""A log that begins anew: an endpoint put back to an older state, emptied, or lying about it. On both databases."""

import pytest
from helpers.restored import Older, gen_of, notes
from helpers.wire import LocalEndpoint, Town

from sync.client.calls import drain
from sync.client.generations import ANEW
from sync.control_space_bodies import MemberSet
from sync.crypto.keys import SigningKey
from sync.heads import GenStart, Head
from sync.log_places import FIRST
from sync.protocol import MAX_PULL, Answer, Request
from sync.server.database import rows as db
from sync.server.generations import ERA_S, next_gen

REC = b"r" * 16


def test_a_restored_endpoint_is_refilled_and_freezes_nobody(town: Town, endpoint: LocalEndpoint, older: Older) -> None:
    """Faults 20, I10, I20: what it lost comes back from members, once, in order; nobody is frozen, all are told."""
    notes(town.signe, town, "a")
    town.sync_all()
    older.keep()
    notes(town.signe, town, "b", "c")
    notes(town.palle, town, "d")
    town.sync_all()
    restored = older.put_back()
    notes(town.signe, town, "e")
    town.sync_all()
    for client in (town.signe, town.palle):
        assert client.texts(town.space) == ["a", "b", "c", "d", "e"]
        assert client.engine.state.kind == "idle"
        assert client.journal.frozen() == ""
        assert (town.space, ANEW, b"") in client.journal.alarms
        assert {reason for _, reason, _ in client.journal.alarms} == {ANEW}
        assert gen_of(client, town) > 1
        assert client.journal.unplaced(town.space, FIRST) == []
    assert set(town.signe.states(town.space)) == {"seen"}
    with restored.database.reading() as conn:
        row = db.space_row(conn, town.org, town.space)
        assert row is not None
        assert row.seq == 5
        assert len(db.page(conn, row.id, 0, MAX_PULL)) == 5


def test_a_newcomer_reads_the_refilled_log(town: Town, endpoint: LocalEndpoint, older: Older) -> None:
    """Who has no cursor begins in the newest generation, and what Signe wrote before stands under its first number."""
    older.keep()
    notes(town.signe, town, "a", "b")
    town.sync_all()
    older.put_back()
    town.sync_all()
    late = town.client()
    town.add_device(late)
    town.post(town.admin, MemberSet(town.space, late.user, "read"))
    town.vouch(town.signe, late)
    town.signe.sync()
    late.sync()
    assert late.texts(town.space) == ["a", "b"]
    assert gen_of(late, town) == gen_of(town.signe, town)
    late.transport.close()


def test_an_emptied_endpoint_is_refilled(town: Town, endpoint: LocalEndpoint, older: Older) -> None:
    """I20: control log and logs come back from whoever holds them, though nobody was known there."""
    notes(town.signe, town, "a", "b")
    notes(town.palle, town, "c")
    town.sync_all()
    empty = older.empty()
    town.palle.sync()
    assert town.palle.engine.state.kind == "idle"
    assert empty.endpoint.control(town.org).head == town.log.head
    notes(town.signe, town, "d")
    town.sync_all()
    for client in (town.signe, town.palle):
        assert client.texts(town.space) == ["a", "b", "c", "d"]
        assert client.journal.frozen() == ""
        assert gen_of(client, town) >= next_gen(1, empty.clock.now_ms()) - 3600
    assert set(town.signe.states(town.space)) == {"seen"}


def test_the_same_backup_put_back_twice_freezes_nobody(town: Town, endpoint: LocalEndpoint, older: Older) -> None:
    """Two restores of one backup give two numbers, and both go on from what clients hold."""
    notes(town.signe, town, "a")
    town.sync_all()
    older.keep()
    notes(town.signe, town, "b")
    town.sync_all()
    older.put_back()
    town.sync_all()
    first = gen_of(town.signe, town)
    notes(town.palle, town, "c")
    town.sync_all()
    older.put_back()
    town.sync_all()
    assert gen_of(town.signe, town) == gen_of(town.palle, town) > first
    for client in (town.signe, town.palle):
        assert client.texts(town.space) == ["a", "b", "c"]
        assert client.journal.frozen() == ""


def test_who_was_away_over_two_restores_follows(town: Town, endpoint: LocalEndpoint, older: Older) -> None:
    """Palle missed a whole generation: the line of GenStarts is followed back to the one he is in."""
    notes(town.signe, town, "a", "b")
    town.sync_all()
    older.keep()
    notes(town.signe, town, "c")
    town.signe.sync()
    older.put_back()
    town.signe.sync()
    older.keep()
    notes(town.signe, town, "d")
    town.signe.sync()
    older.put_back()
    town.signe.sync()
    pages: list[Request] = []
    plain = town.palle.transport

    class Listening:
        def send(self, request: Request) -> Answer:
            pages.append(request)
            return plain.send(request)

    town.palle.engine.nudge()
    drain(town.palle.engine, Listening())  # type: ignore[arg-type]
    assert town.palle.texts(town.space) == ["a", "b", "c", "d"]
    assert town.palle.journal.frozen() == ""
    after = [request.query for request in pages if request.kind == "log" and request.space == town.space]
    assert any("after=2&max_bytes=0" in query for query in after), "what is shared is not fetched again"


def test_a_control_log_that_lost_ops_gets_them_back(town: Town, endpoint: LocalEndpoint, older: Older) -> None:
    """The ops behind the backup come from a client, under the heads they had; a machine that came with them too."""
    older.keep()
    late = town.client()
    town.add_device(late)
    town.post(town.admin, MemberSet(town.space, late.user, "write"))
    town.vouch(town.signe, late)
    town.sync_all()
    late.sync()
    notes(late, town, "x")
    late.sync()
    town.sync_all()
    restored = older.put_back()
    late.transport.close()
    late.transport = restored.transport(late.keys)
    town.signe.sync()
    assert restored.endpoint.control(town.org).head == town.log.head
    late.sync()
    town.sync_all()
    assert town.palle.texts(town.space) == ["x"]
    assert late.states(town.space) == ["seen"]
    assert all(client.journal.frozen() == "" for client in (town.signe, town.palle, late))
    late.transport.close()


@pytest.mark.parametrize("spoil", ["another's signature", "another space", "not lost", "of an earlier generation"])
def test_what_is_no_proof_of_a_loss(town: Town, endpoint: LocalEndpoint, older: Older, spoil: str) -> None:
    """A Head that the endpoint did not sign, of another log, or that it still holds, begins nothing."""
    notes(town.signe, town, "a")
    town.sync_all()
    cursor = town.signe.journal.cursor(town.space)
    assert cursor is not None
    head = Head(town.org, town.space, 1, cursor.seq + 5, b"!" * 32, 5)
    raw = {
        "another's signature": head.signed(SigningKey.generate()).raw(),
        "another space": Head(town.org, town.org, 1, 9, b"!" * 32, 5).signed(endpoint.key).raw(),
        "not lost": town.signe.journal.head(town.space),
        "of an earlier generation": b"",
    }[spoil]
    path = f"/v1/o/{town.org.hex()}/s/{town.space.hex()}/lost"
    if not raw:
        older.keep()
        notes(town.signe, town, "b")
        town.sync_all()
        proof = town.signe.journal.head(town.space)
        older.put_back()
        town.sync_all()
        answer = town.signe.transport.send(Request("lost", "POST", path, body=proof))
        assert answer.status == 200
        assert GenStart.parse(answer.body).gen == gen_of(town.signe, town), "the one that began already"
        return
    answer = town.signe.transport.send(Request("lost", "POST", path, body=raw))
    assert answer.status == 422
    town.sync_all()
    assert gen_of(town.signe, town) == 1


def test_generations_are_numbered_by_the_second(town: Town, endpoint: LocalEndpoint) -> None:
    """Higher than any before, also where the clock is wrong."""
    assert next_gen(1, 0) == 2
    assert next_gen(1, (ERA_S + 100) * 1000) == 100
    assert next_gen(500, (ERA_S + 100) * 1000) == 501


def test_a_push_over_a_generation_that_changed_appends_nothing(
    town: Town, endpoint: LocalEndpoint, older: Older
) -> None:
    """The cursor that a push bears is looked at before anything is stored."""
    notes(town.signe, town, "a")
    town.sync_all()
    older.keep()
    notes(town.signe, town, "b")
    town.sync_all()
    restored = older.put_back()
    town.palle.sync()
    path = f"/v1/o/{town.org.hex()}/s/{town.space.hex()}/push"
    answer = town.signe.transport.send(Request("push", "POST", path, "gen=1&seq=2", b"\x90"))
    assert answer.status == 409
    with restored.database.reading() as conn:
        row = db.space_row(conn, town.org, town.space)
        assert row is not None and row.gen > 1
