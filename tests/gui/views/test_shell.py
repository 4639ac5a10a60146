"""The shell around the pages: undo of one save after another, drafts, what was removed, panes, text size, keys."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest
from helpers import audit, notes
from helpers.desks import CTRL, SHIFT, Desks
from helpers.town import Town
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.services.drafts import DraftValues
from desktop.services.events import RecordsChanged
from desktop.ui import accessibility
from desktop.ui.actions import ACTIONS
from desktop.ui.forms.buttons import Button
from desktop.ui.forms.removing import take_away
from desktop.ui.topbar import TopBar
from desktop.ui.views.consultations import View as ListPage
from desktop.ui.views.drafts import View as Drafts


def press_button(signe: Desks, name: str, of: str = "") -> None:
    """Presses the visible button of that name, and of what is described so."""
    found = [
        made
        for made in signe.desk.findChildren(Button)
        if made.isVisible() and made.accessibleName() == name and of in made.accessibleDescription()
    ]
    assert len(found) == 1, f"{len(found)} buttons »{name}«"
    found[0].click()
    signe.settle()


def where(signe: Desks) -> str:
    """The part of the window that has the focus: the top bar, the navigation, or the page."""
    focus = accessibility.focused()
    assert focus is not None
    if signe.view.isAncestorOf(focus):
        return "page"
    bar = signe.desk.findChild(TopBar)
    assert bar is not None
    return "bar" if bar.isAncestorOf(focus) else "navigation"


def test_ctrl_z_takes_back_one_save_after_another(signe: Desks) -> None:
    """Two saves and a removal: three presses, the newest first; then it says that there is nothing more."""
    app, shell = signe.app, signe.desk
    rec = notes.agreement(app, "Ring til leder")
    shell.saved(app.agreements.save(rec, {"text": "Skriv til leder"}))
    shell.saved(app.agreements.save(rec, {"text": "Mød lederen"}))
    take_away(shell, "agreement", rec)
    signe.settle()
    assert "Fjernet. Det står under »Fjernet«" in signe.words()
    seen = []
    for _press in range(3):
        signe.press(Qt.Key.Key_Z, CTRL)
        signe.settle()
        page = app.agreements.read(rec)
        seen.append((page.values["text"], len(app.removing.list())))
    assert seen == [("Mød lederen", 0), ("Skriv til leder", 0), ("Ring til leder", 0)]
    signe.press(Qt.Key.Key_Z, CTRL)
    signe.settle()
    assert "Der er ikke noget at fortryde." in signe.words()


def test_nothing_older_is_undone_past_a_save_without_a_way_back(signe: Desks) -> None:
    """After an addition Ctrl+Z must not take back what was written before it."""
    saved = notes.note(signe.app)
    signe.desk.saved(saved)
    signe.desk.saved(signe.app.consultations.amend(saved.rec, "Ringet op"))
    signe.press(Qt.Key.Key_Z, CTRL)
    signe.settle()
    assert len(signe.app.consultations.page().rows) == 1


def test_a_way_back_outlives_another_text_size(signe: Desks) -> None:
    """Ctrl++ builds every page anew; what was saved before it can still be undone."""
    rec = notes.agreement(signe.app, "Ring")
    signe.desk.saved(signe.app.agreements.save(rec, {"text": "Skriv"}))
    signe.press(Qt.Key.Key_Plus, CTRL)
    signe.settle()
    assert signe.app.settings.get("text_size") == 125
    signe.press(Qt.Key.Key_Z, CTRL)
    signe.settle()
    assert signe.app.agreements.read(rec).values["text"] == "Ring"
    for key in (Qt.Key.Key_Minus, Qt.Key.Key_Minus):
        signe.press(key, CTRL)
        signe.settle()
    assert signe.app.settings.get("text_size") == 100


def test_what_was_removed_is_found_and_brought_back(signe: Desks) -> None:
    """The page says who and when and no word of it; one press, and it stands in its list; then the page is empty."""
    rec = notes.agreement(signe.app, "Ring til Solveig")
    signe.app.removing.remove("agreement", rec)
    signe.open("removed")
    assert "Solveig" not in signe.words()
    assert "Fjernet i dag 08.18 · Du" in signe.words()
    press_button(signe, "Hent tilbage")
    assert [row.rec for row in signe.app.agreements.list()] == [rec]
    assert "Der er ikke fjernet noget." in signe.words()


def test_a_draft_of_sixty_days(town: Town, unlock: Callable[..., Desks]) -> None:
    """S2: it is in the list with its day and what is missing, is thrown away, got back by Ctrl+Z, and gone on with."""
    signe = unlock()
    put = signe.app.drafts.put
    put(DraftValues("old", "agreement", {"owner": "Lis Leder"}))
    put(DraftValues("newer", "hovercraft", {"eels": True}))
    signe.lock()
    town.clock.forward(timedelta(days=60).total_seconds())
    signe.unlock()
    signe.open("drafts")
    said = signe.words()
    assert "Gemt 20. november" in said
    assert "mangler: hvad er aftalt" in said
    assert "hovercraft" not in said
    assert "En nyere udgave af Rød Tråd har lavet den." in said
    press_button(signe, "Smid ud", of="Aftale. Gemt 20. november")
    assert [row.id for row in signe.app.drafts.list()] == ["newer"]
    signe.press(Qt.Key.Key_Z, CTRL)
    signe.settle()
    assert {row.id for row in signe.app.drafts.list()} == {"old", "newer"}
    press_button(signe, "Fortsæt")
    assert signe.view.target()["draft"] == "old"


def test_f6_goes_round_the_parts_and_back_to_where_one_was(signe: Desks) -> None:
    """From the page to the top bar, the navigation, the page; Shift+F6 the other way; the page's focus is kept."""
    signe.open("settings")
    signe.press(Qt.Key.Key_Tab)
    was = accessibility.focused()
    seen = []
    for _press in range(3):
        signe.press(Qt.Key.Key_F6)
        seen.append(where(signe))
    assert seen == ["bar", "navigation", "page"]
    assert accessibility.focused() is was
    signe.press(Qt.Key.Key_F6, SHIFT)
    assert where(signe) == "navigation"


