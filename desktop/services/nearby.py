"""Nu: what lies right ahead today, in the order of the clock, with how near it is."""

import math
from dataclasses import dataclass
from datetime import datetime

from desktop.services.clock import Clock
from desktop.services.errors import told
from desktop.services.presence import USUAL
from desktop.services.visits import VisitRow, Visits
from desktop.services.wording import Wording
from desktop.texts import _

NEAR_S = 3600
"""From here on the minutes are counted."""


@dataclass(frozen=True)
class NowRow:
    """A visit of today that is not over: `near` says in words how near it is ("" when it is hours away)."""

    visit: VisitRow
    near: str
    soon: bool


class Nearby:
    """Looks at one's own visits of today."""

    def __init__(self, visits: Visits, words: Wording, clock: Clock) -> None:
        self._visits, self._words, self._clock = visits, words, clock

    @told()
    def rows(self) -> tuple[NowRow, ...]:
        """What is under way or to come today; what is over stands in »since last« as a note; (R)."""
        now = self._clock.now()
        return tuple(self._row(visit, now) for visit in self._visits.on(now.date()) if _until(_ends(visit), now) > 0)

    def _row(self, visit: VisitRow, now: datetime) -> NowRow:
        text = self._words.text
        if visit.held is not None:
            return NowRow(visit, text(_("you are here")), False)
        left = _until(visit.starts_at, now)
        if left <= 0:
            return NowRow(visit, text(_("has begun")), True)
        if left > NEAR_S:
            return NowRow(visit, "", False)
        return NowRow(visit, text.plural(_("in {n} minute"), _("in {n} minutes"), math.ceil(left / 60)), True)


def _ends(visit: VisitRow) -> datetime:
    return visit.ends_at or visit.starts_at + USUAL


def _until(moment: datetime, now: datetime) -> float:
    """Real seconds: of two moments of one zone Python subtracts what the clock shows, also where it is changed."""
    return moment.timestamp() - now.timestamp()
