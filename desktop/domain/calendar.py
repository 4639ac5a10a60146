"""The Danish working calendar: holidays, working days, weeks, school years. Every day is given to it."""

from datetime import date, timedelta
from functools import cache

import holidays
from dateutil.relativedelta import relativedelta


@cache
def _holidays(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("DK", years=year, language="da", expand=False)


def holiday(day: date) -> str | None:
    """The Danish name of the public holiday that `day` is, or None. Store bededag ended with 2023 (lov 214/2023)."""
    name = _holidays(day.year).get(day)
    return str(name) if name else None


def is_business_day(day: date, *, saturdays: bool = False) -> bool:
    """Monday to Friday and no public holiday; 24 December, 31 December and 5 June count.

    Whether a Saturday is a *hverdag* is not settled, so it is the caller's choice.
    """
    return day.weekday() < (6 if saturdays else 5) and holiday(day) is None


def add_business_days(day: date, count: int, *, saturdays: bool = False) -> date:
    """The working day `count` (at least 1) working days after `day`, which is itself not counted."""
    if count < 1:
        raise ValueError("count is at least 1")
    while count:
        day += timedelta(days=1)
        count -= is_business_day(day, saturdays=saturdays)
    return day


def add_months(day: date, months: int) -> date:
    """The same day of the month, or the last day of a month that is too short."""
    later: date = day + relativedelta(months=months)
    return later


def week(day: date) -> tuple[int, int]:
    """The year and number of the week, ISO 8601; 1 January may lie in the week of another year."""
    return day.isocalendar()[:2]


def school_year(day: date) -> str:
    """The school year, 1 August to 31 July, as it is written: `2026/27`."""
    start = day.year if day.month >= 8 else day.year - 1
    return f"{start}/{(start + 1) % 100:02}"
