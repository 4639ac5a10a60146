"""By USB stick in the real window, by keyboard: saved, looked at, read in, answered with a receipt; and refused."""

from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.desks import Desks
from helpers.town import Town
from PySide6.QtCore import Qt
from pytestqt.exceptions import TimeoutError as QtTimeout
from pytestqt.qtbot import QtBot

from desktop.ui import accessibility, files
from desktop.ui.forms.buttons import Button
from desktop.ui.forms.receivers_card import ReceiversCard
from desktop.ui.views.bundle import View
from sync import bundle_file
from sync.crypto import sealed_file

MakeDesks = Callable[..., Desks]


@pytest.fixture
def stick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The file that both dialogs give."""
    path = tmp_path / "nøgle.roedtraad"
    monkeypatch.setattr(files, "choose_file", lambda *_asked: path)
    monkeypatch.setattr(files, "choose_new_file", lambda *_asked: path)
    return path


def open_page(desks: Desks, words: str) -> View:
    """Synkronisering, and its button."""
    desks.open("sync")
    desks.tab_to(words)
    desks.press(Qt.Key.Key_Return)
    desks.settle()
    assert isinstance(desks.view, View)
    return desks.view


def until(desks: Desks, qtbot: QtBot, words: str) -> None:
    """Waits for a sentence."""
    try:
        qtbot.waitUntil(lambda: words in desks.words(), timeout=10_000)
    except QtTimeout:
        raise AssertionError(f"»{words}« is not in: {desks.words()}") from None


def named(desks: Desks) -> None:
    """Everything that takes the focus has a name, and at most one button is the primary one."""
    buttons = [b for b in desks.view.findChildren(Button) if b.isVisible()]
    assert all(accessibility.accessible_name(button) for button in buttons)
    assert len([b for b in buttons if b.property("role") == "primary"]) <= 1


def test_a_carrier_is_told_what_to_do(town: Town, unlock: MakeDesks, qtbot: QtBot) -> None:
    """He waits for no colleague, and the page does not offer him to save what is not on his pc without a word."""
    town.line.up = True
    with town.office("asta") as asta:
        lene = asta.membership.find("Lene")
        asta.desk.post(asta.membership.cutting.role(town.space, lene, "none"))
        asta.membership.set_carrier(lene, True)
        asta.desk.sync()
    with town.office("lene") as pc:
        pc.desk.sync()
    town.line.up = False
    carrier = unlock("lene")
    until(carrier, qtbot, "En overbringer læser og skriver ikke notater")
    assert "Skriv det første notat" not in carrier.words(), "what could not be saved is not offered"
    carrier.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    carrier.settle()
    assert type(carrier.view).__module__.endswith(".today")
    carrier.open("bundle", way="save")
    until(carrier, qtbot, "Du er overbringer af forseglede filer")
    assert "roedtraad-admin bundle export … --fetch" in carrier.words()
    named(carrier)


def test_what_signe_wrote_offline_reaches_palle_by_hand(
    town: Town, unlock: MakeDesks, qtbot: QtBot, stick: Path
) -> None:
    """Saved by her, looked at and read in by him; a second time nothing is new; his receipt is a file of its own."""
    town.line.up = False
    signe = unlock("signe")
    place = signe.app.consultations.choices().places[0].rec
    values = {"institution": place, "form": "sparring", "subject": "group", "subject_label": "3.b", "text": "Uro"}
    signe.app.consultations.save(values)
    open_page(signe, "Gem på USB-nøgle …")
    signe.shot("save")
    named(signe)
    signe.press(Qt.Key.Key_Return)
    until(signe, qtbot, "Filen er gemt")
    signe.shot("saved")
    assert stick.exists()

    palle = unlock("palle")
    before = len(palle.app.consultations.page().rows)
    open_page(palle, "Indlæs fra USB-nøgle …")
    palle.shot("read")
    named(palle)
    palle.press(Qt.Key.Key_Return)
    until(palle, qtbot, "Gemt af Signe Prøvested")
    palle.shot("preview")
    named(palle)
    assert "Nyt fra" in palle.words()
    assert len(palle.app.consultations.page().rows) == before
    palle.press(Qt.Key.Key_Return)
    until(palle, qtbot, "1 ændring er indlæst.")
    palle.shot("taken")
    assert len(palle.app.consultations.page().rows) == before + 1

    open_page(palle, "Indlæs fra USB-nøgle …")
    palle.press(Qt.Key.Key_Return)
    until(palle, qtbot, "Gemt af Signe Prøvested")
    assert "Nyt fra" not in palle.words()


def test_a_file_is_closed_for_one_pc(town: Town, unlock: MakeDesks, qtbot: QtBot, stick: Path) -> None:
    """Palle's pc is chosen by keyboard, and Tab goes on behind it: the file is closed for all but him."""
    signe = unlock("signe")
    open_page(signe, "Gem på USB-nøgle …")
    until(signe, qtbot, "Kun til disse pc'er")
    signe.tab_to("Lene Eksempel: pc (ny)")
    signe.press(Qt.Key.Key_Right)
    signe.press(Qt.Key.Key_Space)
    card = signe.view.findChild(ReceiversCard)
    assert card is not None
    (chosen,) = card.chosen()
    signe.shot("receivers")
    named(signe)
    signe.tab_to("Gem alt …")
    signe.press(Qt.Key.Key_Return)
    until(signe, qtbot, "Filen er gemt")
    with stick.open("rb") as file:
        assert bundle_file.is_sealed(file)
        file.seek(4)
        assert list(sealed_file.Head(file).boxes) == [chosen]
    palle = unlock("palle")
    assert palle.app.machine.keys.device_id == chosen
    open_page(palle, "Indlæs fra USB-nøgle …")
    palle.press(Qt.Key.Key_Return)
    until(palle, qtbot, "Gemt af Signe Prøvested")


def test_a_file_that_is_none_is_refused_in_words(town: Town, unlock: MakeDesks, qtbot: QtBot, stick: Path) -> None:
    """Nothing is changed, and another can be tried; a file that is there is not written over."""
    stick.write_bytes(b"en indkoebsliste")
    palle = unlock("palle")
    open_page(palle, "Indlæs fra USB-nøgle …")
    palle.press(Qt.Key.Key_Return)
    until(palle, qtbot, "Filen kan ikke indlæses")
    palle.shot("refused")
    named(palle)
    open_page(palle, "Gem på USB-nøgle …")
    palle.press(Qt.Key.Key_Return)
    until(palle, qtbot, "Der ligger allerede en fil med det navn")
    assert stick.read_bytes() == b"en indkoebsliste"
