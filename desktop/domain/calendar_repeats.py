"""On which days an appointment that repeats falls (RFC 5545, 3.3.10), as far as people's calendars use it.

Daily, weekly on some weekdays, monthly on a date or on the n-th weekday, yearly; what else there is, is not known.
It walks day by day and no further than the span, so that no rule takes long; only a count is counted from its start.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_KNOWN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "WKST"})
#: A rule that began longer ago than this is not followed.
LONGEST = timedelta(days=366 * 12)


def days(rule: str, begins: date, first: date, last: date) -> tuple[date, ...] | None:
    """The days from `first` to `last`; None for a rule that is not known."""
    parts = dict(part.partition("=")[::2] for part in rule.upper().split(";")[:20])
    if not parts.keys() <= _KNOWN or last - begins > LONGEST:
        return None
    falls = _falls(parts, begins)
    count, until = parts.get("COUNT", ""), _day(parts.get("UNTIL", ""))
    if falls is None or (count and not count.isdigit()) or ("UNTIL" in parts and until is None):
        return None
    end = min(last, until) if until is not None else last
    found = _walk(begins if count else max(begins, first), end, falls, int(count[:6]) if count else None)
    return tuple(day for day in found if day >= first)


def _walk(start: date, end: date, falls: Callable[[date], bool], count: int | None) -> Iterator[date]:
    day, left = start, count
    while day <= end and left != 0:
        if falls(day):
            yield day
            left = None if left is None else left - 1
        day += timedelta(days=1)


def _falls(parts: Mapping[str, str], begins: date) -> Callable[[date], bool] | None:
    interval, on = parts.get("INTERVAL", "1"), _weekdays(parts.get("BYDAY", ""))
    month, month_day = parts.get("BYMONTH", str(begins.month)), parts.get("BYMONTHDAY", str(begins.day))
    if not interval.isdigit() or not 1 <= int(interval[:4]) <= 999 or on is None:
        return None
    if not month.isdigit() or not month_day.isdigit():
        return None
    every, frequency = int(interval[:4]), parts.get("FREQ", "")
    if frequency == "DAILY" and parts.keys().isdisjoint({"BYMONTH", "BYMONTHDAY"}):
        return lambda day: (day - begins).days % every == 0 and (not on or any(d == day.weekday() for _n, d in on))
    if frequency == "WEEKLY" and parts.keys().isdisjoint({"BYMONTH", "BYMONTHDAY"}):
        weekdays = {weekday for _n, weekday in on} or {begins.weekday()}
        monday = begins - timedelta(days=begins.weekday())
        return lambda day: day.weekday() in weekdays and (day - monday).days // 7 % every == 0
    if frequency == "MONTHLY" and "BYMONTH" not in parts:
        return lambda day: _months(begins, day) % every == 0 and _in_month(day, on, int(month_day[:2]))
    if frequency == "YEARLY":
        return lambda day: (
            (day.year - begins.year) % every == 0
            and day.month == int(month[:2])
            and _in_month(day, on, int(month_day[:2]))
        )
    return None


def _weekdays(text: str) -> list[tuple[int, int]] | None:
    """«2TU,-1FR» as (which of the month, weekday); 0 for every one. None for what is none."""
    found = []
    for part in text.split(",")[:10] if text else []:
        which, weekday = part.strip()[:-2], part.strip()[-2:]
        if weekday not in _DAYS or (which and which.lstrip("+-") not in {"1", "2", "3", "4", "5"}):
            return None
        found.append((int(which) if which else 0, _DAYS.index(weekday)))
    return found


def _in_month(day: date, on: list[tuple[int, int]], month_day: int) -> bool:
    if not on:
        return day.day == month_day
    next_month = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    from_end = -(((next_month - day).days - 1) // 7 + 1)
    from_start = (day.day - 1) // 7 + 1
    return any(weekday == day.weekday() and which in (0, from_start, from_end) for which, weekday in on)


def _months(begins: date, day: date) -> int:
    return (day.year - begins.year) * 12 + day.month - begins.month


def _day(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8])) if text[:8].isdigit() and len(text) >= 8 else None
    except ValueError:
        return None
