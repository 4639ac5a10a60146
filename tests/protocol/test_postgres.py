"""Several endpoints before one PostgreSQL, and what happens when that is full, restarted or gone."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from helpers.postgres import PostgresServer, sa_url
from helpers.wire import Client, LocalEndpoint, Town, town_on

from sync.client.transport import AsgiTransport
from sync.client.watch import Watch
from sync.crypto.keys import DeviceKeys
from sync.heads import GenStart, next_chain
from sync.protocol import Answer, Problem, Request, org_path
from sync.server.database import connections
from sync.server.database import rows as db
from sync.server.database.sharing import SharedNonces

REC = b"r" * 16
Pair = tuple[LocalEndpoint, LocalEndpoint]


@pytest.fixture
def pair(postgres: PostgresServer, postgres_model: tuple[LocalEndpoint, Town, str]) -> Iterator[Pair]:
    """Two endpoints with one key on one database, which hear each other."""
    name = postgres.create(postgres_model[2])
    key = postgres_model[0].key
    both = tuple(LocalEndpoint(connections.postgresql(sa_url(postgres, name)), 20.0, key) for _ in range(2))
    for local in both:
        assert local.ear is not None
        local.ear.open(local.bell.ring_here)
    yield both  # type: ignore[misc]
    for local in both:
        local.close()
    postgres.drop(name)


@pytest.fixture
def town(pair: Pair, postgres_model: tuple[LocalEndpoint, Town, str]) -> Iterator[Town]:
    """Signe speaks with the one, everybody else with the other."""
    signe = postgres_model[1].signe.keys.device_id
    twin = postgres_model[1].cloned(lambda keys: pair[keys.device_id == signe].transport(keys))
    yield twin
    twin.close()


def whole(local: LocalEndpoint, org: bytes, space: bytes) -> int:
    """How long the log is, which has no gap and chains from its beginning."""
    with local.database.reading() as conn:
        row = db.space_row(conn, org, space)
        assert row is not None
        entries = db.page(conn, row.id, 0, 1 << 30)
        chain = GenStart.parse(db.gen_start(conn, row.id, 1) or b"").chain
    assert [entry.seq for entry in entries] == list(range(1, row.seq + 1))
    for entry in entries:
        chain = next_chain(chain, entry.cid, entry.received_ms)
        assert entry.chain == chain
    assert row.chain == chain
    return row.seq


def test_a_wait_at_one_ends_by_a_push_at_the_other(town: Town, pair: Pair) -> None:
    """LISTEN and NOTIFY: long before the wait's own 20 seconds are over."""
    watch = Watch(town.org)
    watch.answer(town.palle.transport.send(watch.request()))
    heard: list[frozenset[bytes]] = []
    waiting = threading.Thread(target=lambda: heard.append(watch.answer(town.palle.transport.send(watch.request()))))
    waiting.start()
    while not pair[0].bell._ears.get(town.org):
        waiting.join(0.01)
        assert waiting.is_alive()
    began = time.monotonic()
    town.signe.save(town.space, REC, "x")
    town.signe.sync()
    waiting.join(10)
    assert time.monotonic() - began < 8
    assert heard and town.space in heard[0]
    town.palle.sync()
    assert town.palle.texts(town.space) == ["x"]


