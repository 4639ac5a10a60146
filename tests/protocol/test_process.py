"""A real endpoint process over a real socket: the same exchange, kill -9, orderly end, and wrong usage."""

import json
import shutil
import socket
import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from helpers.endpoint_process import EndpointProcess, run
from helpers.wire import FakeClock, LocalEndpoint, Town

from sync.client.calls import drain
from sync.client.events import Idle
from sync.client.transport import HttpTransport, Unreachable
from sync.client.watch import Watch
from sync.crypto.keys import DeviceKeys
from sync.heads import next_chain
from sync.protocol import WAIT_S, Answer, Request
from sync.server.replies import BODY_TIMEOUT_S

CANARY = "Kanariefuglen-i-minen-4711"
REC = b"r" * 16


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[EndpointProcess]:
    """A running endpoint that serves nobody yet."""
    yield from _running(tmp_path / "endpoint")


@pytest.fixture
def process(tmp_path: Path, model: tuple[LocalEndpoint, Town, Path]) -> Iterator[EndpointProcess]:
    """A running endpoint that goes on where the model's stopped."""
    local, _town, folder = model
    data = tmp_path / "endpoint"
    data.mkdir()
    shutil.copy(folder / "endpoint.db", data / "endpoint.db")
    (data / "server.key").write_bytes(local.key.private_bytes())
    yield from _running(data)


def _running(data: Path) -> Iterator[EndpointProcess]:
    started = EndpointProcess(data)
    yield started
    if started.process.poll() is None:
        started.stop()


@pytest.fixture
def town(process: EndpointProcess, model: tuple[LocalEndpoint, Town, Path]) -> Iterator[Town]:
    """Signe and Palle on the real endpoint."""
    twin = model[1].cloned(process.transport)
    yield twin
    twin.close()


class Telling(HttpTransport):
    """Tells when a request has gone out."""

    def __init__(self, url: str, keys: DeviceKeys) -> None:
        super().__init__(url, keys)
        self.sent = threading.Event()

    def _trace(self, event: str, info: dict[str, Any]) -> None:
        super()._trace(event, info)
        if event.endswith("send_request_body.complete"):
            self.sent.set()

    def begin(self, request: Request, ends: Callable[[Answer | Unreachable], object]) -> threading.Thread:
        """Sends on a thread; when this returns, the endpoint has the request and has not answered."""

        def send() -> None:
            try:
                ends(self.send(request))
            except Unreachable as error:
                ends(error)

        thread = threading.Thread(target=send)
        self.sent.clear()
        thread.start()
        assert self.sent.wait(60)
        with httpx.Client() as client:
            client.get(f"{self._base}/healthz")  # it hears its callers in order
        return thread


def test_the_whole_path_over_a_socket_and_kill_9_keeps_what_was_stored(town: Town, process: EndpointProcess) -> None:
    """I7: what was answered `stored` is there after kill -9; the clients go on by themselves, and nobody is frozen."""
    town.sync_all()
    for n in range(20):
        town.signe.save(town.space, bytes([n]) * 16, f"{CANARY} {n}")
    town.signe.sync()
    assert set(town.signe.states(town.space)) == {"stored"}
    process.kill()
    town.signe.save(town.space, b"z" * 16, f"{CANARY} offline")
    town.signe.sync()
    assert (town.signe.engine.state.kind, town.signe.engine.state.reason) == ("offline", "no connection")
    process.restart()
    town.sync_all()
    assert len(town.palle.texts(town.space)) == 21
    assert set(town.signe.states(town.space)) == {"seen"}
    assert town.signe.engine.state.kind == "idle"
    assert process.stop() == 0
    for path in [*process.data.iterdir(), process.log]:
        assert CANARY.encode() not in path.read_bytes(), path.name


def test_kill_9_in_the_middle_of_a_push_leaves_a_whole_prefix(town: Town, process: EndpointProcess) -> None:
    """Fault 12: the process dies while commits stream in; the log is gapless, and a retry completes it."""
    town.sync_all()
    for n in range(300):
        town.signe.save(town.space, n.to_bytes(16, "big"), "x" * 2000)
    town.signe.engine.nudge(town.space)
    timer = threading.Timer(0.15, process.process.kill)
    timer.start()
    drain(town.signe.engine, town.signe.transport)
    timer.join()
    process.process.wait(10)
    process._close()
    process.restart()
    town.sync_all()
    assert len(town.palle.texts(town.space)) == 300
    held = town.palle.journal.space(town.space)
    chain = held.chains[1, 0]
    for entry in sorted(held.entries.values(), key=lambda e: e.seq):
        chain = next_chain(chain, entry.cid, entry.received_ms)
        assert held.chains[1, entry.seq] == chain
    assert chain == held.chains[1, 300]


@pytest.fixture
def waiter(town: Town, process: EndpointProcess) -> Iterator[Telling]:
    """Palle's long poll has a transport of its own; he has heard all there is."""
    town.sync_all()
    made = Telling(process.url, town.palle.keys)
    yield made
    made.close()


