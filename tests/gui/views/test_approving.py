"""Approving in the real window: the day in one act, one taken back, the others final at the next unlock."""

from datetime import timedelta

from helpers import notes
from helpers.desks import CTRL, Desks
from helpers.town import Town
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from desktop.ui import accessibility
from desktop.ui.forms.buttons import Button


def test_the_day_is_approved_in_one_act_and_final_at_the_first_unlock_after(signe: Desks, town: Town) -> None:
    """Ctrl+G, Ctrl+S: three at 08.28; one undone from the list; eleven minutes and a lock later two are approved.

    Two are about one class: by ear it is said which of them a button approves.
    """
    recs, now = [], town.clock.now()
    for hours, label in enumerate(("1.a", "1.a", "3.a")):
        values = {"subject_label": label, "occurred_at": now - timedelta(hours=hours)}
        saved = signe.desk.tasks.on_writer(lambda values=values: notes.note(signe.app, **values))
        recs.append(saved.rec)
    signe.settle()
    signe.press(Qt.Key.Key_G, CTRL)
    signe.settle()
    assert "Godkend notater" in signe.words()
    assert all(accessibility.accessible_name(widget) for widget in accessibility.focusable(signe.view))
    said = [signe.view.findChild(Button, f"approve-{rec.hex()}").accessibleDescription() for rec in recs]
    assert said[0] == "Sparring, 1.a · Fiktivby Skole · i dag 08.18"
    assert len(set(said)) == 3
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    assert "3 notater godkendes 08.28" in signe.words()
    undo = signe.view.findChild(object, f"approve-{recs[0].hex()}")
    undo.click()  # type: ignore[attr-defined]
    signe.settle()
    assert "Fortrudt. 1 notat er ikke godkendt nu" in signe.words()
    town.clock.forward(11 * 60)
    signe.lock()
    signe.unlock()
    signe.settle()
    approved = [signe.desk.tasks.on_writer(lambda rec=rec: standing(signe, rec)) for rec in recs]
    assert approved == [False, True, True]


def test_a_note_says_how_far_it_is_and_can_be_copied(signe: Desks, town: Town) -> None:
    """Not approved, marked, undone by Ctrl+Z; copied as plain text, put on file under a number, in the read log."""
    rec = signe.desk.tasks.on_writer(lambda: notes.note(signe.app)).rec
    signe.open("reading", rec=rec)
    assert "Ikke godkendt endnu." in signe.words()
    signe.tab_to("Godkend")
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    assert "Godkendes 08.28." in signe.words()
    signe.press(Qt.Key.Key_Z, CTRL)
    signe.settle()
    assert "Ikke godkendt endnu." in signe.words()
    signe.tab_to("Kopiér til myndighedssystemet")
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    assert QApplication.clipboard().text().startswith("Sparring, 3.b (klasse)\nHvor: Fiktivby Skole")
    lines = signe.desk.tasks.on_writer(signe.app.readlog.lines)
    assert lines[0].title == "Kopieret: Sparring, 3.b (klasse)"
    signe.desk._messages.close_message()  # its button is gone when the person comes back from the other program
    signe.tab_to("Journalisér …")
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    assert "Skriv det nummer eller den titel" in signe.words()
    signe.type("2026-14482")
    signe.lock()
    signe.unlock()
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    signe.open("reading", rec=rec)
    assert any(label.text().startswith("2026-14482 · ") for label in signe.view.findChildren(QLabel))


def test_enter_twice_approves_nothing(signe: Desks) -> None:
    """The page opens with the focus on no button; Ctrl+S approves, as it says."""
    signe.desk.tasks.on_writer(lambda: notes.note(signe.app))
    signe.settle()
    signe.press(Qt.Key.Key_G, CTRL)
    signe.settle()
    signe.press(Qt.Key.Key_Return)
    signe.settle()
    assert "godkendes" not in signe.words()
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    assert "1 notat godkendes" in signe.words()


def test_work_goes_on_in_the_page_when_the_message_that_had_the_focus_is_answered(signe: Desks) -> None:
    """»Fortryd« has the focus and goes when Ctrl+Z answers it; the focus is in the page, not in the search box."""
    signe.desk.tasks.on_writer(lambda: notes.note(signe.app))
    signe.settle()
    signe.press(Qt.Key.Key_G, CTRL)
    signe.settle()
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    shown = signe.desk._messages.shown
    assert shown is not None
    shown.findChildren(Button)[0].setFocus()
    signe.press(Qt.Key.Key_Z, CTRL)
    signe.settle()
    assert "Fortrudt. 1 notat er ikke godkendt nu" in signe.words()
    assert signe.view.isAncestorOf(accessibility.focused() or signe.desk)


def test_ctrl_z_after_an_addition_says_that_it_stands(signe: Desks) -> None:
    """Not that there is nothing to undo; and the addition is still there."""
    rec = signe.desk.tasks.on_writer(lambda: notes.note(signe.app)).rec
    signe.open("reading", rec=rec)
    signe.open("amend", rec=rec)
    signe.type("Moren ringede")
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    signe.press(Qt.Key.Key_Z, CTRL)
    signe.settle()
    assert "Det der er tilføjet, bliver stående." in signe.words()
    assert "Moren ringede" in signe.words()


def test_the_history_shows_how_it_looked(signe: Desks) -> None:
    """From the page of an agreement; the oldest moment shows the first text; Tab leaves."""
    rec = signe.desk.tasks.on_writer(lambda: notes.agreement(signe.app, "Aftale møde"))
    signe.desk.tasks.on_writer(lambda: signe.app.agreements.save(rec, {"text": "Møde 14. december"}))
    signe.open("agreements", rec=rec)
    signe.tab_to("Se hvordan det så ud")
    signe.press(Qt.Key.Key_Space)
    signe.settle()
    assert "Sådan er det nu" in signe.words()
    signe.tab_to("Skrev: »Aftale møde«")
    signe.press(Qt.Key.Key_Return)
    signe.settle()
    assert "Sådan så det ud i dag 08.18" in signe.words()
    shown = [label.accessibleName() for label in signe.view.findChildren(QLabel) if label.accessibleName()]
    assert "Aftale møde" in shown and "Møde 14. december" not in shown
    assert signe.view.target()["at"] == 0


def standing(desks: Desks, rec: bytes) -> bool:
    """Whether a note is final."""
    return bool(desks.app.approving.standing("consultation", rec).signed)
