"""Drafts: anything, kept as it is."""

from datetime import date, datetime
from typing import NoReturn

import pytest
from helpers.notes import note_values
from helpers.town import Town

from desktop.assembly import App
from desktop.services.clock import COPENHAGEN
from desktop.services.drafts import DraftValues
from desktop.services.errors import AppError, Damaged
from desktop.store.errors import StoreFailed
from desktop.store.records import Records


def test_a_draft_survives_lock_and_unlock_as_it_was(signe: App, town: Town) -> None:
    """Values of every kind, the cursor, and half a surrogate pair."""
    values: dict[str, object] = {
        "institution": b"\x01" * 16,
        "occurred_at": datetime(2026, 11, 20, 8, 0, tzinfo=COPENHAGEN),
        "followup_on": date(2026, 11, 25),
        "themes": ["wellbeing"],
        "text": "Halv s\ud83d",
    }
    signe.drafts.put(DraftValues("d", "consultation", values, {"field": "text", "at": 6}))
    signe.close()
    again = town.app("signe").drafts.get("d")
    assert again is not None
    assert again.values == values and again.cursor == {"field": "text", "at": 6}


def test_lists_say_what_is_missing(signe: App, town: Town) -> None:
    """The newest first; its title without a typed word; what is missing by its label."""
    signe.drafts.put(DraftValues("a", "consultation", {"text": "Uro"}))
    town.clock.forward(60)
    signe.drafts.put(DraftValues("b", "consultation", note_values(signe)))
    signe.drafts.put(DraftValues("c", "amendment", {"rec": b"x" * 16, "text": ""}))
    signe.drafts.put(DraftValues("e", "of_a_newer_version", {"x": 1}))
    rows = {row.id: row for row in signe.drafts.list()}
    assert rows["a"].title == "Notat"
    assert rows["a"].missing == ("hvor", "hvad slags", "hvem drejer det sig om")
    assert (rows["b"].title, rows["b"].missing) == ("Sparring, 3.b (klasse)", ())
    assert (rows["a"].place, rows["b"].place, rows["e"].place) == ("", "Fiktivby Skole", "")
    for subject, asked in (("group", "klasse eller gruppe"), ("staff", "hvem i personalet")):
        signe.drafts.put(DraftValues("d", "consultation", {"form": "sparring", "text": "Uro", "subject": subject}))
        (row,) = (row for row in signe.drafts.list() if row.id == "d")
        assert row.missing == ("hvor", asked)
    signe.drafts.drop("d")
    assert rows["c"].title == "Tilføjelse"
    assert next(iter(rows)) in ("b", "c", "e")


def test_nobody_is_asked_for_what_the_form_fills_in(signe: App) -> None:
    """An assessment has no field for its edition; the scale says it."""
    values: dict[str, object] = {"concern": b"c" * 16, "scale": "child_ruler", "value": "4a", "perspective": "joint"}
    signe.drafts.put(DraftValues("d", "assessment", values | {"assessed_on": date(2026, 11, 20)}))
    (row,) = signe.drafts.list()
    assert row.missing == ("fordi",)


def test_a_draft_goes_when_a_person_says_so(signe: App) -> None:
    """And only then."""
    signe.drafts.put(DraftValues("d", "consultation", {}))
    signe.drafts.drop("d")
    signe.drafts.drop("d")
    assert signe.drafts.get("d") is None and signe.drafts.list() == ()


def test_a_draft_is_never_sent(signe: App, palle: App, town: Town) -> None:
    """Nothing of it waits, and Palle has none."""
    signe.drafts.put(DraftValues("d", "consultation", note_values(signe)))
    town.sync(signe, palle)
    assert signe.syncing.status().waiting == 0
    assert palle.drafts.list() == ()


def test_a_note_about_a_named_child_misses_its_consent(signe: App) -> None:
    """I dag says what is missing in words: the name and each part of the consent; another note needs none of it."""
    values = {"form": "sparring", "subject": "child", "text": "Uro", "institution": b"i" * 16}
    signe.drafts.put(DraftValues("d", "consultation", values))
    (row,) = signe.drafts.list()
    assert row.missing[:2] == ("barnets navn", "hvorfor med navn")
    signe.drafts.put(DraftValues("d", "consultation", values | {"subject": "family_code", "name": "TEST"}))
    (row,) = signe.drafts.list()
    assert row.missing == ()


def test_a_talk_beyond_the_fifth_misses_its_reason(signe: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """The form demands it because of the family's other talks, so the list of drafts names it too, as it is typed."""
    talk = note_values(signe, subject="family_code", subject_label="", family_code="GRØN-FYR-27")
    for _talk in range(4):
        signe.consultations.save(talk)
    signe.drafts.put(DraftValues("d", "consultation", {**talk, "family_code": "grøn fyr 27"}))
    assert signe.drafts.list()[0].missing == ()
    signe.consultations.save(talk)
    assert signe.drafts.list()[0].missing == ("hvorfor en samtale mere",)
    signe.drafts.put(DraftValues("d", "consultation", {**talk, "over_reason": "Venter på plads"}))
    assert signe.drafts.list()[0].missing == ()
    signe.drafts.put(DraftValues("d", "consultation", {**talk, "subject": "parents"}))
    assert "hvorfor en samtale mere" not in signe.drafts.list()[0].missing
    signe.drafts.put(DraftValues("d", "consultation", talk))

    def damaged(*_args: object, **_more: object) -> None:
        raise Damaged

    monkeypatch.setattr(Records, "all", damaged)
    (row,) = signe.drafts.at_lock()
    assert (row.id, row.missing) == ("d", ()), "a lock goes on whatever it finds"


def test_words_in_memory_alone_are_told_where_no_place_can_be_read(signe: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is gone, and places were changed since they were read last: the lock says what it holds all the same."""
    values = note_values(signe)
    signe.contacts.save_institution({"name": "Børnehuset Prøven", "type": "school"})

    def gone(*_asked: object) -> NoReturn:
        raise StoreFailed("SQLITE_IOERR")

    for name in ("query", "transaction"):
        monkeypatch.setattr(signe.machine.store, name, gone)
    with pytest.raises(AppError):
        signe.drafts.put(DraftValues("d", "consultation", values))
    (row,) = signe.drafts.at_lock()
    assert (row.id, row.written, row.place) == ("d", False, "")
