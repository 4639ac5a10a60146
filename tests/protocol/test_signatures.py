"""Who may speak: signed requests (RFC 9421), each once, at the endpoint's time."""

from collections.abc import Callable, MutableMapping
from typing import Any

import httpx
import pytest
from helpers.wire import LocalEndpoint, Town

from sync.client.calls import post_ctl
from sync.client.transport import AsgiTransport
from sync.codec import encode
from sync.control_ops import build_genesis
from sync.crypto.keys import DeviceKeys, KemKey, SigningKey, org_id
from sync.errors import Refused
from sync.protocol import Answer, Problem, Request, org_path, space_path


def ctl(town: Town) -> Request:
    """A plain read."""
    return Request("ctl", "GET", org_path(town.org, "ctl"), "after=0")


class Tampering(AsgiTransport):
    """Alters a request after it was signed."""

    def __init__(self, endpoint: LocalEndpoint, keys: DeviceKeys, alter: Callable[[httpx.Request], httpx.Request]):
        super().__init__(endpoint.app.asgi, keys, monotonic=endpoint.clock.monotonic)
        self.alter = alter
        self.sent: list[httpx.Request] = []

    def _exchange(self, request: httpx.Request) -> Answer:
        if "signature" in request.headers:
            request = self.alter(request)
            self.sent.append(request)
        return super()._exchange(request)


def _path(request: httpx.Request) -> httpx.Request:
    url = request.url.copy_with(path=request.url.path.replace("/ctl", "/wait"))
    return httpx.Request(request.method, url, headers=request.headers, extensions=request.extensions)


def _query(request: httpx.Request) -> httpx.Request:
    url = request.url.copy_with(query=b"after=1")
    return httpx.Request(request.method, url, headers=request.headers, extensions=request.extensions)


def _body(request: httpx.Request) -> httpx.Request:
    headers = {k: v for k, v in request.headers.items() if k != "content-length"}
    return httpx.Request(request.method, request.url, headers=headers, content=b"x", extensions=request.extensions)


def _digest(request: httpx.Request) -> httpx.Request:
    request.headers["content-digest"] = "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:"
    return request


def _no_signature(request: httpx.Request) -> httpx.Request:
    del request.headers["signature"]
    return request


def _nonsense(request: httpx.Request) -> httpx.Request:
    request.headers["signature-input"] = "((((("
    return request


def _no_challenge(request: httpx.Request) -> httpx.Request:
    del request.headers["rt-challenge"]
    return request


def _odd_challenge(request: httpx.Request) -> httpx.Request:
    request.headers["rt-challenge"] = "zz"
    return request


def _own_challenge(request: httpx.Request) -> httpx.Request:
    request.headers["rt-challenge"] = bytes(24).hex()
    return request


def _old_time(request: httpx.Request) -> httpx.Request:
    value = request.headers["signature-input"]
    created = value.split("created=")[1].split(";")[0]
    request.headers["signature-input"] = value.replace(created, str(int(created) - 1))
    return request


def _twice(request: httpx.Request) -> httpx.Request:
    request.headers = httpx.Headers([*request.headers.raw, (b"signature", request.headers["signature"].encode())])
    return request


def _another_digest_beside(request: httpx.Request) -> httpx.Request:
    request.headers = httpx.Headers([*request.headers.raw, (b"Content-Digest", b"sha-256=:AAAA:")])
    return request


@pytest.mark.parametrize(
    "alter",
    [
        _twice,
        _another_digest_beside,
        _path,
        _query,
        _body,
        _digest,
        _no_signature,
        _nonsense,
        _no_challenge,
        _odd_challenge,
        _own_challenge,
        _old_time,
    ],
    ids=lambda f: f.__name__[1:],
)
def test_an_altered_request_is_401_with_a_new_challenge(
    town: Town, endpoint: LocalEndpoint, alter: Callable[[httpx.Request], httpx.Request]
) -> None:
    """Whatever is altered, the answer says only that, gives a challenge, and the client tried exactly twice."""
    transport = Tampering(endpoint, town.signe.keys, alter)
    answer = transport.send(ctl(town))
    assert (answer.status, answer.ours) == (401, True)
    assert isinstance(Problem.parse(answer.body).detail, bytes)
    assert len(transport.sent) == 2
    transport.close()


