"""Carries requests: signs them (RFC 9421) and sends them over HTTP, or to an ASGI application in this process.

Bounded in time and size; every failure is Unreachable. Knows neither journal nor engine.
"""

import asyncio
import os
import socket
import ssl
import threading
import time
from abc import ABC, abstractmethod
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import CancelledError
from contextlib import suppress
from typing import Any, Protocol

import httpx
import truststore

from sync import signing
from sync.crypto.keys import DeviceKeys
from sync.errors import SyncError
from sync.protocol import (
    CONTENT_TYPE,
    MAX_ANSWER,
    Answer,
    Hello,
    Request,
)

CONNECT_S = 5.0
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
Asgi = Callable[[MutableMapping[str, Any], Any, Any], Awaitable[None]]


class Unreachable(SyncError):
    """No answer of our endpoint: no network, no such host, too slow, too large, or the transport was closed."""


class Transport(Protocol):
    """What carries a request to the endpoint and its answer back."""

    def send(self, request: Request) -> Answer:
        """The answer. Raises Unreachable."""

    def hello(self) -> Hello:
        """The endpoint's unsigned first word. Raises Unreachable."""

    def close(self) -> None:
        """Ends a send that is under way, from any thread; later ones are Unreachable."""


class _Signed:
    """Signs requests with a challenge that the endpoint gave, at the endpoint's time and never the pc's."""

    def __init__(self, keys: DeviceKeys, monotonic: Callable[[], float]) -> None:
        self._keys = keys
        self._monotonic = monotonic
        self._challenge = b""
        self._time_ms = 0
        self._heard_at = 0.0

    @property
    def ready(self) -> bool:
        """Whether a challenge was heard."""
        return bool(self._challenge)

    @property
    def now_s(self) -> float:
        """The endpoint's time, as it has gone on since it was heard; seconds."""
        return self._time_ms / 1000 + self._monotonic() - self._heard_at

    def hear(self, hello: Hello) -> None:
        """Takes the endpoint's time and challenge."""
        self._time_ms, self._heard_at = hello.time_ms, self._monotonic()
        self._challenge = hello.challenge

    def sign(self, request: httpx.Request, body: bytes) -> None:
        """Puts challenge, digest and signature on; a retry gets a new nonce and a new digest."""
        created = int(self.now_s)
        nonce = urlsafe_b64encode(os.urandom(16)).decode("ascii")
        signed = signing.parameters(created, self._keys.device_id.hex(), nonce)
        digest, challenge = signing.content_digest(body), self._challenge.hex()
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        covered = signing.base(request.method, path, query, digest, challenge, signed)
        request.headers.update(signing.headers(digest, challenge, signed, self._keys.signing.sign_plain(covered)))


class _Base(ABC):
    """Hello, sign, send, and once more at once where the challenge had died."""

    def __init__(self, base_url: str, keys: DeviceKeys, monotonic: Callable[[], float]) -> None:
        self._base = base_url.rstrip("/")
        self._signed = _Signed(keys, monotonic)
        self._closed = False

    @property
    def offset_ms(self) -> int | None:
        """The endpoint's time minus the pc's, as its clock is set now; None before the first hello."""
        return round((self._signed.now_s - time.time()) * 1000) if self._signed.ready else None

    @abstractmethod
    def _exchange(self, request: httpx.Request) -> Answer:
        """Sends what is signed and reads the bounded answer."""

    def _build(self, method: str, target: str, body: bytes, timeout_s: float) -> httpx.Request:
        headers = {"accept": CONTENT_TYPE, "accept-encoding": "identity"}
        if body:
            headers["content-type"] = CONTENT_TYPE
        timeout = httpx.Timeout(timeout_s, connect=CONNECT_S)
        return httpx.Request(
            method, self._base + target, content=body, headers=headers, extensions={"timeout": timeout.as_dict()}
        )

    def hello(self) -> Hello:
        """The endpoint's first word; asked before the first signed request."""
        answer = self._exchange(self._build("GET", "/v1/hello", b"", 10.0))
        try:
            if answer.status != 200 or not answer.ours:
                raise Unreachable("not our endpoint")
            hello = Hello.parse(answer.body)
        except SyncError:
            raise Unreachable("not our endpoint") from None
        self._signed.hear(hello)
        return hello

    def send(self, request: Request) -> Answer:
        """The answer to a signed request; a 401 with a new challenge is tried again once, at once."""
        if not self._signed.ready:
            self.hello()
        answer = self._send_once(request)
        if answer.status == 401 and answer.ours:
            self.hello()
            answer = self._send_once(request)
        return answer

    def _send_once(self, request: Request) -> Answer:
        target = request.path + (f"?{request.query}" if request.query else "")
        built = self._build(request.method, target, request.body, request.timeout_s)
        self._signed.sign(built, request.body)
        return self._exchange(built)


