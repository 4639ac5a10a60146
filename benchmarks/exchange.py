"""Two pc's and an endpoint in figures: 10,000 records of 1 KB pushed and pulled, at 100 and at one record a commit.

Real processes and stores: the endpoint on SQLite over a socket, encrypted stores with views and search on both pc's.
Each figure stands beside a baseline of the same run: the same bytes inserted into plain SQLite in as many durable
transactions, and bare requests to the endpoint. Written to `benchmarks/results/exchange.json`.

    python -m benchmarks.exchange [RECORDS]
"""

import os
import random
import sqlite3
import statistics
import string
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import httpx

from benchmarks.machine import machine
from benchmarks.results import verify_us, write
from desktop.assembly import App
from desktop.locked import Locked
from desktop.services.clock import Clock
from installer.demo.municipality import create, passphrases
from installer.demo.processes import Endpoint, free_port
from sync.client.writing import commit_of
from sync.protocol import Answer, Request
from sync.revision import Revision

RECORDS = 10_000
RECORD_BYTES = 1024
WORDS = ["en", "lærer", "undres", "over", "uro", "efter", "frikvarter", "aftale", "observere", "onsdag", "pædagogen"]
LETTERS = string.ascii_letters + string.digits + string.punctuation
RUNS = 30
AT_ONCE_PULLED = 64
"""Commits a durable transaction of the baseline that a pull is set against."""
AT_ONCE = 1_000
"""Saves in one transaction while the outbox is filled, which is not measured."""


class Watch:
    """What a stretch of work took: on the wall, and of this process's and the endpoint's processor."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._began = self._now()
        self._ended: tuple[float, float, float] | None = None

    def _now(self) -> tuple[float, float, float]:
        fields = Path(f"/proc/{self._pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        theirs = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return time.perf_counter(), time.process_time(), theirs

    def stop(self) -> None:
        """The work is done; what comes after is not counted."""
        self._ended = self._ended or self._now()

    def figures(self, records: int, baseline: float) -> dict[str, float]:
        """Records a second, and processor time a record."""
        wall, own, theirs = (b - a for a, b in zip(self._began, self._ended or self._now(), strict=True))
        return {
            "records_per_s": round(records / wall),
            "cpu_us_per_record": round(own / records * 1e6),
            "endpoint_cpu_us_per_record": round(theirs / records * 1e6),
            "records_per_s_of_cpu": round(records / (own + theirs)),
            "plain_inserts_per_s": round(baseline),
            "ratio": round(records / wall / baseline, 4),
        }


class Counting:
    """Carries requests, counts them by kind, and says when the first comes that is no push after one that is."""

    def __init__(self, app: App, pushed: Callable[[], None] = lambda: None) -> None:
        self.counted: Counter[str] = Counter()
        self._pushed = pushed
        self._send = app.syncing._transport.send
        app.syncing._transport.send = self.send  # type: ignore[method-assign]

    def send(self, request: Request) -> Answer:
        """As the transport does."""
        if self.counted["push"] and request.kind != "push":
            self._pushed()
        self.counted[request.kind] += 1
        return self._send(request)


def settle(app: App, *ids: bytes) -> None:
    """Sends and fetches until nothing is due at once; without ids, what the endpoint says has changed."""
    if ids:
        app.syncing.nudge(*ids)
    else:
        app.syncing.look()
    while app.syncing.step() <= 0:
        pass


def median_ms(work: Callable[[], object]) -> float:
    """The median of some calls."""
    taken = []
    for _run in range(RUNS):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return round(statistics.median(taken), 2)


def notes(app: App, count: int, chance: random.Random, *, prose: bool = True) -> Iterator[Revision]:
    """Notes whose revisions are exactly RECORD_BYTES long: of words, or of letters that do not get smaller."""
    place = app.consultations.choices().places[0].rec
    for number in range(count):
        text = ""
        raw = _note(app, number, place, text)
        while missing := RECORD_BYTES - len(raw.raw):
            text += (
                " ".join(chance.choices(WORDS, k=missing // 4 + 1))
                if prose
                else "".join(chance.choices(LETTERS, k=missing))
            )
            size = len(text.encode()) - max(0, len(_note(app, number, place, text).raw) - RECORD_BYTES)
            text = text.encode()[:size].decode(errors="ignore")
            raw = _note(app, number, place, text)
            if len(raw.raw) > RECORD_BYTES - 4:
                break
        yield raw


def _note(app: App, number: int, place: bytes, text: str) -> Revision:
    return Revision.build(
        rec=number.to_bytes(4, "big") + os.urandom(12),
        kind="consultation",
        schema=1,
        act="create",
        set={
            "place": {"institution": place},
            "form": {"form": "sparring"},
            "subject": {"subject": "group", "subject_label": "3.b"},
            "text": {"text": text},
        },
        hlc=(app.clock.now_ms() << 16) + number,
        at=(app.clock.now_ms(), 60),
        author=app.machine.identity.user,
    )


def fill_outbox(app: App, space: bytes, per_commit: int, revisions: Sequence[Revision]) -> list[bytes]:
    """Seals and keeps them as so many commits; their raw bytes."""
    machine, raws = app.machine, []
    for start in range(0, len(revisions), AT_ONCE):
        with machine.store.transaction():
            for at in range(start, min(start + AT_ONCE, len(revisions)), per_commit):
                part = revisions[at : at + per_commit]
                state = machine.journal.write_state(space)
                commit = commit_of(machine.keys, machine.identity.org, space, state, part)
                machine.journal.save_local(commit, part)
                raws.append(commit.raw())
    return raws


def plain_inserts_per_s(folder: Path, raws: Sequence[bytes], records: int, at_once: int) -> float:
    """The same bytes into plain SQLite, `at_once` rows a durable transaction: records a second."""
    database = sqlite3.connect(folder / "baseline.db", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE kept (seq INTEGER PRIMARY KEY, raw BLOB)")
    began = time.perf_counter()
    for start in range(0, len(raws), at_once):
        database.execute("BEGIN IMMEDIATE")
        database.executemany("INSERT INTO kept (raw) VALUES (?)", [(raw,) for raw in raws[start : start + at_once]])
        database.execute("COMMIT")
    taken = time.perf_counter() - began
    database.close()
    (folder / "baseline.db").unlink()
    return records / taken


def size_of(folder: Path) -> int:
    """The bytes of the endpoint's database, when nobody has it open."""
    database = sqlite3.connect(folder / "endpoint.db")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return (folder / "endpoint.db").stat().st_size


