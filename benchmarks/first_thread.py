"""The first thread in figures: unlock, save, and one change from Signe's pc to Palle's, durable on both.

Prints JSON: each figure is a median in milliseconds, with its ratio to a baseline measured in the same run:
unlocking against Argon2id alone, saving against one durable plaintext insert of as many bytes, and a change that
reaches the other pc against two bare requests to the endpoint.
"""

import json
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import httpx
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from desktop.assembly import App
from desktop.locked import Locked
from desktop.services.clock import Clock
from installer.demo.municipality import create, passphrases
from installer.demo.processes import Endpoint, free_port

RUNS = 15


def median_ms(work: Callable[[], object], runs: int = RUNS) -> float:
    """The median of `runs` calls, in milliseconds."""
    taken = []
    for _run in range(runs):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return round(statistics.median(taken), 2)


def settle(app: App) -> None:
    """Steps until nothing is due at once."""
    for _turn in range(200):
        if app.syncing.step() > 0:
            return


def note(app: App, n: int) -> bytes:
    """Saves one consultation; its record id."""
    place = app.consultations.choices().places[0].rec
    return app.consultations.save(
        {
            "institution": place,
            "form": "sparring",
            "subject": "group",
            "subject_label": "3.b",
            "text": f"Lærer undres over uro efter frikvarter; aftalt at observere onsdag, {n}",
            "occurred_at": app.clock.now(),
        }
    ).rec


def plain_insert(folder: Path) -> Callable[[], None]:
    """One durable insert of 1,500 bytes into a plaintext database of its own."""
    database = sqlite3.connect(folder / "baseline.db", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE kept (content BLOB)")
    return lambda: database.execute("INSERT INTO kept VALUES (?)", (bytes(1500),)) and None


def main() -> int:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "data"
        port = free_port()
        create(folder, port)
        url = f"http://127.0.0.1:{port}/v1/hello"
        phrase = passphrases()

        def unlock(who: str) -> App:
            return Locked(folder / who, Clock()).unlock(phrase[who])

        unlock("signe").close()
        unlocked = median_ms(lambda: unlock("signe").close(), 7)
        argon = median_ms(
            lambda: Argon2id(salt=bytes(16), length=32, iterations=3, lanes=4, memory_cost=64 * 1024).derive(b"x"), 7
        )
        signe, palle = unlock("signe"), unlock("palle")
        numbers = iter(range(10_000))
        saved = median_ms(lambda: note(signe, next(numbers)))
        inserted = median_ms(plain_insert(Path(temporary)))

        endpoint = Endpoint(folder / "endpoint", port, Path(temporary) / "endpoint.log")
        endpoint.start()
        try:
            for app in (signe, palle):
                app.syncing.nudge()
                settle(app)

            def pass_on() -> None:
                note(signe, next(numbers))
                signe.syncing.nudge()
                settle(signe)
                palle.syncing.nudge()
                settle(palle)

            passed = median_ms(pass_on)
            with httpx.Client() as client:
                asked = median_ms(lambda: (client.get(url), client.get(url)))
        finally:
            signe.close()
            palle.close()
            endpoint.stop()
    figures = {
        "unlock": {"ms": unlocked, "argon2id_alone_ms": argon, "ratio": round(unlocked / argon, 2)},
        "save": {"ms": saved, "plain_insert_ms": inserted, "ratio": round(saved / inserted, 2)},
        "one_change_to_another_pc": {"ms": passed, "two_requests_ms": asked, "ratio": round(passed / asked, 2)},
    }
    machine = {"python": platform.python_version(), "machine": platform.machine(), "day": date.today().isoformat()}
    print(json.dumps({"machine": machine, "figures": figures}, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
