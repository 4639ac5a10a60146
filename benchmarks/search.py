"""Search as you type over 100,000 or 1,000,000 consultations, each beginning of each word as a person types it.

Prints JSON and keeps it in `benchmarks/results`: the time from a letter to the first results over every kind, in ms,
with its ratio to a scan of the same rows with LIKE in the same run; and what the index costs a save and a bulk, beside
writing the rows without it.

    python -m benchmarks.search [CONSULTATIONS]
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from benchmarks.machine import machine
from benchmarks.results import write
from desktop.domain.registry import kinds
from desktop.domain.searching import Query, marks, query
from desktop.services.demo_material import load
from desktop.store import remaking, search_index, vault
from desktop.store.search import COUNTED, Finder
from desktop.store.search_index import Entry
from desktop.store.store import Store
from desktop.store.vault import Argon2Params

LIMITS = {100_000: 100, 1_000_000: 200}
SHOWN = ("concern", "institution", "person", "consultation", "agreement", "assessment")
ASKED = ("uro frikvarter", "fiktivby skole", "bekymrende fravær", "sparring pædagog", "observation onsdag", "zebrafink")
SPACE, ROWS = b"s" * 16, 4
A_DAY, YEARS = 260, 10
PER_PLACE, AGREED = 200, 3
LETTERS = "abdefghiklmnoprstuvyøå"


class Town:
    """Entries of a municipality: texts of the demo, and among them rare words, so that the list of words is long."""

    def __init__(self, consultations: int) -> None:
        self.consultations = consultations
        self._rng = random.Random(1)  # noqa: S311  # reproducible, not secret
        self._texts = [note.text for scene in load().scenes for note in scene.note]
        self._rare = ["".join(self._rng.choices(LETTERS, k=self._rng.randint(4, 10))) for _n in range(20_000)]
        self._places = [self._rng.randbytes(16) for _n in range(max(20, consultations // PER_PLACE))]

    def entries(self) -> Iterator[Entry]:
        """All of them, the oldest first."""
        for number, rec in enumerate(self._places):
            name = f"{'Fiktivby' if number % 9 == 0 else self._rare[number % 20_000]} Skole {number}"
            yield self._entry("institution", rec, 10_000, {"name": name, "type": "school"})
        for number in range(self.consultations):
            yield self.consultation(10_000 + number * A_DAY * YEARS // self.consultations)
            if number % AGREED == 0:
                values = {"text": self._text(8), "institution": self._rng.choice(self._places), "status": "open"}
                yield self._entry("agreement", self._rng.randbytes(16), 10_000 + number // A_DAY, values)

    def consultation(self, day: int) -> Entry:
        """One more."""
        values = {
            "institution": self._rng.choice(self._places), "form": "sparring", "subject": "group",
            "subject_label": f"{self._rng.randint(0, 9)}.{self._rng.choice('abc')}", "text": self._text(60),
            "themes": ("wellbeing",), "age_band": "",
        }  # fmt: skip
        return self._entry("consultation", self._rng.randbytes(16), day, values)

    def _text(self, words: int) -> str:
        text = self._rng.choice(self._texts).split()[:words]
        return " ".join([*text, *self._rng.choices(self._rare, k=3)])

    def _entry(self, name: str, rec: bytes, day: int, values: dict[str, object]) -> Entry:
        found = marks(kinds()[name].fields, values, kinds())
        return Entry(name, SPACE, rec, day, " ".join(sorted(found)))


def ms(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def find(finder: Finder, asked: Query) -> None:
    """What one letter sets going."""
    turn = finder.supersede()
    for kind in SHOWN:
        finder.find(kind, asked, ROWS, turn)


def scan(store: Store, asked: Query) -> None:
    """The same without an index."""
    for kind in SHOWN:
        condition = " AND ".join("' ' || words LIKE ?" for _word in asked.words)
        sql = f"SELECT id FROM {search_index.rows(kinds()[kind])} WHERE {condition} ORDER BY id DESC LIMIT ?"  # noqa: S608 - declared
        store.query(sql, [*(f"% {word}%" for word in asked.words), COUNTED + 1])


def typed(store: Store) -> dict[str, object]:
    """Every letter of every search, twice: the first time includes what must be read from the disk."""
    finder = Finder(store)
    letters = {text[:end] for text in ASKED for end in range(2, len(text) + 1)}
    times = {text: [ms(lambda text=text: find(finder, query(text))) for _run in range(2)] for text in sorted(letters)}
    every = sorted(max(runs) for runs in times.values())
    slowest = sorted(times, key=lambda text: -max(times[text]))[:5]
    base = statistics.median(ms(lambda text=text: scan(store, query(text))) for text in ASKED)
    median = statistics.median(every)
    return {
        "letters": len(every), "median_ms": round(median, 2), "p95_ms": round(every[len(every) * 95 // 100], 2),
        "longest_ms": round(every[-1], 2), "like_scan_ms": round(base, 1), "ratio": round(median / base, 4),
        "slowest": {text: [round(run, 1) for run in times[text]] for text in slowest},
    }  # fmt: skip


def cost(store: Store, town: Town, count: int, a_commit: int) -> dict[str, float]:
    """A record's time in transactions of `a_commit`, with the index and, as baseline, its plain row alone."""
    with store.transaction() as db:
        db.execute("CREATE TABLE IF NOT EXISTS plain (rec BLOB PRIMARY KEY, words TEXT)")

    def plainly(entries: list[Entry]) -> None:
        with store.transaction() as db:
            db.conn.executemany("INSERT INTO plain VALUES (?, ?)", [(one.rec, one.words) for one in entries])

    def indexed(entries: list[Entry]) -> None:
        with store.transaction() as db:
            search_index.write(db, kinds(), entries)

    times: dict[Callable[[list[Entry]], None], list[float]] = {plainly: [], indexed: []}
    for turn in range(count):
        entries = [town.consultation(20_000) for _one in range(a_commit)]
        for way in (plainly, indexed) if turn % 2 else (indexed, plainly):
            times[way].append(ms(lambda way=way, entries=entries: way(entries)) / a_commit)
    base, ours = statistics.median(times[plainly]), statistics.median(times[indexed])
    longest = round(max(times[indexed]), 2)
    return {"ms": round(ours, 3), "longest_ms": longest, "plain_ms": round(base, 3), "ratio": round(ours / base, 2)}


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description="Search as you type.")
    parser.add_argument("consultations", type=int, nargs="?", default=100_000)
    count = parser.parse_args().consultations
    about = machine()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        keys = vault.create(folder, "fire lange ord i alt", Argon2Params(memory_kib=8 << 10, iterations=1, lanes=1))
        with Store.create(folder, keys) as store:
            remaking.prepare(store, kinds())
            town = Town(count)
            entries, filling = town.entries(), time.perf_counter()
            while batch := list(islice(entries, 20_000)):
                with store.transaction() as db:
                    search_index.write(db, kinds(), batch)
            filled = time.perf_counter() - filling
            figures = {
                "consultations": count,
                "typed": typed(store),
                "limit_ms": LIMITS.get(count),
                "index_of_one_save": cost(store, town, 200, 1),
                "index_of_a_bulk_of_256": cost(store, town, 20, 256),
                "filled_s": round(filled, 1),
                "database_mb": round((folder / "store.db").stat().st_size / 1e6),
            }
    write(f"search-{count}", about, figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
