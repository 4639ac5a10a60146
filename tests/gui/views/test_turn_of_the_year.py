"""31 December, 1 January and 29 February 2028: in fields, in lists and on the pages of an open window."""

from datetime import date, datetime, timedelta

import pytest
from helpers.desks import CTRL, Desks
from helpers.notes import agreement, note, note_values, school
from helpers.sheets import sheet
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.services.clock import COPENHAGEN
from desktop.texts import Texts
from desktop.ui.forms.moments import Moments, months_after
from desktop.ui.forms.when import DateField
from desktop.ui.forms.widgets import LineField, TextArea
from desktop.ui.views.consultations import View as ListPage

DANISH = Moments(Texts("da"))


def at(*parts: int) -> datetime:
    """A moment in Denmark."""
    return datetime(*parts, tzinfo=COPENHAGEN)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("today", "typed", "past", "meant"),
    [
        ("2026-12-31", "1/1", False, "2027-01-01"),
        ("2026-12-31", "1/1", True, "2026-01-01"),
        ("2026-12-31", "31/12", False, "2026-12-31"),
        ("2026-12-31", "31/12", True, "2026-12-31"),
        ("2026-12-31", "i morgen", False, "2027-01-01"),
        ("2026-12-31", "fredag", False, "2027-01-01"),
        ("2027-01-01", "31/12", True, "2026-12-31"),
        ("2027-01-01", "31/12", False, "2027-12-31"),
        ("2027-01-01", "i går", True, "2026-12-31"),
        ("2027-01-01", "torsdag", True, "2026-12-31"),
        ("2027-12-20", "29/2", False, "2028-02-29"),
        ("2027-12-20", "29. februar", False, "2028-02-29"),
        ("2027-12-20", "29/2", True, None),
        ("2028-02-28", "29/2", False, "2028-02-29"),
        ("2028-02-28", "i morgen", False, "2028-02-29"),
        ("2028-02-29", "29/2", True, "2028-02-29"),
        ("2028-02-29", "1 måned", False, "2028-03-29"),
        ("2028-03-01", "i går", True, "2028-02-29"),
        ("2028-03-01", "29/2", False, None),
        ("2028-12-31", "29/2", True, "2028-02-29"),
        ("2029-01-31", "29/2", True, "2028-02-29"),
        ("2026-11-20", "29/2", False, None),
    ],
)
def test_a_date_is_the_nearest_that_there_is(
    qtbot: QtBot, today: str, typed: str, past: bool, meant: str | None
) -> None:
    """Over the end of a year and on a leap day; where neither year has it, it is said that there is no such day."""
    now = datetime.combine(date.fromisoformat(today), datetime.min.time(), COPENHAGEN)
    field = DateField(DANISH, lambda: now, past=past)
    qtbot.addWidget(field)
    field.setText(typed)
    field.editingFinished.emit()
    assert field.day() == (date.fromisoformat(meant) if meant else None)
    assert field.unclear() == ("" if meant else "There is no such day.")


def test_a_year_after_a_leap_day() -> None:
    """The last day of February, and back on the 29th in the next leap year."""
    leap = date(2028, 2, 29)
    assert [months_after(leap, n) for n in (12, 24, 48)] == [date(2029, 2, 28), date(2030, 2, 28), date(2032, 2, 29)]
    assert months_after(date(2027, 11, 30), 3) == leap and months_after(date(2026, 12, 31), 2) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("first", "heading", "short"),
    [
        (at(2026, 12, 31, 23, 50), "Torsdag den 31. december 2026", "31. december 2026"),
        (at(2028, 2, 28, 23, 50), "Mandag den 28. februar", "28. februar"),
        (at(2028, 2, 29, 23, 50), "Tirsdag den 29. februar", "29. februar"),
    ],
)
def test_a_note_a_visit_and_a_deadline_over_midnight(signe: Desks, first: datetime, heading: str, short: str) -> None:
    """Begun ten minutes before midnight, saved after it; the visit of the next day comes near, the deadline is due."""
    signe.window._guard.idle._due = bool  # whoever sits there for years has typed the passphrase each day
    next_day = first.date() + timedelta(days=1)
    signe.turn(first)
    signe.desk.tasks.on_writer(lambda: agreement(signe.app, "Ring", due_on=next_day, owner_user=signe.app.me.user))
    signe.desk.tasks.on_writer(
        lambda: signe.app.visits.save(
            {"institution": school(signe.app), "starts_at": first + timedelta(minutes=30), "visitor": signe.app.me.user}
        )
    )
    signe.open("quick_note")
    view = sheet(signe)
    view.put({name: value for name, value in note_values(signe.app).items() if name != "text"})
    text, when = view.widget("text"), view.widget("occurred_at")
    assert isinstance(text, TextArea) and isinstance(when, LineField) and when.text() == "i dag 23.50"
    text.setFocus()
    signe.type("Skrevet over midnat")
    signe.turn(first + timedelta(minutes=15))
    assert when.text() == "i går 23.50"
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    (row,) = signe.app.consultations.page().rows
    assert row.occurred_at == first
    signe.open("today")
    assert "om 15 min" in signe.words() and "i går 23.50" in signe.words()
    assert [row.window.closes for row in signe.app.followups.list().rows] == [next_day]
    assert not any(row.late for row in signe.app.followups.list().rows)
    newer = signe.desk.tasks.on_writer(lambda: note(signe.app)).rec
    page = signe.open("consultations")
    assert isinstance(page, ListPage)
    assert [(row.key == newer, row.heading) for row in page.list.rows.rows] == [(True, "I dag"), (False, "I går")]
    signe.turn(first + timedelta(days=1, minutes=15))
    assert page.list.rows.rows[1].heading == heading
    signe.open("today")
    assert short in signe.words() and "1 dag forsinket" in signe.words()
