"""The hour that comes twice (25 October 2026) and the one left out (28 March 2027), in fields and in the window."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from helpers.desks import CTRL, Desks
from helpers.notes import note, school
from helpers.sheets import sheet
from helpers.summer_time import AUTUMN, BOTH, SPRING, after
from helpers.town import Town
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.services.casework import ConsultationPage
from desktop.services.clock import COPENHAGEN
from desktop.texts import Texts
from desktop.ui.forms.moments import Moments
from desktop.ui.forms.when import DateField, MomentField
from desktop.ui.forms.widgets import LineField, TextArea
from desktop.ui.views.consultations import View as ListPage
from desktop.ui.views.reading import _received_late

DANISH = Moments(Texts("da"))


@pytest.mark.parametrize(
    ("now", "typed", "ahead", "meant"),
    [
        (-10, "i dag 02.30", False, -30),
        (20, "02.15", False, 15),
        (20, "02.50", False, -10),
        (400, "i dag 02.30", False, 30),
        (24 * 60, "i går 02.30", False, 30),
        (-40, "02.50", True, -10),
        (-40, "02.15", True, 15),
        (-600, "i morgen 02.30", True, -30),
        (400, "i dag 01.59", False, -61),
        (400, "i dag 03.00", False, 60),
    ],
)
def test_a_time_that_comes_twice_is_the_nearer_one(now: float, typed: str, ahead: bool, meant: float) -> None:
    """Where something happened the last one that is behind, where something is planned the first one ahead."""
    read = DANISH.parse(typed, after(AUTUMN, now), past=not ahead)
    assert read is not None and read.timestamp() == after(AUTUMN, meant).timestamp()


@pytest.mark.parametrize("now", [-70, -1, 0, 500])
def test_a_time_that_is_left_out_is_the_one_an_hour_later(qtbot: QtBot, now: float) -> None:
    """Half past two is half past three, and the field says so before anything is saved."""
    field = MomentField(DANISH, lambda: after(SPRING, now), ahead=True)
    qtbot.addWidget(field)
    field.setText("28/3 02.30")
    field.editingFinished.emit()
    assert field.text() == "i dag 03.30"
    moment = field.moment()
    assert moment is not None and moment.timestamp() == after(SPRING, 30).timestamp()


@pytest.mark.parametrize("minutes", [-45, 15])
def test_a_moment_that_is_shown_stays_that_one_of_two(qtbot: QtBot, minutes: float) -> None:
    """While the clock goes on, when the field is left, as a draft, and when a note is corrected days later."""
    clock, moment = [after(AUTUMN, minutes)], after(AUTUMN, minutes)
    field = MomentField(DANISH, lambda: clock[0])
    qtbot.addWidget(field)
    field.put_draft_value(moment)
    assert field.text() == "i dag 02.15"
    for later in (minutes, minutes + 50, minutes + 130, 24 * 60, 30 * 24 * 60):
        clock[0] = after(AUTUMN, later)
        field.editingFinished.emit()
        field.put_draft_value(field.draft_value())
        shown = field.moment()
        assert shown is not None and shown.timestamp() == moment.timestamp(), later
    assert field.text() == "25. oktober 02.15"


@BOTH
def test_days_are_days_in_fields(qtbot: QtBot, change: datetime) -> None:
    """»i går«, »i morgen«, a weekday and »+1« at each hour of three days, of which one has another number of them."""
    for minutes in range(-48 * 60, 48 * 60, 30):
        now = after(change, minutes)
        field = DateField(DANISH, lambda now=now: now, past=True)
        qtbot.addWidget(field)
        for typed, days in (("i går", -1), ("i dag", 0), ("i morgen", 1), ("+1", 1), ("-1", -1)):
            field.setText(typed)
            assert field.day() == now.date() + timedelta(days=days)
        for words, days in (("i går 12.00", -1), ("i dag 12", 0), ("i morgen 12", 1)):
            moment = DANISH.parse(words, now)
            assert moment is not None
            assert (moment.date(), moment.hour) == (now.date() + timedelta(days=days), 12)


@BOTH
@pytest.mark.parametrize(("minutes", "late"), [(3, False), (8, True), (60, True)])
def test_what_was_received_late_is_late_by_real_minutes(change: datetime, minutes: float, late: bool) -> None:
    """Three minutes over the change are no hour, and an hour is not nothing."""
    lines = (SimpleNamespace(when=after(change, 10)), SimpleNamespace(when=after(change, -2)))
    page = SimpleNamespace(received_at=after(change, minutes - 2), history=lines)
    assert _received_late(cast(ConsultationPage, page)) == (page.received_at if late else None)


def write(desks: Desks, text: str) -> None:
    """A new note by keys, saved with Ctrl+S; when it was is left as the form has it."""
    desks.open("quick_note")
    view = sheet(desks)
    view.put({"institution": school(desks.app), "form": "sparring", "subject": "group", "subject_label": "3.b"})
    field = view.widget("text")
    assert isinstance(field, TextArea)
    field.setFocus()
    desks.type(text)
    desks.settle()


def test_two_notes_at_a_quarter_past_two(signe: Desks) -> None:
    """One hour apart: the second stands above the first, and each keeps its time in the form and when corrected."""
    for number, minutes in enumerate((-45, 15)):
        signe.turn(after(AUTUMN, minutes))
        write(signe, f"Nummer {number}")
        when = sheet(signe).widget("occurred_at")
        assert isinstance(when, LineField) and when.text() == "i dag 02.15"
        signe.turn(after(AUTUMN, minutes + 50))
        when.setFocus()
        signe.press(Qt.Key.Key_Tab)
        signe.press(Qt.Key.Key_S, CTRL)
        signe.settle()
    rows = signe.app.consultations.page().rows
    assert [row.occurred_at.timestamp() for row in rows] == [after(AUTUMN, n).timestamp() for n in (15, -45)]
    signe.open("today")
    words = signe.words()
    assert "i dag 02.15" in words and "Søndag den 25. oktober" in words
    signe.turn(after(AUTUMN, 40 * 60))
    for row in rows:
        signe.open("correct", rec=row.rec)
        text = sheet(signe).widget("text")
        assert isinstance(text, TextArea)
        text.setFocus()
        signe.type("Rettet. ")
        signe.press(Qt.Key.Key_S, CTRL)
        signe.settle()
    corrected = signe.app.consultations.page().rows
    assert [(row.rec, row.occurred_at.timestamp()) for row in corrected] == [
        (row.rec, row.occurred_at.timestamp()) for row in rows
    ]
    assert all("Rettet." in row.excerpt for row in corrected)


@BOTH
def test_every_page_turns_at_midnight_and_not_at_the_change(signe: Desks, change: datetime) -> None:
    """The list's heading goes from »I dag« to »I går« when the day is over, be it 23 or 25 hours long."""
    midnight = datetime.combine(change.date(), datetime.min.time(), COPENHAGEN)
    signe.turn(midnight - timedelta(minutes=1))
    signe.desk.tasks.on_writer(lambda: note(signe.app))
    page = signe.open("consultations")
    assert isinstance(page, ListPage)
    seen = []
    for moment in (
        midnight - timedelta(minutes=1),
        midnight,
        after(change, -1),
        after(change, 1),
        midnight.replace(hour=23, minute=59),
        midnight + timedelta(days=1),
    ):
        signe.turn(moment)
        seen.append(page.list.rows.rows[0].heading)
    before = "Lørdag den 24. oktober" if change is AUTUMN else "Lørdag den 27. marts"
    assert seen == ["I dag", "I går", "I går", "I går", "I går", before]
    assert signe.desk.formats.today() == change.date() + timedelta(days=1)


