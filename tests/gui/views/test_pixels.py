"""S20: in rendered screens, light and dark, at 100 and 200 %, nothing is cut, pale, small or out of sight."""

from collections.abc import Callable
from datetime import date

import pytest
from helpers import notes, pixels
from helpers.desks import Desks
from helpers.torn import rewritten
from helpers.town import Town
from helpers.views import READ_ONLY, Page, pages
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.locked import Locked
from desktop.texts import Texts
from desktop.ui.appearance import Look
from desktop.ui.forms.buttons import Button
from desktop.ui.tables import ListView
from desktop.ui.views.quick_note import View as QuickNote
from desktop.ui.window import Window

LOOKS = [("light", 100), ("dark", 200)]
"""Colours do not depend on the size, nor what is cut on the colours; tests of single pages take the other two."""
LONG = (
    "Pædagogen fortæller at gruppen er urolig efter frokost, og at overgangen til hvilen er svær."
    " Vi taler om at dele rummet og lade to voksne blive siddende."
)


@pytest.fixture
def shown(town: Town) -> tuple[Page, ...]:
    """Every page, with long words, a note with an addition, two people's texts, and something that waits."""
    town.line.up = True
    signe, palle = town.app("signe"), town.app("palle")
    rec = notes.note(signe, text=LONG, duration_min=45).rec
    agreement = notes.agreement(signe, LONG[:90], consultation=rec, due_on=date(2026, 11, 17), owner_user=signe.me.user)
    town.sync(signe, palle)
    palle.consultations.amend(rec, LONG, None)
    rewritten(agreement, (signe, "Møde den 14. december med klasselæreren og mor"), (palle, "Observation 11. december"))
    town.sync(signe, palle, signe, palle)
    town.line.up = False
    notes.note(signe, subject_label="Blå stue")
    made = pages(signe, agreement)
    signe.close()
    palle.close()
    return (*made, ("reading", {"rec": rec}), ("contact_sheet", {"kind": "person"}))


def settled(window: QWidget) -> list[str]:
    """The faults that are still there a moment later: words that just came are laid out with the next event."""
    found = pixels.faults(window)
    for _again in range(3):
        if not found:
            break
        QTest.qWait(100)
        found = [fault for fault in pixels.faults(window) if fault in found]
    return found


def look_at(window: QWidget, page: str) -> list[str]:
    """The faults of a page, at its top and scrolled to its end."""
    QTest.qWait(30)
    found = settled(window)
    for area in window.findChildren(QScrollArea):
        bar = area.verticalScrollBar()
        if area.isVisible() and bar.maximum() > 0:
            bar.setValue(bar.maximum())
            QTest.qWait(10)
            found += settled(window)
    return [f"{page}: {fault}" for fault in dict.fromkeys(found)]


@pytest.mark.parametrize(("colour", "size"), LOOKS)
def test_every_page_can_be_read_and_hit(
    unlock: Callable[..., Desks], shown: tuple[Page, ...], colour: str, size: int
) -> None:
    """Text 4.5:1, edges of controls 3:1, targets 24 px, nothing cut, the one primary button in sight."""
    signe = unlock(text_size=size, colour=colour)
    found = []
    for page, target in shown:
        view = signe.open(page, **target)
        for rows in view.findChildren(ListView):
            rows.setCurrentIndex(rows.rows.index(0, 0))  # the chosen row has a ground of its own
        found += look_at(signe.window, page)
        primary = [one for one in view.findChildren(Button) if one.kind == "primary" and one.isVisible()]
        found += [f"{page}: {len(primary)} primary buttons"] if len(primary) != (page not in READ_ONLY) else []
    signe.open("today")
    signe.desk.message(signe.desk.texts("Undone"), "ok", "Fortryd", lambda: None)
    found += look_at(signe.window, "message")
    assert found == []


@pytest.mark.parametrize(("colour", "size"), LOOKS)
def test_the_note_can_be_read_while_it_is_written(unlock: Callable[..., Desks], colour: str, size: int) -> None:
    """A class with a label, a child with its ages, and a refused save with its marks and sentences."""
    signe = unlock(text_size=size, colour=colour)
    view = signe.open("quick_note")
    assert isinstance(view, QuickNote)
    assert view._note is not None
    found = []
    for subject in ("group", "anonymous_child", "staff"):
        view._note.subject.chip(subject).click()
        found += look_at(signe.window, subject)
    view._note.subject.chip("anonymous_child").click()
    view._note.text.setPlainText("Drengen 610119-1234 er ked af det om morgenen")
    signe.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    found += look_at(signe.window, "refused")
    assert found == []


@pytest.mark.parametrize(("colour", "size"), LOOKS)
def test_the_lock_screen_can_be_read(town: Town, qtbot: object, colour: str, size: int) -> None:
    """Locked, refused, and with the telephone list."""
    folder, clock = town.folder / "signe", town.clock
    window = Window(lambda: Locked(folder, clock, "da", town.line.connect), clock, Texts("da"), Look(colour, size))
    window.resize(1366, 768)
    window.show()
    qtbot.waitUntil(lambda: window._locked is not None)  # type: ignore[attr-defined]
    assert window.screen_ is not None
    found = look_at(window, "locked")
    window.screen_.unlock.emit("helt forkert")
    qtbot.waitUntil(lambda: "nr. 1" in window.screen_.field_text(), timeout=10_000)  # type: ignore[attr-defined]
    found += look_at(window, "wrong")
    window.screen_.toggle_numbers()
    found += look_at(window, "numbers")
    window.close()
    window.deleteLater()
    assert found == []
