"""Windows in words: the line that says until when, and the tag that says how near; the two never contradict."""

from datetime import date

from desktop.domain.windows import Window
from desktop.services.wording import Wording
from desktop.texts import _

NEAR_DAYS = 6
"""So far ahead a weekday names one day only."""
WEEKDAYS = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
)  # fmt: skip


class WindowWords:
    """Says windows in one language."""

    def __init__(self, words: Wording) -> None:
        self._words = words

    def line(self, window: Window, today: date) -> str:
        """»Mellem 18. og 25. november«, »Senest 24. november«, »24. november«, and when it is over »Fristen var …«."""
        text, day = self._words.text, self._words.day
        closes, opens = window.closes, window.opens
        if window.standing(today) == "late":
            return text(_("It was due {day}"), day=day(closes, today))
        if opens is None:
            return text(_("By {day}"), day=day(closes, today))
        if window.is_day:
            return text(_("On {day}"), day=day(closes, today))
        if (opens.year, opens.month) == (closes.year, closes.month):
            return text(_("Between {number} and {day}"), number=opens.day, day=day(closes, today))
        return text(_("Between {first} and {day}"), first=day(opens, today), day=day(closes, today))

    def tag(self, window: Window, today: date) -> str:
        """»3 dage forsinket«, »i dag«, »om 4 dage«, »senest onsdag«, »fra mandag«."""
        text = self._words.text
        match window.standing(today):
            case "late":
                return text.plural(_("{n} day late"), _("{n} days late"), window.days_late(today))
            case "later" if not window.is_day:
                return text(_("from {day}"), day=self._near(window.opens or window.closes, today))
        left = window.days_left(today)
        if left <= 1:
            return text(_("tomorrow") if left else _("today"))
        if window.is_day or (window.opens is None and left <= NEAR_DAYS):
            return text.plural(_("in {n} day"), _("in {n} days"), left)
        return text(_("by {date}"), date=self._near(window.closes, today))

    def _near(self, day: date, today: date) -> str:
        if 0 < (day - today).days <= NEAR_DAYS:
            return self._words.text(WEEKDAYS[day.weekday()])
        return self._words.day(day, today)
