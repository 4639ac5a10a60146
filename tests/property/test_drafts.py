"""Drafts round trip: whatever a form may hold while somebody types comes back as it was."""

import random
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any

import pytest
from helpers.stores import made

from desktop.store.drafts import Drafts

SEEDS = 600
ODD_WORDS = ("", "$", "v", "\x00", "\ud800", "\udfff", "😀", "a\u0301", "\u202e", "Æøå\r\n", "x" * 3000)
ODD_NUMBERS = (0, -1, 2**31, 2**63 - 1, -(2**63), 2**64, -(10**40))
ODD_FLOATS = (0.0, -0.0, 1.5, 5e-324, -1.7976931348623157e308, 0.1, 1e16)
EDGES = (datetime.min, datetime.max, datetime(2026, 10, 25, 2, 30, fold=1), datetime(1, 1, 1, microsecond=1))


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drafts]:
    """The drafts of one store for all examples."""
    with made(tmp_path_factory.mktemp("drafts") / "data")[0] as store:
        yield Drafts(store)


def text(rng: random.Random) -> str:
    """Any letters there are, halves of surrogate pairs too; in a window two halves that meet are one letter."""
    if rng.random() < 0.3:
        return rng.choice(ODD_WORDS)
    most = rng.choice((0x7F, 0x2FF, 0xFFFF, sys.maxunicode))
    letters = "".join(chr(rng.randint(0, most)) for _letter in range(rng.choice((0, 1, 3, 20))))
    return letters.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def moment(rng: random.Random) -> datetime:
    """Any moment, of no zone or of one that is whole minutes away."""
    when = datetime.min + timedelta(days=rng.randrange(3_652_059), microseconds=rng.randrange(86_400_000_000))
    zone = timezone(timedelta(minutes=rng.randint(-720, 720))) if rng.random() < 0.6 else None
    return rng.choice(EDGES) if rng.random() < 0.1 else when.replace(tzinfo=zone)


def value(rng: random.Random, depth: int = 0) -> Any:
    """What a field may hold, and lists and maps of such."""
    sort = rng.randrange(11 if depth < 4 else 9)
    if sort < 3:
        return (None, rng.random() < 0.5, text(rng))[sort]
    if sort == 3:
        return rng.choice(ODD_NUMBERS) if rng.random() < 0.4 else rng.getrandbits(70) - 2**69
    if sort == 4:
        return rng.choice(ODD_FLOATS) if rng.random() < 0.4 else rng.gauss(0, 1e9)
    if sort == 5:
        return rng.randbytes(rng.choice((0, 1, 16, 400)))
    if sort == 6:
        return date.fromordinal(rng.randint(1, date.max.toordinal()))
    if sort < 9:
        return moment(rng)
    return [value(rng, depth + 1) for _one in range(rng.randrange(5))] if sort == 9 else fields(rng, depth + 1)


def fields(rng: random.Random, depth: int = 0) -> dict[str, Any]:
    """Values by name."""
    return {text(rng): value(rng, depth) for _one in range(rng.randrange(6))}


def sorts(found: object) -> object:
    """The type of a value and of all in it: True equals 1, and 1 equals 1.0."""
    if isinstance(found, dict):
        return {name: sorts(inner) for name, inner in found.items()}
    return [sorts(inner) for inner in found] if isinstance(found, list) else type(found)


def test_what_was_typed_comes_back(drafts: Drafts) -> None:
    """Values, cursor, kind and time of a draft are equal after a round through the encrypted store."""
    for seed in range(SEEDS):
        rng = random.Random(seed)
        kind = text(rng).encode("utf-8", "replace").decode()
        values, cursor, now_ms = fields(rng), fields(rng), rng.randint(-(2**60), 2**60)
        drafts.put(str(seed), kind, values, cursor, now_ms)
        found = drafts.get(str(seed))
        assert found is not None
        whole = (str(seed), kind, values, cursor, now_ms)
        assert (found.id, found.kind, found.values, found.cursor, found.saved_ms) == whole, f"seed {seed}"
        assert sorts([found.values, found.cursor]) == sorts([values, cursor]), f"seed {seed}"
