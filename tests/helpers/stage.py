"""Real processes on a copy of a small town: driven apps, the command line, an endpoint behind a gate that can lie."""

import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from helpers import town as towns
from helpers.endpoint_process import EndpointProcess
from helpers.forked import driven, run
from helpers.gate import PASS, Gate
from helpers.town import PHRASES, Town

from desktop.services import kits
from desktop.texts import Texts
from installer.demo.journey import log_consultation
from installer.demo.processes import DrivenApp, free_port
from sync.crypto.keys import SigningKey

NOW = "2026-11-20T08:18"


@dataclass(frozen=True)
class Made:
    """A town that was made once: its folder, and the port that its pc's know."""

    folder: Path
    port: int


def make(folder: Path) -> Made:
    """The town, made in this process; its endpoint folder is one that a real endpoint goes on with."""
    folder.mkdir()
    port, key = free_port(), SigningKey.generate()
    towns.build(folder, town := Town(folder, key), f"http://127.0.0.1:{port}")
    town.close()
    (folder / "endpoint" / "server.key").write_bytes(key.private_bytes())
    assert town.kit is not None
    for half in kits.halves(town.kit):
        page = kits.page_text(half, town.kit.org, Texts("da"))
        (folder / f"page-{half.letter.lower()}").write_text(page, encoding="utf-8")
    return Made(folder, port)


@dataclass
class Stage:
    """One test's copy of it. What is started here is ended by `close`."""

    folder: Path
    port: int
    _apps: list[DrivenApp] = field(default_factory=list)
    _gate: Gate | None = None
    _endpoint: EndpointProcess | None = None

    @classmethod
    def on(cls, made: Made, folder: Path) -> "Stage":
        """A copy of `made` in `folder`; nothing runs."""
        shutil.copytree(made.folder, folder, ignore=shutil.ignore_patterns("*.log"))
        return cls(folder, made.port)

    @property
    def endpoint(self) -> EndpointProcess:
        """The real endpoint, on a port of its own; started when first asked for."""
        if self._endpoint is None:
            self._endpoint = EndpointProcess(self.folder / "endpoint")
        return self._endpoint

    @property
    def gate(self) -> Gate:
        """What listens at the port the pc's know, before the endpoint; made when first asked for."""
        if self._gate is None:
            self._gate = Gate(self.port, self.endpoint.port)
        return self._gate

    def connect(self) -> None:
        """The pc's reach the endpoint."""
        self.gate.turn(PASS)

    def app(self, who: str, now: str | None = NOW) -> DrivenApp:
        """One person's app, started."""
        app = DrivenApp(who, self.folder / who, self.log(who), now, start=driven)
        self._apps.append(app)
        app.start()
        return app

    def unlocked(self, who: str, now: str | None = NOW) -> DrivenApp:
        """One person's app, started and unlocked."""
        app = self.app(who, now)
        unlock(app)
        return app

    def log(self, who: str) -> Path:
        """What the app said on standard error."""
        return self.folder / f"{who}.log"

    def admin(self, who: str, *arguments: str, phrase: str = "") -> subprocess.CompletedProcess[str]:
        """`roedtraad-admin` on one person's folder; the passphrase goes in at standard input."""
        command = ["--data", str(self.folder / who), *arguments, "--passphrase-file", "-"]
        return run("desktop.cli", *command, said=(phrase or PHRASES.get(who, "fire lange ord i alt")) + "\n")

    def close(self) -> None:
        """Ends everything."""
        for app in self._apps:
            app.stop()
        if self._gate is not None:
            self._gate.close()
        if self._endpoint is not None and self._endpoint.process.poll() is None:
            self._endpoint.stop()


def unlock(app: DrivenApp, phrase: str = "") -> None:
    """Types the passphrase and waits for »I dag«."""
    app.wait("Din adgangssætning")
    app.type(phrase or PHRASES[app.who])
    app.keys("Enter")
    app.wait("Venter på dig")


def begin_note(app: DrivenApp, text: str = "") -> None:
    """Opens the quick note with the three choices made; the focus is in the text."""
    log_consultation(app, "Sparring", "3.b (klasse)", text)


def save_note(app: DrivenApp, text: str) -> None:
    """A whole note, saved."""
    begin_note(app, text)
    app.keys("Ctrl+S")
    app.wait("Gemt på denne pc")


def says(app: DrivenApp, *parts: str, within: float = 30.0) -> str:
    """Waits for one text that holds all of `parts`; it."""
    deadline = time.monotonic() + within
    while True:
        for text in app.texts():
            if all(part in text for part in parts):
                return text
        assert time.monotonic() < deadline, f"{app.who}: {parts} not seen in {app.texts()}"
        time.sleep(0.05)
