"""Midnight passes under an open window: every page turns, and what was written as »i dag« keeps its day."""

from datetime import date

from helpers.desks import CTRL, Desks
from helpers.notes import note, school
from helpers.sheets import sheet
from helpers.town import Town
from PySide6.QtCore import Qt

from desktop.ui.forms.widgets import LineField, TextArea
from desktop.ui.views.consultations import View as ListPage


def turn(town: Town, desks: Desks, hours: float) -> None:
    """So much time goes by, and the window's minute."""
    desks.window._guard.idle._due = bool  # whoever sits there for days has typed the passphrase each day
    town.clock.forward(hours * 3600)
    desks.desk.tick()
    desks.settle()


def test_a_note_begun_before_midnight_is_of_that_day(signe: Desks, town: Town) -> None:
    """The form says »i går« when the day is over, without a draft of its own; saved, the note is of yesterday."""
    town.clock.forward((15 * 60 + 40) * 60)  # 23.58
    signe.open("quick_note")
    when = sheet(signe).widget("occurred_at")
    assert isinstance(when, LineField) and when.text() == "i dag 23.58"
    turn(town, signe, 0.1)
    assert when.text() == "i går 23.58" and signe.app.drafts.list() == ()
    view = sheet(signe)
    view.put({"institution": school(signe.app), "form": "sparring", "subject": "group", "subject_label": "3.b"})
    text = view.widget("text")
    assert isinstance(text, TextArea)
    text.setFocus()
    signe.type("Skrevet over midnat")
    turn(town, signe, 24)
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    (row,) = signe.app.consultations.page().rows
    assert row.occurred_at.date() == date(2026, 11, 20)


def test_every_page_turns(signe: Desks, town: Town) -> None:
    """I dag, the list, and a note that is open: today's note is yesterday's, and the window says so by itself."""
    rec = signe.desk.tasks.on_writer(lambda: note(signe.app)).rec
    signe.open("today")
    assert "Fredag den 20. november" in signe.words()
    turn(town, signe, 16)
    assert "Lørdag den 21. november" in signe.words() and "i går 08.18" in signe.words()
    page = signe.open("consultations")
    assert isinstance(page, ListPage) and page.list.rows.rows[0].heading == "I går"
    turn(town, signe, 24)
    assert page.list.rows.rows[0].heading == "Fredag den 20. november"
    town.clock.forward(-24 * 3600)
    signe.open("reading", rec=rec)
    lines = len(signe.desk.tasks.on_writer(signe.app.readlog.lines))
    assert "i går 08.18" in signe.words()
    turn(town, signe, 48)
    assert "20. november 08.18" in signe.words()
    assert len(signe.desk.tasks.on_writer(signe.app.readlog.lines)) == lines, "no second opening"
