"""Reads moments and dates as people type them (»i dag 08.00«, »25/11«, »onsdag«, »+7«) and writes them back so.

The words come from the texts of the chosen language and QLocale; nothing here knows a widget or a record.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from PySide6.QtCore import QLocale

from desktop.texts import Texts, _
from desktop.ui.language import locale

#: An earlier year is one that was not written out yet, or a time.
EARLIEST = 1900
_TIME = re.compile(r"(?:kl\.?\s*)?(\d{1,2})(?:[.:](\d{2}))?$|(?:kl\.?\s*)?(\d{1,2})(\d{2})$")
_NUMERIC = re.compile(r"(\d{1,2})\s*(?:/|\.|-)\s*(\d{1,2})(?:\s*(?:/|\.|-)\s*(\d{2}|\d{4}))?\.?$")
_YEAR_APART = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s+((?:19|20)\d\d)\.?$")
_NAMED = re.compile(r"(\d{1,2})\.?\s+([^\W\d_]+)\.?(?:\s+(\d{4}))?$")
_AHEAD = re.compile(r"([+-])\s*(\d{1,4})$")
_PERIOD = re.compile(r"([^\W\d_]+)?\.?(?:(?:^| )(\d{4}))?$")
_SPAN = re.compile(r"(\d{1,2})\s+([^\W\d_]+)$")


@dataclass(frozen=True)
class Moments:
    """Dates and moments in the words of one language."""

    texts: Texts

    @property
    def _locale(self) -> QLocale:
        return locale(self.texts.language)

    def parse(self, typed: str, now: datetime, *, past: bool = True) -> datetime | None:
        """The moment that `typed` names in the zone of `now`, or None: a time alone is today. `past`: as in `day`."""
        words = " ".join(typed.casefold().split())
        if not words:
            return None
        clock = _clock(words)
        if clock is not None:
            return _at(now.date(), clock, now, past)
        day = self._day(words, now.date(), past)
        if day is None:
            head, _space, tail = words.rpartition(" ")
            clock = _clock(tail) if head else None
            head = head.removesuffix(" kl.").removesuffix(" kl").rstrip(",")
            day = self._day(head, now.date(), past) if clock else None
        if day is None:
            return None
        return _at(day, clock or now.time(), now, past)

    def day(self, typed: str, today: date, *, past: bool = False) -> date | None:
        """The date that `typed` names: the nearest behind `today` with `past`, else the nearest ahead."""
        words = " ".join(typed.casefold().split())
        return self._day(_YEAR_APART.sub(r"\1/\2/\3", words), today, past)

    def _day(self, words: str, today: date, past: bool) -> date | None:
        """The date of `words`; »21/11 2027« is none here, for a moment may mean 20.27 by it."""
        named = {
            self.texts(_("today")).casefold(): 0,
            self.texts(_("yesterday")).casefold(): -1,
            self.texts(_("tomorrow")).casefold(): 1,
        }
        for word, days in named.items():
            if words in (word, word.replace(" ", "")):
                return today + timedelta(days=days)
        ahead = _AHEAD.match(words)
        if ahead and (past or ahead[1] == "+"):  # a day that lies ahead is never written with a minus
            return _after(today, int(ahead[1] + ahead[2]))
        weekday = self._weekday(words)
        if weekday is not None:
            if past:
                return today - timedelta(days=(today.weekday() - weekday) % 7)
            return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
        return self._numeric(words, today, past) or self._span(words, today)

    def last_of(self, typed: str, today: date) -> date | None:
        """The last day of the month or year that `typed` names: »marts 2024«, »2024«, »marts«, the nearest behind."""
        found = _PERIOD.match(" ".join(typed.casefold().split()))
        if found is None or not any(found.groups()):
            return None
        month = self._month(found[1]) if found[1] else 12
        year = int(found[2]) if found[2] else today.year - (month > today.month)
        first = _date(year, month, 1) if month else None
        return months_after(first, 1) - timedelta(days=1) if first else None

    def no_such_day(self, typed: str, today: date) -> bool:
        """Whether `typed` is written as a date, but of a day that the calendar does not have: 31/2."""
        words = _YEAR_APART.sub(r"\1/\2/\3", " ".join(typed.casefold().split()))
        named = _NAMED.match(words)
        dated = bool(_NUMERIC.match(words) or (named and self._month(named[2])))
        return dated and not all(self._numeric(words, today, past) for past in (True, False))

    def mentioned(self, text: str, today: date) -> date | None:
        """The next date whose weekday is written out in `text` (a suggestion, never a decision)."""
        for word in re.findall(r"[^\W\d_]+", text.casefold()):
            for number in range(1, 8):
                if word == self._locale.dayName(number).casefold():
                    return today + timedelta(days=(number - 1 - today.weekday() - 1) % 7 + 1)
        return None

    def moment_text(self, moment: datetime, now: datetime) -> str:
        """The moment as one would type it: »i dag 08.00«; `parse` reads it back."""
        clock = moment.strftime("%H:%M" if self.texts.language == "en" else "%H.%M")
        return f"{self.day_text(moment.date(), now.date())} {clock}"

    def day_text(self, day: date, today: date) -> str:
        """The date as one would type it: »i dag«, »17. november«, »17. november 2025«, in English »17 November«."""
        near = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}.get((day - today).days)
        if near is not None:
            return self.texts(near)
        long = f"{day.day}{'' if self.texts.language == 'en' else '.'} {self._locale.monthName(day.month)}"
        return long if day.year == today.year else f"{long} {day.year}"

    def _weekday(self, word: str) -> int | None:
        stem = word.removeprefix("på ").removeprefix("on ").rstrip(".")
        if len(stem) < 3:
            return None
        for number in range(1, 8):
            if self._locale.dayName(number).casefold().startswith(stem):
                return number - 1
        return None

    def _numeric(self, words: str, today: date, past: bool) -> date | None:
        found = _NUMERIC.match(words)
        if found:
            day, month, year = int(found[1]), int(found[2]), found[3]
        else:
            found = _NAMED.match(words)
            month = self._month(found[2]) if found else 0
            if not found or not month:
                return None
            day, year = int(found[1]), found[3]
        if year:
            full = int(year) + (2000 if len(year) == 2 else 0)
            return _date(full, month, day) if full >= EARLIEST else None
        near = (_date(today.year + years, month, day) for years in ((0, -1) if past else (0, 1)))
        return next((found for found in near if found and (found <= today if past else found >= today)), None)

    def _month(self, word: str) -> int:
        stem = word.rstrip(".")
        for month in range(1, 13):
            if len(stem) >= 3 and self._locale.monthName(month).casefold().startswith(stem):
                return month
        return 0

    def _span(self, words: str, today: date) -> date | None:
        found = _SPAN.match(words.removeprefix("om ").removeprefix("in "))
        if not found:
            return None
        count, unit = int(found[1]), found[2]
        units = ((_("day"), _("days")), (_("week"), _("weeks")), (_("month"), _("months")))
        for position, pair in enumerate(units):
            if unit in {self.texts(word).casefold() for word in pair}:
                return months_after(today, count) if position == 2 else today + timedelta(days=count * (1, 7)[position])
        return None


def months_after(day: date, months: int) -> date:
    """The same day `months` later, or the last one that month has."""
    total = day.month - 1 + months
    year, month = day.year + total // 12, total % 12 + 1
    return next(d for back in range(4) if (d := _date(year, month, day.day - back)))


def _at(day: date, clock: time, now: datetime, past: bool) -> datetime:
    """That minute of that day in the zone of `now`; one that the change of the clock leaves out is an hour later.

    One that comes twice is with `past` the last that is behind `now`, else the first that lies ahead.
    """
    first = datetime.combine(day, time(clock.hour, clock.minute), now.tzinfo)
    second = first.replace(fold=1)
    between = second.timestamp() - first.timestamp()
    if between < 0:
        return first.astimezone(UTC).astimezone(now.tzinfo)
    behind = (second if past else first).timestamp() <= now.timestamp()
    return second if between and behind else first


def _after(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _clock(word: str) -> time | None:
    found = _TIME.match(word)
    if not found:
        return None
    hour, minute = int(found[1] or found[3]), int(found[2] or found[4] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