def test_the_help_on_keys_is_the_table(signe: Desks) -> None:
    """Every row that has a shortcut is there by its words and its keys, in Danish."""
    signe.press(Qt.Key.Key_F1, SHIFT)
    signe.settle()
    said = [label.text() for label in signe.view.findChildren(QLabel)]
    for row in ACTIONS:
        if row.shortcuts:
            assert signe.desk.texts(row.text).replace("&", "") in said
    for keys in ("Ctrl+K", "Esc · Alt+←", "Ctrl+Enter", "Shift+F6", "Mellemrum · Enter", "← · → · ↑ · ↓"):
        assert keys in said
    assert not any("Return" in words for words in said)


@pytest.mark.parametrize("view", ["drafts", "removed", "keys"])
def test_every_widget_is_named_and_left_by_tab(signe: Desks, view: str) -> None:
    """Each of the pages of the shell, with something on it."""
    signe.app.removing.remove("agreement", notes.agreement(signe.app, "Ring"))
    signe.app.drafts.put(DraftValues("one", "agreement", {"text": "Ring"}))
    signe.open(view)
    assert audit.nameless(signe.desk) == []
    stops = audit.tab_stops(signe.desk)
    assert len({id(stop) for stop in stops}) == len(stops) > 5


def test_a_new_pc_learns_whose_it_is(signe: Desks) -> None:
    """What its owner is called comes with the first sync: the navigation says it without an unlock."""
    signe.desk.app.me = replace(signe.app.me, name="", title="")
    signe.desk._navigation.call(signe.desk._person())
    assert "Signe Prøvested" not in signe.words()
    signe.app.events.emit(RecordsChanged(frozenset({"member"}), frozenset()))
    signe.settle()
    assert "Signe Prøvested" in signe.words()


def test_an_agreement_is_removed_from_its_sheet(signe: Desks) -> None:
    """»Fjern« leaves the sheet and the page of what is gone, without a question; Ctrl+Z brings it back."""
    rec = notes.agreement(signe.app, "Ring")
    signe.open("agreements", rec=rec)
    signe.open("agreement_sheet", rec=rec)
    press_button(signe, "Fjern")
    assert signe.view.title() == "I dag"
    assert signe.app.agreements.list() == ()
    signe.press(Qt.Key.Key_Z, CTRL)
    signe.settle()
    assert [row.rec for row in signe.app.agreements.list()] == [rec]


