"""`make run`: the endpoint on loopback, the synthetic municipality, and the app; or, without a display, the journey.

With a display the state is kept in `build/demo`; running again goes on from there. Without one a fresh folder is
made and the journey is played by real processes (docs/scenarios.md).
"""

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from installer.demo.headless import play
from installer.demo.municipality import create, passphrases
from installer.demo.processes import Endpoint, Failed, free_port

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = ("signe", "palle", "asta", "lene")


def display_works() -> bool:
    """Whether a window can be opened; asked of Qt itself, in a process of its own, since a dead display aborts it."""
    if os.environ.get("HEADLESS") == "1":
        return False
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        return False
    ask = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
    if subprocess.run([sys.executable, "-c", ask], check=False, capture_output=True).returncode == 0:
        return True
    print("The display does not answer; the journey is played without one.")
    return False


def run_window(who: str) -> int:
    """The app in the foreground; ends what it started when the window closes."""
    folder = ROOT / "build" / "demo"
    if not (folder / "port").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        create(folder, free_port(), date.today().isoformat())  # its window goes by the clock of the pc
    port = int((folder / "port").read_text(encoding="utf-8"))
    print("Adgangssætninger:")
    for name, phrase in passphrases().items():
        print(f"  {name:6} {phrase}")
    endpoint = Endpoint(folder / "endpoint", port, folder / "endpoint.log")
    started = not _answers(port)
    if started:
        endpoint.start()
    app = subprocess.Popen([sys.executable, "-m", "desktop", "--data", str(folder / who)])
    try:
        return app.wait()
    except KeyboardInterrupt:
        app.terminate()
        app.wait()
        return 0
    finally:
        if started:
            endpoint.stop()


@contextlib.contextmanager
def own_ctrl_c() -> Iterator[None]:
    """Ctrl+C reaches this process and what it starts, not the `make` above, which would call it a failure."""
    if sys.platform == "win32" or not sys.stdin.isatty():
        yield
        return
    terminal, before = sys.stdin.fileno(), os.getpgrp()
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    os.setpgid(0, 0)
    os.tcsetpgrp(terminal, os.getpgrp())
    try:
        yield
    finally:
        os.tcsetpgrp(terminal, before)


def _answers(port: int) -> bool:
    import httpx

    try:
        return httpx.get(f"http://127.0.0.1:{port}/v1/hello", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def main() -> int:
    """What `make run` calls."""
    parser = argparse.ArgumentParser(description="Runs Rød Tråd on the synthetic municipality.")
    parser.add_argument("--who", choices=PEOPLE, default="signe")
    arguments = parser.parse_args()
    try:
        if display_works():
            with own_ctrl_c():
                return run_window(arguments.who)
        return play(ROOT / "build" / "run")
    except Failed as failure:
        print(f"Failed: {failure}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
