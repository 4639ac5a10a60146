"""A hand on the answers of the real endpoint, and what a client says of what it made of them."""

from collections.abc import Callable

from helpers.wire import Client, Town

from sync.client.calls import drain
from sync.codec import decode, encode
from sync.control import build_op
from sync.control_space_bodies import SpaceNew
from sync.crypto.keys import SigningKey
from sync.heads import Head
from sync.protocol import Answer, Hello, Request

REC = b"r" * 16
Spoil = Callable[[Request, Answer], Answer]


class Between:
    """The real endpoint, with a hand on the answers to one kind of request."""

    def __init__(self, client: Client, kind: str, spoil: Spoil) -> None:
        self.inner, self.kind, self.spoil = client.transport, kind, spoil

    def send(self, request: Request) -> Answer:
        """The answer, or what the hand made of it."""
        answer = self.inner.send(request)
        return self.spoil(request, answer) if request.kind in self.kind.split() else answer

    def hello(self) -> Hello:
        """The real hello."""
        return self.inner.hello()

    def close(self) -> None:
        """Nothing of its own to close."""


def reason_of(client: Client, kind: str, spoil: Spoil) -> str:
    """Why a sync with such answers was offline."""
    client.engine.nudge()
    drain(client.engine, Between(client, kind, spoil))
    assert client.engine.state.kind == "offline", client.engine.state
    return client.engine.state.reason


def answered(body: bytes) -> Answer:
    """A plain 200."""
    return Answer(200, True, body)


def head_of(town: Town, key: SigningKey, **changes: object) -> Head:
    """A Head for the space as Signe holds it, altered before it is signed."""
    cursor = town.signe.journal.cursor(town.space)
    assert cursor is not None
    fields: dict[str, object] = {
        "org": town.org, "space": town.space, "gen": cursor.gen, "seq": cursor.seq, "chain": cursor.chain,
        "time_ms": 1, **changes,
    }  # fmt: skip
    return Head(**fields).signed(key)  # type: ignore[arg-type]


def next_op(town: Town, kind: str = "") -> bytes:
    """An op that follows the head; of a kind nobody knows if named."""
    op = build_op(town.admin.keys, town.org, town.log.head, SpaceNew(b"n" * 16), 1)
    if not kind:
        return op
    fields = decode(decode(op, 1 << 20)[0], 1 << 20)  # type: ignore[index,arg-type]
    fields[4] = kind  # type: ignore[index,call-overload]
    payload = encode(fields)
    return encode([payload, town.admin.keys.sign("rt1/ctl", payload), b""])