def test_pushes_at_both_at_once_make_one_log(town: Town, pair: Pair) -> None:
    """Fault 35: the row's lock; forty notes from two pc's, no number twice and none left out."""

    def write(client: Client) -> None:
        for n in range(20):
            client.save(town.space, client.user[:15] + bytes([n]), f"{n}")
            client.sync()

    threads = [threading.Thread(target=write, args=(client,)) for client in (town.signe, town.palle)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert whole(pair[0], town.org, town.space) == 40
    town.sync_all()
    assert len(town.signe.texts(town.space)) == len(town.palle.texts(town.space)) == 40


class Copying(AsgiTransport):
    """Keeps the last signed request."""

    last: httpx.Request

    def _exchange(self, request: httpx.Request) -> Answer:
        if "signature" in request.headers:
            self.last = request
        return super()._exchange(request)


def replayed(local: LocalEndpoint, request: httpx.Request) -> tuple[int, str]:
    """The same bytes once more, at an endpoint."""
    transport = AsgiTransport(local.app.asgi, DeviceKeys.generate())
    answer = transport._exchange(request)
    transport.close()
    return answer.status, "" if answer.status == 200 else Problem.parse(answer.body).reason


def test_a_challenge_is_good_at_both_and_a_nonce_only_once(town: Town, pair: Pair) -> None:
    """What was signed for the one and used there is a replay at the other; signed anew, it is heard there."""
    copying = Copying(pair[0].app.asgi, town.palle.keys, monotonic=pair[0].clock.monotonic)
    request = Request("ctl", "GET", org_path(town.org, "ctl"), "after=0")
    assert copying.send(request).status == 200
    assert replayed(pair[1], copying.last) == (401, "replayed request")
    assert replayed(pair[0], copying.last) == (401, "replayed request")
    unused = copying._build("GET", request.path + "?after=0", b"", 10.0)
    copying._signed.sign(unused, b"")
    assert replayed(pair[1], unused) == (200, "")
    copying.close()


def test_nonces_of_dead_challenges_are_forgotten(pair: Pair) -> None:
    """The table does not grow for ever, and what lives is kept."""
    nonces = SharedNonces(pair[0].database)  # type: ignore[arg-type]
    assert nonces.use(1_000, b"d" * 16, "old")
    assert nonces.use(5_000, b"d" * 16, "young")
    nonces.forget(3_000)
    assert nonces.use(1_000, b"d" * 16, "old")
    assert not nonces.use(5_000, b"d" * 16, "young")


def test_two_in_each_others_way_both_go_through(pair: Pair) -> None:
    """A deadlock on purpose: PostgreSQL ends one of the two, and it is begun anew."""
    meeting = threading.Barrier(2, timeout=20)
    turns: list[str] = []

    def work(first: str, second: str) -> None:
        def locking(conn: db.Connection) -> None:
            turns.append(first)
            statement = f"SELECT 1 FROM meta WHERE name = '{first}' FOR UPDATE"  # noqa: S608 - two fixed words
            conn.exec_driver_sql(statement)
            if len(turns) <= 2:
                meeting.wait()
            conn.exec_driver_sql(statement.replace(first, second))

        pair[0].database.write(locking)

    with pair[0].database.writing() as conn:
        db.put_fact(conn, "one", b"")
        db.put_fact(conn, "two", b"")
    threads = [threading.Thread(target=work, args=names) for names in (("one", "two"), ("two", "one"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(turns) == 3


@pytest.fixture
def own(tmp_path: Path) -> Iterator[PostgresServer]:
    """A server that may be stopped, and may not wait long for anybody."""
    started = PostgresServer()
    yield started
    started.close()


@pytest.fixture
def alone(own: PostgresServer) -> Iterator[tuple[LocalEndpoint, Town]]:
    """A town on that server."""
    local = LocalEndpoint(connections.postgresql(sa_url(own, own.create())))
    made = town_on(local)
    made.sync_all()
    yield local, made
    made.close()
    local.close()


def push(town: Town, text: str) -> Answer:
    """Signe saves and pushes outside of the engine: the answer itself."""
    commit = town.signe.save(town.space, text[:3].encode().ljust(16), text)
    path = f"/v1/o/{town.org.hex()}/s/{town.space.hex()}/push"
    return town.signe.transport.send(Request("push", "POST", path, body=b"\x91" + commit.raw(), space=town.space))


def test_a_crash_and_a_full_disk_lose_nothing_that_was_stored(
    own: PostgresServer, alone: tuple[LocalEndpoint, Town]
) -> None:
    """Faults 12 and 14 on PostgreSQL: 503 while it is away, dead challenges after a crash, 507 while it is full."""
    local, town = alone
    town.signe.save(town.space, b"a".ljust(16), "a")
    town.signe.sync()
    copying = Copying(local.app.asgi, town.palle.keys, monotonic=local.clock.monotonic)
    request = Request("ctl", "GET", org_path(town.org, "ctl"), "after=0")
    assert copying.send(request).status == 200

    own.stop(signal.SIGQUIT)
    answer = push(town, "b")
    assert (answer.status, Problem.parse(answer.body).reason) == (503, "endpoint has no database")
    town.signe.sync()
    assert (town.signe.engine.state.kind, town.signe.engine.state.reason) == ("offline", "endpoint has no database")
    own.start()
    assert replayed(local, copying.last)[0] == 401
    town.sync_all()
    assert town.palle.texts(town.space) == ["a", "b"]
    assert set(town.signe.states(town.space)) == {"seen"}

    own.stop()
    own.start(largest_file=(1 << 20) + 4096)
    answers = []
    for n in range(200):
        answers.append(push(town, f"{n:03d} {os.urandom(30_000).hex()}"))
        if answers[-1].status != 200:
            break
    assert (answers[-1].status, Problem.parse(answers[-1].body).reason) == (507, "endpoint is full")
    assert whole(local, town.org, town.space) == 2 + len(answers) - 1
    town.signe.sync()
    assert (town.signe.engine.state.kind, town.signe.engine.state.reason) == ("offline", "endpoint is full")
    own.stop()
    own.start()
    town.sync_all()
    assert len(town.palle.texts(town.space)) == 2 + len(answers)
    assert whole(local, town.org, town.space) == 2 + len(answers)
    copying.close()
