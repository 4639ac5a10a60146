"""Figures as JSON in `benchmarks/results/`, each file with the machine they were measured on."""

import json
import os
import platform
import sqlite3
import time
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

RESULTS = Path(__file__).resolve().parent / "results"


def machine() -> dict[str, object]:
    """What the figures depend on, and nothing that names the machine."""
    model = next(_lines("/proc/cpuinfo", "model name"), platform.processor())
    memory = next(_lines("/proc/meminfo", "MemTotal"), "")
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "memory": memory,
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "ed25519_verify_us": _verify_us(),
        "load_before": round(os.getloadavg()[0], 2),
        "day": date.today().isoformat(),
    }


def _verify_us() -> float:
    """Processor time of one signature check: what bounds every figure at one record a commit."""
    key, message = Ed25519PrivateKey.generate(), bytes(32)
    public, signature = key.public_key(), key.sign(message)
    began = time.process_time()
    for _ in range(2_000):
        public.verify(signature, message)
    return round((time.process_time() - began) / 2_000 * 1e6, 1)


def _lines(path: str, name: str) -> Iterator[str]:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    return (line.partition(":")[2].strip() for line in lines if line.startswith(name))


def write(name: str, about: Mapping[str, object], figures: Mapping[str, object]) -> None:
    """Prints the figures and keeps them as `results/NAME.json`."""
    text = json.dumps({"machine": about, "figures": figures}, indent=2, ensure_ascii=False)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    print(text)
