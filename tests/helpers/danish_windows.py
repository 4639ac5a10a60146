"""Reads a row's own words back into days, as a person does; written apart from what says them."""

import re
from datetime import date

MONTHS = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip
_DAY = r"(\d{1,2})\.(?: (" + "|".join(MONTHS) + r"))?(?: (\d{4}))?"


def _day(found: tuple[str, str, str], today: date, month: int = 0, year: int = 0) -> date:
    number, name, written = found
    return date(int(written) if written else year or today.year, MONTHS.index(name) + 1 if name else month, int(number))


def still_open(line: str, today: date) -> bool:
    """Whether the first part of a line says that the last day is not over on `today`. AssertionError if unreadable."""
    said = line.split(" · ")[0]
    if match := re.fullmatch(rf"Fristen var (?:den )?{_DAY}", said):
        assert _day(match.groups(), today) < today, said
        return False
    if match := re.fullmatch(rf"(?:Senest|Den) {_DAY}", said):
        assert today <= _day(match.groups(), today), said
        return True
    match = re.fullmatch(rf"Mellem {_DAY} og {_DAY}", said)
    assert match, said
    parts = match.groups()
    last = _day(parts[3:], today)
    first = _day(parts[:3], today, last.month, 0 if parts[1] else last.year)
    assert first < last and today <= last, said
    return True


def opened(line: str, today: date) -> bool:
    """Whether the line's first day, if it names one, has come."""
    match = re.match(rf"Mellem {_DAY} og {_DAY}", line)
    if match is None:
        return True
    parts = match.groups()
    last = _day(parts[3:], today)
    return _day(parts[:3], today, last.month, 0 if parts[1] else last.year) <= today
