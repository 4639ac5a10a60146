"""How dates, times and numbers are written for people, and how names are sorted: by the language's own rules.

It knows a language and a clock, no record. Relative words (yesterday, in 4 days) come from the texts.
"""

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import QCollator, QDate, QLocale, Qt

from desktop.services.clock import COPENHAGEN, Clock
from desktop.texts import Texts, _
from desktop.ui.language import locale


class Formats:
    """Danish (or English) writing of values."""

    def __init__(self, texts: Texts, clock: Clock) -> None:
        self._texts, self._clock = texts, clock
        self.locale = locale(texts.language)
        self._collator = QCollator(self.locale)
        self._collator.setNumericMode(True)
        self._collator.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def today(self) -> dt.date:
        """The date in Denmark now."""
        return self._clock.now().date()

    def time(self, moment: dt.datetime) -> str:
        """08.30"""
        local = moment.astimezone(COPENHAGEN)
        return f"{local.hour:02}{'.' if self._texts.language == 'da' else ':'}{local.minute:02}"

    def date(self, day: dt.date) -> str:
        """20. november; with the year when it is another than this."""
        return self._written(day, "d. MMMM" if self._texts.language == "da" else "d MMMM")

    def short_date(self, day: dt.date) -> str:
        """ons. 25. nov."""
        return self._written(day, "ddd d. MMM" if self._texts.language == "da" else "ddd d MMM")

    def long_date(self, day: dt.date) -> str:
        """fredag den 20. november; with the year when it is another than this."""
        weekday = self.weekday(day)
        return self._texts(_("{weekday} {date}"), weekday=weekday, date=self.date(day))

    def weekday(self, day: dt.date) -> str:
        """fredag"""
        return self.locale.dayName(day.isoweekday(), QLocale.FormatType.LongFormat)

    def day(self, day: dt.date) -> str:
        """i dag, i går, i morgen, else 20. november."""
        near = {0: _("today"), -1: _("yesterday"), 1: _("tomorrow")}.get((day - self.today()).days)
        return self._texts(near) if near else self.date(day)

    def heading(self, day: dt.date) -> str:
        """I dag, I går, I morgen, else Fredag den 20. november: over what belongs to that day."""
        return self.sentence(self.day(day) if abs((day - self.today()).days) <= 1 else self.long_date(day))

    def moment(self, moment: dt.datetime) -> str:
        """i dag 08.06, i går 14.10; without the time when it is longer ago: 12. november."""
        local = moment.astimezone(COPENHAGEN)
        if abs((local.date() - self.today()).days) <= 1:
            return f"{self.day(local.date())} {self.time(local)}"
        return self.date(local.date())

    def exact(self, moment: dt.datetime) -> str:
        """i dag 08.06, 12. november 14.10: always with the time."""
        local = moment.astimezone(COPENHAGEN)
        return f"{self.day(local.date())} {self.time(local)}"

    def whole(self, moment: dt.datetime) -> str:
        """20. november 2026 08.06: for paper, where nobody knows which year »today« was."""
        local = moment.astimezone(COPENHAGEN)
        form = "d. MMMM yyyy" if self._texts.language == "da" else "d MMMM yyyy"
        day = self.locale.toString(QDate(local.year, local.month, local.day), form)
        return f"{day} {self.time(local)}"

    def due(self, day: dt.date) -> str:
        """om 4 dage, i dag, 3 dage forsinket, senest 24. november."""
        days = (day - self.today()).days
        if days < 0:
            return self._texts.plural(_("{n} day late"), _("{n} days late"), -days)
        if days == 0:
            return self._texts(_("today"))
        if days <= 6:
            return self._texts.plural(_("in {n} day"), _("in {n} days"), days)
        return self._texts(_("by {date}"), date=self.date(day))

    def minutes(self, n: int) -> str:
        """45 min, 1 t., 1 t. 30 min"""
        hours, rest = divmod(n, 60)
        if not hours:
            return self._texts(_("{n} min"), n=rest)
        return self._texts(_("{h} h {n} min"), h=hours, n=rest) if rest else self._texts(_("{h} h"), h=hours)

    def number(self, n: float, decimals: int = 0) -> str:
        """1.234 and 12,5"""
        return self.locale.toString(float(n), "f", decimals)

    def sort_key(self) -> Callable[[str], object]:
        """A key for `sorted`: Åse before Aase is right only in English."""
        return self._collator.sortKey

    @staticmethod
    def sentence(words: str) -> str:
        """With a capital first letter, for a line of its own."""
        return words[:1].upper() + words[1:]

    def _written(self, day: dt.date, form: str) -> str:
        if day.year != self.today().year:
            form += " yyyy"
        return self.locale.toString(QDate(day.year, day.month, day.day), form)
