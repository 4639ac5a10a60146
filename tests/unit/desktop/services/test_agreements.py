"""Agreements: saving, editing over what was seen, and two texts at once."""

from datetime import date

import pytest
from helpers.concerns import concern
from helpers.notes import agreement, note, school
from helpers.torn import rewritten
from helpers.town import Town

from desktop.assembly import App
from desktop.services.errors import Invalid, NotFound


def test_an_agreement_is_kept_and_listed(signe: App) -> None:
    """Open unless said otherwise, the earliest due first, in words."""
    later = agreement(signe, "Senere", due_on=date(2026, 12, 1), owner_name="Lone Leder")
    sooner = agreement(signe, "Snart", due_on=date(2026, 11, 24), owner_user=signe.me.user)
    rows = signe.agreements.list()
    assert [row.rec for row in rows] == [sooner, later]
    assert (rows[0].owner, rows[1].owner) == ("Du", "Lone Leder")
    assert (rows[0].status.label, rows[0].due_text) == ("I gang", "Senest 24. november")
    assert rows[0].place == "Fiktivby Skole" and rows[0].state == "local"
    assert signe.agreements.list(b"x" * 16) == ()


def test_only_what_differs_is_written(signe: App) -> None:
    """An edit of the date leaves the text alone; an edit of nothing writes nothing."""
    rec = agreement(signe, "Møde", due_on=date(2026, 11, 24))
    page = signe.agreements.read(rec)
    same = signe.agreements.save(rec, dict(page.values), base=page.base)
    assert same.undo == b""
    signe.agreements.save(rec, {**page.values, "due_on": date(2026, 11, 30)}, base=page.base)
    page = signe.agreements.read(rec)
    assert [line.what for line in page.history] == ["Skrev: »Møde«", "Rettede: senest"]
    assert page.values["due_on"] == date(2026, 11, 30) and not page.row.divided


def test_an_empty_text_is_refused(signe: App) -> None:
    """On a new one and on an edit."""
    rec = agreement(signe)
    for target in (None, rec):
        with pytest.raises(Invalid):
            signe.agreements.save(target, {"text": " "})
    with pytest.raises(NotFound):
        signe.agreements.save(b"?" * 16, {"text": "Hej"})


def test_it_stands_on_its_consultation(signe: App) -> None:
    """An agreement that was made in a talk is shown on the talk's page."""
    rec = note(signe).rec
    agreement(signe, "Observation onsdag", consultation=rec)
    (row,) = signe.consultations.read(rec).agreements
    assert row.texts[0].text == "Observation onsdag"


def test_it_leads_to_what_it_was_agreed_about(signe: App) -> None:
    """To its concern and its note while they are here, and to nothing where it has none."""
    about, talk = concern(signe).rec, note(signe)
    rec = agreement(signe, concern=about, consultation=talk.rec)
    read = signe.agreements.read(rec)
    assert (read.concern, read.note) == (about, talk.rec)
    signe.undo.undo(talk.undo)
    read = signe.agreements.read(rec)
    assert (read.concern, read.note) == (about, None)
    alone = signe.agreements.read(agreement(signe))
    assert (alone.concern, alone.note) == (None, None)


def test_a_save_over_what_was_seen_keeps_what_came_between(signe: App, palle: App, town: Town) -> None:
    """Palle's text arrives while Signe's form is open: her save replaces what she saw, and his stands beside it."""
    rec = agreement(signe, "Møde")
    town.sync(signe, palle)
    open_form = signe.agreements.read(rec)
    palle.agreements.save(rec, {"text": "Palles tekst"})
    town.sync(palle, signe)
    assert signe.agreements.read(rec).row.texts[0].text == "Palles tekst"
    signe.agreements.save(rec, {**open_form.values, "text": "Signes tekst"}, base=open_form.base)
    assert {version.text for version in signe.agreements.read(rec).row.texts} == {"Palles tekst", "Signes tekst"}


def test_editing_in_a_conflict_touches_ones_own_text_alone(signe: App, palle: App, town: Town) -> None:
    """With both texts standing, each writer corrects his own; a third person adds none away."""
    rec = agreement(signe, "Møde")
    town.sync(signe, palle)
    town.line.up = False
    signe.agreements.save(rec, {"text": "Signes"})
    palle.agreements.save(rec, {"text": "Palles"})
    town.line.up = True
    town.sync(signe, palle, signe)
    page = signe.agreements.read(rec)
    assert page.values["text"] == "Signes", "the form holds one's own words, whoever's are shown first"
    signe.agreements.save(rec, {**page.values, "reason": "forældrene er med"}, base=page.base)
    assert {version.text for version in signe.agreements.read(rec).row.texts} == {"Palles", "Signes"}
    page = signe.agreements.read(rec)
    signe.agreements.save(rec, {**page.values, "text": "Signes, rettet"}, base=page.base)
    town.sync(signe, palle)
    for app in (signe, palle):
        assert {version.text for version in app.agreements.read(rec).row.texts} == {"Palles", "Signes, rettet"}
    assert [row.rec for row in signe.to_settle.rows()] == [rec]


def test_choices(signe: App) -> None:
    """Statuses and colleagues by name."""
    choices = signe.agreements.choices()
    assert [option.label for option in choices.owners] == sorted(option.label for option in choices.owners)
    assert "Palle Pseudonym" in [option.label for option in choices.owners]
    assert [option.code for option in choices.statuses] == ["open", "done", "dropped"]
    assert school(signe)


def test_the_agreements_of_a_place_are_the_open_ones_until_more_is_asked_for(signe: App) -> None:
    """All that is open, and of the closed ones the latest due; the rest is counted."""
    place = school(signe)
    still = agreement(signe, "Åben", due_on=date(2026, 12, 1))
    closed = [agreement(signe, f"Lukket {n}", due_on=date(2026, 11, n), status="done") for n in range(1, 6)]
    rows, hidden = signe.agreements.at(place, 0)
    assert ([row.rec for row in rows], hidden) == ([still], 5)
    rows, hidden = signe.agreements.at(place, 2)
    assert ({row.rec for row in rows}, hidden) == ({still, *closed[3:]}, 3)
    rows, hidden = signe.agreements.at(place, 50)
    assert ({row.rec for row in rows}, hidden) == ({still, *closed}, 0)
    assert signe.contacts.place(place).hidden == 5


def test_a_closed_one_that_is_to_be_settled_stands_among_the_open_ones(signe: App, palle: App, town: Town) -> None:
    """S17: two texts of which one was closed do not hide among what is over; settled, it goes there."""
    rec, over = agreement(signe, "Møde"), agreement(signe, "Ovre", status="done")
    place = signe.agreements.read(rec).row.place_rec
    assert place is not None
    town.sync(signe, palle)
    rewritten(rec, (signe, "Møde 14."), (palle, "Observation 11."))
    palle.agreements.save(rec, {"status": "done"})
    town.sync(signe, palle)
    rows, others = signe.agreements.at(place, 0)
    assert ([row.rec for row in rows], others) == ([rec], 1)
    assert [row.rec for row in signe.agreements.at(place, 5)[0]] == [rec, over]
    page = signe.to_settle.read("agreement", rec)
    signe.settling.keep("agreement", rec, page.seen, page.sides[0].key)
    assert signe.agreements.at(place, 0) == ((), 2)
