"""Real windows driven from outside: keys by xdotool; the accessibility tree says what is seen and heard."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from installer.demo.processes import Failed

_KEYS = {
    "Ctrl": "ctrl",
    "Shift": "shift",
    "Alt": "alt",
    "Enter": "Return",
    "Esc": "Escape",
    "Space": "space",
    "PageUp": "Prior",
}
# a Danish keyboard's letters; xdotool gives these in lower case when it is left to find the key
_LETTERS = {
    "Æ": "shift+ae", "Ø": "shift+oslash", "Å": "shift+aring", "æ": "ae", "ø": "oslash", "å": "aring", " ": "space",
    ",": "comma", ".": "period", "-": "minus", "+": "plus", ";": "semicolon", ":": "colon", "'": "apostrophe",
    "(": "parenleft", ")": "parenright", "/": "slash", "?": "question", "!": "exclam",
}  # fmt: skip
_MOVES = ("Tab", "Shift+Tab", "F6", "Shift+F6")
BETWEEN_KEYS_MS = "3"
LOOKS_S, MOVED_S, AWAKE, APPEARS_S = 0.02, 2.0, 6, 60.0
PASSPHRASE = "Din adgangssætning"


def _combination(keys: str) -> str:
    return "+".join(_KEYS.get(name, name.lower() if len(name) == 1 else name) for name in keys.split("+"))


def _letter(letter: str) -> str:
    return _LETTERS.get(letter) or (f"shift+{letter.lower()}" if letter.isupper() else letter)


@dataclass(frozen=True)
class Node:
    """One thing of a window. `label` is what stands beside it, `within` what it is part of."""

    path: str
    role: str
    name: str
    description: str
    text: str
    label: str
    within: str
    states: tuple[str, ...]

    @classmethod
    def read(cls, found: dict[str, Any]) -> "Node":
        """From what the tree says of it."""
        return cls(**{**found, "states": tuple(found["states"])})


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

    def ask(self, do: str, pid: int, **more: object) -> list[Any] | None:
        """What the tree says of an app; None while it is not on the bus."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": do, "pid": pid} | more) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return None if "missing" in answer else list(answer["found"])

    def stop(self) -> None:
        """Ends the reader."""
        self._process.kill()
        self._process.communicate()


