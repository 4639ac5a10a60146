"""Token buckets: a burst, then a rate; each device by itself, in one process and in several before one PostgreSQL."""

import random
from collections.abc import Iterator

import pytest
from helpers.postgres import PostgresServer, sa_url

from sync.server import limits
from sync.server.database import connections, sharing
from sync.server.database.sharing import SharedBuckets
from sync.server.limits import BURST, FULL_MS, RATE, TOKEN_BYTES, TOKEN_MS, Limits, OwnBuckets, TooMuch, cost_ms

NOW = 1_795_250_000_000
SIGNE, PALLE = b"s" * 16, b"p" * 16


def test_what_a_request_costs() -> None:
    """One token, and one for each 64 KiB."""
    assert cost_ms(0) == cost_ms(TOKEN_BYTES - 1) == TOKEN_MS
    assert cost_ms(4 << 20) == 65 * TOKEN_MS


def test_a_burst_and_then_a_rate_and_nobody_else_is_touched() -> None:
    """The full bucket goes at once; then one request waits for one token, whatever was tried in between."""
    buckets = OwnBuckets()
    assert [buckets.take(SIGNE, TOKEN_MS, NOW) for _ in range(BURST)] == [0] * BURST
    assert [buckets.take(SIGNE, TOKEN_MS, NOW) for _ in range(50)] == [TOKEN_MS] * 50
    assert buckets.take(PALLE, TOKEN_MS, NOW) == 0
    assert buckets.take(SIGNE, TOKEN_MS, NOW + TOKEN_MS) == 0
    assert buckets.take(SIGNE, TOKEN_MS, NOW + TOKEN_MS) == TOKEN_MS


def test_over_any_time_no_more_than_burst_and_rate_allow() -> None:
    """Random requests at random moments, counted by a plain model of tokens."""
    chance = random.Random(4)
    buckets, now, got, lasted = OwnBuckets(), NOW, 0, 0
    for _ in range(3_000):
        step = chance.choice((0, 0, 0, 1, 7, 60))
        now, lasted = now + step, lasted + step
        cost = TOKEN_MS * chance.choice((1, 1, 2, 65))
        if buckets.take(SIGNE, cost, now) == 0:
            got += cost
        assert got <= FULL_MS + lasted
    assert got > FULL_MS


def test_a_clock_that_jumps_locks_nobody_out() -> None:
    """Ten years ahead and back again: what the bucket says of the future is forgotten."""
    buckets, far = OwnBuckets(), NOW + 10 * 365 * 86_400_000
    assert buckets.take(SIGNE, FULL_MS, far) == 0
    assert buckets.take(SIGNE, TOKEN_MS, far) == TOKEN_MS
    assert buckets.take(SIGNE, TOKEN_MS, NOW) == 0


def test_full_buckets_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory does not grow with everybody who ever asked."""
    monkeypatch.setattr(limits, "MOST_DEVICES", 3)
    buckets = OwnBuckets()
    for n in range(10):
        buckets.take(bytes([n]) * 16, TOKEN_MS, NOW + n * 1000)
    assert len(buckets._empty) <= 3


def test_a_refusal_says_how_many_seconds() -> None:
    """Rounded up, so that who comes back then is heard."""
    meter = Limits(OwnBuckets())
    meter.spend(SIGNE, (BURST - 1) * TOKEN_BYTES, NOW)
    with pytest.raises(TooMuch) as refused:
        meter.spend(SIGNE, 4 << 20, NOW)
    assert refused.value.wait_s == -(-65 // RATE)
    meter.spend(SIGNE, 4 << 20, NOW + refused.value.wait_s * 1000)
    Limits().spend(SIGNE, 1 << 40, NOW)


@pytest.fixture
def pair(postgres: PostgresServer) -> Iterator[tuple[SharedBuckets, SharedBuckets]]:
    """Two processes' buckets before one database."""
    name = postgres.create()
    databases = [connections.postgresql(sa_url(postgres, name)) for _ in range(2)]
    yield SharedBuckets(databases[0]), SharedBuckets(databases[1])
    for database in databases:
        database.close()
    postgres.drop(name)


def test_several_processes_share_one_bucket(
    pair: tuple[SharedBuckets, SharedBuckets], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is asked, together they give one bucket; small requests are paid for ahead."""
    chunk = 100 * TOKEN_MS
    one, other = pair
    given = 0
    for turn in range(2 * BURST // 100):
        if (one, other)[turn % 2].take(SIGNE, chunk, NOW) == 0:
            given += chunk
    assert FULL_MS - chunk <= given <= FULL_MS
    assert [other.take(PALLE, TOKEN_MS, NOW) for _ in range(3)] == [0, 0, 0]
    assert other._prepaid[PALLE] == (sharing.PREPAID - 3) * TOKEN_MS
    assert min(one.take(SIGNE, chunk, NOW), other.take(SIGNE, chunk, NOW)) > 0
    assert one.take(SIGNE, TOKEN_MS, NOW) > 0
    assert one.take(SIGNE, TOKEN_MS, NOW + TOKEN_MS) == 0
    assert one.take(SIGNE, chunk, NOW + TOKEN_MS + chunk) == 0
    monkeypatch.setattr(sharing, "MOST_DEVICES", 1)
    assert one.take(PALLE, TOKEN_MS, NOW + 2 * FULL_MS) == 0
    assert len(one._prepaid) == 1
