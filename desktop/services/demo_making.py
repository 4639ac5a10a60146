"""Makes the synthetic municipality beside a data folder, by the same command as anybody would, and opens it.

It runs processes and knows nothing of what they make.
"""

import shutil
import subprocess
import sys
import time
import tomllib
from importlib.resources import files
from pathlib import Path

import resources
from desktop.services.errors import AppError
from desktop.texts import Message, _

WHO = "signe"
# what `demo create` makes, in its order; the last one says that it is whole
_SIGNS = ("endpoint", "asta", "kit-page-b.txt", "palle", "signe", "lene", "port")
_LOOKS_S = 0.2


class DemoFailed(AppError):
    """The command did not make a demo."""

    kind = "demo_failed"
    title = Message(_("The demo could not be made"))
    sentence = Message(_("What was begun is taken away again, and nothing else was changed. Try again, or ask IT."))


class DemoMaking:
    """`folder` is the demo's own; it need not be there."""

    def __init__(self, folder: Path, command: tuple[str, ...] = (sys.executable, "-m")) -> None:
        self.folder, self._command = folder, command
        self._process: subprocess.Popen[bytes] | None = None
        self._windows: list[subprocess.Popen[bytes]] = []

    @property
    def made(self) -> bool:
        """Whether a whole demo lies there."""
        return (self.folder / _SIGNS[-1]).is_file()

    @property
    def person(self) -> tuple[str, str]:
        """Whose pc is shown, and what opens it; printed for all to see."""
        rows = tomllib.loads(files(resources).joinpath("demo", "people.toml").read_text(encoding="utf-8"))["user"]
        row = next(row for row in rows if row["key"] == WHO)
        return str(row["name"]), str(row["passphrase"])

    @property
    def share(self) -> float:
        """How far it is, 0 to 1."""
        return sum((self.folder / sign).exists() for sign in _SIGNS) / len(_SIGNS)

    def step(self) -> bool:
        """Begins, or looks how far it is; whether there is more to do. Raises DemoFailed."""
        if self.made and self._process is None:
            return False
        if self._process is None:
            self._clear()
            self.folder.mkdir(mode=0o700, parents=True)
            arguments = [*self._command, "desktop.cli", "demo", "create", "--data", str(self.folder)]
            self._process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(_LOOKS_S)
        code = self._process.poll()
        if code is None:
            return True
        self._process = None
        if code or not self.made:
            self._clear()
            raise DemoFailed
        return False

    def stop(self) -> None:
        """Ends it; what was begun is taken away."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            process.wait()
            self._clear()

    def open(self) -> None:
        """Opens the demo in a window of its own, which lives on without this one."""
        data = str(self.folder / WHO)
        self._windows = [window for window in self._windows if window.poll() is None]
        self._windows.append(subprocess.Popen([*self._command, "desktop", "--data", data], start_new_session=True))

    def _clear(self) -> None:
        """Takes away a demo that was not made to the end; a whole one is never touched."""
        if self.folder.exists() and not self.made:
            shutil.rmtree(self.folder, ignore_errors=True)
