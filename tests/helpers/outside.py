"""The town that all journeys from outside share: real processes, started once, and how each journey begins."""

import subprocess
from pathlib import Path

from helpers import newcomer
from helpers.windows import PASSPHRASE, OutsideApp, TreeReader

from installer.demo.municipality import passphrases
from installer.demo.processes import Endpoint

PEOPLE = ("signe", "palle", "mona")
CORNER = ("1365", "767")
#: Typed in the journeys; whoever has a disk, or the endpoint, finds none of it.
TYPED = ("660321-4011", "GRØN-FYR-27", "TEST-Alfa", "skraldespandene", "Hjelmene", "en fast plads")


def begin_note(app: OutsideApp, place: str = "", kind: str = "") -> None:
    """Ctrl+N, the place where one is given, and the kind, on which the focus stays."""
    app.keys("Ctrl+N")
    app.wait("Hvem drejer det sig om?")
    if app.comes_to("Hvor", "Hvad slags").name == "Hvad slags":
        app.keys("Shift+Tab")
    if place:
        app.comes_to("Hvor")
        app.type(f"{{Ctrl+A}}{place}")
        app.until(lambda here: here.text == place)
    app.keys("Tab")
    app.comes_to("Hvad slags")
    app.type(kind)


def search(app: OutsideApp, words: str) -> None:
    """Ctrl+K, and what is looked for."""
    app.keys("Ctrl+K")
    app.comes_to("Søg efter barn, sted, person eller handling")
    app.type(words)


class OutsideTown:
    """Signe's, Palle's and Mona's pc and the municipality's endpoint; nobody has touched anything yet."""

    def __init__(self, data: Path, logs: Path, reader: TreeReader) -> None:
        self.data, self.logs = data, logs
        port = int((data / "port").read_text(encoding="utf-8"))
        self.endpoint = Endpoint(data / "endpoint", port, logs / "endpoint.log")
        self.phrases = passphrases() | {"mona": newcomer.PHRASE}
        self.online()
        try:
            newcomer.enrol(data, self.phrases)
        finally:
            self.offline()
        subprocess.run(["xdotool", "mousemove", *CORNER], check=True)
        self.apps = {who: OutsideApp(who, data / who, logs / f"{who}.log", reader) for who in PEOPLE}

    def online(self) -> None:
        """The endpoint is up, whoever had started it before."""
        self.endpoint.stop()
        self.endpoint.start()

    def offline(self) -> None:
        """The endpoint is down."""
        self.endpoint.stop()

    def locked(self, who: str) -> OutsideApp:
        """One's window with the lock screen."""
        app = self.apps[who]
        app.start()
        return app

    def today(self, *people: str) -> list[OutsideApp]:
        """The windows of these people, unlocked, on »I dag«; what was open is closed, and its draft stays."""
        for who in people:
            self.apps[who].begin()
        apps = []
        for who in people:
            app = self.apps[who]
            if not app.stands:
                app.start()
            if PASSPHRASE in app.texts():
                app.keys("Esc")
                app.comes_to(PASSPHRASE)
                app.type(self.phrases[who])
                app.keys("Enter")
                app.wait("Navigation")
            app.keys("Esc Esc Ctrl+1")
            app.wait("Venter på dig")
            app.heard()
            apps.append(app)
        return apps

    def pointer(self) -> tuple[str, ...]:
        """Where the pointer lies: still where it was laid, unless somebody used it."""
        said = subprocess.run(["xdotool", "getmouselocation"], check=True, capture_output=True, text=True).stdout
        return tuple(part.partition(":")[2] for part in said.split()[:2])

    def readable(self) -> list[str]:
        """The files, of pc's, endpoint and logs, in which something stands that was typed."""
        wanted = [form for words in TYPED for form in (words.encode(), words.encode("utf-16-le"))]
        files = [path for path in self.logs.rglob("*") if path.is_file()]
        return [path.name for path in files if any(form in path.read_bytes() for form in wanted)]

    def stop(self) -> None:
        """Ends all that was started."""
        for app in self.apps.values():
            app.stop()
        self.endpoint.stop()
