"""Moments and dates as people type them, read and written back."""

from datetime import date, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from desktop.services.clock import COPENHAGEN, Clock
from desktop.texts import Texts
from desktop.ui.formats import Formats
from desktop.ui.forms.moments import Moments, months_after
from desktop.ui.forms.when import DateField, FollowUp, MomentField
from desktop.ui.forms.widgets import Chips

NOW = datetime(2026, 11, 20, 8, 18, tzinfo=COPENHAGEN)  # a Friday
DANISH = Moments(Texts("da"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("i dag 08.00", "2026-11-20 08:00"),
        ("8", "2026-11-20 08:00"),
        ("08:30", "2026-11-20 08:30"),
        ("0830", "2026-11-20 08:30"),
        ("830", "2026-11-20 08:30"),
        ("i går 905", "2026-11-19 09:05"),
        ("kl. 8.30", "2026-11-20 08:30"),
        ("i går 14.10", "2026-11-19 14:10"),
        ("I GÅR kl. 14", "2026-11-19 14:00"),
        ("igår 14", "2026-11-19 14:00"),
        ("17/11 14.10", "2026-11-17 14:10"),
        ("17-11-2025 9", "2025-11-17 09:00"),
        ("17. november 14.10", "2026-11-17 14:10"),
        ("17. november 2025", "2025-11-17 08:18"),
        ("tirsdag 10", "2026-11-17 10:00"),
        ("24/12 10", "2025-12-24 10:00"),
        ("-1 14.10", "2026-11-19 14:10"),
        ("21/11 2027", "2025-11-21 20:27"),
        ("21.11 2027", "2025-11-21 20:27"),
        ("20/11 0830", "2026-11-20 08:30"),
    ],
)
def test_a_moment_is_read(typed: str, meant: str) -> None:
    """What happened lies behind now: a date without a year is the latest one, a time alone is today."""
    moment = DANISH.parse(typed, NOW)
    assert moment is not None
    assert f"{moment:%Y-%m-%d %H:%M}" == meant
    assert moment.tzinfo is COPENHAGEN


@pytest.mark.parametrize(
    "typed", ["", "vrøvl", "25.61", "975", "31/2 10", "i dag 24.00", "32. november", "i", "+x", "+99999"]
)
def test_what_means_nothing_is_not_guessed(typed: str) -> None:
    """None, never a moment that nobody wrote."""
    assert DANISH.parse(typed, NOW) is None


@pytest.mark.parametrize(
    ("typed", "last"),
    [
        ("marts 2024", "2024-03-31"),
        ("feb. 2024", "2024-02-29"),
        ("2019", "2019-12-31"),
        ("Oktober", "2026-10-31"),
        ("november", "2026-11-30"),
        ("december", "2025-12-31"),
    ],
)
def test_a_month_or_a_year_ends_with_its_last_day(typed: str, last: str) -> None:
    """Of a month without a year the nearest that has begun."""
    assert str(DANISH.last_of(typed, NOW.date())) == last


@pytest.mark.parametrize("typed", ["", "20", "0000", "vrøvl", "vrøvl 2024", "1. marts 2024", "marts 2024 2025"])
def test_what_is_no_month_and_no_year_has_no_last_day(typed: str) -> None:
    """None, never a day that nobody wrote."""
    assert DANISH.last_of(typed, NOW.date()) is None


@pytest.mark.parametrize("moment", [NOW, NOW.replace(day=19, hour=0), NOW.replace(year=2024, month=2, day=29)])
def test_what_is_written_is_read_back(moment: datetime) -> None:
    """The field may show its own words again without changing the moment."""
    assert DANISH.parse(DANISH.moment_text(moment, NOW), NOW) == moment


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("onsdag", "2026-11-25"),
        ("fre", "2026-11-27"),
        ("i morgen", "2026-11-21"),
        ("om 2 uger", "2026-12-04"),
        ("1 måned", "2026-12-20"),
        ("3 dage", "2026-11-23"),
        ("25/11", "2026-11-25"),
        ("1. jan", "2027-01-01"),
        ("21-11", "2026-11-21"),
        ("+7", "2026-11-27"),
        ("+ 14", "2026-12-04"),
        ("21/11 2027", "2027-11-21"),
        ("21-11 2027", "2027-11-21"),
        ("21.11  2027", "2027-11-21"),
        ("21 / 11 2027.", "2027-11-21"),
        ("21/11/27", "2027-11-21"),
    ],
)
def test_a_date_ahead_is_read(typed: str, meant: str) -> None:
    """A follow-up lies ahead: the next Wednesday, the next first of January."""
    assert DANISH.day(typed, NOW.date()) == date.fromisoformat(meant)


@pytest.mark.parametrize("typed", ["21/11 27", "21/11 0830", "21/11 830", "21/11/202", "21/11/0202", "21-11-830"])
@pytest.mark.parametrize("past", [False, True])
def test_a_year_that_nobody_lives_in_is_asked_for_again(typed: str, past: bool) -> None:
    """A year that was not written to its end, or a time: never an agreement of the year 202."""
    assert DANISH.day(typed, NOW.date(), past=past) is None


def test_a_moment_that_may_be_read_two_ways_says_how_it_was_read(qtbot: QtBot) -> None:
    """»21/11 2027« is 20.27 where a time is asked for, and a date where one is."""
    when, due = MomentField(DANISH, lambda: NOW, ahead=True), DateField(DANISH, lambda: NOW)
    for field in (when, due):
        qtbot.addWidget(field)
        field.setText("22/11 2027")
        field.editingFinished.emit()
    assert (when.text(), due.text()) == ("22. november 20.27", "22. november 2027")
    assert due.day() == date(2027, 11, 22)


