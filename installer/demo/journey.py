"""The red thread from end to end, as steps that each must hold (docs/scenarios.md).

It knows neither Qt nor processes: it is handed two apps and an endpoint that obey. `make run` plays it offscreen,
`tests/e2e` under Xvfb from outside.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from installer.demo.processes import Failed

NOTE = "Lærer undres over uro efter frikvarter; aftalt at observere onsdag"
BROKEN_OFF = "Pædagogen fortæller om tre børn der trækker sig fra de voksne efter middagssøvnen, og"
AMENDMENT = "Jeg var med i frikvarteret i dag og så det samme; vi tager det op med teamet"
SIGNES_TEXT = "Signe og klasselæreren holder møde den 14. december"
PALLES_TEXT = "Palle observerer i klassen den 11. december"
PLACE = "Fiktivby Skole"
AGREEMENT = "Møde med klassens lærere"


class App(Protocol):
    """An app process and what a person can do with it."""

    def start(self) -> None:
        """Opens the window."""

    def type(self, text: str) -> None:
        """Types into what has the focus."""

    def keys(self, keys: str) -> None:
        """Presses key combinations, parted by spaces."""

    def wait(self, text: str, within: float = 30.0, gone: bool = False) -> float:
        """Waits for a visible text; the seconds it took."""

    def texts(self) -> list[str]:
        """All visible texts."""

    def focused(self) -> str:
        """The accessible name of what has the focus."""

    def grab(self, file: Path) -> None:
        """A picture."""

    def kill(self) -> None:
        """kill -9."""

    def stop(self) -> None:
        """Closes the window."""


class Server(Protocol):
    """The endpoint process."""

    def start(self) -> None:
        """Up, and answering."""

    def stop(self) -> None:
        """Down."""


@dataclass(frozen=True)
class Stage:
    """Who plays, where, and what is kept of it."""

    signe: App
    palle: App
    endpoint: Server
    phrases: dict[str, str]
    endpoint_folder: Path
    pictures: Path
    say: Callable[[str], None]


def go_to(app: App, name: str, presses: int = 60) -> None:
    """Tabs until the focus is on the widget of that accessible name."""
    for _ in range(presses):
        if name in app.focused():
            return
        app.keys("Tab")
    raise Failed(f"»{name}« could not be reached with Tab")


def unlock(stage: Stage, who: str) -> float:
    """Types the passphrase; the seconds until »I dag« can be used."""
    app = getattr(stage, who)
    app.wait("Din adgangssætning")
    app.type(stage.phrases[who])
    app.keys("Enter")
    return float(app.wait("Venter på dig"))


def log_consultation(app: App, kind: str, about: str, text: str) -> None:
    """Fills the quick note: where is prefilled or typed, then kind, about and text."""
    app.keys("Ctrl+N")
    app.wait("Hvem drejer det sig om?")
    go_to(app, "Hvad slags")
    app.keys("Shift+Tab")
    if PLACE not in app.texts():
        app.keys("Ctrl+A")
        app.type(PLACE)
    app.keys("Tab")
    go_to(app, "Hvad slags")
    app.type(kind)
    go_to(app, "Anonymt barn")
    app.keys("Right Space")
    app.wait("Klasse eller gruppe")
    app.keys("Tab")
    app.type(about)
    go_to(app, "Hvad talte I om, og hvad aftalte I?")
    app.type(text)


def play(stage: Stage) -> dict[str, float]:
    """Plays every step; the seconds that mattered. Raises Failed at the first that does not hold."""
    figures: dict[str, float] = {}
    _offline(stage, figures)
    _killed(stage, figures)
    _sent_and_received(stage, figures)
    _two_texts(stage)
    unreadable(stage.endpoint_folder)
    stage.say("Nothing readable is on the endpoint: no word of the notes is in any of its files")
    return figures


def _offline(stage: Stage, figures: dict[str, float]) -> None:
    signe = stage.signe
    signe.start()
    signe.wait("Din adgangssætning")
    signe.grab(stage.pictures / "01-lock.png")
    figures["unlock_s"] = unlock(stage, "signe")
    signe.wait("Offline")
    signe.grab(stage.pictures / "02-today.png")
    stage.say("The endpoint is down. Signe has unlocked with her passphrase")
    log_consultation(signe, "Sparring", "3.b (klasse)", NOTE)
    signe.grab(stage.pictures / "03-note.png")
    signe.keys("Ctrl+S")
    figures["save_s"] = signe.wait("Gemt på denne pc")
    signe.keys("Ctrl+2")
    signe.wait("3.b")
    signe.wait("Gemt på denne pc")
    signe.grab(stage.pictures / "04-saved.png")
    stage.say("She logged a consultation about »3.b (klasse)« with Ctrl+N and Ctrl+S: »Gemt på denne pc«")


def _killed(stage: Stage, figures: dict[str, float]) -> None:
    signe = stage.signe
    log_consultation(signe, "Sparring", "Blå stue", BROKEN_OFF)
    time.sleep(3)
    signe.kill()
    signe.start()
    unlock(stage, "signe")
    signe.wait("Kladde")
    signe.grab(stage.pictures / "05-draft.png")
    signe.keys("Ctrl+2")
    signe.wait("3.b")
    signe.keys("Ctrl+1")
    go_to(signe, "Fortsæt")
    signe.keys("Enter")
    signe.wait(BROKEN_OFF)
    signe.wait("Blå stue")
    signe.keys("Esc")
    stage.say("The app was killed in the middle of a second note: the first is there, the second is a whole draft")


def _sent_and_received(stage: Stage, figures: dict[str, float]) -> None:
    signe, palle = stage.signe, stage.palle
    signe.keys("Ctrl+2")
    signe.wait("Gemt på denne pc")
    stage.endpoint.start()
    figures["sent_s"] = signe.wait("Sendt", within=10)
    signe.grab(stage.pictures / "06-sent.png")
    stage.say(f"The endpoint came up; without a click the note became »Sendt« after {figures['sent_s']:.1f} s")
    palle.start()
    unlock(stage, "palle")
    palle.keys("Ctrl+2")
    figures["received_s"] = palle.wait("3.b", within=10)
    palle.grab(stage.pictures / "07-palle.png")
    figures["seen_s"] = signe.wait("Modtaget af andre", within=15)
    signe.grab(stage.pictures / "08-seen.png")
    stage.say(f"Palle's app shows it after {figures['received_s']:.1f} s, and Signe's says »Modtaget af andre«")


def _two_texts(stage: Stage) -> None:
    signe, palle = stage.signe, stage.palle
    stage.endpoint.stop()
    palle.wait("Offline")
    signe.wait("Offline")
    open_note(palle, "3.b")
    go_to(palle, "Skriv en tilføjelse")
    palle.keys("Space")
    palle.wait("Tilføjelse")
    palle.type(AMENDMENT)
    palle.keys("Ctrl+S")
    palle.wait(AMENDMENT)
    stage.say("The endpoint is down again; Palle added to Signe's note")
    edit_agreement(signe, SIGNES_TEXT)
    edit_agreement(palle, PALLES_TEXT)
    stage.say("Both changed the text of the same agreement while offline")
    stage.endpoint.start()
    for app, name in ((signe, "signe"), (palle, "palle")):
        app.wait("rettet to steder")
        for text in (SIGNES_TEXT, PALLES_TEXT, "Signe Prøvested", "Palle Pseudonym"):
            app.wait(text, within=10)
        app.grab(stage.pictures / f"09-two-texts-{name}.png")
    go_to(signe, "Vælg …")
    signe.keys("Enter")
    signe.wait("Sådan stod der før")
    signe.grab(stage.pictures / "11-choose.png")
    go_to(signe, "Behold Palles")
    signe.keys("Enter")
    signe.wait("Intet vælges med Enter her")
    signe.keys("Space")
    signe.wait("Afklaret")
    palle.wait(f"Valgte: »{PALLES_TEXT}«")
    open_note(signe, "3.b")
    signe.wait(AMENDMENT)
    signe.grab(stage.pictures / "10-amended.png")
    stage.say("Both see both texts, with names and times; Palle's addition stands under Signe's note")
    stage.say("Signe chose Palle's text, and not by Enter; Palle's app says so, and both stand in the history")


def open_note(app: App, about: str) -> None:
    """Opens the newest note about somebody from »Rådgivning«."""
    app.keys("Ctrl+2")
    app.wait(about)
    go_to(app, "Rådgivninger")
    app.keys("Home Enter")
    app.wait("Historik")


def open_agreement(app: App) -> None:
    """Opens the agreement both know from the school's own page, as one does with the keyboard."""
    app.keys("Ctrl+4")
    go_to(app, "Find i kontakter")
    app.type(PLACE)
    app.wait("Fiktivby Ungdomsskole")
    app.keys("Tab Tab Home Enter")
    app.wait("Siden sidst")
    go_to(app, AGREEMENT)
    app.keys("Enter")
    app.wait("Historik")


def edit_agreement(app: App, text: str) -> None:
    """Replaces the text of the agreement both know."""
    open_agreement(app)
    go_to(app, "Ret")
    app.keys("Space")
    app.wait("Hvad er aftalt?")
    go_to(app, "Hvad er aftalt?")
    app.keys("Ctrl+A")
    app.type(text)
    app.keys("Ctrl+S")
    app.wait("Historik")
    app.wait(text)


def unreadable(folder: Path) -> None:
    """No word of what was written is in any file of a folder. Raises Failed with the file's name."""
    needles = [text.encode() for text in (NOTE, BROKEN_OFF, AMENDMENT, SIGNES_TEXT, PALLES_TEXT, PLACE, "Prøvested")]
    for path in (p for p in folder.rglob("*") if p.is_file()):
        content = path.read_bytes()
        for needle in needles:
            if needle in content or needle.decode().encode("utf-16-le") in content:
                raise Failed(f"readable text in {path.name}")
