"""Planned visits and »I am here now«."""

from datetime import date, datetime, timedelta

import pytest
from helpers.concerns import NAMED, concern
from helpers.notes import agreement, note, school
from helpers.town import Town

from desktop.assembly import App
from desktop.services.clock import COPENHAGEN
from desktop.services.errors import Invalid

TODAY = date(2026, 11, 20)


def _at(hour: int, minute: int = 0, day: date = TODAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=COPENHAGEN)


def _other(app: App) -> bytes:
    return app.contacts.save_institution({"name": "Børnehuset Prøven", "type": "school"}).rec


def test_a_planned_visit_stands_on_its_day_and_no_other(signe: App, palle: App, town: Town) -> None:
    """With its time, place and what is open there; a colleague's is not mine, but stands on the page of the place."""
    rec = school(signe)
    agreement(signe)
    signe.visits.save({"institution": rec, "starts_at": _at(13), "ends_at": _at(14), "purpose": "Overgange"})
    (row,) = signe.visits.on(TODAY)
    assert (row.title, row.detail, row.said(discreet=True)) == ("Besøg: Fiktivby Skole", "1 åben aftale", "Overgange")
    assert (row.starts_at, row.ends_at, row.mine, row.held) == (_at(13), _at(14), True, None)
    assert not signe.visits.on(TODAY + timedelta(days=1)) and not signe.visits.on(TODAY - timedelta(days=1))
    town.sync(signe, palle)
    assert not palle.visits.on(TODAY)
    assert [(one.who, one.mine) for one in palle.visits.ahead(rec)] == [("Signe Prøvested", False)]


def test_what_a_visit_is_for_stands_in_no_list_where_it_may_name_somebody(signe: App) -> None:
    """A name, a child that is known here, or initials: in discreet view the row says where and when alone (S14)."""
    whole = {"institution": school(signe), "starts_at": _at(13)}
    concern(signe, **NAMED)
    for purpose in ("Møde om Mikkel", "Barn TEST-Alfa", "Samtale om M.K."):
        signe.visits.save({**whole, "purpose": purpose})
    rows = signe.visits.on(TODAY)
    assert [(row.said(discreet=True), bool(row.said(discreet=False)), row.detail) for row in rows] == [
        ("", True, "")
    ] * 3


@pytest.mark.parametrize(
    "wrong",
    [{}, {"starts_at": _at(13)}, {"institution": b"\x01" * 16}, {"ends_at": _at(12)}, {"purpose": "610812-4321"}],
)
def test_what_cannot_be_is_refused(signe: App, wrong: dict[str, object]) -> None:
    """Without a place or a time, ending before it begins, or with a personal number."""
    whole = {"institution": school(signe), "starts_at": _at(13)}
    with pytest.raises(Invalid):
        signe.visits.save({**whole, **wrong} if wrong.keys() & {"ends_at", "purpose"} else wrong)


def test_here_now_fills_the_next_note(signe: App) -> None:
    """First the place last used is offered, then the one that was said, though another was used; to a concern too."""
    first, second = school(signe), _other(signe)
    note(signe)
    assert signe.presence.here() is None
    assert "institution" not in signe.concerns.choices().prefill
    signe.visits.here_now(second)
    assert signe.presence.here() == second
    assert signe.concerns.choices().prefill["institution"] == second
    assert signe.consultations.choices().prefill["institution"] == second
    assert [(row.place_rec, row.who) for row in signe.visits.held(second, 5)] == [(second, "Signe Prøvested")]
    assert not signe.visits.held(first, 5)


def test_here_now_holds_until_the_next_visit_begins(signe: App, town: Town) -> None:
    """A visit elsewhere in twelve minutes takes nothing back of what was said; once it has begun one is there."""
    rec = school(signe)
    signe.visits.save({"institution": rec, "starts_at": _at(8, 30)})
    assert signe.presence.here() == rec, "its note may be begun before it"
    said = _other(signe)
    signe.visits.here_now(said)
    assert signe.presence.here() == said and signe.contacts.place(said).here
    town.clock.forward(12 * 60)
    assert signe.presence.here() == rec
    for place in (said, rec, said):
        town.clock.forward(0.01)
        signe.visits.here_now(place)
        assert signe.presence.here() == place, "said wrong, and put right within the minute"


def test_here_now_holds_the_planned_visit_and_makes_no_other(signe: App) -> None:
    """One visit, held; undo makes it a planned one again, and the place is not said any more."""
    rec = school(signe)
    planned = signe.visits.save({"institution": rec, "starts_at": _at(13)}).rec
    saved = signe.visits.here_now(rec)
    assert saved.rec == planned and [row.held is not None for row in signe.visits.on(TODAY)] == [True]
    assert signe.undo.undo(saved.undo) is None
    assert [row.held for row in signe.visits.on(TODAY)] == [None] and signe.presence.here() is None


def test_undo_of_here_now_leaves_no_draft(signe: App) -> None:
    """It was said, not written: the visit goes, and nothing waits to be gone on with."""
    rec = school(signe)
    saved = signe.visits.here_now(rec)
    assert signe.undo.undo(saved.undo) is None
    assert not signe.visits.on(TODAY) and not signe.drafts.list() and signe.presence.here() is None


@pytest.mark.parametrize(
    ("begins", "ends", "there"),
    [(_at(8, 30), None, True), (_at(9), None, False), (_at(6), None, False), (_at(6), _at(9), True),
     (_at(8, 18, TODAY + timedelta(days=1)), None, False), (_at(8, 18, TODAY - timedelta(days=1)), None, False)],
)  # fmt: skip
def test_a_visit_that_goes_on_tells_where_one_is(
    signe: App, begins: datetime, ends: datetime | None, there: bool
) -> None:
    """From half an hour before until its end, an hour and a half where none was written; today's alone."""
    rec = school(signe)
    signe.visits.save({"institution": rec, "starts_at": begins, "ends_at": ends})
    assert (signe.presence.here() == rec) is there