@pytest.mark.parametrize(
    ("typed", "past", "meant"), [("-3", True, "2026-11-17"), ("-3", False, None), ("+99999", True, None)]
)
def test_days_are_counted_from_today(typed: str, past: bool, meant: str | None) -> None:
    """A minus is read where what is asked for lies behind, and nowhere else."""
    assert DANISH.day(typed, NOW.date(), past=past) == (date.fromisoformat(meant) if meant else None)


def test_the_weekday_of_a_text_is_found() -> None:
    """The next Wednesday for »observere onsdag«; nothing for a text that names no day."""
    assert DANISH.mentioned("aftalt at observere onsdag.", NOW.date()) == date(2026, 11, 25)
    assert DANISH.mentioned("vi ses en anden dag", NOW.date()) is None


@pytest.mark.parametrize(
    ("typed", "gone"),
    [
        ("31/2", True),
        ("31/2 2027", True),
        ("31. februar 2026", True),
        ("12/10", False),
        ("12/13", True),
        ("på et tidspunkt", False),
    ],
)
def test_a_day_that_does_not_exist_is_called_so(qtbot: QtBot, typed: str, gone: bool) -> None:
    """»Write it as 12/10« helps nobody who wrote 31/2; the same with a time after it."""
    assert DANISH.no_such_day(typed, NOW.date()) is gone
    for field, words in ((DateField(DANISH, lambda: NOW), typed), (MomentField(DANISH, lambda: NOW), f"{typed} 14.10")):
        qtbot.addWidget(field)
        field.setText(words)
        assert (field.unclear() == "There is no such day.") is gone


def test_a_month_after_the_last_of_january() -> None:
    """It is the last of February, in a leap year the 29th."""
    assert months_after(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert months_after(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert months_after(date(2026, 11, 20), 2) == date(2027, 1, 20)


def test_english_is_spoken_too() -> None:
    """The words are those of the language."""
    english = Moments(Texts("en"))
    assert english.parse("yesterday 14.10", NOW) == NOW.replace(day=19, hour=14, minute=10)
    written = english.moment_text(NOW, NOW)
    assert ":" in written
    assert english.parse(written, NOW) == NOW.replace(second=0, microsecond=0)
    later = NOW.date().replace(month=12, day=3)
    assert english.day_text(later, NOW.date()) == "3 December", "the full stop after a number is Danish"
    assert english.day("3 December", NOW.date()) == later


@pytest.mark.parametrize("day", [date(2026, 10, 21), date(2026, 11, 19), date(2027, 1, 2), date(2025, 12, 24)])
def test_a_date_that_is_shown_stays_that_date(qtbot: QtBot, day: date) -> None:
    """Opening and leaving the field of an agreement that was due in October does not move it to next year."""
    field = DateField(DANISH, lambda: NOW)
    qtbot.addWidget(field)
    field.put_draft_value(day)
    field.editingFinished.emit()
    assert field.day() == day


@pytest.mark.parametrize("moment", [NOW, NOW.replace(day=21), NOW.replace(month=12, day=24), NOW.replace(year=2024)])
def test_a_moment_that_is_shown_stays_that_moment(qtbot: QtBot, moment: datetime) -> None:
    """Also one that lies ahead, as a draft from a pc whose clock was wrong may hold."""
    field = MomentField(DANISH, lambda: NOW)
    qtbot.addWidget(field)
    field.put_draft_value(moment.isoformat())
    field.editingFinished.emit()
    assert field.moment() == moment


def test_today_is_the_day_on_which_it_was_typed(qtbot: QtBot) -> None:
    """Written before midnight and saved after it: no note of tomorrow, no deadline a day later than what was chosen."""
    clock = [NOW.replace(hour=23, minute=58)]
    when, due = MomentField(DANISH, lambda: clock[0]), DateField(DANISH, lambda: clock[0])
    follow = FollowUp(Texts("da"), Formats(Texts("da"), Clock(NOW)), lambda: clock[0])
    for field in (when, due, follow):
        qtbot.addWidget(field)
    when.setText("i dag 23.50")
    due.setText("i morgen")
    follow.put_draft_value(None)
    chip = follow.findChildren(Chips)[0].chip("week")
    assert chip is not None
    chip.click()
    for minutes in (0, 4):
        clock[0] += timedelta(minutes=minutes)
        assert when.moment() == NOW.replace(hour=23, minute=50)
        assert (due.day(), follow.day()) == (date(2026, 11, 21), date(2026, 11, 27))
    for field in (when, due):
        field.editingFinished.emit()
    assert (when.text(), due.text()) == ("i går 23.50", "i dag")
    assert (when.moment(), due.day()) == (NOW.replace(hour=23, minute=50), date(2026, 11, 21))


def test_what_is_shown_is_read_from_its_beginning(qtbot: QtBot) -> None:
    """»20. november 2026 08.24« is longer than its field: the day stands in sight, not the end of the time."""
    for field, value in ((MomentField(DANISH, lambda: NOW), NOW), (DateField(DANISH, lambda: NOW), NOW.date())):
        qtbot.addWidget(field)
        field.put_draft_value(value.replace(year=NOW.year - 1))
        assert field.cursorPosition() == 0
        field.end(False)
        field.editingFinished.emit()
        assert field.cursorPosition() == 0