@BOTH
def test_it_locks_after_the_minutes_that_were_chosen(signe: Desks, town: Town, change: datetime) -> None:
    """Ten minutes are ten minutes: not at once where the clock was set on, nor an hour late where the pc has slept."""
    town.clock.set(after(change, -5))
    guard = signe.window._guard.idle
    heard: list[str] = []
    guard.expired.connect(lambda: heard.append("locked"))
    guard._due = bool  # the passphrase was typed today
    guard.set_minutes(10)
    guard.start()
    town.clock.set(after(change, 4))
    guard.look()
    assert not heard
    slept = town.clock.passed
    guard._touched = slept + 3600  # the clock that only goes on stood still while the pc slept
    town.clock.set(after(change, 6))
    guard.look()
    assert heard == ["locked"]


def test_a_visit_at_an_hour_that_is_left_out(signe: Desks) -> None:
    """Planned as 02.30, the form and every list say 03.30; its end follows the clock."""
    signe.turn(after(SPRING, -300))
    signe.open("visit_sheet", place=school(signe.app))
    view = sheet(signe)
    begins, ends = view.widget("starts_at"), view.widget("ends_at")
    assert isinstance(begins, LineField) and isinstance(ends, LineField)
    begins.setFocus()
    begins.selectAll()
    signe.type("i morgen 02.30")
    ends.setFocus()
    signe.type("04.00")
    assert begins.text() == "i morgen 03.30"
    signe.press(Qt.Key.Key_S, CTRL)
    signe.settle()
    (visit,) = signe.app.visits.on(date(2027, 3, 28))
    assert visit.starts_at.timestamp() == after(SPRING, 30).timestamp()
    assert visit.ends_at is not None and visit.ends_at.timestamp() == after(SPRING, 60).timestamp()
    signe.turn(after(SPRING, -1))
    signe.open("today")
    assert "03.30" in signe.words() and "om 31 min" in signe.words()
