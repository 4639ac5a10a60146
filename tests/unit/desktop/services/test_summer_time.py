"""The hour that comes twice (25 October 2026) and the one that is left out (28 March 2027), through the services."""

from datetime import datetime, timedelta

import pytest
from helpers.notes import note, note_values, school
from helpers.summer_time import AUTUMN, BOTH, SPRING, after
from helpers.town import Town

from desktop.assembly import App
from desktop.services.approving import WAIT
from desktop.services.clock import COPENHAGEN
from desktop.texts import Texts
from desktop.ui.formats import Formats


@BOTH
def test_what_was_written_around_the_change_stands_in_its_order(signe: App, town: Town, change: datetime) -> None:
    """A note every twenty minutes, so that 02.15 comes twice: the newest first, in every list, and each in its day."""
    minutes = range(-65, 80, 20)
    recs = []
    for minute in minutes:
        town.clock.set(after(change, minute))
        recs.append(note(signe, text=f"Note {minute}").rec)
    newest = recs[::-1]
    rows = signe.consultations.page().rows
    assert [row.rec for row in rows] == newest
    assert [row.occurred_at.timestamp() for row in rows[::-1]] == [after(change, n).timestamp() for n in minutes]
    assert {row.occurred_at.date() for row in rows} == {change.date()}
    assert [row.note.rec for row in signe.approving.page().rows] == newest
    for some in (signe.contacts.place(school(signe)).recent, signe.today.load().since):
        assert some and [row.rec for row in some] == newest[: len(some)]
    words = Formats(Texts("da"), town.clock)
    shown = [words.exact(row.occurred_at) for row in rows[::-1]]
    assert shown == [f"i dag {after(change, n):%H.%M}" for n in minutes]


@BOTH
@pytest.mark.parametrize("begun", [-5, -8, -1])
def test_approving_can_be_undone_for_ten_minutes(signe: App, town: Town, change: datetime, begun: int) -> None:
    """Ten real minutes, neither five nor seventy, and it says when they are over."""
    town.clock.set(after(change, begun))
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
    town.clock.set(after(change, 10))
    for minutes, ahead in ((-30, False), (-1, False), (30, True)):
        values = note_values(signe, occurred_at=after(change, 10 + minutes))
        said = {problem.field for problem in signe.consultations.check(values)}
        assert ("occurred_at" in said) is ahead, minutes


@BOTH
def test_a_visit_may_last_over_the_change(signe: App, town: Town, change: datetime) -> None:
    """From ten to until ten past, as the clock goes on; never an end before its beginning."""
    begins, ends = after(change, -10), after(change, 10)
    town.clock.set(after(change, -60))
    values = {"institution": school(signe), "starts_at": begins, "ends_at": ends}
    assert not [p for p in signe.visits.check(values) if p.severity == "error"]
    assert [p.field for p in signe.visits.check({**values, "starts_at": ends, "ends_at": begins})] == ["ends_at"]
    first = signe.visits.save(values).rec
    later = signe.visits.save({**values, "starts_at": after(change, 50), "ends_at": None}).rec
    assert [row.rec for row in signe.visits.on(change.date())] == [first, later]
    assert [row.rec for row in signe.visits.ahead(school(signe))] == [first, later]
    assert [row.rec for row in signe.contacts.place(school(signe)).planned] == [first, later]
    for minute, near in ((-55, ["om 45 min", ""]), (-5, ["er begyndt", "om 55 min"])):
        town.clock.set(after(change, minute))
        assert [row.near for row in signe.today._nearby.rows()] == near
    assert signe.presence.here() == school(signe)
    town.clock.set(after(change, 15))
    assert [row.visit.rec for row in signe.today._nearby.rows()] == [later]


@BOTH
def test_days_are_days_though_one_has_23_hours_and_one_25(signe: App, town: Town, change: datetime) -> None:
    """Yesterday, tomorrow and »om 3 dage«, from the first minute of each day to its last."""
    due = change.date() + timedelta(days=1)
    town.clock.set(datetime.combine(due - timedelta(days=3), datetime.min.time(), COPENHAGEN))
    note(signe, followup_on=due)
    words = Formats(Texts("da"), town.clock)
    seen = []
    for days in range(-2, 4):
        day = change.date() + timedelta(days=days)
        for hour, minute in ((0, 0), (1, 59), (3, 0), (23, 59)):
            town.clock.set(datetime(day.year, day.month, day.day, hour, minute, tzinfo=COPENHAGEN))
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


@pytest.mark.parametrize(
    ("change", "begins_and_ends", "said", "begin"),
    [
        pytest.param(
            SPRING,
            [("013000", "033000"), ("003000Z", "013000Z"), ("023000", "043000"), ("013000Z", "023000Z")],
            [("01.30", "03.30")] * 2 + [("03.30", "04.30")] * 2,
            [-30, -30, 30, 30],
            id="a half past two that there is not is half past three everywhere",
        ),
        pytest.param(
            AUTUMN,
            [("023000", "030000"), ("003000Z", "020000Z"), ("013000Z", "020000Z")],
            [("02.30", "03.00")] * 3,
            [-30, -30, 30],
            id="half past two is the first one, and in UTC either",
        ),
    ],
)
def test_a_calendar_is_read_over_the_change(
    signe: App,
    town: Town,
    change: datetime,
    begins_and_ends: list[tuple[str, str]],
    said: list[tuple[str, str]],
    begin: list[int],
) -> None:
    """In Danish time and in UTC the same moments, in the preview and once planned; what was read once is known."""
    town.clock.set(after(change, -300))
    path = town.folder / "calendar.ics"
    events = [
        EVENT.format(uid=number, starts=_stamp(change, starts), ends=_stamp(change, ends))
        for number, (starts, ends) in enumerate(begins_and_ends)
    ]
    path.write_text(ICS.format(events="".join(events)), encoding="utf-8")
    time = Formats(Texts("da"), town.clock).time
    rows = signe.calendar_visits.preview(path).rows
    assert {row.state for row in rows} == {"new"}
    signe.calendar_visits.plan(rows)
    assert {row.state for row in signe.calendar_visits.preview(path).rows} == {"known"}
    visits = signe.visits.on(change.date())
    for shown in (rows, visits):
        assert [(time(row.starts_at), time(row.ends_at)) for row in shown if row.ends_at] == said
    assert [row.starts_at.timestamp() for row in visits] == [after(change, minutes).timestamp() for minutes in begin]


def _stamp(change: datetime, time: str) -> str:
    """A time of that day as a calendar writes it: Danish, or in UTC where it ends in »Z«."""
    return f"{'' if time.endswith('Z') else ';TZID=Europe/Copenhagen'}:{change:%Y%m%d}T{time}"