def test_settings_lead_to_what_has_no_place_in_the_navigation(signe: Desks) -> None:
    """Drafts, removed, keys; and what IT asks for: whose it is, which server, which folder."""
    signe.open("settings")
    assert "Signe Prøvested, " in signe.words()
    assert signe.app.about.folder in signe.words()
    for name, title in (("Kladder", "Kladder"), ("Fjernet", "Fjernet"), ("Genveje", "Genveje")):
        press_button(signe, "Åbn", of=name)
        assert signe.view.title() == title
        signe.press(Qt.Key.Key_Escape)
        signe.settle()


def test_a_page_that_takes_long_says_so_and_can_be_stopped(
    signe: Desks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody stands before an empty page: Esc stops it, which is said, and »Prøv igen« reads it after all."""
    held, begun, ended = Event(), Event(), Event()
    monkeypatch.setattr("desktop.ui.forms.patience.LATE_MS", 1)

    def load(_page: Drafts) -> object:
        if not held.is_set():
            begun.set()
            try:
                # counts far longer than anybody waits, in the store itself
                signe.app.machine.store.query(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
                )
            finally:
                ended.set()
        return signe.app.drafts.list()

    monkeypatch.setattr(Drafts, "load", load)
    signe.desk.open("drafts")
    page = signe.view
    qtbot.waitUntil(begun.is_set, timeout=5_000)
    qtbot.waitUntil(lambda: "Det tager et øjeblik at læse det her …" in signe.words(), timeout=5_000)
    assert [b.accessibleName() for b in page.findChildren(Button) if b.isVisible()] == ["Luk", "Stop"]
    signe.press(Qt.Key.Key_Escape)
    assert "Det blev stoppet. Intet er ændret." in signe.words()
    qtbot.waitUntil(ended.is_set, timeout=5_000)
    assert signe.view is page
    assert accessibility.accessible_name(accessibility.focused()) == "Prøv igen"
    held.set()
    signe.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "Der er ingen kladder." in signe.words(), timeout=5_000)
    assert "stoppet" not in signe.words()
    signe.press(Qt.Key.Key_Escape)
    assert signe.view is not page


def test_a_list_that_takes_long_can_be_stopped(signe: Desks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The long lists too, and what came after all is not shown to somebody who did not wait for it."""
    held = Event()
    monkeypatch.setattr("desktop.ui.forms.patience.LATE_MS", 1)
    read = ListPage.read_page
    monkeypatch.setattr(ListPage, "read_page", lambda *asked: held.wait(10) and read(*asked))
    notes.note(signe.app)
    signe.desk.open("consultations")
    page = signe.view
    assert isinstance(page, ListPage)
    qtbot.waitUntil(lambda: "Det tager et øjeblik" in signe.words(), timeout=5_000)
    next(made for made in page.findChildren(Button) if made.isVisible() and made.accessibleName() == "Stop").click()
    held.set()
    signe.settle()
    assert "Det blev stoppet" in signe.words()
    assert not page.list.rows.rows
    press_button(signe, "Prøv igen")
    qtbot.waitUntil(lambda: len(page.list.rows.rows) > 0, timeout=5_000)
    assert "Det blev stoppet" not in signe.words()


def test_what_nobody_waits_for_is_not_said_to_be_saved(signe: Desks) -> None:
    """What comes behind the answer to a save is on the writer too, and no »Gemmer …« is about it."""
    told: list[None] = []
    signe.desk.tasks.asked.connect(lambda: told.append(None))
    notes.note(signe.app)
    assert told == []


def test_a_note_and_a_contact_are_removed_where_they_are_read(signe: Desks) -> None:
    """One's own note that is not approved, and a person; what others stand on stays, and is said why."""
    note = notes.note(signe.app).rec
    person = signe.app.contacts.save_person({"name": "Lis Leder", "institution": notes.school(signe.app)}).rec
    signe.open("reading", rec=note)
    press_button(signe, "Fjern notatet")
    assert signe.app.consultations.page().rows == ()
    assert signe.view.title() == "I dag"
    signe.open("contact_sheet", kind="person", rec=person)
    press_button(signe, "Fjern")
    assert {row.rec for row in signe.app.removing.list()} == {note, person}
    notes.note(signe.app)
    signe.open("contact_sheet", kind="institution", rec=notes.school(signe.app))
    press_button(signe, "Fjern")
    assert "Andet står på det: ret eller fjern det først." in signe.words()
    assert signe.view.title() == "Ret stedet"
