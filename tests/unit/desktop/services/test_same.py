"""Places and people that stand twice, said to be one by a person, and parted again."""

from unittest.mock import Mock

import pytest
from helpers.notes import agreement, note, school
from helpers.town import Town

from desktop.assembly import App


def _twin(app: App, **more: object) -> bytes:
    values = {"name": "fiktivby skole", "type": "school", **more}
    return app.contacts.save_institution(values).rec


def test_what_looks_alike_is_hinted_with_its_reason(signe: App) -> None:
    """By name in any case and by number without its zeros; another number, address or space of a name is no hint."""
    _twin(signe)
    one = _twin(signe, name="Solsikken", institution_no="001234")
    _twin(signe, name="Solen", institution_no="1234")
    _twin(signe, name="Solsikken", institution_no="009999")
    found = {(pair.one.name, pair.other.name): pair.why for pair in signe.same.pairs()}
    assert found == {
        ("Fiktivby Skole", "fiktivby skole"): "samme navn",
        ("Solen", "Solsikken"): "samme institutionsnummer",
    }
    signe.contacts.save_institution({"name": "Solsikken", "institution_no": "009998"}, one)
    assert len(signe.same.pairs()) == 1


def test_people_are_alike_by_address_or_name_at_one_place(signe: App) -> None:
    """The same e-mail, or the same name where not two places are known; namesakes of two houses are two people."""
    here, there = school(signe), _twin(signe, name="Prøven")
    signe.contacts.save_person({"name": "Lis Leder", "institution": here})
    signe.contacts.save_person({"name": "LIS LEDER", "email": "lis@prove.example"})
    signe.contacts.save_person({"name": "L. Leder", "email": "Lis@prove.example", "institution": there})
    signe.contacts.save_person({"name": "Ib Lærer", "institution": here})
    signe.contacts.save_person({"name": "Ib Lærer", "institution": there})
    whys = sorted(pair.why for pair in signe.same.pairs())
    assert whys == ["samme e-mail", "samme navn"]


def test_merged_places_are_one_and_undo_makes_them_two(signe: App) -> None:
    """Notes, agreements, people and visits of both stand on one page; the empty telephone is filled in; and back."""
    keep = school(signe)
    gone = _twin(signe, phone="00 00 00 12")
    note(signe)
    note(signe, institution=gone)
    agreement(signe, institution=gone)
    signe.contacts.save_person({"name": "Lis Leder", "institution": gone})
    signe.visits.here_now(gone)
    saved = signe.same.merge("institution", keep, gone)
    page = signe.contacts.place(keep)
    assert (len(page.recent), len(page.agreements), len(page.people), len(page.visits)) == (2, 1, 1, 1)
    assert page.phone == "00 00 00 12" and [other.name for other in page.merged] == ["fiktivby skole"]
    assert [row.name for row in signe.contacts.institutions()] == ["Fiktivby Skole"]
    assert [place.rec for place in signe.consultations.choices().places] == [keep]
    assert {row.place for row in signe.consultations.page().rows} == {"Fiktivby Skole"}
    assert not signe.same.pairs()
    signe.undo.undo(saved.undo)
    assert signe.contacts.place(keep).phone == "" and len(signe.contacts.place(keep).recent) == 1
    assert [row.name for row in signe.contacts.institutions()] == ["Fiktivby Skole", "fiktivby skole"]


def test_parted_they_are_two_again_with_all_that_was_theirs(signe: App) -> None:
    """Also long after: nothing was moved, so nothing has to be found again."""
    keep, gone = school(signe), _twin(signe)
    signe.same.merge("institution", keep, gone)
    note(signe, institution=keep)
    (one,) = signe.same.merged()
    assert (one.rec, one.name, one.stands_for_it) == (gone, "fiktivby skole", "Fiktivby Skole")
    signe.same.part("institution", gone)
    assert not signe.same.merged()
    assert len(signe.contacts.place(keep).recent) == 1 and not signe.contacts.place(gone).recent
    assert len(signe.contacts.institutions()) == 2


def test_what_is_two_is_not_hinted_again_until_that_is_taken_back(signe: App) -> None:
    """A decision of this pc."""
    _twin(signe)
    (pair,) = signe.same.pairs()
    signe.same.are_two(pair.other.rec, pair.one.rec)
    assert not signe.same.pairs()
    signe.same.hint_again(pair.one.rec, pair.other.rec)
    assert signe.same.pairs() == (pair,)


def test_what_looks_alike_is_remembered_until_a_place_or_a_person_changes(
    signe: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A note changes neither: nothing is looked through again for it; a new person or another language is."""
    _twin(signe)
    first = signe.same.pairs()
    looked = Mock(wraps=signe.records.all)
    monkeypatch.setattr(signe.records, "all", looked)
    note(signe)
    looked.reset_mock()
    assert signe.same.pairs() == first and not looked.called
    for name in ("Lis Leder", "LIS LEDER"):
        signe.contacts.save_person({"name": name})
    assert len(signe.same.pairs()) == 2
    signe.texts.speak("en")
    assert {pair.why for pair in signe.same.pairs()} == {"the same name"}


def test_merged_both_ways_at_once_they_are_one_for_everybody(signe: App, palle: App, town: Town) -> None:
    """Signe keeps the one, Palle the other, offline: after any sync both see one place, the same one."""
    keep, gone = school(signe), _twin(signe)
    town.sync(signe, palle)
    town.line.up = False
    signe.same.merge("institution", keep, gone)
    palle.same.merge("institution", gone, keep)
    town.line.up = True
    town.sync(signe, palle, signe)
    shown = [[row.rec for row in app.contacts.institutions()] for app in (signe, palle)]
    assert shown[0] == shown[1] == [min(keep, gone)]


def test_a_protected_side_stays_protected(signe: App) -> None:
    """Whoever stays is protected when either was, and no hint tells the address."""
    keep = school(signe)
    gone = _twin(signe, address="Hemmelig Vej 3", protected="protected")
    (pair,) = signe.same.pairs()
    assert "Hemmelig" not in pair.one.detail + pair.other.detail
    signe.same.merge("institution", keep, gone)
    page = signe.contacts.place(keep)
    assert page.protected and page.address == "" and page.values["address"] == "Hemmelig Vej 3"
