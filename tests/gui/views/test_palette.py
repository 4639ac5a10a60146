"""Search in the window: opened and walked by keys alone, discreet, cancelled by the next letter, noted when read."""

from collections.abc import Callable
from threading import Event

import pytest
from helpers import audit, notes
from helpers.desks import CTRL, Desks
from helpers.town import SCHOOL, Town
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from desktop.services.errors import NotAllowed
from desktop.ui import accessibility
from desktop.ui.palette import READ_MS, Palette


@pytest.fixture
def records(town: Town) -> list[bytes]:
    """Six notes and an agreement, made before the window opens."""
    app = town.app("signe")
    made = [notes.note(app, text=f"Solveig har uro {n}").rec for n in range(6)]
    made.append(notes.agreement(app, "Ring om uro"))
    app.close()
    return made


def palette(desks: Desks) -> Palette:
    """The palette of the window."""
    found = desks.desk.findChild(Palette)
    assert found is not None
    return found


def search(desks: Desks, qtbot: QtBot, text: str) -> Palette:
    """Opens by Ctrl+K, types and waits for the answer."""
    desks.press(Qt.Key.Key_K, CTRL)
    made = palette(desks)
    desks.type(text)
    qtbot.waitUntil(lambda: made._answer is not None and made._answer.text == text, timeout=5_000)
    return made


def titles(made: Palette) -> list[str]:
    """What the rows say first."""
    return [row.title for row in made.list.rows.rows]


def test_by_keys_from_any_page_and_back(unlock: Callable[..., Desks], records: list[bytes], qtbot: QtBot) -> None:
    """Ctrl+K, typing, arrows, Enter: the page of the row is open; Esc closes and the focus is where it was."""
    signe = unlock()
    before = accessibility.focused()
    made = search(signe, qtbot, "uro")
    assert [row.heading for row in made.list.rows.rows][:1] == ["Rådgivninger · 6"]
    signe.press(Qt.Key.Key_Escape)
    assert made.isHidden()
    assert made.line.text() == ""
    assert accessibility.focused() is before
    made = search(signe, qtbot, "fikt")
    assert titles(made)[0] == SCHOOL
    signe.press(Qt.Key.Key_Return)
    signe.settle()
    assert signe.view.target() == {"rec": notes.school(signe.app)}
    assert made.isHidden()


def test_more_of_a_group_is_one_row_away(unlock: Callable[..., Desks], records: list[bytes], qtbot: QtBot) -> None:
    """»Vis flere« says how many there are, shows the rest, and keeps the place."""
    made = search(unlock(), qtbot, "uro")
    assert titles(made)[4] == "Vis flere"
    assert made.list.rows.rows[4].detail == "4 af 6 er vist"
    for _press in range(4):
        qtbot.keyClick(made.line, Qt.Key.Key_Down)
    qtbot.keyClick(made.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(made.list.rows.rows) == 7, timeout=5_000)
    assert "Vis flere" not in titles(made)


def test_actions_are_found_and_done(unlock: Callable[..., Desks], qtbot: QtBot) -> None:
    """Nothing typed offers every action; a word finds one, Enter does it."""
    signe = unlock()
    signe.press(Qt.Key.Key_K, CTRL)
    made = palette(signe)
    assert {"I dag", "Indstillinger", "Nyt notat", "Lås"} <= set(titles(made))
    signe.press(Qt.Key.Key_Escape)
    made = search(signe, qtbot, "indst")
    assert titles(made) == ["Indstillinger"]
    assert not made._words.isVisible()
    signe.press(Qt.Key.Key_Return)
    signe.settle()
    assert signe.view.title() == "Indstillinger"
    made = search(signe, qtbot, "  ")
    assert "I dag" in titles(made)
    signe.press(Qt.Key.Key_Return)
    signe.settle()
    assert made.isHidden(), "nothing is waited for where nothing is asked"


def test_an_action_that_is_called_by_its_name_stands_first(
    unlock: Callable[..., Desks], town: Town, qtbot: QtBot
) -> None:
    """»Indst« is the settings, although a note holds the word too; two letters are not enough to mean an action."""
    signe = unlock()
    notes.note(signe.app, text="Indstilling til møde")
    assert titles(search(signe, qtbot, "indst"))[0] == "Indstillinger"
    signe.press(Qt.Key.Key_Escape)
    assert titles(search(signe, qtbot, "in"))[0] != "Indstillinger"


@pytest.mark.parametrize(
    ("asked", "found", "page"),
    [
        ("indl", "Indlæs fra fil …", "Indlæs fra fil"),
        ("ny bek", "Ny bekymring", "Ny bekymring"),
        ("tilføj", "Tilføj et sted", "Nyt sted"),
    ],
)
def test_what_stands_on_a_page_is_found_too(
    unlock: Callable[..., Desks], qtbot: QtBot, asked: str, found: str, page: str
) -> None:
    """What has no shortcut and no place in the navigation."""
    signe = unlock()
    made = search(signe, qtbot, asked)
    assert titles(made) == [found]
    signe.press(Qt.Key.Key_Return)
    signe.settle()
    assert signe.view.title() == page


def test_an_administrator_is_not_offered_the_import(unlock: Callable[..., Desks], qtbot: QtBot) -> None:
    """It would only be refused; the member finds it (above)."""
    assert "Indlæs fra fil …" not in titles(search(unlock("asta"), qtbot, "indl"))