def test_a_wait_ends_at_once_when_something_is_pushed(town: Town, waiter: Telling) -> None:
    """The long poll over a socket, on a thread of its own."""
    watch = Watch(town.org)
    watch.answer(waiter.send(watch.request()))
    heard: list[Answer | Unreachable] = []
    waiting = waiter.begin(watch.request(), heard.append)
    town.signe.save(town.space, REC, "x")
    town.signe.sync()
    waiting.join(WAIT_S / 2)
    assert not waiting.is_alive()
    assert isinstance(heard[0], Answer)
    assert town.space in watch.answer(heard[0])


def test_closing_the_transport_ends_a_wait(town: Town, waiter: Telling) -> None:
    """Locking the app cancels the long poll by closing its client."""
    watch = Watch(town.org)
    watch.answer(waiter.send(watch.request()))
    ended: list[Answer | Unreachable] = []
    waiting = waiter.begin(watch.request(), ended.append)
    waiter.close()
    waiting.join(WAIT_S / 2)
    assert not waiting.is_alive()
    assert [isinstance(end, Unreachable) and end.reason for end in ended] == ["closed"]


def test_sigterm_ends_waits_and_exits_0(town: Town, process: EndpointProcess, waiter: Telling) -> None:
    """A held long poll does not hold the endpoint."""
    watch = Watch(town.org)
    watch.answer(waiter.send(watch.request()))
    answers: list[Answer | Unreachable] = []
    waiting = waiter.begin(watch.request(), answers.append)
    began = time.monotonic()
    assert process.stop() == 0
    assert time.monotonic() - began < WAIT_S / 2
    waiting.join(5)
    assert [isinstance(answer, Answer) and answer.status for answer in answers] == [200]


def test_a_body_that_stays_away_holds_up_no_end_and_every_line_of_the_log_is_json(fresh: EndpointProcess) -> None:
    """A request is half there when the endpoint is told to stop: it is answered 503; what is no HTTP is a line too."""
    word = "Fru-Hansen"
    talk = b"POST /v1/o/%s/ctl HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n" % (b"0" * 32) + word.encode()[:3]
    with socket.create_connection(("127.0.0.1", fresh.port), 20) as noise:
        noise.sendall(word.encode() + b"\r\n\r\n")
        assert b"400" in noise.recv(4096)
    with socket.create_connection(("127.0.0.1", fresh.port), 20) as half:
        half.sendall(talk)
        with httpx.Client() as client:
            well = client.get(f"{fresh.url}/healthz")
        assert (well.status_code, well.text) == (200, "ok\n")
        began = time.monotonic()
        assert fresh.stop() == 0
        assert time.monotonic() - began < BODY_TIMEOUT_S / 2  # 3 s and the end of a process; the machine may be busy
        assert half.recv(4096).startswith(b"HTTP/1.1 503 ")
    text = fresh.log.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert [(line["route"], line["status"]) for line in lines if "route" in line] == [
        ("/healthz", 200),
        ("/v1/o/{org}/ctl", 503),
    ]
    assert word not in text


def test_the_log_is_json_without_content(town: Town, process: EndpointProcess) -> None:
    """Route patterns, statuses and sizes; no id, no body."""
    town.signe.sync()
    assert process.stop() == 0
    lines = [json.loads(line) for line in process.log.read_text(encoding="utf-8").splitlines()]
    assert {line["route"] for line in lines} >= {"/v1/o/{org}/ctl", "/v1/o/{org}/s/{space}/log"}
    assert all(line.keys() == {"at_ms", "method", "route", "status", "ms", "bytes"} for line in lines)
    assert town.org.hex() not in process.log.read_text(encoding="utf-8")


def test_folder_and_files_are_the_owners_alone(fresh: EndpointProcess) -> None:
    """0700 and 0600, the write-ahead log too."""
    assert stat.S_IMODE(fresh.data.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in fresh.data.iterdir()} == {0o600}


def test_wrong_usage_is_one_line_and_exit_2(fresh: EndpointProcess, tmp_path: Path) -> None:
    """Port in use, folder in use, open network without TLS, a bad id; what all share is in `faults/test_usage.py`."""
    other = str(tmp_path / "other")
    cases = {
        ("serve", "--data", other, "--port", str(fresh.port)): "cannot listen",
        ("serve", "--data", other, "--port", "99999"): "--port",
        ("serve", "--data", str(fresh.data)): "another endpoint",
        ("serve", "--data", other, "--host", "0.0.0.0"): "--behind-tls",  # noqa: S104 - that it is refused is the test
        ("admit", "--data", other, "--org-key", "xyz"): "--org-key",
    }
    for args, word in cases.items():
        ended = run(*args)
        assert (ended.returncode, ended.stdout) == (2, ""), args
        assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr
        assert word in ended.stderr, args


def test_a_damaged_server_key_is_refused_not_replaced(tmp_path: Path) -> None:
    """A new key would look like another endpoint to every client."""
    data = tmp_path / "endpoint"
    EndpointProcess(data).stop()
    (data / "server.key").write_bytes(b"short")
    ended = run("serve", "--data", str(data), "--port", "0")
    assert ended.returncode == 2
    assert "damaged" in ended.stderr
    assert (data / "server.key").read_bytes() == b"short"


def test_the_engine_needs_no_patience(town: Town) -> None:
    """After a sync nothing is wanted for a while: no busy loop."""
    town.sync_all()
    wanted = town.signe.engine.next()
    assert isinstance(wanted, Idle)
    assert wanted.seconds > 1
    assert isinstance(town.signe.clock, FakeClock)
