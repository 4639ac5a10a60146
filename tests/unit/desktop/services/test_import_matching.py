"""Whom a row means, among the contacts that are here."""

from datetime import UTC, datetime

import pytest

from desktop.domain.row_values import BadRow
from desktop.services.import_matching import People, Places, street
from desktop.store.records import Row


def row(kind: str, rec: str, **values: object) -> Row:
    """A record as lists show it."""
    return Row(rec.encode().ljust(16), b"s" * 16, kind, values, b"u" * 16, datetime(2026, 1, 1, tzinfo=UTC), 0)


def test_a_number_decides_before_a_name() -> None:
    """The name and the street are asked where there is no number; a place with another number is another place."""
    sun, moon = row("institution", "sun", name="Solen", institution_no="101", address="Vej 1, By"), row(
        "institution", "moon", name="Månen", address="Vej 2"
    )  # fmt: skip
    places = Places([sun, moon])
    assert places.find({"institution_no": "000101", "name": "Månen"}) is sun
    assert places.find({"name": "solen", "address": "Vej 1"}) is sun
    assert places.find({"institution_no": "000102", "name": "Solen", "address": "Vej 1"}) is None
    assert places.find({"institution_no": "000102", "name": "Månen"}) is moon
    assert street("Vej 1, 0000 By") == street("vej 1")


def test_rows_after_a_change_meet_the_record_as_it_becomes() -> None:
    """A renamed place is found by its new name alone, a person by the new address."""
    places = Places([sun := row("institution", "sun", name="Solen")])
    places.changed(sun, {"name": "Månen", "institution_no": "000007"})
    assert places.find({"name": "Solen"}) is None
    found = places.named("000007", "")
    assert found is not None and found.rec == sun.rec
    people = People([lis := row("person", "lis", name="Lis", email="a@b.example")])
    people.changed(lis, {"email": "c@d.example"})
    assert people.find({"name": "x", "email": "a@b.example"}, b"") is None
    assert people.find({"name": "x", "email": "C@D.example"}, b"") is not None


def test_where_several_could_be_meant_nothing_is_guessed() -> None:
    """Two of one name, two of one number, a name that the file gives to several, a person who would become another."""
    twins = Places([row("institution", name, name="Solen", institution_no="000001") for name in ("a", "b")])
    for asked in ({"name": "Solen"}, {"institution_no": "000001", "name": "x"}):
        with pytest.raises(BadRow):
            twins.find(asked)
    places = Places([row("institution", "a", name="Solen")])
    places.shared = {"solen"}
    with pytest.raises(BadRow):
        places.find({"name": "Solen"})
    assert places.find({"name": "Solen", "address": "Vej 1"}) is None
    people = People([lis := row("person", "lis", name="Lis"), row("person", "bo", name="Bo")])
    people.alone(lis, {"name": "Lis"})
    with pytest.raises(BadRow):
        people.alone(lis, {"name": "Bo"})


def test_a_place_of_work_that_is_not_here() -> None:
    """Nothing said is no place; something that is not here is a reason."""
    places = Places([])
    assert places.named("", "") is None
    with pytest.raises(BadRow):
        places.named("", "Pluto")
