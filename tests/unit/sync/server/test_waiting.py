"""A wait ends when there is something to tell, at once for whoever was not told of late, and with its pause else."""

import asyncio
from pathlib import Path

import pytest
from helpers.wire import LocalEndpoint, town_on

from sync.codec import encode
from sync.protocol import parse_wait
from sync.server import waiting
from sync.server.waiting import Token

A, B = b"a" * 16, b"b" * 16


def test_a_token_comes_back_as_it_was() -> None:
    """And what cannot be read has heard of nothing."""
    token = Token(7, {A: (1, 2), B: ()})
    assert Token.parse(token.raw()) == token
    for raw in (b"", b"\xff", encode([1]), encode([1, [[]]]), encode([1, [[A, "x"]]]), encode([-1, []])):
        assert Token.parse(raw) == Token(0, {})


def test_what_changed_is_what_is_other_or_gone_or_new() -> None:
    """Both ways: a number that fell says that the endpoint was restored."""
    assert Token(0, {A: (1, 5), B: (1, 1)}).changed({A: (1, 4), b"c" * 16: ()}) == [A, B, b"c" * 16]
    assert Token(0, {A: (1, 5)}).changed({A: (1, 5)}) == []


def test_waits_end_with_news_a_pause_or_their_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """First everything at once; then nothing till the time is up; then news at once, and the next after a pause."""
    local = LocalEndpoint(tmp_path)
    town = town_on(local)
    town.sync_all(1)
    monkeypatch.setattr(waiting, "PAUSE_S", 0.15)
    polls = local.endpoint.waiting
    me = town.signe.keys.device_id

    def poll(token: bytes, seconds: float, news: float | None = None) -> tuple[bytes, frozenset[bytes], float]:
        async def run() -> tuple[bytes, frozenset[bytes], float]:
            loop = asyncio.get_running_loop()
            began = loop.time()
            if news is not None:
                loop.call_later(news, write)
            token_, ids = parse_wait(await polls.answer(town.org, me, token, seconds))
            return token_, ids, loop.time() - began

        return asyncio.run(run())

    def write() -> None:
        town.palle.save(town.space, bytes([len(town.palle.journal.space(town.space).own)]) * 16, "Ny")
        town.palle.sync()

    token, ids, _took = poll(b"", 5)
    assert {town.org, town.space} <= ids
    local.clock.sleep(60)
    quiet, ids, took = poll(token, 0.1)
    assert (ids, Token.parse(quiet)) == (frozenset(), Token.parse(token))
    assert took >= 0.1
    told, ids, took = poll(token, 20, news=0.02)
    assert ids == {town.space}
    assert took < 10
    write()
    again, ids, took = poll(told, 5)
    assert ids == {town.space}
    assert took >= 0.14
    write()
    assert poll(again, 0)[1] == {town.space}
    local.bell.close()
    assert poll(poll(again, 0)[0], 20)[1] == frozenset()
    town.close()
    local.close()
