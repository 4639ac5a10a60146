"""Faults 1 and 2: a push that is cut anywhere, there or back. Nothing, or a whole prefix; a retry mends it."""

from helpers.wire import LocalEndpoint, Town

from sync.client.events import Idle
from sync.errors import SyncError
from sync.protocol import Answer, push_body, space_path
from sync.server.database import rows as db
from sync.server.endpoint import Caller

REC = b"r" * 16


def log_of(endpoint: LocalEndpoint, town: Town) -> list[bytes]:
    """The cids in the endpoint's log."""
    with endpoint.database.reading() as conn:
        row = db.space_row(conn, town.org, town.space)
        assert row is not None
        return [entry.cid for entry in db.page(conn, row.id, 0, 1 << 40)]


def test_a_push_cut_at_every_byte_stores_nothing(town: Town, endpoint: LocalEndpoint) -> None:
    """Whatever is left of its bytes is no push; the whole one is stored once, however often it was tried."""
    town.sync_all()
    before = log_of(endpoint, town)
    commits = [town.palle.save(town.space, REC, f"nr. {n}") for n in range(2)]
    body = push_body([commit.value() for commit in commits])
    caller = Caller(town.org, town.palle.keys.device_id, town.space)
    for end in range(len(body)):
        try:
            endpoint.endpoint.push(caller, 1, 0, body[:end])
        except SyncError:
            continue
        raise AssertionError(f"{end} bytes of {len(body)} were taken for a push")
    assert log_of(endpoint, town) == before
    town.sync_all()
    assert log_of(endpoint, town) == [*before, *(commit.cid for commit in commits)]


def test_an_answer_to_a_push_cut_at_every_byte_promises_nothing(town: Town, endpoint: LocalEndpoint) -> None:
    """Stored there, unknown here: the pc calls nothing sent, asks again, and there is one copy."""
    town.sync_all()
    commit = town.palle.save(town.space, REC, "sendt, men er det kommet?")
    engine, transport = town.palle.engine, town.palle.transport
    engine.nudge(town.space)
    asked = engine.next()
    while not isinstance(asked, Idle) and asked.kind != "push":
        engine.answer(asked, transport.send(asked))
        asked = engine.next()
    assert not isinstance(asked, Idle)
    assert asked.path == space_path(town.org, town.space, "push")
    whole = transport.send(asked)
    for end in range(len(whole.body)):
        engine.answer(asked, Answer(whole.status, whole.ours, whole.body[:end]))
        assert engine.state.kind == "offline"
        assert town.palle.states(town.space)[-1] == "local", end
        engine.nudge(town.space)
        asked = engine.next()
        while not isinstance(asked, Idle) and asked.kind != "push":
            engine.answer(asked, transport.send(asked))
            asked = engine.next()
        assert not isinstance(asked, Idle)
    engine.answer(asked, transport.send(asked))
    town.sync_all()
    assert log_of(endpoint, town).count(commit.cid) == 1
    assert town.palle.states(town.space)[-1] == "seen"
