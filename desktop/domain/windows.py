"""Windows: from which day and until which day something is to be done, and where a day stands to that.

Pure: the day is given. It knows no record and no words; what is late here is late everywhere.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from desktop.domain.calendar import add_months, is_business_day

Standing = Literal["later", "open", "late"]

#: A concern is looked at again every quarter: the rhythm of the strategy, and of the first follow-up (BL § 95).
CONCERN_MONTHS = 3
#: How long one has when a rhythm says that it is time.
DAYS_TO_DO_IT = 7


@dataclass(frozen=True)
class Window:
    """`closes` is the last day; before `opens` (None: there is no such day) nobody needs to think of it.

    A window that would open after it closes opens on the day it closes.
    """

    closes: date
    opens: date | None = None

    def __post_init__(self) -> None:
        if self.opens is not None and self.opens > self.closes:
            object.__setattr__(self, "opens", self.closes)

    @property
    def is_day(self) -> bool:
        """Whether it is one single day."""
        return self.opens == self.closes

    def standing(self, today: date) -> Standing:
        """Late only from the day after the last one; later only before a first one."""
        if today > self.closes:
            return "late"
        return "later" if self.opens is not None and today < self.opens else "open"

    def days_late(self, today: date) -> int:
        """Days since the last one; 0 while it is not over."""
        return max(0, (today - self.closes).days)

    def days_left(self, today: date) -> int:
        """Days until the last one; 0 on it, and when it is over."""
        return max(0, (self.closes - today).days)


def at_work(day: date) -> date:
    """That day, or the next one on which people are at work."""
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def rhythm(last: date, months: int) -> Window:
    """The next time after `last`: from the same day so many months later, and a week to do it in.

    Both ends are working days, so that no window opens or closes while nobody is there.
    """
    opens = at_work(add_months(last, months))
    return Window(at_work(opens + timedelta(days=DAYS_TO_DO_IT)), opens)
