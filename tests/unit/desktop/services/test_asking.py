"""A new version of any part asks by what the part is made of: days, choices, people and places, not only text."""

from datetime import date

import pytest
from helpers.concerns import concern
from helpers.notes import agreement, school
from helpers.town import Town

from desktop.assembly import App
from desktop.domain.registry import kind
from desktop.services.asking import taken
from desktop.services.settling_values import Asked
from desktop.services.values import Option


@pytest.mark.parametrize(
    ("of", "group", "asked"),
    [
        ("agreement", "owner", [("owner", "who")]),
        ("agreement", "due", [("due_on", "day"), ("reason", "line")]),
        ("agreement", "kept", []),
        ("agreement", "withdrawn", []),
        ("concern", "place", [("institution", "one"), ("room", "line")]),
        ("concern", "status", [("status", "choice"), ("outcome", "choice"), ("closed_on", "past")]),
        ("concern", "about", []),
        ("consultation", "when", [("occurred_at", "moment"), ("duration_min", "minutes")]),
        ("visit", "visitor", [("visitor", "one")]),
        ("institution", "same_as", []),
    ],
)
def test_each_field_is_asked_for_by_its_sort(signe: App, of: str, group: str, asked: list[tuple[str, str]]) -> None:
    """What came of an act of the program, and not of typing, is not asked for; then there is no new version."""
    found = signe.to_settle._asking.of(kind(of), (group,))
    assert [(one.name, one.sort) for one in found] == asked


def test_what_was_chosen_goes_into_the_fields_of_the_record() -> None:
    """A colleague is one; a name without an account stays a name; a place that is not in the list is none."""
    known = Option("ab" * 16, "Signe")
    who, place = Asked("owner", "Hvem", "who", (known,)), Asked("institution", "Hvor", "one", (known,))
    user = bytes.fromhex(known.code)
    assert taken((who,), {"owner": known.code}) == {"owner_user": user, "owner_name": None}
    assert taken((who,), {"owner": "Lis Leder"}) == {"owner_user": None, "owner_name": "Lis Leder"}
    assert taken((place,), {"institution": known.code}) == {"institution": user}
    assert taken((place,), {"institution": "Et sted"}) == {"institution": None}


def test_a_day_and_who_does_it_are_settled_by_new_ones(signe: App, palle: App, town: Town) -> None:
    """Two dates and two owners of one agreement: a third answer takes their place, and everybody has it."""
    rec = agreement(signe)
    town.sync(signe, palle)
    signe.agreements.save(rec, {"due_on": date(2026, 12, 1), "owner_name": "Lis Leder"})
    palle.agreements.save(rec, {"due_on": date(2026, 12, 3), "owner_name": "Lone Leder"})
    town.sync(signe, palle, signe)
    while asked := (page := signe.to_settle.read("agreement", rec)).asked:
        typed = {"owner": signe.me.user.hex(), "due_on": date(2026, 12, 2)}
        signe.settling.write("agreement", rec, page.seen, taken(asked, typed))
    town.sync(signe, palle)
    for app in (signe, palle):
        row = app.agreements.read(rec).row
        assert (row.due, row.divided) == (date(2026, 12, 2), 0)
        assert app.agreements.read(rec).values["owner_user"] == signe.me.user


def test_the_place_of_a_concern_is_settled_by_another(signe: App, palle: App, town: Town) -> None:
    """A reference is chosen, by the name of the place."""
    rec = concern(signe).rec
    town.sync(signe, palle)
    signe.concerns.save(rec, {"institution": school(signe), "room": "3.b"})
    palle.concerns.save(rec, {"institution": school(signe), "room": "4.b"})
    town.sync(signe, palle, signe)
    page = signe.to_settle.read("concern", rec)
    place = next(option.code for option in page.asked[0].options)
    signe.settling.write("concern", rec, page.seen, taken(page.asked, {"institution": place, "room": "5.b"}))
    assert signe.concerns.read(rec).values["room"] == "5.b"
