"""Real windows on a screen, driven from outside: keys by xdotool, texts through the accessibility tree."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from installer.demo.processes import Failed

_KEYSYMS = {
    "Æ": "shift+ae", "Ø": "shift+oslash", "Å": "shift+aring", "æ": "ae", "ø": "oslash", "å": "aring",
    "Ctrl": "ctrl", "Shift": "shift", "Alt": "alt", "Enter": "Return", "Esc": "Escape", "Space": "space",
}  # fmt: skip
# under AT-SPI every key goes over the bus first; keys that arrive faster than a starting app answers are lost there
SETTLED_S, QUIET_S = 1.5, 0.5


class TreeReader:
    """One process of the system's Python that reads every app's accessibility tree."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            ["/usr/bin/python3", str(Path(__file__).with_name("tree_reader.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None,
            text=True,
            encoding="utf-8",
        )
        self.ask("texts", 0)  # wakes the accessibility bus before the first app looks for it

    def ask(self, do: str, pid: int) -> list[str] | None:
        """Texts or unnamed roles of an app; None while it is not on the bus."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, "pid": pid}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return None if "missing" in answer else next(iter(answer.values()))

    def stop(self) -> None:
        """Ends the reader."""
        self._process.kill()
        self._process.communicate()


class OutsideApp:
    """`roedtraad` as its user has it: a process with a window, touched only from outside."""

    def __init__(self, who: str, data: Path, log: Path, reader: TreeReader) -> None:
        self.who, self._data, self._log, self._reader = who, data, log, reader
        self._process: subprocess.Popen[bytes] | None = None
        self._window = ""

    @property
    def pid(self) -> int:
        """The app's process id."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Starts the app and waits for its window."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "desktop", "--data", str(self._data)], stdout=log, stderr=log
            )
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            found = self._xdotool("search", "--onlyvisible", "--pid", str(self.pid), check=False).split()
            if found and self._reader.ask("texts", self.pid) is not None:
                self._window = found[-1]
                self._settle(deadline)
                return
            time.sleep(0.1)
        raise Failed(f"{self.who}'s window did not appear; {self._log} says why")

    def _settle(self, deadline: float) -> None:
        """Until the app has done what it does by itself after its first paint: then it answers the bus at once."""
        time.sleep(SETTLED_S)
        while time.monotonic() < deadline:
            before = self._worked()
            time.sleep(QUIET_S)
            if self._worked() - before < QUIET_S / 10:
                return

    def _worked(self) -> float:
        """The processor's seconds for the app so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @staticmethod
    def _xdotool(*arguments: str, check: bool = True) -> str:
        return subprocess.run(
            ["xdotool", *arguments], check=check, capture_output=True, text=True, encoding="utf-8", timeout=60
        ).stdout

    def _focus(self) -> None:
        if self._xdotool("getwindowfocus", check=False).strip() == self._window:
            return
        self._xdotool("windowraise", self._window, "windowfocus", "--sync", self._window)
        deadline = time.monotonic() + 5
        while not self.focused() and time.monotonic() < deadline:
            time.sleep(0.05)  # the window has not yet been told

    def type(self, text: str) -> None:
        """Types text into what has the focus."""
        self._focus()
        for part in re.findall(r"[ÆØÅæøå]|[^ÆØÅæøå]+", text):
            if part in _KEYSYMS:
                self._xdotool("key", "--clearmodifiers", _KEYSYMS[part])
            else:
                self._xdotool("type", "--clearmodifiers", "--delay", "8", part)

    def keys(self, keys: str) -> None:
        """Presses key combinations, parted by spaces."""
        self._focus()
        for combination in keys.split():
            names = [_KEYSYMS.get(name, name.lower() if len(name) == 1 else name) for name in combination.split("+")]
            self._xdotool("key", "--clearmodifiers", "+".join(names))
            time.sleep(0.05)

    def texts(self) -> list[str]:
        """All texts that the tree shows of this app."""
        return self._reader.ask("texts", self.pid) or []

    def focused(self) -> str:
        """The accessible name of what has the focus."""
        return "".join(self._reader.ask("focused", self.pid) or [])

    def unnamed(self) -> list[str]:
        """Roles of focusable widgets without a name."""
        return self._reader.ask("unnamed", self.pid) or []

    def wait(self, text: str, within: float = 10.0, gone: bool = False) -> float:
        """Waits for a text (or until it is gone); the seconds it took."""
        start = time.monotonic()
        while any(text in seen for seen in self.texts()) == gone:
            if time.monotonic() - start > within:
                seen = " · ".join(self.texts())
                raise Failed(
                    f"{self.who}: »{text}« {'still there' if gone else 'not seen'} after {within:g} s in: {seen}"
                )
            if self._process is not None and self._process.poll() is not None:
                raise Failed(f"{self.who}'s app ended; {self._log} says why")
            time.sleep(0.1)
        return time.monotonic() - start

    def grab(self, file: Path) -> None:
        """A picture of the window."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self._focus()
        time.sleep(0.2)
        subprocess.run(["import", "-window", self._window, str(file)], check=True, timeout=30)

    def kill(self) -> None:
        """kill -9, as a pulled battery would."""
        if self._process is not None:
            os.kill(self.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """Ends the app kindly, by its id; after 6 s it is killed."""
        process, self._process = self._process, None
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(6)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
