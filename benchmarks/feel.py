"""What a person feels in a store of 100,000 consultations (docs/speed.md): the real window, offscreen.

Prints JSON, and keeps it in `benchmarks/results`: each figure with its limit, and its ratio to the same act in a
municipality of 200 consultations, measured in the same run; starting against a bare window of Qt, unlocking against
Argon2id alone.

    python -m benchmarks.feel [--consultations N] [--rounds N]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from benchmarks.big_store import about, big_store
from benchmarks.machine import machine
from benchmarks.results import write
from installer.demo.municipality import create, passphrases
from installer.demo.processes import free_port

LIMITS = {"start": 1000, "unlock": 1000, "new note": 100, "save": 50, "search": 100}
FRAME_MS, MEMORY_MB = 33, 300
OFFSCREEN = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QLabel
qt = QApplication([])
label = QLabel("Rød Tråd")
label.resize(1366, 768)
label.show()
qt.processEvents()
print((time.time() - float(sys.argv[1])) * 1000)
"""


def window(folder: Path, rounds: int, *more: str) -> dict[str, Any]:
    """One window on Signe's pc from start to end, and what it tells."""
    with tempfile.TemporaryDirectory() as temporary:
        phrase = Path(temporary) / "passphrase"
        phrase.write_text(passphrases()["signe"], encoding="utf-8")
        command = [sys.executable, "-m", "benchmarks.window", "--data", str(folder / "signe")]
        command += ["--passphrase-file", str(phrase), "--rounds", str(rounds), *more]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=OFFSCREEN)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def painted(*command: str) -> float:
    """A process until its first paint, in ms; it is told when it was asked for, and says how long that took."""
    arguments = [sys.executable, *command, str(time.time())]
    return float(subprocess.run(arguments, check=True, capture_output=True, text=True, env=OFFSCREEN).stdout)


def argon2id() -> float:
    """The derivation alone, in ms."""
    start = time.perf_counter()
    Argon2id(salt=bytes(16), length=32, iterations=3, lanes=4, memory_cost=64 * 1024).derive(b"x")
    return (time.perf_counter() - start) * 1000


def merged(runs: list[dict[str, Any]], part: str) -> dict[str, float]:
    """The median over several windows of what each told."""
    return {name: round(statistics.median(run[part][name] for run in runs), 1) for name in runs[0][part]}


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description="What a person feels.")
    parser.add_argument("--consultations", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    big = big_store(arguments.consultations)
    with tempfile.TemporaryDirectory() as temporary:
        small = Path(temporary) / "small"
        create(small, free_port())
        times: dict[str, list[dict[str, Any]]] = {"small": [], "big": []}
        starts: dict[str, list[float]] = {"bare": [], "ours": []}
        for _turn in range(3):
            times["small"].append(window(small, 1, "--only-unlock"))
            times["big"].append(window(big, 1, "--only-unlock"))
        for _turn in range(7):
            starts["bare"].append(painted("-c", BARE))
            starts["ours"].append(painted("-m", "benchmarks.start", str(big / "signe")))
        little, much = window(small, arguments.rounds), window(big, arguments.rounds)
    base = {"start": statistics.median(starts["bare"])}
    base["unlock"] = statistics.median(argon2id() for _ in range(5))
    waited = much["waited"] | merged(times["big"], "waited") | {"start": round(statistics.median(starts["ours"]), 1)}
    before = little["waited"] | base
    figures = {
        name: {
            "ms": ms,
            **({"limit_ms": LIMITS[name], "holds": ms <= LIMITS[name]} if name in LIMITS else {}),
            "worked_ms": much["worked"].get(name),
            "baseline_ms": round(before[name], 1),
            "ratio": round(ms / before[name], 2),
        }
        for name, ms in waited.items()
    }
    scrolling = {
        name: frames | {"small": little["frames"].get(name), "holds": not frames["over_33"]}
        for name, frames in much["frames"].items()
    }
    held = {name: {"mb": mb, "small_mb": little["memory"][name]} for name, mb in much["memory"].items()}
    write(
        f"feel-{arguments.consultations}",
        machine(),
        {
            "store": about(big) | {"consultations": arguments.consultations},
            "waited": figures,
            "scrolling": scrolling,
            "blocked_ms": {
                name: {"ms": ms, "small_ms": little["blocked"].get(name)} for name, ms in much["blocked"].items()
            },
            "memory": held | {"limit_mb": MEMORY_MB, "holds": much["memory"]["at the end"] <= MEMORY_MB},
        },
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
