"""A time of its own for the demo: what its processes hold for now, whatever the clock of the machine says.

The product has no such door. A process that starts after `begin` reads `sitecustomize` here, as Python does by itself.
It moves `time.time` and `time.time_ns`, by which an endpoint goes, and not `datetime.now`: a window is told `--now`.
"""

import os
import time
from datetime import datetime
from pathlib import Path

from desktop.services.clock import COPENHAGEN
from installer.demo.own_time.sitecustomize import AHEAD, shift

_REAL_NS = time.time_ns


def begin(moment: str) -> None:
    """It is `moment` in Denmark now, here and in every process that is started from here on; and time goes on."""
    ahead = round(datetime.fromisoformat(moment).replace(tzinfo=COPENHAGEN).timestamp() * 1e9) - _REAL_NS()
    folder = str(Path(__file__).parent)
    before = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part not in ("", folder)]
    os.environ["PYTHONPATH"] = os.pathsep.join([folder, *before])
    os.environ[AHEAD] = str(ahead)
    shift(_REAL_NS, ahead)
