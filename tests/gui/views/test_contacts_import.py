"""Importing a list in the real window, by keyboard: columns, preview, import, undo; stopped; refused."""

from collections.abc import Callable
from pathlib import Path

import pytest
from helpers import audit
from helpers.desks import CTRL, Desks
from helpers.lists import HEAD, schools
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from desktop.services.errors import NoRoom
from desktop.store.errors import DiskFull
from desktop.ui import accessibility, files
from desktop.ui.forms.buttons import Button
from desktop.ui.forms.plan_rows import PAGE
from desktop.ui.views.contacts_import import View

Choose = Callable[[str], None]


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Choose:
    """The file that the dialog gives, as its text."""

    def put(text: str) -> None:
        path = tmp_path / "liste.csv"
        path.write_text(text, encoding="utf-8")
        monkeypatch.setattr(files, "choose_file", lambda *_asked: path)

    return put


def open_page(desks: Desks) -> View:
    """Kontakter, and its button."""
    desks.open("contacts")
    desks.tab_to("Indlæs fra fil …")
    desks.press(Qt.Key.Key_Return)
    desks.settle()
    assert isinstance(desks.view, View)
    return desks.view


def to_columns(desks: Desks, qtbot: QtBot) -> View:
    """The file is chosen and read."""
    view = open_page(desks)
    desks.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view._columns is not None, timeout=10_000)
    return view


def to_plan(desks: Desks, qtbot: QtBot) -> View:
    """And planned."""
    view = to_columns(desks, qtbot)
    desks.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.rows is not None and bool(view.rows.list.rows.rows), timeout=10_000)
    return view


def all_named(desks: Desks) -> None:
    """Everything that takes the focus has a name, there is one primary button, and Tab leaves the page."""
    assert audit.nameless(desks.desk) == []
    assert len([b for b in desks.view.findChildren(Button) if b.kind == "primary" and b.isVisible()]) == 1
    met: list[object] = []
    for _press in range(60):
        desks.press(Qt.Key.Key_Tab)
        focus = accessibility.focused()
        if focus in met:
            break
        met.append(focus)
    assert any(not desks.view.isAncestorOf(widget) for widget in met)  # type: ignore[arg-type]


def test_a_list_is_imported_and_undone_by_keyboard(signe: Desks, qtbot: QtBot, choose: Choose) -> None:
    """Enter four times from Kontakter to a finished import; Ctrl+Z takes the whole of it back."""
    choose(schools(30) + "x;Gal;;;SFO\n")
    view = to_plan(signe, qtbot)
    assert [row.tag for row in view.rows.list.rows.rows[:1]] == ["ny"]  # type: ignore[union-attr]
    assert signe.app.contacts.institutions()[0].name == "Fiktivby Skole"
    assert len(signe.app.contacts.institutions()) == 1, "a preview changes nothing"
    signe.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "30 tilføjet, 0 rettet" in signe.words(), timeout=15_000)
    signe.settle()
    assert [row.detail for row in view.rows.list.rows.rows] == ["Række 32 · »x« er ikke et institutionsnummer."]  # type: ignore[union-attr]
    assert "Udeladt · 1" in signe.words() and "Udelades" not in signe.words()
    assert len(signe.app.contacts.institutions()) == 31
    all_named(signe)
    signe.press(Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: "30 kontakter er som før indlæsningen." in signe.words(), timeout=15_000)
    assert len(signe.app.contacts.institutions()) == 1


