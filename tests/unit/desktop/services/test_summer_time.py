"""The hour that comes twice (25 October 2026) and the one that is left out (28 March 2027), through the services."""

from datetime import UTC, date, datetime, timedelta

import pytest
from helpers.notes import note, note_values, school
from helpers.town import Town

from desktop.assembly import App
from desktop.services.approving import WAIT
from desktop.services.clock import COPENHAGEN
from desktop.texts import Texts
from desktop.ui.formats import Formats

AUTUMN, SPRING = datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2027, 3, 28, 1, tzinfo=UTC)
BOTH = pytest.mark.parametrize("change", [AUTUMN, SPRING], ids=["autumn", "spring"])


def set_to(town: Town, moment: datetime) -> None:
    """The clock of everybody here."""
    town.clock.forward(moment.timestamp() - town.clock.now().timestamp())


def after(change: datetime, minutes: int) -> datetime:
    """So many minutes after the clock was changed, in Denmark."""
    return (change + timedelta(minutes=minutes)).astimezone(COPENHAGEN)


@BOTH
def test_what_was_written_around_the_change_stands_in_its_order(signe: App, town: Town, change: datetime) -> None:
    """A note every twenty minutes, so that 02.15 comes twice: the newest first, in every list, and each in its day."""
    minutes = range(-65, 80, 20)
    recs = []
    for minute in minutes:
        set_to(town, after(change, minute))
        recs.append(note(signe, text=f"Note {minute}").rec)
    newest = recs[::-1]
    rows = signe.consultations.page().rows
    assert [row.rec for row in rows] == newest
    assert [row.occurred_at.timestamp() for row in rows[::-1]] == [after(change, n).timestamp() for n in minutes]
    assert {row.occurred_at.date() for row in rows} == {change.date()}
    assert [row.note.rec for row in signe.approving.page().rows] == newest
    assert [row.rec for row in signe.contacts.place(school(signe)).recent] == newest[
        : len(signe.contacts.place(school(signe)).recent)
    ]
    assert [row.rec for row in signe.today.load().since] == newest[: len(signe.today.load().since)]
    words = Formats(Texts("da"), town.clock)
    shown = [words.exact(row.occurred_at) for row in rows[::-1]]
    assert shown == [f"i dag {after(change, n):%H.%M}" for n in minutes]


@BOTH
@pytest.mark.parametrize("begun", [-5, -8, -1])
def test_approving_can_be_undone_for_ten_minutes(signe: App, town: Town, change: datetime, begun: int) -> None:
    """Ten real minutes, neither five nor seventy, and it says when they are over."""
    set_to(town, after(change, begun))
    rec = note(signe).rec
    marked = signe.approving.approve(signe.approving.page().rows)
    assert marked.final_at.timestamp() == after(change, begun + 10).timestamp()
    assert Formats(Texts("da"), town.clock).time(marked.final_at) == f"{after(change, begun + 10):%H.%M}"
    town.clock.forward(9 * 60)
    assert signe.approving.due_in() == pytest.approx(60, abs=1)
    assert signe.approving.carry_out() == 0
    assert signe.approving.undo([("consultation", rec)]) == 1
    signe.approving.approve(signe.approving.page().rows)
    town.clock.forward(WAIT.total_seconds())
    assert signe.approving.carry_out() == 1


@BOTH
def test_what_lies_ahead_is_warned_of_and_nothing_else(signe: App, town: Town, change: datetime) -> None:
    """Half an hour ago is no time ahead where the clock was set back since; in half an hour is one."""
    set_to(town, after(change, 10))
    for minutes, ahead in ((-30, False), (-1, False), (30, True)):
        values = note_values(signe, occurred_at=after(change, 10 + minutes))
        said = {problem.field for problem in signe.consultations.check(values)}
        assert ("occurred_at" in said) is ahead, minutes


@BOTH
def test_a_visit_may_last_over_the_change(signe: App, town: Town, change: datetime) -> None:
    """From ten to until ten past, as the clock goes on; never an end before its beginning."""
    begins, ends = after(change, -10), after(change, 10)
    set_to(town, after(change, -60))
    values = {"institution": school(signe), "starts_at": begins, "ends_at": ends}
    assert not [p for p in signe.visits.check(values) if p.severity == "error"]
    assert [p.field for p in signe.visits.check({**values, "starts_at": ends, "ends_at": begins})] == ["ends_at"]
    first = signe.visits.save(values).rec
    later = signe.visits.save({**values, "starts_at": after(change, 50), "ends_at": None}).rec
    assert [row.rec for row in signe.visits.on(change.date())] == [first, later]
    assert [row.rec for row in signe.visits.ahead(school(signe))] == [first, later]
    assert [row.rec for row in signe.contacts.place(school(signe)).planned] == [first, later]
    for minute, near in ((-55, ["om 45 min", ""]), (-5, ["er begyndt", "om 55 min"])):
        set_to(town, after(change, minute))
        assert [row.near for row in signe.today._nearby.rows()] == near
    assert signe.presence.here() == school(signe)
    set_to(town, after(change, 15))
    assert [row.visit.rec for row in signe.today._nearby.rows()] == [later]