def test_a_replayed_request_is_401(town: Town, endpoint: LocalEndpoint) -> None:
    """The same nonce a second time, byte for byte."""
    transport = Tampering(endpoint, town.signe.keys, lambda request: request)
    assert transport.send(ctl(town)).status == 200
    again = transport._exchange(transport.sent[0])
    assert (again.status, Problem.parse(again.body).reason) == (401, "replayed request")
    transport.close()


def test_a_stranger_and_an_unknown_organisation(town: Town, endpoint: LocalEndpoint) -> None:
    """A device outside the control log is 401; an organisation that was not admitted is 404."""
    transport = endpoint.transport(DeviceKeys.generate())
    assert transport.send(ctl(town)).status == 401
    other = Request("ctl", "GET", org_path(b"o" * 16, "ctl"), "after=0")
    assert town.signe.transport.send(other).status == 404
    assert town.signe.transport.send(Request("x", "GET", "/v1/o/XYZ/ctl")).status == 400
    transport.close()


def test_a_dead_challenge_is_renewed_at_once(town: Town, endpoint: LocalEndpoint) -> None:
    """After ten minutes the same transport goes on by itself; one made long before its nonces were forgotten too."""
    transport = endpoint.transport(town.signe.keys)
    assert transport.send(ctl(town)).status == 200
    endpoint.clock.sleep(3600)
    assert transport.send(ctl(town)).status == 200
    transport.close()


@pytest.mark.parametrize("ms", [0, 3 * 3600 * 1000, 4_102_444_800_000])
def test_a_pc_whose_clock_is_years_wrong_syncs(town: Town, ms: int) -> None:
    """Fault 28: requests are signed at the endpoint's time, and order is cosmetic only."""
    town.signe.clock.ms = ms
    town.signe.save(town.space, b"r" * 16, "skæv")
    town.sync_all()
    assert town.palle.texts(town.space) == ["skæv"]
    assert town.signe.states(town.space) == ["seen"]


def test_only_the_founder_speaks_before_there_is_a_genesis(endpoint: LocalEndpoint) -> None:
    """For an admitted organisation without a log, nobody but the machine a genesis names is heard."""
    root, founder, thief = SigningKey.generate(), DeviceKeys.generate(), DeviceKeys.generate()
    org = org_id(root.pk)
    endpoint.admit(org)
    genesis = build_genesis(root, endpoint.key.pk, KemKey.generate().pk, b"u" * 16, founder, 1)
    with_thief, with_founder = endpoint.transport(thief), endpoint.transport(founder)
    with pytest.raises(Refused):
        post_ctl(with_thief, org, [genesis])
    assert with_founder.send(Request("ctl", "GET", org_path(org, "ctl"), "after=0")).status == 401
    body = encode([b"nonsense"])
    assert with_founder.send(Request("post", "POST", org_path(org, "ctl"), body=body)).status == 401
    other_root = build_genesis(SigningKey.generate(), endpoint.key.pk, KemKey.generate().pk, b"u" * 16, founder, 1)
    with pytest.raises(Refused, match="another organisation"):
        post_ctl(with_founder, org, [other_root])
    (head,) = post_ctl(with_founder, org, [genesis])
    assert post_ctl(with_founder, org, [genesis]) == [head]
    path = space_path(org, org, "gen", "0")
    assert with_founder.send(Request("gen", "GET", path)).status == 200
    with_thief.close()
    with_founder.close()


@pytest.mark.parametrize("tail", [b"#&after=0", b"#"])
def test_nothing_of_a_query_is_outside_the_signature(town: Town, endpoint: LocalEndpoint, tail: bytes) -> None:
    """A `#` would end what is signed, but not what is read: a proxy could put its own numbers behind it."""

    async def altered(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["path"].endswith("/log"):
            scope = {**scope, "query_string": scope["query_string"] + tail}
        await endpoint.app.asgi(scope, receive, send)

    transport = AsgiTransport(altered, town.signe.keys, monotonic=endpoint.clock.monotonic)
    path = space_path(town.org, town.space, "log")
    assert transport.send(Request("log", "GET", path, "gen=1&after=5&max_bytes=10")).status == 401
    transport.close()
