"""What comes from outside before anything is signed: an address somebody typed, and an unsigned first word."""

import itertools
from collections.abc import Iterator
from typing import ClassVar

import httpx
import pytest

from sync.client.transport import HttpTransport, Unreachable, _Base
from sync.crypto.keys import DeviceKeys
from sync.errors import Malformed
from sync.protocol import Answer, Hello, Request

KEYS = DeviceKeys.generate()
ODD = [
    "",
    "server.kommune.dk",
    "http://server.kommune.dk",
    "https://",
    "https://server:havn",
    "https://server:99999",
    "https://ser\x00ver",
    "https://server/\n",
    "https://server?x=1",
    "https://server#x",
    "https://nogen:noget@server",
]


@pytest.mark.parametrize("url", ODD)
def test_an_address_that_cannot_be_one_is_unreachable(url: str) -> None:
    """A slip in an invite ends in "offline", never in an exception of a library."""
    with pytest.raises(Unreachable, match=r"address is not https|address cannot be used"):
        HttpTransport(url, KEYS)


@pytest.mark.parametrize("host", ["[", "a" * 300])
def test_a_name_that_no_resolver_takes_is_unreachable(host: str) -> None:
    """The library refuses it only when it connects."""
    transport = HttpTransport(f"https://{host}", KEYS)
    with pytest.raises(Unreachable, match="no connection"):
        transport.hello()
    transport.close()


class Canned(_Base):
    """Gives one answer to everything."""

    def __init__(self, body: bytes) -> None:
        super().__init__("http://endpoint", KEYS, lambda: 0.0)
        self.body = body

    def _exchange(self, request: object) -> Answer:
        return Answer(200, True, self.body)


def test_how_far_a_clock_is_off_follows_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is set three hours ahead, and right again, long after the endpoint told its time; before that nobody knows."""
    now = 1_800_000_000.0
    monkeypatch.setattr("sync.client.transport.time.time", lambda: now)
    transport = Canned(Hello((1,), (1, 1, 1), 1_800_000_060_000, b"c" * 24, bytes(32)).raw())
    assert transport.offset_ms is None
    transport.hello()
    for moved_s, offset_ms in ((0, 60_000), (3 * 3600, 60_000 - 3 * 3_600_000), (0, 60_000)):
        now = 1_800_000_000.0 + moved_s
        assert transport.offset_ms == offset_ms


@pytest.mark.parametrize(
    "hello",
    [
        Hello((1,), (1, 1, 1), 2**62, b"c" * 24, bytes(32)),
        Hello((1,), (1, 1, 1), 2**48, b"c" * 24, bytes(32)),
        Hello((1,), (1, 1, 1), 1, b"", bytes(32)),
    ],
)
def test_a_first_word_that_no_endpoint_says_is_unreachable(hello: Hello) -> None:
    """Nothing is signed with it: a year that no calendar has, and no challenge at all."""
    with pytest.raises(Malformed):
        Hello.parse(hello.raw())
    transport = Canned(hello.raw())
    with pytest.raises(Unreachable, match="not our endpoint"):
        transport.send(Request("ctl", "GET", "/v1/o/00/ctl"))


class _Drips:
    """A response of which a byte comes now and then, for ever."""

    status_code = 200
    headers: ClassVar[dict[str, str]] = {}

    def iter_raw(self) -> Iterator[bytes]:
        """The next byte."""
        return itertools.repeat(b".")

    def close(self) -> None:
        """Nothing to end."""


def test_an_answer_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte within the time to read one, and still no answer: after twice that time it counts as none."""
    transport = HttpTransport("http://127.0.0.1:9", KEYS)
    clock = itertools.count(step=20.0)
    monkeypatch.setattr("sync.client.transport.time.monotonic", lambda: next(clock))
    monkeypatch.setattr(transport._client, "send", lambda _request, stream: _Drips())
    asked = httpx.Request("GET", "http://127.0.0.1:9/", extensions={"timeout": {"read": 30.0}})
    with pytest.raises(Unreachable, match="answer too slow"):
        transport._exchange(asked)
    transport.close()
