"""What size costs the store (docs/speed.md): a first sync, opening, pages and saves, encrypted against without a key.

Prints JSON, and keeps it in `benchmarks/results`. The store without a key is a copy made here for comparison, and
deleted at the end; the app has no way to open one. A first sync is Lene's pc, which fetches everything from the
endpoint.

    python -m benchmarks.sizes [--consultations N]
"""

import argparse
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import sqlcipher3.dbapi2 as sqlcipher

from benchmarks.big_store import about, big_store, settle, unlock
from benchmarks.machine import machine
from benchmarks.memory import resident_mb
from benchmarks.results import write
from desktop.store import vault
from desktop.store.connect import connect
from desktop.store.records import Records
from desktop.store.store import Store
from installer.demo.municipality import passphrases
from installer.demo.processes import Endpoint

FIRST_SYNC_S = 20
"""For 100,000 records (docs/speed.md)."""
PAGES = 40


class Keyless:
    """The same tables without encryption, as far as `Records` asks of a store."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlcipher.connect(str(path), isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")

    def query(self, sql: str, parameters: Sequence[object] | dict[str, object] = ()) -> list[tuple[Any, ...]]:
        """As `Store.query`."""
        return list(self._connection.execute(sql, parameters))

    def keep(self, content: bytes) -> None:
        """One durable row."""
        self._connection.execute("INSERT INTO bench_kept VALUES (?)", (content,))

    def begin(self) -> None:
        """Makes the table of `keep`."""
        self._connection.execute("CREATE TABLE bench_kept (content BLOB)")

    def close(self) -> None:
        """Closes it."""
        self._connection.close()


class Keyed(Keyless):
    """The real one, opened by the one function that may."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._connection = connect(path, key).conn


def ms(work: Callable[[], object], runs: int = 9) -> float:
    """The median of `runs`, in milliseconds."""
    taken = []
    for _run in range(runs):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return round(statistics.median(taken), 2)


def without_key(path: Path, key: bytes, plain: Path) -> None:
    """Copies every table into a database that anybody could read: synthetic records, and only here."""
    database = connect(path, key).conn
    try:
        database.execute("ATTACH DATABASE ? AS plain KEY ''", (str(plain),))
        database.execute("SELECT sqlcipher_export('plain')").fetchone()
        database.execute("DETACH DATABASE plain")
    finally:
        database.close()


def acts(store: Keyless) -> dict[str, float]:
    """What lists and pages ask of a store, and one durable write."""
    start = time.perf_counter()
    records = Records(cast(Store, store))
    opened = (time.perf_counter() - start) * 1000
    first = records.page("consultation", order="occurred_at")
    places = records.all("institution")
    recs = [row.rec for row in places]

    def walk() -> None:
        after = None
        for _page in range(PAGES):
            after = records.page("consultation", order="occurred_at", after=after).next

    store.begin()
    return {
        "declarations compared": round(opened, 2),
        "first page": ms(lambda: records.page("consultation", order="occurred_at")),
        f"{PAGES} pages": ms(walk),
        "one record": ms(lambda: records.get("consultation", first.rows[7].rec)),
        "last contact of every place": ms(lambda: records.newest("consultation", "institution", "occurred_at", recs)),
        "one durable row of 1.5 KB": ms(lambda: store.keep(bytes(1500)), 25),
    }


def encrypted_against_keyless(big: Path, folder: Path) -> dict[str, object]:
    """The same acts on both, one after the other, twice: the second time counts."""
    shutil.copytree(big / "signe", folder / "signe")
    path, plain = folder / "signe" / "store.db", folder / "plain.db"
    key = vault.unlock(folder / "signe", passphrases()["signe"], time.time_ns() // 1_000_000).store
    without_key(path, key, plain)
    sizes = {"encrypted_mb": _mb(path), "keyless_mb": _mb(plain)}
    with_key, bare = Keyed(path, key), Keyless(plain)
    try:
        found, base = acts(with_key), acts(bare)
    finally:
        with_key.close()
        bare.close()
        plain.unlink()
    return {
        **sizes,
        "acts": {
            name: {"ms": took, "keyless_ms": base[name], "ratio": round(took / base[name], 2) if base[name] else None}
            for name, took in found.items()
        },
    }


def first_sync(big: Path, folder: Path) -> dict[str, object]:
    """Everything from the endpoint to a pc that has nothing of it; beside it, the same bytes into a bare table."""
    shutil.copytree(big / "endpoint", folder / "endpoint")
    shutil.copytree(big / "lene", folder / "lene")
    endpoint = Endpoint(folder / "endpoint", int((big / "port").read_text(encoding="ascii")), folder / "endpoint.log")
    endpoint.start()
    try:
        app = unlock(folder, "lene")
        try:
            before, held = app.records.latest(), resident_mb()
            start, worked = time.perf_counter(), time.process_time()
            settle(app)
            took, cost = time.perf_counter() - start, time.process_time() - worked
            records, more = app.records.latest() - before, resident_mb() - held
            raws = [bytes(raw) for (raw,) in app.machine.store.query("SELECT raw FROM revisions LIMIT 20000")]
        finally:
            app.close()
    finally:
        endpoint.stop()
    bare = sqlite3.connect(folder / "bare.db")
    bare.execute("CREATE TABLE kept (raw BLOB)")
    start = time.perf_counter()
    with bare:
        bare.executemany("INSERT INTO kept VALUES (?)", ((raw,) for raw in raws))
    base = (time.perf_counter() - start) / len(raws) * records
    bare.close()
    per_100k = took / records * 100_000
    return {
        "records": records,
        "seconds": round(took, 1),
        "processor_s": round(cost, 1),
        "per_second": round(records / took),
        "seconds_per_100000": round(per_100k, 1),
        "limit_s": FIRST_SYNC_S,
        "holds": per_100k <= FIRST_SYNC_S,
        "memory_mb": round(more, 1),
        "bare_inserts_s": round(base, 2),
        "ratio": round(took / base, 1),
    }


def opening(big: Path, folder: Path) -> dict[str, object]:
    """Unlock and the page I dag, without a window, against the vault alone."""
    copy = folder / "opened"
    shutil.copytree(big / "signe", copy / "signe")
    phrase = passphrases()["signe"]

    def today() -> None:
        app = unlock(copy, "signe")
        app.today.load()
        app.close()

    whole = ms(today, 5)
    alone = ms(lambda: vault.unlock(copy / "signe", phrase, time.time_ns() // 1_000_000), 5)
    return {"unlock_and_today_ms": whole, "vault_alone_ms": alone, "ratio": round(whole / alone, 2)}


def _mb(path: Path) -> float:
    return round(path.stat().st_size / 1e6, 1)


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description="What size costs the store.")
    parser.add_argument("--consultations", type=int, default=100_000)
    size = parser.parse_args().consultations
    big = big_store(size)
    figures: dict[str, object] = {"store": about(big) | {"consultations": size}}
    for name, measure in (
        ("opening", opening),
        ("encrypted_against_keyless", encrypted_against_keyless),
        ("first_sync", first_sync),
    ):
        with tempfile.TemporaryDirectory(dir=big.parent) as temporary:
            figures[name] = measure(big, Path(temporary))
    write(f"sizes-{size}", machine(), figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
