"""Places and people."""

from datetime import date

import pytest
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
    assert signe.contacts.choices().types and signe.contacts.choices().spaces
