"""Pages on real services: discreet, opened and left by keyboard, and what each says; their audit is in `test_audit`."""

from collections.abc import Callable
from threading import Event as Flag
from typing import Any

import pytest
from helpers import notes
from helpers.desks import CTRL, Desks
from helpers.torn import rewritten
from helpers.town import Town
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.ui.forms.buttons import Button
from desktop.ui.views.consultations import View as ListPage
from desktop.ui.views.today import View as TodayPage


def test_discreet_view_hides_free_text_in_lists(unlock: Callable[..., Desks], records: dict[str, bytes]) -> None:
    """F8 off shows the beginning of the text; on, nothing that somebody wrote about a class or a child."""
    signe = unlock()
    page = signe.open("consultations")
    assert isinstance(page, ListPage)
    row = page.list.rows.rows[0]
    assert "Uro" not in f"{row.title} {row.detail} {row.extra}"
    signe.press(Qt.Key.Key_F8)
    signe.settle()
    assert page.list.rows.rows[0].extra.startswith("Uro efter frikvarter")


def test_enter_opens_and_escape_comes_back_to_the_row(unlock: Callable[..., Desks], records: dict[str, bytes]) -> None:
    """From the list with Enter to the page, with Esc back to the same row with the focus on it."""
    signe = unlock()
    page = signe.open("consultations")
    assert isinstance(page, ListPage)
    page.list.setFocus()
    page.list.select(records["note"])
    signe.press(Qt.Key.Key_Return)
    signe.settle()
    assert "Uro efter frikvarter" in signe.words()
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    assert signe.view is page
    assert page.list.hasFocus()
    assert page.list.selected() == records["note"]


def test_a_list_that_waits_for_its_rows_shows_what_it_held(
    unlock: Callable[..., Desks], records: dict[str, bytes], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """One that comes into sight is painted with what is read anew; where that takes long, with what there was."""
    signe = unlock()
    page = signe.open("consultations")
    assert isinstance(page, ListPage)
    signe.open("reading", rec=records["note"])
    read, reading, painted, paint = page.read_page, Flag(), list[bool](), page.list.setUpdatesEnabled

    def slowly(*asked: Any) -> Any:
        reading.wait(10)
        return read(*asked)

    def told(paints: bool) -> None:
        painted.append(paints)
        paint(paints)

    monkeypatch.setattr(page, "read_page", slowly)
    monkeypatch.setattr(page.list, "setUpdatesEnabled", told)
    signe.press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(painted) > 1)  # it waits for a moment only, and that may be over by now
    assert (painted, page.list.updatesEnabled(), reading.is_set()) == ([False, True], True, False)
    assert page.list.rows.rows
    reading.set()
    signe.settle()
    assert page.list.updatesEnabled()


def test_opening_a_note_about_a_class_is_in_the_read_log_once(
    unlock: Callable[..., Desks], records: dict[str, bytes]
) -> None:
    """One line for one opening; looking at the list or coming back to the page writes none."""
    signe = unlock()

    def lines() -> int:
        return len(signe.desk.tasks.on_writer(signe.app.readlog.lines))

    before = lines()
    signe.open("consultations")
    assert lines() == before
    signe.open("reading", rec=records["note"])
    signe.open("amend", rec=records["note"])
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    assert lines() == before + 1


def test_an_addition_stands_under_the_note(unlock: Callable[..., Desks], records: dict[str, bytes]) -> None:
    """Written, kept as a draft, saved with Ctrl+S; it stands with name and time, and the note is as it was."""
    signe = unlock()
    signe.open("reading", rec=records["note"])
    signe.open("amend", rec=records["note"])
    signe.type("Jeg ser med onsdag")
    signe.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    signe.settle()
    words = signe.words()
    assert "Tilføjelse" in words
    assert "Jeg ser med onsdag" in words
    assert "Signe Prøvested (dig) · i dag 08.18" in words
    assert "Uro efter frikvarter" in words


