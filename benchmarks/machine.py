"""What a figure was measured on: without it no figure can be compared with another."""

import os
import platform
from datetime import date
from pathlib import Path

import sqlcipher3


def machine() -> dict[str, object]:
    """Processor, cores, memory, versions, and how busy the machine was when asked."""
    return {
        "day": date.today().isoformat(),
        "processor": _field("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": os.cpu_count() or 0,
        "memory": _field("/proc/meminfo", "MemTotal"),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlcipher3.sqlite_version,
        "load": [round(value, 2) for value in os.getloadavg()],
    }


def _field(path: str, name: str) -> str:
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(name)), "")