def test_an_import_that_cannot_begin_can_be_begun_again(
    signe: Desks, qtbot: QtBot, choose: Choose, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk says so, and the button under the fingers is there for the next try; nothing was read in yet."""
    choose(schools(3))
    to_plan(signe, qtbot)
    begin, imports = signe.app.imports.begin, signe.app.imports

    def full(_plan: object) -> None:
        raise NoRoom(DiskFull())

    monkeypatch.setattr(imports, "begin", full)
    signe.press(Qt.Key.Key_Return)
    signe.settle()
    assert "Disken er fuld" in signe.words() and len(signe.app.contacts.institutions()) == 1
    monkeypatch.setattr(imports, "begin", begin)
    signe.tab_to("Indlæs 3 rækker")
    signe.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "3 tilføjet, 0 rettet" in signe.words(), timeout=15_000)


def test_columns_are_corrected(signe: Desks, qtbot: QtBot, choose: Choose) -> None:
    """Examples stand under the combos; without a name there is a sentence beside the field; a choice is followed."""
    choose("Kaldenavn;Sort\nSolen;SFO\n")
    view = to_columns(signe, qtbot)
    all_named(signe)
    signe.tab_to("Vis hvad der vil ske")
    signe.press(Qt.Key.Key_Return)
    assert "Vælg hvilken kolonne der har navnet." in signe.words()
    combo = accessibility.focused()
    assert isinstance(combo, QComboBox) and combo.objectName() == "name"
    signe.press(Qt.Key.Key_Down)
    assert "Fx »Solen«" in signe.words()
    signe.tab_to("Type")
    signe.press(Qt.Key.Key_Down)
    signe.press(Qt.Key.Key_Down)
    signe.tab_to("Vis hvad der vil ske")
    signe.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.rows is not None and bool(view.rows.list.rows.rows), timeout=10_000)
    assert view.rows.list.rows.rows[0].detail == "Række 2 · SFO"  # type: ignore[union-attr]
    all_named(signe)


def test_a_long_preview_comes_page_by_page(signe: Desks, qtbot: QtBot, choose: Choose) -> None:
    """The view holds what it shows and fetches more when scrolled; a chip shows one sort of rows."""
    choose(schools(450) + "x;Gal;;;SFO\n")
    view = to_plan(signe, qtbot)
    assert view.rows is not None
    assert len(view.rows.list.rows.rows) == PAGE
    view.rows.list.rows.fetchMore(view.rows.list.rows.index(0, 0).parent())
    signe.settle()
    assert len(view.rows.list.rows.rows) == 2 * PAGE
    view.rows.filter.set_value("skip")
    view.rows.filter.changed.emit()
    signe.settle()
    assert [row.title for row in view.rows.list.rows.rows] == ["Gal"]


def test_stopped_says_what_was_taken(signe: Desks, qtbot: QtBot, choose: Choose) -> None:
    """Esc stops after the batch under way: whole batches stay, it says how many, and they can be undone."""
    choose(schools(400))
    view = to_plan(signe, qtbot)
    signe.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view._work is not None, timeout=10_000)
    signe.press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "Stoppet" in signe.words(), timeout=15_000)
    taken = len(signe.app.contacts.institutions()) - 1
    assert 0 < taken < 400
    assert f"{taken} tilføjet" in signe.words() and f"{400 - taken} rækker kom ikke med" in signe.words()
    signe.tab_to("Fortryd indlæsningen")
    signe.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "som før indlæsningen" in signe.words(), timeout=15_000)
    assert len(signe.app.contacts.institutions()) == 1


def test_what_can_be_stopped_is_not_said_to_be_unstoppable(signe: Desks, qtbot: QtBot, choose: Choose) -> None:
    """Only the beginning is a write that the window tells of when it is slow; of the batches the page tells."""
    choose(schools(5))
    to_plan(signe, qtbot)
    told: list[None] = []
    signe.view.shell.tasks.asked.connect(lambda: told.append(None))
    signe.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "5 tilføjet" in signe.words(), timeout=15_000)
    assert len(told) == 1
    signe.press(Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: "5 kontakter er som før" in signe.words(), timeout=15_000)
    assert len(told) == 1


def test_an_earlier_import_is_undone_after_a_lock(signe: Desks, qtbot: QtBot, choose: Choose) -> None:
    """It stands in the list of imports, with its file and figures, and its button takes it back."""
    choose(schools(5))
    to_plan(signe, qtbot)
    signe.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "5 tilføjet" in signe.words(), timeout=15_000)
    signe.lock()
    signe.unlock()
    signe.open("contacts")
    signe.open("contacts_import")
    assert "Indlæst tidligere" in signe.words() and "5 tilføjet, 0 rettet" in signe.words()
    all_named(signe)
    signe.tab_to("Fortryd")
    signe.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "5 kontakter er som før" in signe.words(), timeout=15_000)
    assert len(signe.app.contacts.institutions()) == 1


def test_a_file_that_is_none_and_a_file_with_nothing_new(signe: Desks, qtbot: QtBot, choose: Choose) -> None:
    """A refusal is a sentence and the page stays; where nothing is left to do it says so."""
    choose("")
    view = open_page(signe)
    signe.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Filen kan ikke indlæses" in signe.words(), timeout=10_000)
    assert "Vælg en fil …" in [b.text() for b in view.findChildren(Button) if b.isVisible()]
    choose(HEAD + ";Fiktivby Skole;;;\n")
    signe.tab_to("Vælg en fil …")
    signe.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view._columns is not None, timeout=10_000)
    assert "Filen kan ikke indlæses" not in signe.words(), "that was the other file"
    signe.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Alt i filen er her allerede" in signe.words(), timeout=10_000)


def test_one_who_may_not_write_is_told(unlock: Callable[..., Desks]) -> None:
    """Lene reads only: the page says so instead of asking for a file."""
    lene = unlock("lene")
    lene.open("contacts_import")
    assert "Du kan læse her, men ikke skrive." in lene.words()
    all_named(lene)


def test_whole_at_200_percent(unlock: Callable[..., Desks], qtbot: QtBot, choose: Choose) -> None:
    """The one primary button is inside the window on every stage."""
    choose(schools(3))
    signe = unlock(text_size=200)

    def whole() -> None:
        made = next(b for b in signe.view.findChildren(Button) if b.kind == "primary" and b.isVisible())
        assert signe.window.rect().contains(made.mapTo(signe.window, made.rect().bottomRight()))

    signe.open("contacts_import")
    whole()
    signe.press(Qt.Key.Key_Return)
    view = signe.view
    assert isinstance(view, View)
    qtbot.waitUntil(lambda: view._columns is not None, timeout=10_000)
    whole()
    signe.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: view.rows is not None, timeout=10_000)
    whole()
