"""Makes a store of 100,000 or 1,000,000 consultations: encrypted, of real signed commits, sent by a real endpoint.

Palle writes most of it and Signe the rest, 256 records a commit, as an import does; both send, and Signe fetches.
Lene fetches nothing: her pc stands for one that comes to a full log. Kept under `build/bench` until the code that
writes it changes.

    python -m benchmarks.big_store 100000
"""

import hashlib
import json
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path

from benchmarks import big_content
from benchmarks.big_content import BigContent, Size
from desktop.assembly import App
from desktop.domain.registry import kinds
from desktop.locked import Locked
from desktop.services.clock import Clock
from desktop.services.writing import Change
from desktop.store import remaking
from desktop.store.migrations import STEPS
from installer.demo.municipality import TODAY, create, passphrases
from installer.demo.processes import Endpoint, free_port
from sync.model import MAX_BODIES

ROOT = Path(__file__).resolve().parents[1] / "build" / "bench"
SIGNES = 4
"""Signe writes every so many'th commit, Palle the others."""
MARK = "made.json"


def made_of() -> str:
    """A name for the code that a store comes from: another schema or content gives another store."""
    schema = repr((STEPS, sorted(kinds()), vars(remaking)["_VERSION"]))
    return hashlib.sha256(schema.encode() + Path(big_content.__file__).read_bytes()).hexdigest()[:12]


def big_store(consultations: int, seed: int = 1) -> Path:
    """The folder of the municipality of that size: `endpoint`, `signe`, `palle`, `asta`, `lene`; made where needed."""
    folder = ROOT / f"store-{consultations}-{seed}-{made_of()}"
    if (folder / MARK).is_file():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    port = free_port()
    create(folder, port)
    started = time.perf_counter()
    endpoint = Endpoint(folder / "endpoint", port, folder / "endpoint.log")
    endpoint.start()
    try:
        records, spent = _fill(folder, Size(consultations), seed)
    finally:
        endpoint.stop()
    told = {"records": records, "seconds": round(time.perf_counter() - started, 1), **spent}
    (folder / MARK).write_text(json.dumps(told, indent=2), encoding="utf-8")
    return folder


def about(folder: Path) -> dict[str, float]:
    """How many records were made, and in how many seconds."""
    read: dict[str, float] = json.loads((folder / MARK).read_text(encoding="utf-8"))
    return read


def unlock(folder: Path, who: str) -> App:
    """An app on that person's pc, without a window."""
    return Locked(folder / who, Clock()).unlock(passphrases()[who])


def settle(app: App) -> None:
    """Sends and fetches until nothing is due at once."""
    app.syncing.nudge()
    for _turn in range(100_000):
        if app.syncing.step() > 0:
            return


def _fill(folder: Path, size: Size, seed: int) -> tuple[int, dict[str, float]]:
    signe, palle = unlock(folder, "signe"), unlock(folder, "palle")
    try:
        start = time.perf_counter()
        users = (signe.machine.identity.user, palle.machine.identity.user)
        content = BigContent(size, seed, date.fromisoformat(TODAY), users)
        space = next(row.space for row in signe.records.all("institution"))
        records = 0
        for number, batch in enumerate(_batches(content.changes(), MAX_BODIES)):
            writer = palle if number % SIGNES else signe
            writer.writing.commit(space, batch)
            records += len(batch)
        written = time.perf_counter()
        settle(palle)
        sent = time.perf_counter()
        settle(signe)
        fetched = time.perf_counter()
    finally:
        signe.close()
        palle.close()
    spent = {"writing": written - start, "sending": sent - written, "fetching": fetched - sent}
    return records, {f"{name}_s": round(value, 1) for name, value in spent.items()}


def _batches(changes: Iterable[Change], size: int) -> Iterator[list[Change]]:
    rest = iter(changes)
    while batch := list(islice(rest, size)):
        yield batch


def main(arguments: list[str]) -> int:
    """Makes what is asked for and says what it took."""
    sizes = [int(argument) for argument in arguments] or [100_000]
    for size in sizes:
        folder = big_store(size)
        print(json.dumps({"folder": folder.name, **about(folder)}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
