"""Settings and lock screen on a real folder: PIN, passphrase, key ring and words, as a person makes and uses them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import audit
from helpers.desks import Desks
from helpers.key_stores import MemoryBackend, in_memory
from helpers.stores import CHEAP
from helpers.town import PHRASES, Town
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.locked import Locked
from desktop.texts import Texts
from desktop.ui import accessibility, printing
from desktop.ui.appearance import Look
from desktop.ui.lock import LockScreen
from desktop.ui.views import access as access_page
from desktop.ui.window import Window

PIN = "481516"
"""Synthetic, as all of this."""


class Person(Desks):
    """A window whose key store is in memory and whose Argon2id is cheap."""

    def __init__(self, town: Town, who: str, qtbot: QtBot) -> None:
        self._town, self._who, self._qtbot = town, who, qtbot
        self.backend = MemoryBackend()
        self.window = self.make()
        self.unlock()

    def make(self) -> Window:
        """The program started anew."""
        town, folder, key_store = self._town, self._town.folder / self._who, in_memory(self.backend)
        window = Window(
            lambda: Locked(folder, town.clock, "da", town.line.connect, key_store, CHEAP),
            town.clock,
            Texts("da"),
            Look("light", 100),
        )
        window.resize(1366, 768)
        window.show()
        window.activateWindow()
        return window

    @property
    def screen(self) -> LockScreen:
        """The lock screen."""
        assert self.window.screen_ is not None
        return self.window.screen_

    def fill(self, *values: str) -> None:
        """Types into the fields of the page in their order, and presses its primary button."""
        fields = [field for field in self.view.findChildren(QLineEdit) if field.isVisible()]
        for field, value in zip(fields, values, strict=True):
            field.setText(value)
        self.press_button(self.view, self.view.go.text())  # type: ignore[attr-defined]
        self.settle()

    def press_button(self, root: QWidget, words: str) -> None:
        """Presses what is called so."""
        self._qtbot.wait(20)
        for made in root.findChildren(QWidget):
            if made.isVisible() and accessibility.accessible_name(made) == words and hasattr(made, "click"):
                made.click()
                return
        raise AssertionError(f"»{words}« is not there")

    def type_at_lock(self, words: str) -> None:
        """Types into the field of the lock screen and presses Enter."""
        self._qtbot.keyClicks(self.screen.passphrase, words)
        self._qtbot.keyClick(self.screen.passphrase, Qt.Key.Key_Return)

    def opened(self) -> None:
        """Waits until the desk is there."""
        self._qtbot.waitUntil(lambda: self.window.desk is not None, timeout=10_000)
        self.settle()

    def set_pin(self) -> None:
        """Chooses the PIN on its page."""
        self.open("access", act="pin")
        self.fill(PHRASES[self._who], PIN, PIN)


@pytest.fixture
def signe(town: Town, qtbot: QtBot) -> Iterator[Person]:
    """Signe's window, unlocked, on a folder of its own."""
    person = Person(town, "signe", qtbot)
    yield person
    person.close()


def test_the_card_says_what_opens_this_pc(signe: Person, qtbot: QtBot) -> None:
    """Four rows; the municipality allows no key ring here, and says so instead of a button."""
    signe.open("settings")
    qtbot.waitUntil(lambda: "24 gendannelsesord" in signe.words())
    said = signe.words()
    for words in (
        "Adgang til denne pc",
        "kan ikke fjernes",
        "PIN efter en pause",
        "beder om adgangssætningen",
        "Der er ingen.",
    ):
        assert words in said
    assert audit.nameless(signe.window) == []


def test_a_pin_reopens_after_a_lock_and_five_wrong_ones_ask_for_the_passphrase(signe: Person, qtbot: QtBot) -> None:
    """The lock screen asks for the PIN with a way to the passphrase; the fifth wrong try ends it, as a restart does."""
    signe.set_pin()
    assert "PIN-koden åbner efter en pause" in signe.words()
    signe.lock()
    assert signe.screen.field.label.text() == "Din PIN"
    assert audit.nameless(signe.window) == []
    signe.type_at_lock(PIN)
    signe.opened()
    signe.lock()
    for left in (4, 3, 2, 1):
        signe.type_at_lock("000001")
        qtbot.waitUntil(lambda n=left: f"adgangssætning: {n}." in signe.screen.field.problem_text, timeout=5000)
    signe.type_at_lock("000001")
    qtbot.waitUntil(lambda: "forkert fem gange" in signe.screen.field.problem_text, timeout=5000)
    assert signe.screen.field.label.text() == "Din adgangssætning"
    assert not signe.window._door.ways.pin_link.isVisible()
    signe.type_at_lock(PHRASES["signe"])
    signe.opened()
    assert "Vil du også bruge en PIN i dag?" in signe.words()


def test_the_passphrase_can_be_typed_instead_of_the_pin(signe: Person, qtbot: QtBot) -> None:
    """A link each way; what was typed for the one is not tried as the other."""
    signe.set_pin()
    signe.lock()
    qtbot.keyClicks(signe.screen.passphrase, "4815")
    signe.press_button(signe.screen, "Brug adgangssætning")
    assert signe.screen.passphrase.text() == ""
    assert signe.screen.field.label.text() == "Din adgangssætning"
    signe.press_button(signe.screen, "Brug PIN")
    assert signe.screen.field.label.text() == "Din PIN"
    signe.press_button(signe.screen, "Brug adgangssætning")
    signe.type_at_lock(PHRASES["signe"])
    signe.opened()


