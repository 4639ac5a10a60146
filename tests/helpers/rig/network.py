"""The network of a simulation and what it does to messages, what only the simulation knows, and a quick endpoint."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from helpers.rig.people import Pc

from sync.client.engine import Engine
from sync.control import ControlLog
from sync.protocol import Answer, Request
from sync.server.database import rows as db
from sync.server.endpoint import Endpoint

FATES = ("lost", "request late", "answer late", "portal", "damaged", "cut", "twice", "again", "spoilt", "half")


@dataclass
class Weather:
    """How bad it is: chances, each of a message (or of a look at the clock inside the endpoint)."""

    bad: float = 0.0
    dies: float = 0.0


@dataclass
class Late:
    """A request, or an answer to one, that the network still has."""

    pc: Pc
    request: Request
    answer: Answer | None
    engine: Engine


@dataclass
class Truth:
    """What the simulation knows and no pc does: who meant what."""

    honest: set[bytes] = field(default_factory=set)
    """Commits that people saved by the app and that lay on their disk."""
    poison: set[bytes] = field(default_factory=set)
    """Commits made to be refused by everybody."""
    lowered: set[bytes] = field(default_factory=set)
    """Machines whose rights were once taken: what they write is promised to nobody, only the same to all."""
    ended: set[bytes] = field(default_factory=set)
    """Machines that were revoked."""
    copied: set[bytes] = field(default_factory=set)
    """Machines of which there were two, or one that was put back in time."""
    gone: set[bytes] = field(default_factory=set)
    """Commits that were on one disk only, and that disk was put back to before them."""
    put_back: int = 0
    """How often the endpoint lost what it knew."""


def quick(endpoint: Endpoint) -> None:
    """The endpoint's one process reads its control log anew only after somebody tried to post to it."""
    controls = endpoint._controls
    of, post = controls.of, controls.post
    fresh: dict[bytes, ControlLog] = {}

    def cached(conn: db.Connection, org: bytes) -> ControlLog:
        if org not in fresh:
            fresh[org] = of(conn, org)
        return fresh[org]

    def posted(conn: db.Connection, org: bytes, ops: Sequence[bytes], now_ms: int) -> list[bytes]:
        fresh.clear()
        try:
            return post(conn, org, ops, now_ms)
        finally:
            fresh.clear()

    refill = endpoint.generations.refill

    def refilled(org: bytes, body: bytes) -> bytes:
        try:
            return refill(org, body)
        finally:
            fresh.clear()

    controls.of, controls.post = cached, posted  # type: ignore[method-assign]
    endpoint.generations.refill = refilled  # type: ignore[method-assign]


def spoilt(rng: random.Random, data: bytes, *, cut: bool) -> bytes:
    """Cut somewhere, or with one bit flipped."""
    if cut or not data:
        return data[: rng.randint(0, len(data))]
    body = bytearray(data)
    body[rng.randrange(len(body))] ^= 1 << rng.randrange(8)
    return bytes(body)


def with_body(request: Request, body: bytes) -> Request:
    """The same request with another body."""
    return Request(request.kind, request.method, request.path, request.query, body, request.space, request.timeout_s)
