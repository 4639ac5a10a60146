"""The Danish working calendar: holidays and working days. Every day is given to it."""

from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

#: Month and day.
_FIXED = {(1, 1): "Nytårsdag", (12, 25): "Juledag", (12, 26): "Anden juledag"}
#: Days after Easter Sunday.
_MOVING = {
    -3: "Skærtorsdag",
    -2: "Langfredag",
    0: "Påskedag",
    1: "Anden påskedag",
    39: "Kristi himmelfartsdag",
    49: "Pinsedag",
    50: "Anden pinsedag",
}
#: Store bededag, 26 days after Easter, ended with this year (lov 214/2023).
_PRAYER_DAY, _LAST_PRAYER_DAY = 26, 2023


@cache
def _holidays(year: int) -> dict[date, str]:
    sunday = easter(year)
    days = {date(year, month, day): name for (month, day), name in _FIXED.items()}
    days |= {sunday + timedelta(days=after): name for after, name in _MOVING.items()}
    if year <= _LAST_PRAYER_DAY:
        days[sunday + timedelta(days=_PRAYER_DAY)] = "Store bededag"
    return days


def holiday(day: date) -> str | None:
    """The Danish name of the public holiday that `day` is, or None."""
    return _holidays(day.year).get(day)


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
