"""Keys that the system still sends to the native window of a popup that has closed."""

import pytest
from helpers.shown import show
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.forms.widgets import Combo, LineField, PlaceCombo
from desktop.ui.stray_keys import StrayKeys


class Desk(QWidget):
    """A field, and popups over it as X11 has them: open, they are the window that the system gives keys to."""

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self.place = PlaceCombo([(b"1", "Fiktivby Skole")], name="Hvor")
        self.kind = Combo([("s", "Sparring"), ("a", "Anonym")], name="Hvad slags")
        self.field, self.menu = LineField(name="Næste"), QMenu(self)
        self.menu.addAction("Stop")
        inside = QVBoxLayout(self)
        for widget in (self.place, self.kind, self.field):
            inside.addWidget(widget)
        StrayKeys(app, self)

    def opened(self, which: str) -> QWindow:
        """The native window of a popup that is open and has the keyboard."""
        opens = {
            "place": self.place.completer().popup().show, "kind": self.kind.showPopup, "menu": self.menu.show
        }  # fmt: skip
        opens[which]()
        self.popup = QApplication.activePopupWidget()  # kept: PySide lets go of its native window with it
        handle = self.popup.windowHandle()
        handle.requestActivate()
        QApplication.processEvents()
        return handle

    def closed(self, which: str) -> QWindow:
        """The same of one that has closed; the focus is in the field."""
        handle = self.opened(which)
        self.field.setFocus()
        self.popup.hide()
        assert QApplication.activePopupWidget() is None
        return handle


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot) -> Desk:
    """Shown, and with the focus."""
    made = Desk(qapp)
    show(qtbot, made)
    return made


@pytest.mark.parametrize("which", ["place", "kind", "menu"])
def test_a_key_for_a_closed_popup_is_the_field_s(desk: Desk, which: str) -> None:
    """Of a completer, of a choice and of a menu: no letter is written elsewhere or swallowed, and Tab moves on."""
    handle = desk.closed(which)
    for key, words in ((Qt.Key.Key_S, "s"), (Qt.Key.Key_P, "sp")):
        QTest.keyClick(handle, key)
        assert desk.field.text() == words
    assert (desk.place.currentText(), desk.kind.currentIndex()) == ("", -1)
    desk.place.setFocus()
    QTest.keyClick(handle, Qt.Key.Key_Tab)
    assert desk.kind.hasFocus()


def test_the_key_goes_to_the_window_that_had_the_focus(desk: Desk, qapp: QApplication, qtbot: QtBot) -> None:
    """Also where another one saw the popup first."""
    other = Desk(qapp)
    show(qtbot, other)
    handle = other.closed("kind")
    QTest.keyClick(handle, Qt.Key.Key_S)
    assert (desk.field.text(), other.field.text()) == ("", "s")


def test_an_open_popup_keeps_its_keys(desk: Desk) -> None:
    """What is open is worked in as ever."""
    QTest.keyClick(desk.opened("menu"), Qt.Key.Key_Down)
    assert desk.menu.activeAction() is desk.menu.actions()[0]
    assert desk.field.text() == ""


def test_the_popups_of_a_dialog_of_qt_s_are_left_alone(desk: Desk, qtbot: QtBot) -> None:
    """A path typed in the dialog for a file, and Enter: its completer goes with it, and who watched that crashed."""
    dialog = QDialog(desk)
    menu = QMenu(dialog)
    menu.addAction("kalender.ics")
    dialog.open()
    menu.show()
    handle = menu.windowHandle()
    with qtbot.waitSignal(QGuiApplication.instance().focusWindowChanged):  # type: ignore[union-attr]
        handle.requestActivate()
    assert QApplication.activeModalWidget() is dialog
    assert handle.property("roedtraad-stray-keys") is None
    menu.hide()
    dialog.close()
    assert desk.closed("place").property("roedtraad-stray-keys"), "those of the window are watched as ever"


def test_a_popup_that_is_told_late_of_its_focus_does_not_keep_it(desk: Desk) -> None:
    """It has closed by then: the window is the active one again, and Tab moves on in it."""
    desk.field.setFocus()
    popup = desk.place.completer().popup()
    popup.show()  # the platform says a moment later that it has the focus
    popup.hide()
    QApplication.processEvents()
    assert QApplication.activeWindow() is desk
    assert desk.field.hasFocus()
