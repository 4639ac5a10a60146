"""Places and people."""

from datetime import date, timedelta

import pytest
from helpers.concerns import assessment, concern
from helpers.notes import agreement, note, school
from helpers.town import Town

from desktop.assembly import App
from desktop.services.errors import Invalid, NotFound


def test_places_come_in_danish_order_with_last_contact(signe: App) -> None:
    """Å after Z; last contact and open agreements are counted."""
    for name in ("Åhuset", "Ærø Børnehus", "Zebraen"):
        signe.contacts.save_institution({"name": name, "type": "school"})
    note(signe)
    agreement(signe)
    rows = signe.contacts.institutions()
    assert [row.name for row in rows] == ["Fiktivby Skole", "Zebraen", "Ærø Børnehus", "Åhuset"]
    assert (rows[0].last_contact, rows[0].open_agreements) == (date(2026, 11, 20), 1)
    assert (rows[1].last_contact, rows[1].open_agreements) == (None, 0)


def test_the_page_of_a_place(signe: App) -> None:
    """Its talks, agreements and people, and nobody else's."""
    rec = school(signe)
    note(signe)
    agreement(signe)
    signe.contacts.save_person(
        {"name": "Lis Leder", "role_title": "Skoleleder", "institution": rec, "phone": "00 00 00 12"}
    )
    signe.contacts.save_person({"name": "En Anden"})
    page = signe.contacts.place(rec)
    assert [row.title for row in page.recent] == ["Sparring, 3.b (klasse)"]
    assert len(page.agreements) == 1 and page.can_edit
    assert [(person.name, person.institution) for person in page.people] == [("Lis Leder", "Fiktivby Skole")]
    assert len(signe.contacts.people()) == 2


def test_the_agreements_of_a_place_that_stood_twice_are_one_list(signe: App) -> None:
    """What is open first, the earliest due first, whichever of the two it was agreed at."""
    one = school(signe)
    other = signe.contacts.save_institution({"name": "Fiktivby Skole", "type": "school"}).rec
    for text, place, days in (("a", one, 3), ("b", other, 1), ("c", one, 2)):
        status = {"status": "done"} if text == "a" else {}
        agreement(signe, text, institution=place, due_on=date(2026, 12, days), **status)
    signe.same.merge("institution", one, other)
    shown = signe.contacts.place(one, closed=5).agreements
    assert [row.texts[0].text for row in shown] == ["b", "c", "a"]


def test_an_edit_from_two_pcs_in_different_fields_merges(signe: App, palle: App, town: Town) -> None:
    """Signe corrects the address, Palle the telephone: both stand, nothing to settle."""
    rec = school(signe)
    seen, his = signe.contacts.place(rec), palle.contacts.place(rec)
    town.line.up = False
    signe.contacts.save_institution({**seen.values, "address": "Prøvevej 3"}, rec, base=seen.base)
    palle.contacts.save_institution({**his.values, "phone": "00 00 00 11"}, rec, base=his.base)
    town.line.up = True
    town.sync(signe, palle, signe)
    for app in (signe, palle):
        page = app.contacts.place(rec)
        assert (page.address, page.phone) == ("Prøvevej 3", "00 00 00 11")
    assert signe.syncing.status().to_settle == 0


def test_what_is_missing_is_refused(signe: App) -> None:
    """A place needs name and type, a person a name."""
    with pytest.raises(Invalid):
        signe.contacts.save_institution({"name": "Uden type"})
    with pytest.raises(Invalid):
        signe.contacts.save_person({"name": ""})
    with pytest.raises(NotFound):
        signe.contacts.place(b"?" * 16)
    with pytest.raises(NotFound):
        signe.contacts.person(b"?" * 16)


def test_a_person_can_be_corrected(signe: App) -> None:
    """The form gets the values; the edit stands in the record."""
    rec = signe.contacts.save_person({"name": "Lone Leder", "reachable": "8–9"}).rec
    page = signe.contacts.person(rec)
    signe.contacts.save_person({**page.values, "reachable": "torsdage"}, rec, base=page.base)
    assert signe.contacts.person(rec).row.reachable == "torsdage"
    assert signe.contacts.choices().types and signe.contacts.choices().sharing.offered(None)


def test_a_place_is_quiet_after_six_weeks_without_note_or_visit(signe: App) -> None:
    """Six weeks to the day are not yet long; a held visit counts as a note does, a planned one does not."""
    now = signe.clock.now()
    six_weeks, longer = now - timedelta(weeks=6), now - timedelta(weeks=6, days=1)
    recs = {
        name: signe.contacts.save_institution({"name": name, "type": "school"}).rec
        for name in ("Aldrig", "Længe", "Seks uger", "Besøgt", "Planlagt")
    }
    note(signe, institution=recs["Længe"], occurred_at=longer)
    note(signe, institution=recs["Seks uger"], occurred_at=six_weeks)
    signe.visits.here_now(recs["Besøgt"])
    signe.visits.save({"institution": recs["Planlagt"], "starts_at": now + timedelta(days=1)})
    found = {row.name: row.quiet for row in signe.contacts.institutions() if row.rec in recs.values()}
    assert found == {"Aldrig": True, "Længe": True, "Seks uger": False, "Besøgt": False, "Planlagt": True}


def test_the_page_shows_open_concerns_where_a_scale_stands_and_who_was_there(signe: App) -> None:
    """A concern with its latest answer and its lead; the visit of today is the last one, and I am here."""
    rec = school(signe)
    begun = concern(signe, lead_user=signe.me.user).rec
    assessment(signe, begun, perspective="joint")
    signe.visits.here_now(rec)
    page = signe.contacts.place(rec)
    (shown,) = page.concerns
    assert shown.row.rec == begun and shown.stands.startswith("Børnelinealen ") and not page.more_concerns
    assert page.here and page.last_visit == page.row.last_contact == date(2026, 11, 20)
    assert [(visit.who, visit.mine) for visit in page.visits] == [("Signe Prøvested", True)]
