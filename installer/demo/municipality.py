"""The synthetic municipality as `make run`, the journeys and the benchmark use it."""

import subprocess
import sys
import tomllib
from pathlib import Path

from installer.demo.processes import Failed

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-20"


def passphrases() -> dict[str, str]:
    """The demo people's passphrases; they open nothing outside an organisation marked `demo`."""
    with (ROOT / "resources" / "demo" / "people.toml").open("rb") as file:
        return {row["key"]: row["passphrase"] for row in tomllib.load(file)["user"]}


def create(folder: Path, port: int, today: str = TODAY) -> None:
    """Makes the synthetic municipality by the same command and the same enrolment as any other, for the day `today`."""
    command = [sys.executable, "-m", "desktop.cli", "demo", "create", "--data", str(folder)]
    command += ["--seed", "1", "--today", today, "--port", str(port)]
    if subprocess.run(command, check=False).returncode:
        raise Failed("the synthetic municipality could not be made")
