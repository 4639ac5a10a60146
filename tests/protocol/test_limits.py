"""What an endpoint refuses for being too much, and how clients wait then. Faults 14 and 26."""

import asyncio

import httpx
import pytest
from helpers.wire import LocalEndpoint, Town

from sync.client.calls import drain
from sync.client.events import Idle
from sync.protocol import MAX_PUSH, MAX_SMALL, Hello, Problem, Request, org_path, space_path
from sync.server import limits
from sync.server.app import App
from sync.server.database import rows as db
from sync.server.limits import Limits, OwnBuckets

REC = b"r" * 16


def metered(town: Town, endpoint: LocalEndpoint) -> None:
    """From now on the endpoint counts what each device asks."""
    app = App(endpoint.endpoint, endpoint.challenges, 0.3, Limits(OwnBuckets()))
    for client in town.clients:
        client.transport._client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app.asgi))  # type: ignore[attr-defined]


def test_who_floods_is_told_when_to_come_again_and_nobody_else_is_touched(
    town: Town, endpoint: LocalEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """429 with the seconds; the engine waits them out with its outbox; another device is heard all the while."""
    monkeypatch.setattr(limits, "FULL_MS", 40 * limits.TOKEN_MS)
    metered(town, endpoint)
    signe = town.signe
    wait = Request("wait", "GET", org_path(town.org, "wait"), "s=0")
    statuses = [signe.transport.send(wait).status for _ in range(60)]
    assert statuses == [200] * 40 + [429] * 20
    refused = signe.transport.send(wait)
    assert Problem.parse(refused.body) == Problem("too many requests", 1)
    signe.save(town.space, REC, "Lærer undres")
    body = Request("push", "POST", space_path(town.org, town.space, "push"), "", bytes(MAX_PUSH - 1))
    assert Problem.parse(signe.transport.send(body).body) == Problem("too many requests", 2)
    signe.engine.nudge(town.space)
    drain(signe.engine, signe.transport)
    assert (signe.engine.state.kind, signe.engine.state.reason) == ("offline", "too many requests")
    idle = signe.engine.next()
    assert isinstance(idle, Idle)
    assert idle.seconds == 1.0
    assert town.palle.transport.send(wait).status == 200
    signe.clock.sleep(2)
    endpoint.clock.sleep(2)
    drain(signe.engine, signe.transport)
    assert signe.states(town.space) == ["stored"]


def test_a_flood_of_first_words_costs_others_nothing(
    town: Town, endpoint: LocalEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hello is unsigned and in no bucket: it keeps nothing, changes no challenge, and takes from nobody's bucket."""
    monkeypatch.setattr(limits, "FULL_MS", 40 * limits.TOKEN_MS)
    metered(town, endpoint)
    signe, wait = town.signe, Request("wait", "GET", org_path(town.org, "wait"), "s=0")
    assert signe.transport.send(wait).status == 200
    challenge = endpoint.challenges.current()
    touched: list[str] = []
    for name in ("reading", "write", "writing"):
        monkeypatch.setattr(endpoint.database, name, lambda *_: touched.append("database"))

    async def flood() -> set[tuple[int, bytes]]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=endpoint.app.asgi), base_url="http://x") as line:
            answers = await asyncio.gather(*(line.get("/v1/hello") for _ in range(300)))
        return {(answer.status_code, Hello.parse(answer.content).challenge) for answer in answers}

    assert asyncio.run(flood()) == {(200, challenge)}
    assert touched == []
    monkeypatch.undo()
    answer = signe.transport.send(wait)
    assert (answer.status, endpoint.challenges.current()) == (200, challenge), "what was known before is good still"
    signe.save(town.space, REC, "Lærer undres")
    signe.sync()
    assert signe.states(town.space) == ["stored"]


def test_a_body_over_the_limit_is_413_and_so_is_one_of_a_gigabyte(town: Town, endpoint: LocalEndpoint) -> None:
    """Only what it declares is read; the next request is answered."""
    signe = town.signe
    for path, limit in ((org_path(town.org, "ctl"), MAX_PUSH), (space_path(town.org, town.space, "lost"), MAX_SMALL)):
        answer = signe.transport.send(Request("x", "POST", path, "", bytes(limit + 1)))
        assert (answer.status, Problem.parse(answer.body).reason) == (413, "body too large")
    built = signe.transport._build("POST", org_path(town.org, "ctl"), b"x", 5)  # type: ignore[attr-defined]
    built.headers["content-length"] = str(1 << 30)
    assert signe.transport._exchange(built).status == 413  # type: ignore[attr-defined]
    town.signe.save(town.space, REC, "Lærer undres")
    town.signe.sync()
    assert town.signe.states(town.space) == ["stored"]


def test_a_quota_holds_the_rest_back_until_there_is_more(town: Town, endpoint: LocalEndpoint) -> None:
    """A whole prefix is stored, the rest waits with its reason, and goes in its order when the quota was raised."""
    one = len(town.signe.save(town.space, b"0" * 16, "Notat 0").raw())
    for n in range(1, 6):
        town.signe.save(town.space, bytes([48 + n]) * 16, f"Notat {n}")

    def allow(quota: int) -> None:
        with endpoint.database.writing() as conn:
            db.admit(conn, town.org, 0, quota)

    with endpoint.database.reading() as conn:
        held = db.room(conn, town.org)
    assert held is None
    allow(3 * one + one // 2 + _used(endpoint, town))
    town.signe.sync()
    assert town.signe.states(town.space) == ["stored"] * 3 + ["local"] * 3
    refused = [own.reason for own in town.signe.journal.space(town.space).own.values()]
    assert refused[3] == "quota: the organisation's quota is used up"
    town.palle.sync()
    assert town.palle.texts(town.space) == ["Notat 0", "Notat 1", "Notat 2"]
    allow(0)
    town.signe.sync()
    town.palle.sync()
    assert town.palle.texts(town.space) == [f"Notat {n}" for n in range(6)]


def _used(endpoint: LocalEndpoint, town: Town) -> int:
    with endpoint.database.writing() as conn:
        db.admit(conn, town.org, 0, 1 << 40)
        room = db.room(conn, town.org)
    assert room is not None
    return (1 << 40) - room