@pytest.mark.parametrize("why", ["sleep", "twelve hours", "removed"])
def test_what_ends_a_pin(signe: Person, why: str) -> None:
    """Sleep of the pc locks and ends it; twelve hours end it; removing it does."""
    signe.set_pin()
    if why == "sleep":
        assert signe.window._guard.watch is not None
        signe.window._guard.watch.slept.emit()
        assert signe.window.desk is None
    elif why == "twelve hours":
        signe._town.clock.forward(12 * 3600)
        signe.lock()
    else:
        signe.open("settings")
        signe._qtbot.waitUntil(lambda: "Du bruger en nu." in signe.words())
        signe.press_button(signe.view, "Fjern PIN")
        signe.settle()
        signe.lock()
    assert signe.screen.field.label.text() == "Din adgangssætning"
    assert signe.window._locked is not None
    assert not signe.window._locked.ways.pins.ready


def test_a_pin_is_refused_beside_its_field(signe: Person) -> None:
    """Two that differ, a run, a wrong passphrase: each beside the field it is about, nothing else is lost."""
    signe.open("access", act="pin")
    page = signe.view
    assert isinstance(page, access_page.View)
    signe.fill(PHRASES["signe"], PIN, "481517")
    assert page.again is not None
    assert page.again.problem_text == "De to er ikke ens."
    signe.fill(PHRASES["signe"], "123456", "123456")
    assert page.new is not None
    assert "andre ville prøve" in page.new.problem_text
    signe.fill("en helt anden sætning", PIN, PIN)
    assert page.passphrase is not None
    assert "er ikke rigtig" in page.passphrase.problem_text
    signe.fill("", PIN, PIN)
    assert page.passphrase.problem_text == "Skriv din adgangssætning."


def test_words_are_shown_printed_typed_back_and_open_with_a_new_passphrase(
    signe: Person, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole way: made, printed, a wrong try, counted; then the passphrase is forgotten and the paper opens."""
    signe.open("access", act="words")
    signe.fill(PHRASES["signe"])
    page = signe.view
    assert isinstance(page, access_page.View)
    shown = {}
    for label in page.findChildren(QLabel):
        number, _dot, word = label.text().partition(". ")
        if number.isdigit() and label.isVisible():
            shown[int(number)] = word
    paper = " ".join(shown[n] for n in range(1, 25))
    assert audit.nameless(signe.window) == []

    def to_file(_parent: QWidget) -> QPrinter:
        printer = QPrinter()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "paper.pdf"))
        return printer

    monkeypatch.setattr(access_page, "print_words", lambda *given: printing.print_words(*given, choose=to_file))
    signe.press_button(page, "Udskriv")
    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF")
    assert all(
        word in printing.words_document(Texts("da"), "i dag", paper.split()).toPlainText() for word in paper.split()
    )
    signe.press_button(page, "Jeg har dem")
    assert page.words is not None
    qtbot.wait(50)
    assert not any(
        f"{number}. {word}" == label.text() for number, word in shown.items() for label in page.findChildren(QLabel)
    )
    qtbot.waitUntil(lambda: accessibility.focused() is page.words.widget)
    page.words.widget.setPlainText(paper.rsplit(" ", 1)[0])
    signe.press_button(page, "Brug disse ord")
    signe.settle()
    assert "der er 23" in page.words.problem_text
    page.words.widget.setPlainText(paper.upper())
    signe.press_button(page, "Brug disse ord")
    signe.settle()
    assert "Ordene åbner denne pc fra nu af" in signe.words()
    signe.lock()
    qtbot.waitUntil(lambda: signe.window._door.ways.words_link.isVisible())
    signe.press_button(signe.screen, "Glemt den? Brug dine 24 ord")
    card = signe.screen.recovery
    assert not signe.screen.card.isVisible()
    assert audit.nameless(signe.window) == []
    card.open.click()
    assert card.words.problem_text == "Skriv de 24 ord."
    card.area.setPlainText(paper)
    for field in (card.new, card.again):
        field.widget.setText("kort")
    card.open.click()
    qtbot.waitUntil(lambda: "for svag" in card.new.problem_text)
    for field in (card.new, card.again):
        field.widget.setText("ny sætning fra papiret")
    card.open.click()
    signe.opened()
    signe.lock()
    signe.type_at_lock("ny sætning fra papiret")
    signe.opened()


def test_words_that_were_removed_are_not_offered(signe: Person, qtbot: QtBot) -> None:
    """Made, shown with the day, removed, gone from card and lock screen."""
    made = signe.app.access.new_words(PHRASES["signe"])
    signe.app.access.keep_words(made, " ".join(made.words))
    signe.open("settings")
    qtbot.waitUntil(lambda: "Lavet i dag 08.18" in signe.words())
    signe.press_button(signe.view, "Fjern ord")
    signe.settle()
    signe.press_button(signe.view, "Fjern ord")
    signe.settle()
    qtbot.waitUntil(lambda: "Der er ingen." in signe.words())
    signe.lock()
    signe._qtbot.wait(100)
    assert not signe.window._door.ways.words_link.isVisible()


def test_a_new_passphrase_counts_at_the_next_lock(signe: Person, qtbot: QtBot) -> None:
    """The old one opens nothing any more, the new one does; Tab reaches every field."""
    signe.open("access", act="passphrase")
    names = [accessibility.accessible_name(stop) for stop in audit.tab_stops(signe.view)]
    assert names == ["Din adgangssætning", "Ny adgangssætning", "Den samme igen", "Annuller", "Skift adgangssætning"]
    signe.fill(PHRASES["signe"], "en helt ny lang sætning", "en helt ny lang sætning")
    assert "nye adgangssætning gælder" in signe.words()
    signe.lock()
    signe.type_at_lock(PHRASES["signe"])
    qtbot.waitUntil(lambda: "nr. 1" in signe.screen.field.problem_text)
    signe.type_at_lock("en helt ny lang sætning")
    signe.opened()