def test_the_history_tells_the_newest_first(unlock: Callable[..., Desks], records: dict[str, bytes]) -> None:
    """As every list does: what was done last stands on top."""
    signe = unlock()
    signe.desk.tasks.write(lambda: signe.app.consultations.amend(records["note"], "Jeg ser med onsdag"))
    signe.open("reading", rec=records["note"])
    words = signe.words()
    assert words.index("Skrev en tilføjelse") < words.index("Skrev notatet")


def test_an_undone_note_is_offered_as_a_draft(unlock: Callable[..., Desks]) -> None:
    """Ctrl+Z after a save, on another page: the note is gone from the list, and its words can be gone on with."""
    signe = unlock()
    signe.desk.tasks.write(lambda: notes.note(signe.app), signe.desk.saved)
    signe.settle()
    signe.open("settings")
    signe.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    signe.settle()
    assert "Fortrudt. En kladde igen: sparring, 3.b (klasse)" in signe.words(), "which one, whatever page is open"
    assert signe.desk.tasks.on_writer(lambda: signe.app.consultations.page().rows) == ()
    signe.tab_to("Fortsæt")
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    assert signe.view.widget("text").toPlainText() == "Uro efter frikvarter"  # type: ignore[attr-defined]
    signe.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    signe.settle()
    assert len(signe.desk.tasks.on_writer(lambda: signe.app.consultations.page().rows)) == 1


def test_a_draft_of_an_edit_remembers_what_was_in_front_of_it(
    unlock: Callable[..., Desks], records: dict[str, bytes]
) -> None:
    """An agreement edited, left with Esc and taken up again from I dag is still an edit of that agreement."""
    signe = unlock()
    view = signe.open("agreement_sheet", rec=records["agreement"])
    view.widget("text").setPlainText("Møde 14. december")  # type: ignore[attr-defined]
    signe.press(Qt.Key.Key_Escape)
    signe.open("today")
    signe.tab_to("Fortsæt")
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    assert signe.view.rec == records["agreement"]  # type: ignore[attr-defined]
    assert signe.view.base  # type: ignore[attr-defined]
    signe.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    signe.settle()
    found = signe.desk.tasks.on_writer(signe.app.agreements.list)
    assert [row.texts[0].text for row in found] == ["Møde 14. december"]


def test_an_agreement_leads_to_its_note(unlock: Callable[..., Desks], records: dict[str, bytes]) -> None:
    """Who comes to it from »I dag« goes on to what was talked of, and back by Esc; nothing leads nowhere."""
    signe = unlock()
    signe.open("agreements", rec=records["agreement"])
    signe.tab_to("Se notatet")
    assert "Åbn bekymringen" not in {b.accessibleName() for b in signe.view.findChildren(Button) if b.isVisible()}
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    assert "Uro efter frikvarter" in signe.words()
    signe.press(Qt.Key.Key_Escape)
    signe.settle()
    assert signe.view.title() == "Aftale"


def test_an_agreement_is_done_in_one_press(unlock: Callable[..., Desks], records: dict[str, bytes]) -> None:
    """No form stands between; Ctrl+Z opens it again, as it was, and leaves no draft."""
    signe = unlock()
    signe.open("agreements", rec=records["agreement"])
    signe.tab_to("Markér som gennemført")
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    assert "Aftalen er gennemført." in signe.words()
    (row,) = signe.desk.tasks.on_writer(signe.app.agreements.list)
    assert row.status.code == "done"
    buttons = {made.accessibleName() for made in signe.view.findChildren(Button) if made.isVisible()}
    assert "Markér som gennemført" not in buttons
    signe.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    signe.settle()
    (row,) = signe.desk.tasks.on_writer(signe.app.agreements.list)
    assert row.status.code == "open"
    assert signe.desk.tasks.on_writer(signe.app.drafts.list) == ()


