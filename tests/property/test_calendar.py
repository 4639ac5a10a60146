"""The laws of the working calendar, for every day of thirty years."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain import calendar

_DAYS = st.dates(date(2015, 1, 1), date(2044, 12, 31))


@given(_DAYS, st.integers(1, 60))
def test_a_deadline_is_a_working_day_so_many_days_on(day: date, count: int) -> None:
    """Counting the working days up to the deadline gives the number asked for."""
    due = calendar.add_business_days(day, count)
    between = [day + timedelta(days=n) for n in range(1, (due - day).days + 1)]
    assert calendar.is_business_day(due)
    assert sum(calendar.is_business_day(each) for each in between) == count


@given(_DAYS, st.integers(-36, 36))
def test_months_keep_the_day_or_clamp_it(day: date, months: int) -> None:
    """The month moves by the number asked for; the day never passes the one it was."""
    later = calendar.add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)