def _is_ours(response: httpx.Response) -> bool:
    content_type: str = response.headers.get("content-type", "")
    return content_type.split(";")[0].strip() == CONTENT_TYPE


def _host(base_url: str) -> str:
    """Whom the address names. Raises Unreachable for one that is not an address of an endpoint."""
    try:
        url = httpx.URL(base_url)
    except (httpx.InvalidURL, ValueError):
        raise Unreachable("address cannot be used") from None
    if url.scheme != "https" and not (url.scheme == "http" and url.host in LOOPBACK):
        raise Unreachable("address is not https")
    if not url.host or url.userinfo or url.query or url.fragment or not 0 < (url.port or 443) < 1 << 16:
        raise Unreachable("address cannot be used")
    return url.host


class HttpTransport(_Base):
    """Over a socket; TLS by the operating system's trust store. Plain HTTP goes to this machine only."""

    def __init__(self, base_url: str, keys: DeviceKeys, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__(base_url, keys, monotonic)
        host = _host(base_url)
        self._sockets: list[socket.socket] = []
        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._client = httpx.Client(verify=context, follow_redirects=False, trust_env=host not in LOOPBACK)

    def _trace(self, event: str, info: dict[str, Any]) -> None:
        """Remembers the socket: closing the client does not wake a thread that reads from it, shutting it down does."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._sockets.append(info["return_value"].get_extra_info("socket"))
            del self._sockets[:-4]

    def _exchange(self, request: httpx.Request) -> Answer:
        request.extensions["trace"] = self._trace
        deadline = time.monotonic() + 2 * float(request.extensions["timeout"]["read"])
        try:
            response = self._client.send(request, stream=True)
            try:
                body = b""
                for part in response.iter_raw():
                    body += part
                    if len(body) > MAX_ANSWER:
                        raise Unreachable("answer too large")
                    if time.monotonic() > deadline:
                        raise Unreachable("answer too slow")
            finally:
                response.close()
        except (httpx.HTTPError, httpx.InvalidURL, RuntimeError, OSError, ValueError):
            raise Unreachable("closed" if self._closed else "no connection") from None
        return Answer(response.status_code, _is_ours(response), body)

    def close(self) -> None:
        """Ends a send that is under way."""
        self._closed = True
        for connected in self._sockets:
            with suppress(OSError):
                connected.shutdown(socket.SHUT_RDWR)
        self._client.close()


class AsgiTransport(_Base):
    """To an ASGI application in this process, on an event loop of its own: for tests and simulations."""

    def __init__(self, app: Asgi, keys: DeviceKeys, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__("http://endpoint", keys, monotonic)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app))
        self._closing = threading.Lock()

    def _exchange(self, request: httpx.Request) -> Answer:
        async def exchange() -> Answer:
            response = await self._client.send(request)
            return Answer(response.status_code, _is_ours(response), response.content)

        with self._closing:  # what comes after `_end` would never be begun, and its sender would wait for nothing
            if self._closed:
                raise Unreachable("closed")
            answer = asyncio.run_coroutine_threadsafe(exchange(), self._loop)
        try:
            return answer.result(float(request.extensions["timeout"]["read"]))
        except (httpx.HTTPError, TimeoutError, CancelledError):
            raise Unreachable("closed" if self._closed else "no connection") from None

    async def _end(self) -> None:
        under_way = asyncio.all_tasks() - {asyncio.current_task()}
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await self._client.aclose()

    def close(self) -> None:
        """Ends a send that is under way, and the loop."""
        with self._closing:
            if self._closed:
                return
            self._closed = True
            ended = asyncio.run_coroutine_threadsafe(self._end(), self._loop)
        with suppress(TimeoutError):
            ended.result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()
