"""What a lock takes along beside the pages: clipboard, dialogs, menus; and what the window remembers of itself."""

import pytest
from helpers.fake_services import FakeLocked
from PySide6.QtCore import QMimeData, QPoint, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop.services.settings import TABLE
from desktop.ui import accessibility, clipboard, files
from desktop.ui.forms.fields import TextArea
from desktop.ui.placing import place
from desktop.ui.window import Window


@pytest.fixture
def board() -> QClipboard:
    """An empty clipboard."""
    found = QGuiApplication.clipboard()
    found.clear()
    return found


def test_what_was_copied_here_goes_with_a_lock(unlocked: Window, board: QClipboard) -> None:
    """By a field's Ctrl+C and by the app's own buttons."""
    area = TextArea(lines=2)
    area.setPlainText("Solveig har uro")
    area.selectAll()
    area.copy()
    assert board.text() == "Solveig har uro"
    unlocked.lock()
    assert board.text() == ""


def test_what_another_program_copied_stays(
    unlocked: Window, board: QClipboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something from elsewhere, put there while another window had the focus, is not ours to take."""
    clipboard.put("fra os")
    monkeypatch.setattr(QGuiApplication, "focusWindow", staticmethod(lambda: None))
    board.setText("fra regnearket")
    unlocked.lock()
    assert board.text() == "fra regnearket"


def test_closing_takes_it_too(unlocked: Window, board: QClipboard) -> None:
    """The window that is closed leaves nothing to paste."""
    clipboard.put("fra os")
    unlocked.close()
    assert board.text() == ""


def test_what_is_put_there_asks_histories_to_keep_out(board: QClipboard) -> None:
    """Plain text, and the words that Windows and KDE understand."""
    clipboard.put("Til myndighedssystemet")
    data = board.mimeData()
    assert isinstance(data, QMimeData)
    assert data.text() == "Til myndighedssystemet"
    assert bytes(data.data("x-kde-passwordManagerHint").data()) == b"secret"
    assert any("ExcludeClipboardContentFromMonitorProcessing" in name for name in data.formats())


def test_a_lock_answers_an_open_dialog_with_no(unlocked: Window, qtbot: QtBot) -> None:
    """The file dialog that waits for an answer is gone at once, and what asked for a file gets none."""
    answers: list[object] = []

    def lock() -> None:
        assert isinstance(QApplication.activeModalWidget(), QFileDialog)
        unlocked.lock()
        assert QApplication.activeModalWidget() is None

    QTimer.singleShot(200, unlocked, lock)
    assert unlocked.desk is not None
    answers.append(files.choose_file(unlocked.desk, "Vælg", "*"))
    assert answers == [None]
    assert unlocked.desk is None
    qtbot.waitUntil(lambda: not unlocked._closing)
    assert unlocked.screen_ is not None
    assert accessibility.focused() is unlocked.screen_.passphrase
    qtbot.keyClicks(QApplication.focusWidget(), "abc")
    assert unlocked.screen_.passphrase.text() == "abc"


def test_menus_and_dialogs_on_dialogs_go(unlocked: Window) -> None:
    """All that is open above the window, whatever it is."""
    first = QDialog(unlocked)
    first.open()
    menu = QMenu(first)
    menu.addAction("Kopiér")
    menu.popup(QPoint())
    unlocked.lock()
    assert not menu.isVisible()
    assert not first.isVisible()


def test_the_letter_that_is_being_composed_is_asked_for_before_the_lock(
    unlocked: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The input method is told to hand over what it holds while the pages still stand."""
    told: list[bool] = []
    method = QGuiApplication.inputMethod()
    monkeypatch.setattr(type(method), "commit", lambda _self: told.append(unlocked.desk is not None))
    unlocked.lock()
    assert told == [True]


def test_the_window_stands_where_it_stood(unlocked: Window, locked: FakeLocked) -> None:
    """Size and place are kept when it closes, as a setting that holds; what is no such words leaves the usual size."""
    unlocked.setGeometry(40, 30, 700, 500)
    unlocked.close()
    kept = locked.settings.get("window")
    assert TABLE["window"].accepts(kept)
    other = QWidget()
    place(other, str(kept))
    assert (other.width(), other.height()) == (700, 500)
    place(other, "AAAA")
    assert (other.width(), other.height()) == (1366, 768)


@pytest.mark.parametrize("kept", ["»", "A" * 2_000, "a b", 7, None])
def test_what_is_no_place_is_refused(kept: object) -> None:
    """The plain file may have been changed by hand."""
    assert not TABLE["window"].accepts(kept)