def test_nothing_found_says_so(unlock: Callable[..., Desks], qtbot: QtBot) -> None:
    """One sentence, and Enter does nothing."""
    signe = unlock()
    made = search(signe, qtbot, "zebrafink")
    assert made._words.text() == "Intet fundet for »zebrafink«. Prøv færre eller kortere ord."
    assert not made.list.isVisible()
    signe.press(Qt.Key.Key_Return)
    assert made.isVisible()


def test_discreet_rows_hold_no_typed_word(unlock: Callable[..., Desks], records: list[bytes], qtbot: QtBot) -> None:
    """S14: neither what is seen nor what a screen reader is told has the words of a note; with F8 off both have."""
    signe = unlock()
    made = search(signe, qtbot, "solveig")
    rows = made.list.rows

    def said() -> str:
        return " ".join(
            str(rows.data(rows.index(n, 0), Qt.ItemDataRole.AccessibleTextRole)) for n in range(len(rows.rows))
        )

    assert len(rows.rows) == 5
    assert "Solveig" not in said()
    signe.press(Qt.Key.Key_Escape)
    signe.desk.set_setting("discreet", False)
    search(signe, qtbot, "solveig")
    assert "Solveig" in said()


def test_what_was_read_is_noted_once(unlock: Callable[..., Desks], records: list[bytes], qtbot: QtBot) -> None:
    """Not each letter: what stands for a second, what is opened or closed before, and what is there at a lock."""
    signe = unlock()
    made = search(signe, qtbot, "sol")
    signe.type("veig")
    qtbot.waitUntil(lambda: made._unread == "solveig", timeout=5_000)
    qtbot.wait(READ_MS + 200)
    signe.settle()
    assert [line.title for line in signe.app.readlog.lines()] == ["Søgte efter »solveig«"]
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    assert len(signe.app.readlog.lines()) == 1
    search(signe, qtbot, "uro")
    signe.lock()
    signe.unlock()
    assert [line.title for line in signe.app.readlog.lines()] == ["Søgte efter »uro«", "Søgte efter »solveig«"]


def test_the_answer_is_of_the_last_letter(unlock: Callable[..., Desks], records: list[bytes], qtbot: QtBot) -> None:
    """Typed at once: only what the whole text finds is shown."""
    signe = unlock()
    made = search(signe, qtbot, "uro")
    made.line.setText("zebra")
    made.line.setText("ring om")
    qtbot.waitUntil(lambda: made._answer is not None and made._answer.text == "ring om", timeout=5_000)
    assert [row.heading for row in made.list.rows.rows] == ["Aftaler · 1"]


def test_enter_waits_for_what_was_typed(unlock: Callable[..., Desks], qtbot: QtBot) -> None:
    """Typed faster than is searched: what the words find opens, not what a part of them had found, nor nothing."""
    signe = unlock()
    made = search(signe, qtbot, "fikt")
    go = Event()
    signe.window._tasks.search(go.wait, lambda _gone: None)
    signe.type("ivby")
    signe.press(Qt.Key.Key_Return)
    assert made.isVisible()
    go.set()
    qtbot.waitUntil(lambda: made.isHidden(), timeout=5_000)
    signe.settle()
    assert SCHOOL in signe.words()
    made = search(signe, qtbot, "fikt")
    signe.type("ivbx")
    signe.press(Qt.Key.Key_Return)
    signe.press(Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: made._answer is not None and made._answer.text == "fiktivb", timeout=5_000)
    signe.settle()
    assert made.isVisible(), "another letter takes the Enter before it back"


def test_a_search_that_is_refused_takes_the_enter_with_it(
    unlock: Callable[..., Desks], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is said; when the same words are answered later, because something was saved, nothing opens by itself."""
    signe = unlock()
    made = search(signe, qtbot, "fikt")

    def refused() -> None:
        raise NotAllowed

    monkeypatch.setattr(signe.app.search, "ask", lambda *_asked: refused)
    signe.type("ivby")
    signe.press(Qt.Key.Key_Return)
    signe.settle()
    assert "ikke skrive" in signe.words()
    monkeypatch.undo()
    notes.note(signe.app, text="Noget helt andet")
    qtbot.waitUntil(lambda: made._answer is not None and made._answer.text == "fiktivby", timeout=5_000)
    signe.settle()
    assert made.isVisible()


@pytest.mark.parametrize("text_size", [100, 200])
def test_the_box_is_named_and_whole(
    unlock: Callable[..., Desks], records: list[bytes], qtbot: QtBot, text_size: int
) -> None:
    """Everything that takes the focus has a name, Tab leaves, and the list lies inside the window at 200 %."""
    signe = unlock(text_size=text_size)
    made = search(signe, qtbot, "uro")
    assert audit.nameless(signe.desk) == []
    assert signe.desk.rect().contains(made.geometry())
    assert made.list.viewport().height() > made.list.rowHeight(0)
    for other in signe.desk._bar.findChildren(QAbstractButton):
        place = QRect(other.mapTo(signe.desk, QPoint()), other.size())
        shown = other.isVisible() and made.geometry().intersects(place) and other is not signe.desk._bar.search
        assert not shown or made.geometry().right() >= place.right()
    signe.press(Qt.Key.Key_Tab)
    assert made.isHidden()
    focus = accessibility.focused()
    assert focus is not None
    assert not made.isAncestorOf(focus)
