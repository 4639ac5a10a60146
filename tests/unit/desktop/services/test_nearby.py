"""Nu: today's visits that are not over, and how near each is."""

from datetime import datetime, timedelta

from helpers.notes import school
from helpers.town import Town

from desktop.assembly import App
from desktop.services.clock import COPENHAGEN
from desktop.services.nearby import Nearby
from desktop.services.wording import Wording


def near(app: App) -> list[tuple[str, str, bool]]:
    """When each begins, how near that is, and whether it is marked."""
    rows = Nearby(app.visits, Wording(app.texts), app.clock).rows()
    return [(f"{row.visit.starts_at:%H.%M}", row.near, row.soon) for row in rows]


def visit(app: App, hour: int, minute: int = 0, minutes: int = 0, day: int = 20) -> bytes:
    """A planned visit at the school; with an end where it has so many minutes."""
    begins = datetime(2026, 11, day, hour, minute, tzinfo=COPENHAGEN)
    ends = {"ends_at": begins + timedelta(minutes=minutes)} if minutes else {}
    return app.visits.save({"institution": school(app), "starts_at": begins, **ends}).rec


def test_what_is_near_is_counted_in_minutes(signe: App, town: Town) -> None:
    """08.18: another day is not there; in the last hour minutes are counted; what has begun says so until it ends."""
    visit(signe, 13)
    visit(signe, 8, 30, minutes=30)
    visit(signe, 9, day=21)
    assert near(signe) == [("08.30", "om 12 min", True), ("13.00", "", False)]
    town.clock.forward(11 * 60 + 30)
    assert near(signe)[0] == ("08.30", "om 1 min", True)
    town.clock.forward(60)
    assert near(signe)[0] == ("08.30", "er begyndt", True)
    town.clock.forward(30 * 60)
    assert near(signe) == [("13.00", "", False)]
    town.clock.forward(6 * 3600)
    assert near(signe) == []


def test_who_said_that_she_is_there_is_not_told_to_go(signe: App, town: Town) -> None:
    """»Jeg er her nu« holds the planned visit."""
    visit(signe, 8, 30)
    signe.visits.here_now(school(signe))
    assert near(signe) == [("08.30", "du er her", False)]
    assert signe.today.load().place == "Fiktivby Skole"


def test_a_day_that_begins_at_midnight_after_the_clock_was_set(signe: App, town: Town) -> None:
    """The last Sunday of March 2027 has 23 hours: a visit at three is half an hour away at half past one."""
    begins = datetime(2027, 3, 28, 3, 0, tzinfo=COPENHAGEN)
    signe.visits.save({"institution": school(signe), "starts_at": begins})
    town.clock.set(datetime(2027, 3, 28, 1, 30, tzinfo=COPENHAGEN))
    assert near(signe) == [("03.00", "om 30 min", True)]