class OutsideApp:
    """`roedtraad` as its user has it: a process with a window, touched only from outside."""

    front: ClassVar[str] = ""

    def __init__(self, who: str, data: Path, log: Path, reader: TreeReader) -> None:
        self.who, self._data, self._log, self._reader = who, data, log, reader
        self._process: subprocess.Popen[bytes] | None = None
        self._window = ""
        self.strokes = 0

    @property
    def pid(self) -> int:
        """The app's process id."""
        assert self._process is not None
        return self._process.pid

    @property
    def runs(self) -> bool:
        """Whether its process lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def stands(self) -> bool:
        """Whether its window is there to be used."""
        return self.runs and bool(self._window)

    @property
    def title(self) -> str:
        """What stands over its window."""
        return self._xdotool("getwindowname", self._window).strip()

    def begin(self) -> None:
        """Starts the process, and does not wait for it."""
        if not self.runs:
            with self._log.open("ab") as log:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "desktop", "--data", str(self._data)], stdout=log, stderr=log
                )

    def start(self) -> None:
        """The lock screen stands, and its field has the focus: of a new process, or of the window that is open."""
        if self.stands:
            self.keys("Ctrl+L")
        else:
            self._appears()
        self.comes_to(PASSPHRASE)

    def _appears(self) -> None:
        self.begin()
        deadline = time.monotonic() + APPEARS_S
        while time.monotonic() < deadline:
            found = self._xdotool("search", "--onlyvisible", "--pid", str(self.pid), check=False).split()
            if found and self._reader.ask("place", self.pid) is not None:
                self._window = found[-1]
                self._answers(time.monotonic() + 20)
                return
            time.sleep(LOOKS_S)
        raise Failed(f"{self.who}'s window did not appear; {self._log} says why")

    def _answers(self, deadline: float) -> None:
        """Until it answers at once, some times in a row: keys go over the bus too, and a starting app loses them."""
        in_a_row = 0
        while in_a_row < AWAKE and time.monotonic() < deadline:
            asked = time.monotonic()
            self._reader.ask("place", self.pid)
            in_a_row = in_a_row + 1 if time.monotonic() - asked < LOOKS_S else 0
            time.sleep(2 * LOOKS_S)

    @staticmethod
    def _xdotool(*arguments: str, check: bool = True) -> str:
        return subprocess.run(
            ["xdotool", *arguments], check=check, capture_output=True, text=True, encoding="utf-8", timeout=60
        ).stdout

    def _focus(self) -> None:
        if OutsideApp.front == self._window:
            return
        self._xdotool("windowraise", self._window, "windowfocus", "--sync", self._window)
        OutsideApp.front = self._window
        deadline = time.monotonic() + 5
        while not self._place() and time.monotonic() < deadline:
            time.sleep(LOOKS_S)  # the window has not yet been told

    def _press(self, names: list[str]) -> None:
        self._focus()
        self._xdotool("key", "--clearmodifiers", "--delay", BETWEEN_KEYS_MS, *names)
        self.strokes += len(names)

    def type(self, text: str) -> None:
        """Types text into what has the focus; »{Tab}« in it is that key, pressed on the way."""
        parts = re.findall(r"\{([^}]+)\}|(.)", text)
        self._press([_combination(key) if key else _letter(letter) for key, letter in parts])

    def keys(self, keys: str) -> None:
        """Presses key combinations, parted by spaces; where they move the focus, waits until it moved."""
        for combination in keys.split():
            before = self._place() if combination in _MOVES else []
            self._press([_combination(combination)])
            deadline = time.monotonic() + (MOVED_S if combination in _MOVES else LOOKS_S)
            while self._place() == before and time.monotonic() < deadline:
                time.sleep(LOOKS_S / 2)

    def _place(self) -> list[str]:
        return self._reader.ask("place", self.pid) or []

    def texts(self) -> list[str]:
        """All texts that the tree shows of this app."""
        return self._reader.ask("texts", self.pid) or []

    def nodes(self) -> list[Node]:
        """All that shows, in the order of the tree."""
        return [Node.read(found) for found in self._reader.ask("see", self.pid) or []]

    def node(self, role: str, name: str) -> Node:
        """The one that shows under a role and a name. Raises Failed."""
        found = [node for node in self.nodes() if node.role == role and node.name == name]
        if not found:
            raise Failed(f"{self.who}: no {role} »{name}« in: {' · '.join(self.texts())}")
        return found[0]

    def focus(self) -> Node:
        """What has the focus, as soon as anything has. Raises Failed."""
        return self.until(lambda _here: True)

    def comes_to(self, *names: str, within: float = 30.0) -> Node:
        """Until the focus is on something of one of these names. Raises Failed."""
        return self.until(lambda here: here.name in names, within)

    def until(self, holds: Callable[[Node], bool], within: float = 30.0) -> Node:
        """What has the focus, as soon as this holds of it: keys are on their way for a moment. Raises Failed."""
        self._focus()
        deadline = time.monotonic() + within
        while True:
            found = [Node.read(one) for one in self._reader.ask("focus", self.pid) or []]
            if found and holds(found[0]):
                return found[0]
            if time.monotonic() > deadline:
                raise Failed(f"{self.who}: the focus is on {found or 'nothing'}, not where it should be")
            time.sleep(LOOKS_S)

    def focused(self) -> str:
        """The names of what has the focus and of what it is part of."""
        return "".join(self._reader.ask("focused", self.pid) or [])

    def heard(self) -> list[str]:
        """What the app had announced since this was last asked."""
        return self._reader.ask("heard", self.pid) or []

    def hear(self, words: str, within: float = 20.0) -> None:
        """Until a screen reader is given these words to say. Raises Failed."""
        said: list[str] = []
        deadline = time.monotonic() + within
        while not any(words in one for one in said):
            if time.monotonic() > deadline:
                raise Failed(f"{self.who}: »{words}« was not announced, but: {said}")
            time.sleep(LOOKS_S)
            said += self.heard()

    def unnamed(self) -> list[str]:
        """Roles of focusable widgets without a name."""
        return self._reader.ask("unnamed", self.pid) or []

    def wait(self, text: str, within: float = 30.0, gone: bool = False) -> float:
        """Waits for a text (or until it is gone); the seconds it took."""
        found = self._reader.ask("wait", self.pid, text=text, within=within, gone=gone)
        if found is None:
            raise Failed(f"{self.who}'s app ended; {self._log} says why")
        if isinstance(found[0], float):
            return found[0]
        raise Failed(f"{self.who}: »{text}« {'still there' if gone else 'not seen'} after {within:g} s in: {found[0]}")

    def grab(self, file: Path) -> None:
        """A picture of the window."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self._focus()
        subprocess.run(["import", "-window", self._window, str(file)], check=True, timeout=30)

    def kill(self) -> None:
        """kill -9, as a pulled battery would."""
        if self._process is not None:
            os.kill(self.pid, signal.SIGKILL)
            self._process.wait()
            self._process, self._window, OutsideApp.front = None, "", ""

    def stop(self) -> None:
        """Ends the app kindly, by its id; after 6 s it is killed."""
        process, self._process, self._window, OutsideApp.front = self._process, None, "", ""
        if process is None or process.poll() is not None:
            return
        process.terminate()
        try:
            process.wait(6)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
