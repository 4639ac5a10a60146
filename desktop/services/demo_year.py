"""Lays the threads of the synthetic municipality out over a year of working days; it knows no records."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from dateutil.easter import easter

from desktop.domain.calendar import add_business_days, add_months, is_business_day
from desktop.services.clock import COPENHAGEN
from desktop.services.demo_material import Material, Scene

_OPENS, _CLOSES = 7 * 60 + 30, 16 * 60 + 30
#: Days between one consultation of a thread and the next.
_GAP = (9, 40)
#: A thread that is not closed had its last consultation within so many days.
_RECENT = 21


@dataclass(frozen=True)
class Thread:
    """A scene with the days of the consultations that were held; `open` when the last one is still to come."""

    scene: Scene
    days: tuple[date, ...]
    open: bool


class Year:
    """The working days of the twelve months before `today`, each with its share of the usual work."""

    def __init__(self, material: Material, today: date) -> None:
        self._material = material
        first = add_months(today, -12)
        span = (first + timedelta(days=n) for n in range((today - first).days))
        self.days = tuple(day for day in span if is_business_day(day))
        self.last = self.days[-1]

    def share(self, day: date) -> float:
        """How much of the usual work is done that day: little in the school holidays."""
        if abs((day - easter(day.year)).days) <= 6:
            return self._material.easter_share
        key = f"{day:%m-%d}"
        return min((row.share for row in self._material.holidays if row.begins <= key <= row.ends), default=1.0)

    def pick(self, lots: Random, begins: date, ends: date, months: Sequence[int] = ()) -> date:
        """A working day between two days, both included, the usual ones first; nearest to `ends` if there is none."""
        days = [day for day in self.days if begins <= day <= ends and (not months or day.month in months)]
        if not days:
            return max((day for day in self.days if day <= ends), default=self.days[0])
        return lots.choices(days, [self.share(day) for day in days])[0]


def lay_out(material: Material, year: Year, count: int, lots: Random) -> list[Thread]:
    """Every scene as a thread, `count` consultations in all: what is over is cut off, and those threads are open."""
    surplus = sum(len(scene.note) for scene in material.scenes) - count
    may_be_open = [s for s in material.scenes if len(s.note) > 1 and not s.months and not s.concern]
    if not 0 <= surplus <= len(may_be_open):
        raise ValueError(f"{count} consultations cannot be made of these scenes")
    # Those with an agreement come first, so that some agreements are still to be kept.
    cut = {id(scene) for scene in sorted(lots.sample(may_be_open, len(may_be_open)), key=_settled)[:surplus]}
    threads = [
        _thread(
            scene, len(scene.note) - (id(scene) in cut), id(scene) in cut or scene.shared or scene.recent, year, lots
        )
        for scene in material.scenes
    ]
    newest = max(range(len(threads)), key=lambda place: (threads[place].open, threads[place].days[-1], place))
    kept = threads[newest]
    threads[newest] = Thread(kept.scene, (*kept.days[:-1], year.last), kept.open)
    return threads


def _settled(scene: Scene) -> bool:
    return scene.agreement is None or len(scene.note) > 2


def _thread(scene: Scene, length: int, still_open: bool, year: Year, lots: Random) -> Thread:
    if still_open:
        days = [year.pick(lots, year.last - timedelta(days=_RECENT), year.last)]
        while len(days) < length:
            days.insert(0, year.pick(lots, days[0] - timedelta(days=_GAP[1]), days[0] - timedelta(days=_GAP[0])))
        return Thread(scene, tuple(days), open=True)
    latest = year.last - timedelta(days=_GAP[1] * (length - 1))
    days = [year.pick(lots, year.days[0], latest, scene.months)]
    while len(days) < length:
        days.append(year.pick(lots, days[-1] + timedelta(days=_GAP[0]), days[-1] + timedelta(days=_GAP[1])))
    return Thread(scene, tuple(days), open=False)


class Diary:
    """One person's appointments: no two at a time, all within 7.30 and 16.30."""

    def __init__(self) -> None:
        self._taken: dict[date, list[tuple[int, int]]] = {}

    def book(self, day: date, minutes: int, lots: Random) -> datetime:
        """The time of an appointment that fits in; raises ValueError when the day is full."""
        starts = list(range(_OPENS, _CLOSES - minutes + 1, 5))
        lots.shuffle(starts)
        for start in starts:
            if all(start + minutes + 5 <= begins or ends + 5 <= start for begins, ends in self._taken.get(day, [])):
                self._taken.setdefault(day, []).append((start, start + minutes))
                return datetime.combine(day, time(start // 60, start % 60), COPENHAGEN)
        raise ValueError(f"the diary is full on {day}")


def due_day(day: date, days: int) -> date:
    """The working day about `days` after `day`."""
    return add_business_days(day + timedelta(days=days - 1), 1)
