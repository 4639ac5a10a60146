"""The laws of the working calendar, for every day of thirty years."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain import calendar

#: The holidays of a year are worked out when its first day is asked for.
_UNTIMED = settings(deadline=None)
_DAYS = st.dates(date(2015, 1, 1), date(2044, 12, 31))


@_UNTIMED
@given(_DAYS, st.integers(1, 60), st.booleans())
def test_a_deadline_is_a_working_day_so_many_days_on(day: date, count: int, saturdays: bool) -> None:
    """Counting the working days up to the deadline gives the number asked for."""
    due = calendar.add_business_days(day, count, saturdays=saturdays)
    between = [day + timedelta(days=n) for n in range(1, (due - day).days + 1)]
    assert calendar.is_business_day(due, saturdays=saturdays)
    assert sum(calendar.is_business_day(each, saturdays=saturdays) for each in between) == count


@_UNTIMED
@given(_DAYS, st.integers(1, 60))
def test_counting_saturdays_never_makes_a_deadline_later(day: date, count: int) -> None:
    """The stricter reading is the earlier date."""
    assert calendar.add_business_days(day, count, saturdays=True) <= calendar.add_business_days(day, count)


@_UNTIMED
@given(_DAYS, st.integers(-36, 36))
def test_months_keep_the_day_or_clamp_it(day: date, months: int) -> None:
    """The month moves by the number asked for; the day never passes the one it was."""
    later = calendar.add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


@_UNTIMED
@given(_DAYS)
def test_every_day_lies_in_the_school_year_it_names(day: date) -> None:
    """The label's two years follow each other, and the day lies between their first of August."""
    first, second = calendar.school_year(day).split("/")
    assert int(second) == (int(first) + 1) % 100
    assert date(int(first), 8, 1) <= day < date(int(first) + 1, 8, 1)


@_UNTIMED
@given(_DAYS)
def test_weeks_follow_each_other(day: date) -> None:
    """Seven days later is the next week, or the first of the next year."""
    year, number = calendar.week(day)
    following = calendar.week(day + timedelta(days=7))
    assert following == (year, number + 1) or (number in (52, 53) and following == (year + 1, 1))