@BOTH
def test_days_are_days_though_one_has_23_hours_and_one_25(signe: App, town: Town, change: datetime) -> None:
    """Yesterday, tomorrow and »om 3 dage«, from the first minute of each day to its last."""
    due = change.date() + timedelta(days=1)
    set_to(town, datetime.combine(due - timedelta(days=3), datetime.min.time(), COPENHAGEN))
    note(signe, followup_on=due)
    words = Formats(Texts("da"), town.clock)
    seen = []
    for days in range(-2, 4):
        day = change.date() + timedelta(days=days)
        for hour, minute in ((0, 0), (1, 59), (3, 0), (23, 59)):
            set_to(town, datetime(day.year, day.month, day.day, hour, minute, tzinfo=COPENHAGEN))
            (row,) = signe.followups.list().rows
            seen.append((days, row.late, words.day(change.date())))
            assert signe.today.load().date == words.today() == day
    assert [late for _days, late, _said in seen] == [days > 1 for days, _late, _said in seen]
    said = {days: {one for day, _late, one in seen if day == days} for days in (-1, 0, 1)}
    assert said == {-1: {"i morgen"}, 0: {"i dag"}, 1: {"i går"}}


ICS = """BEGIN:VCALENDAR
{events}END:VCALENDAR
"""
EVENT = """BEGIN:VEVENT
UID:{uid}
DTSTART{starts}
DTEND{ends}
SUMMARY:Fiktivby Skole
END:VEVENT
"""


def test_a_calendar_is_read_over_the_change(signe: App, town: Town) -> None:
    """In Danish time and in UTC the same moments; a half past two that there is not is half past three everywhere."""
    set_to(town, after(SPRING, -300))
    where = ";TZID=Europe/Copenhagen:20270328T"
    events = [
        EVENT.format(uid="a", starts=where + "013000", ends=where + "033000"),
        EVENT.format(uid="b", starts=":20270328T003000Z", ends=":20270328T013000Z"),
        EVENT.format(uid="c", starts=where + "023000", ends=where + "043000"),
        EVENT.format(uid="d", starts=":20270328T013000Z", ends=":20270328T023000Z"),
    ]
    assert _planned(signe, town, events) == [("01.30", "03.30")] * 2 + [("03.30", "04.30")] * 2


def test_a_calendar_is_read_over_the_doubled_hour(signe: App, town: Town) -> None:
    """Half past two is the first one, and in UTC either; what was read once is known, not moved."""
    set_to(town, after(AUTUMN, -300))
    where = ";TZID=Europe/Copenhagen:20261025T"
    events = [
        EVENT.format(uid="a", starts=where + "023000", ends=where + "030000"),
        EVENT.format(uid="b", starts=":20261025T003000Z", ends=":20261025T020000Z"),
        EVENT.format(uid="c", starts=":20261025T013000Z", ends=":20261025T020000Z"),
    ]
    assert _planned(signe, town, events) == [("02.30", "03.00")] * 3
    assert [row.starts_at.timestamp() for row in signe.visits.on(date(2026, 10, 25))] == [
        after(AUTUMN, minutes).timestamp() for minutes in (-30, -30, 30)
    ]


def _planned(signe: App, town: Town, events: list[str]) -> list[tuple[str, str]]:
    """From when until when each visit stands, as the preview says and as it is shown once it was planned."""
    path = town.folder / "calendar.ics"
    path.write_text(ICS.format(events="".join(events)), encoding="utf-8")
    time = Formats(Texts("da"), town.clock).time
    rows = signe.calendar_visits.preview(path).rows
    assert {row.state for row in rows} == {"new"}
    signe.calendar_visits.plan(rows)
    assert {row.state for row in signe.calendar_visits.preview(path).rows} == {"known"}
    visits = signe.visits.on(rows[0].starts_at.date())
    said = [(time(row.starts_at), time(row.ends_at)) for row in visits if row.ends_at]
    assert said == [(time(row.starts_at), time(row.ends_at)) for row in rows if row.ends_at]
    return said