def test_two_texts_stand_side_by_side(town: Town, unlock: Callable[..., Desks]) -> None:
    """Both edited the same agreement while offline: both texts, names and times, and the way to choose."""
    town.line.up = True
    signe, palle = town.app("signe"), town.app("palle")
    rec = notes.agreement(signe, "Aftale møde med klasselæreren")
    town.sync(signe, palle)
    rewritten(rec, (signe, "Møde 14. december"), (palle, "Observation 11. december"))
    town.sync(signe, palle, signe, palle)
    signe.close()
    palle.close()
    town.line.up = False
    desks = unlock()
    desks.open("sync")
    assert "Skal afklares" in desks.words()
    desks.open("agreements", rec=rec)
    shown = " ".join(label.accessibleName() or label.text() for label in desks.view.findChildren(QLabel))
    for words in ("Møde 14. december", "Observation 11. december", "Palle Pseudonym", "(dig)", "rettet to steder"):
        assert words in shown
    buttons = {b.accessibleName() for b in desks.view.findChildren(Button) if b.isVisible()}
    assert buttons == {"Ret", "Vælg …", "Se hvordan det så ud"}
    desks.tab_to("Ret")
    desks.press(Qt.Key.Key_Space)
    desks.settle()
    assert desks.view.widget("text").toPlainText() == "Møde 14. december"  # type: ignore[attr-defined]
    assert "Du retter din egen tekst" in desks.words()


def test_sync_tells_what_waits(unlock: Callable[..., Desks], records: dict[str, bytes]) -> None:
    """Without a connection the page says what waits and that it is kept; the button never loses anything."""
    signe = unlock()
    signe.open("sync")
    words = signe.words()
    assert "Venter på at blive sendt" in words
    assert "Gemt på denne pc" in words
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    assert "Prøver nu" in signe.words()


def test_contacts_are_found_by_typing(unlock: Callable[..., Desks]) -> None:
    """Typing narrows the list; what finds nothing says so in a sentence."""
    signe = unlock()
    page = signe.open("contacts")
    signe.type("fiktivby")
    assert [row.title for row in page.list.rows.rows] == ["Fiktivby Skole"]  # type: ignore[attr-defined]
    signe.type(" zzz")
    signe.settle()
    assert "Intet passer på »fiktivby zzz«." in signe.words()


def test_a_person_is_added_at_a_place(unlock: Callable[..., Desks], records: dict[str, bytes]) -> None:
    """From the place with »Tilføj«: the place is filled in, and the person stands there after Ctrl+S."""
    signe = unlock()
    signe.open("place", rec=records["place"])
    signe.tab_to("Tilføj en person")
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    signe.type("Lis Leder")
    signe.press(Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    signe.settle()
    assert "Lis Leder" in signe.words()
    assert signe.desk.tasks.on_writer(signe.app.contacts.people)[0].institution == "Fiktivby Skole"


def test_an_administrator_is_offered_nothing_to_write(unlock: Callable[..., Desks]) -> None:
    """The reason stands on I dag, without a button to a page that does not have it; Ctrl+N says it too."""
    asta = unlock("asta")
    offered = {"Nyt notat", "Skriv det første notat", "Ny bekymring", "Skriv en bekymring", "Tilføj et sted"}
    for view in ("today", "consultations", "concerns", "contacts"):
        page = asta.open(view)
        shown = {b.accessibleName() or b.text() for b in page.findChildren(Button) if b.isVisible()}
        assert not (offered | {"Se hvorfor"}) & shown, view
    asta.press(Qt.Key.Key_N, CTRL)
    asta.settle()
    assert asta.view is page and "En administrator læser og skriver ikke notater" in asta.words()


def test_the_first_answer_is_shown_though_something_changed_meanwhile(
    unlock: Callable[..., Desks], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """A page that shows nothing yet shows what comes first; what changed while it was read is read after that."""
    signe = unlock()
    asked, first = list[int](), Flag()
    load = TodayPage.load

    def slowly(page: TodayPage) -> Any:
        asked.append(len(asked))
        if len(asked) == 1:
            first.wait(10)
        return load(page)

    monkeypatch.setattr(TodayPage, "load", slowly)
    signe.desk.open("consultations")
    signe.desk.open("today")
    page = signe.view
    assert isinstance(page, TodayPage)
    qtbot.waitUntil(lambda: asked == [0])
    page.refresh()
    page.refresh()
    first.set()
    qtbot.waitUntil(lambda: page._shown is not None)
    signe.settle()
    assert asked == [0, 1]
