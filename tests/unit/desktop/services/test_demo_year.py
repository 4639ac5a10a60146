"""A year of working days: what can be picked, and diaries that fill up."""

from datetime import date, time
from random import Random

import pytest

from desktop.services.demo_material import load
from desktop.services.demo_year import Diary, Year, due_day, lay_out

_TODAY = date(2026, 11, 20)


def test_a_year_has_only_working_days_before_today() -> None:
    """Twelve months, no weekend, no holiday, and never today."""
    year = Year(load(), _TODAY)
    assert (year.days[0], year.last) == (date(2025, 11, 20), date(2026, 11, 19))
    assert 240 <= len(year.days) <= 256


def test_holidays_have_a_small_share() -> None:
    """School holidays and the days around Easter are thin, other days are whole."""
    year = Year(load(), _TODAY)
    assert year.share(date(2026, 7, 15)) < year.share(date(2026, 10, 14)) < year.share(date(2026, 9, 9)) == 1.0
    assert year.share(date(2026, 4, 1)) < 0.1


def test_a_pick_stays_within_its_days() -> None:
    """Between two days, in the months asked for; when there is no such day, the nearest one before."""
    year, lots = Year(load(), _TODAY), Random(1)
    for _round in range(50):
        assert date(2026, 3, 2) <= year.pick(lots, date(2026, 3, 2), date(2026, 3, 20)) <= date(2026, 3, 20)
        assert year.pick(lots, date(2025, 11, 20), _TODAY, (8, 9)).month in (8, 9)
    assert year.pick(lots, date(2026, 11, 14), date(2026, 11, 15)) == date(2026, 11, 13)
    assert year.pick(lots, date(2020, 1, 1), date(2020, 2, 1)) == date(2025, 11, 20)


def test_an_impossible_count_is_refused() -> None:
    """More consultations than are written cannot be laid out."""
    material = load()
    with pytest.raises(ValueError, match="cannot be made"):
        lay_out(material, Year(material, _TODAY), 10_000, Random(1))


def test_a_diary_fills_up() -> None:
    """Appointments never overlap, and a full day says so."""
    diary, lots = Diary(), Random(1)
    booked = [diary.book(_TODAY, 120, lots) for _n in range(2)]
    assert abs((booked[0] - booked[1]).total_seconds()) >= 125 * 60
    assert all(time(7, 30) <= at.time() <= time(14, 30) for at in booked)
    with pytest.raises(ValueError, match="full"):
        for _n in range(5):
            diary.book(_TODAY, 120, lots)


def test_deadlines_are_working_days() -> None:
    """A deadline on a Sunday moves to Monday."""
    assert due_day(date(2026, 11, 18), 7) == date(2026, 11, 25)
    assert due_day(date(2026, 11, 20), 2) == date(2026, 11, 23)