def exchange(records: int, per_commit: int, *, prose: bool = True) -> dict[str, object]:
    """One municipality, made for this: push, pull, disk, nothing to do, one change."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "data"
        port = free_port()
        create(folder, port)
        endpoint = Endpoint(folder / "endpoint", port, Path(temporary) / "endpoint.log")
        before = size_of(folder / "endpoint")
        endpoint.start()
        pid = endpoint._process.pid if endpoint._process else 0
        phrases = passphrases()
        apps = [Locked(folder / who, Clock()).unlock(phrases[who]) for who in ("signe", "palle")]
        try:
            figures = _measured(apps[0], apps[1], Path(temporary), pid, port, records, per_commit, prose)
        finally:
            for app in apps:
                app.close()
            endpoint.stop()
        figures["endpoint_bytes_per_record"] = round((size_of(folder / "endpoint") - before) / records)
        return figures


def _measured(
    signe: App, palle: App, folder: Path, pid: int, port: int, records: int, per_commit: int, prose: bool
) -> dict[str, object]:
    settle(signe)
    settle(palle)
    space = next(row.space for row in signe.records.all("institution"))
    chance = random.Random(7)  # noqa: S311 - filling
    revisions = list(notes(signe, records, chance, prose=prose))
    raws = fill_outbox(signe, space, per_commit, revisions)
    requests = -(-sum(map(len, raws)) // (1 << 20))
    pushed_baseline = plain_inserts_per_s(folder, raws, records, min(500, -(-len(raws) // requests)))
    pulled_baseline = plain_inserts_per_s(folder, raws, records, AT_ONCE_PULLED)
    watch = Watch(pid)
    counting = Counting(signe, watch.stop), Counting(palle)
    settle(signe, space)
    pushed = watch.figures(records, pushed_baseline)
    counting[0].counted.clear()
    watch = Watch(pid)
    settle(palle, space)
    pulled = watch.figures(records, pulled_baseline)
    assert signe.machine.journal.outbox_count(space) == 0
    assert sum(1 for row in palle.records.all("consultation") if row.space == space) >= records
    url = f"http://127.0.0.1:{port}/v1/hello"
    with httpx.Client() as client:
        asked = median_ms(lambda: client.get(url))
    for carrier in counting:
        carrier.counted.clear()
    nothing = median_ms(lambda: settle(signe))
    ticks = sum(counting[0].counted.values()) / RUNS
    counting[0].counted.clear()
    more = iter(list(notes(signe, RUNS, chance)))

    def pass_on() -> None:
        fill_outbox(signe, space, 1, [next(more)])
        settle(signe, space)
        settle(palle, space)

    passed = median_ms(pass_on)
    each = {kind: round(n / RUNS, 1) for kind, n in (counting[0].counted + counting[1].counted).items()}
    return {
        "push": pushed,
        "pull_verify_open_store": pulled,
        "nothing_to_do": {"ms": nothing, "requests": ticks, "bare_request_ms": asked},
        "one_change_to_another_pc": {"ms": passed, "requests": each, "bare_request_ms": asked},
        "commit_bytes_per_record": round(sum(map(len, raws)) / records),
    }


def main(arguments: list[str]) -> int:
    """Measures, prints, and keeps the figures."""
    records = int(arguments[0]) if arguments else RECORDS
    about = {**machine(), "ed25519_verify_us": verify_us()}
    figures = {
        "records": records,
        "record_bytes": RECORD_BYTES,
        "at_100_a_commit": exchange(records, 100),
        "at_1_a_commit": exchange(records, 1),
        "incompressible_at_1_a_commit": exchange(records, 1, prose=False),
    }
    write("exchange", about, figures)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
