"""An endpoint with 300 pc's at once: everybody pushes commits of one record, one a push, with a long poll open beside.

A real endpoint process on SQLite over sockets. Commits are sealed and pushes signed before the clock starts, so that
the endpoint is measured and not who asks. Beside it a baseline of the same run: the same commits into plain SQLite,
one durable insert each. Written to `benchmarks/results/endpoint.json`.

    python -m benchmarks.endpoint [CLIENTS] [PUSHES]
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from benchmarks.exchange import plain_inserts_per_s
from benchmarks.machine import machine
from benchmarks.results import verify_us, write
from installer.demo.processes import Endpoint, free_port
from sync import signing
from sync.client.calls import get_ctl, post_ctl
from sync.client.sealing import new_epoch
from sync.client.transport import HttpTransport
from sync.client.writing import commit_of
from sync.control import ControlLog, build_op
from sync.control_bodies import Body
from sync.control_ops import build_genesis
from sync.control_rows import DeviceRow
from sync.control_space_bodies import DeviceAdd, MemberSet, SpaceNew, Vouch
from sync.crypto.keys import DeviceKeys, KemKey, SigningKey, org_id
from sync.log import WriteState, op_ref
from sync.model import NO_WITNESS, ZERO32
from sync.protocol import Hello, org_path, parse_wait, push_raws, space_path
from sync.revision import Revision

CLIENTS, PUSHES = 300, 20
IN_A_SPACE = 30
IDLE_S = 3.0
NOW_MS = 1_795_250_000_000
TEXT = "En lærer undres over uro efter frikvarter, og vi aftaler at observere onsdag. " * 10
OPS_AT_ONCE = 200


@dataclass
class Pc:
    """One pc of one person, the space it writes in, and the pushes it has ready."""

    user: bytes
    space: bytes
    keys: DeviceKeys = field(default_factory=DeviceKeys.generate)
    commits: list[bytes] = field(default_factory=list)
    pushes: list[bytes] = field(default_factory=list)
    token: bytes = b""
    told: int = 0


class Municipality:
    """An organisation of so many pc's, IN_A_SPACE to a space, made by one administrator."""

    def __init__(self, url: str, root: SigningKey, clients: int) -> None:
        ids = (n.to_bytes(16, "big") for n in count(1))
        self.org = org_id(root.pk)
        self.admin = DeviceKeys.generate()
        self._way = HttpTransport(url, self.admin)
        self.hello = self._way.hello()
        genesis = build_genesis(root, self.hello.server_pk, KemKey.generate().pk, next(ids), self.admin, NOW_MS)
        post_ctl(self._way, self.org, [genesis])
        self.head = op_ref(genesis)
        spaces = [next(ids) for _ in range(-(-clients // IN_A_SPACE))]
        self.pcs = [Pc(next(ids), spaces[n // IN_A_SPACE]) for n in range(clients)]
        self._post([(self.admin, SpaceNew(space)) for space in spaces])
        rows = [DeviceRow(pc.user, pc.keys.sign_pk, pc.keys.kem_pk, pc.keys.device_id * 2) for pc in self.pcs]
        self._post([(self.admin, DeviceAdd(row)) for row in rows])
        self._post([(self.admin, MemberSet(pc.space, pc.user, "write")) for pc in self.pcs])
        roster = self._log().roster()
        makers = {space: next(pc for pc in self.pcs if pc.space == space) for space in spaces}
        epochs = {space: new_epoch(roster, pc.keys, space, {}) for space, pc in makers.items()}
        self._post([(makers[space].keys, body) for space, (body, _key) in epochs.items()])
        self.epoch_keys = {space: key for space, (_body, key) in epochs.items()}
        others = [pc for pc in self.pcs if pc is not makers[pc.space]]
        self._post(
            [(makers[pc.space].keys, Vouch(pc.keys.device_id, pc.keys.device_id * 2, (pc.space,))) for pc in others]
        )
        self._way.close()

    def _log(self) -> ControlLog:
        log = ControlLog(self.org)
        for op, head in get_ctl(self._way, self.org, 0):
            log.add(op, head)
        return log

    def _post(self, bodies: Sequence[tuple[DeviceKeys, Body]]) -> None:
        for start in range(0, len(bodies), OPS_AT_ONCE):
            ops = []
            for keys, body in bodies[start : start + OPS_AT_ONCE]:
                ops.append(build_op(keys, self.org, self.head, body, NOW_MS))
                self.head = op_ref(ops[-1])
            post_ctl(self._way, self.org, ops)

    def make_ready(self, pc: Pc, pushes: int) -> None:
        """Seals that many commits of one record each, and signs a push of each."""
        dprev, inc = ZERO32, os.urandom(8)
        for dseq in range(1, pushes + 1):
            state = WriteState(inc, dseq, dprev, self.head, NO_WITNESS, 1, self.epoch_keys[pc.space])
            commit = commit_of(pc.keys, self.org, pc.space, state, [_note(pc, dseq)])
            dprev = commit.cid
            pc.commits.append(commit.raw())
            body = push_raws([commit.raw()])
            pc.pushes.append(signed(self.hello, pc.keys, "POST", space_path(self.org, pc.space, "push"), "", body))

    def wait_of(self, pc: Pc) -> bytes:
        """The long poll that goes on from what the pc was told."""
        return signed(self.hello, pc.keys, "GET", org_path(self.org, "wait"), f"v={pc.token.hex()}", b"")


def _note(pc: Pc, number: int) -> Revision:
    return Revision.build(
        rec=os.urandom(16),
        kind="consultation",
        schema=1,
        act="create",
        set={"text": {"text": f"{number} {TEXT}"}},
        hlc=(NOW_MS << 16) + number,
        at=(NOW_MS, 60),
        author=pc.user,
    )


def signed(hello: Hello, keys: DeviceKeys, method: str, path: str, query: str, body: bytes) -> bytes:
    """A whole request as it goes over the socket."""
    digest = signing.content_digest(body)
    said = signing.parameters(hello.time_ms // 1000, keys.device_id.hex(), os.urandom(16).hex())
    covered = signing.base(method, path, query, digest, hello.challenge.hex(), said)
    lines = signing.headers(digest, hello.challenge.hex(), said, keys.signing.sign_plain(covered))
    head = f"{method} {path}{'?' * bool(query)}{query} HTTP/1.1\r\nhost: endpoint\r\ncontent-length: {len(body)}\r\n"
    return (head + "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n").encode("ascii") + body


class Line:
    """A connection that stays open."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def to(cls, port: int) -> "Line":
        """Connects."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def ask(self, request: bytes) -> bytes:
        """The body of a 200."""
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
        body = await self._reader.readexactly(length)
        assert b" 200 " in head.split(b"\r\n")[0], (head, body)
        return body

    def close(self) -> None:
        """Hangs up."""
        self._writer.close()


class Process:
    """What the endpoint's process takes."""

    def __init__(self, pid: int) -> None:
        self._folder = Path(f"/proc/{pid}")

    def cpu_s(self) -> float:
        """Processor seconds so far."""
        fields = (self._folder / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def status(self, name: str) -> int:
        """A number of /proc/PID/status: VmRSS in kB, Threads."""
        lines = (self._folder / "status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


async def _poll(town: Municipality, pc: Pc, line: Line, deaf: asyncio.Event) -> None:
    """A long poll that is begun again whenever it is answered; it fetches nothing of what it is told."""
    while not deaf.is_set():
        pc.token, ids = parse_wait(await line.ask(town.wait_of(pc)))
        pc.told += bool(ids)


async def _push(pc: Pc, line: Line, taken: list[float]) -> None:
    for request in pc.pushes:
        began = time.perf_counter()
        await line.ask(request)
        taken.append((time.perf_counter() - began) * 1000)


async def measured(town: Municipality, port: int, process: Process) -> dict[str, object]:
    """The waits idle, then everybody pushes at once."""
    before = process.status("VmRSS")
    deaf = asyncio.Event()
    lines = [await Line.to(port) for _ in town.pcs]
    polls = [asyncio.create_task(_poll(town, pc, line, deaf)) for pc, line in zip(town.pcs, lines, strict=True)]
    while any(pc.told == 0 for pc in town.pcs):
        await asyncio.sleep(0.05)
    await asyncio.sleep(IDLE_S)  # everybody is told once, and waits again
    began, cpu = time.perf_counter(), process.cpu_s()
    await asyncio.sleep(IDLE_S)
    idle = {
        "waiting": len(polls),
        "cpu_ms_per_s": round((process.cpu_s() - cpu) * 1000 / (time.perf_counter() - began), 1),
        "threads": process.status("Threads"),
        "memory_mb": round(process.status("VmRSS") / 1000, 1),
        "memory_kb_per_wait": round((process.status("VmRSS") - before) / len(polls), 1),
    }
    ways = [await Line.to(port) for _ in town.pcs]
    taken: list[float] = []
    told = sum(pc.told for pc in town.pcs)
    began, cpu = time.perf_counter(), process.cpu_s()
    await asyncio.gather(*(_push(pc, way, taken) for pc, way in zip(town.pcs, ways, strict=True)))
    wall, used = time.perf_counter() - began, process.cpu_s() - cpu
    pushed = {
        "commits": len(taken),
        "commits_per_hour": round(len(taken) / wall * 3600),
        "cpu_us_per_commit": round(used / len(taken) * 1e6),
        "commits_per_hour_of_cpu": round(len(taken) / used * 3600),
        "median_ms": round(statistics.median(taken), 1),
        "slowest_of_100_ms": round(statistics.quantiles(taken, n=100)[98], 1),
        "waits_told": sum(pc.told for pc in town.pcs) - told,
        "threads": process.status("Threads"),
        "memory_mb": round(process.status("VmRSS") / 1000, 1),
    }
    deaf.set()
    for poll in polls:
        poll.cancel()
    for line in (*lines, *ways):
        line.close()
    return {"idle": idle, "pushing": pushed}


def commits_of(pcs: Sequence[Pc]) -> Iterator[bytes]:
    """All of them."""
    for pc in pcs:
        yield from pc.commits


def main(arguments: list[str]) -> int:
    """Measures, prints, and keeps the figures."""
    clients, pushes = (int(word) for word in (*arguments, *map(str, (CLIENTS, PUSHES)[len(arguments) :])))
    with tempfile.TemporaryDirectory() as temporary:
        folder, port = Path(temporary), free_port()
        root = SigningKey.generate()
        os.system(  # noqa: S605 - fixed words and a folder made here
            f"{sys.executable} -m sync.server admit --data {folder / 'endpoint'} --org-key {org_id(root.pk).hex()}"
        )
        endpoint = Endpoint(folder / "endpoint", port, folder / "log")
        endpoint.start()
        try:
            town = Municipality(f"http://127.0.0.1:{port}", root, clients)
            for pc in town.pcs:
                town.make_ready(pc, pushes)
            raws = list(commits_of(town.pcs))
            baseline = plain_inserts_per_s(folder, raws, len(raws), 1)
            process = Process(endpoint._process.pid if endpoint._process else 0)
            figures = asyncio.run(measured(town, port, process))
        finally:
            began = time.perf_counter()
            endpoint.stop()
            stopped = time.perf_counter() - began
    about = {**machine(), "ed25519_verify_us": verify_us()}
    more = {"clients": clients, "plain_inserts_per_hour": round(baseline * 3600), "stopped_in_s": round(stopped, 2)}
    write("endpoint", about, {**more, **figures})
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
