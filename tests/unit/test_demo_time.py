"""The time of the demo: its processes stand at its day, and pictures show the same minute however slow a run is."""

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

from desktop.services.clock import COPENHAGEN
from installer.demo.pace import PacedClock

ROOT = Path(__file__).resolve().parents[2]
DAY = datetime(2026, 11, 20, 8, 18, tzinfo=COPENHAGEN)
BEGIN = """
import subprocess, sys
from installer.demo import own_time
from sync.server.arguments import now_ms
own_time.begin("2020-02-02T02:02")
own_time.begin("2026-11-20T08:18")
print(now_ms())
print(subprocess.run([sys.executable, "-c", "from sync.server.arguments import now_ms; print(now_ms())"],
                     check=True, capture_output=True, text=True).stdout)
"""


def test_every_process_of_the_demo_stands_at_its_time() -> None:
    """The endpoint tells the time of the demo, in the process that says so and in those that it starts."""
    told = subprocess.run([sys.executable, "-c", BEGIN], cwd=ROOT, check=True, capture_output=True, text=True)
    for ms in map(int, told.stdout.split()):
        assert DAY <= datetime.fromtimestamp(ms / 1000, COPENHAGEN) < DAY + timedelta(seconds=50)


def test_a_paced_clock_does_not_go_past_what_was_said() -> None:
    """It begins where it is set, and stands when so much has gone by."""
    clock = PacedClock(DAY - timedelta(hours=1))
    assert clock.now() < DAY
    clock.set(DAY, 9)
    assert DAY <= clock.now() <= DAY + timedelta(seconds=9)
    clock.set(DAY, 0)
    assert clock.now() == DAY == clock.now()
