"""The Danish working calendar: holidays and working days. Every day is given to it."""

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


def is_business_day(day: date) -> bool:
    """Monday to Friday and no public holiday; 24 December, 31 December and 5 June count."""
    return day.weekday() < 5 and holiday(day) is None


def add_business_days(day: date, count: int) -> date:
    """The working day `count` (at least 1) working days after `day`, which is itself not counted."""
    if count < 1:
        raise ValueError("count is at least 1")
    while count:
        day += timedelta(days=1)
        count -= is_business_day(day)
    return day


def add_months(day: date, months: int) -> date:
    """The same day of the month, or the last day of a month that is too short."""
    later: date = day + relativedelta(months=months)
    return later
