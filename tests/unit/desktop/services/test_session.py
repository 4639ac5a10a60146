"""What colleagues and places are called: from their records, remembered until one of those changes."""

from helpers.notes import school
from helpers.town import NAMES, Town

from desktop.assembly import App
from desktop.domain.collation import da_key
from desktop.services.session import Names


def test_names_follow_their_records(signe: App) -> None:
    """A place that is given another name has it at once."""
    names = Names(signe.records, signe.texts, signe.events)
    assert (names.user(signe.me.user), names.first_name(signe.me.user)) == (NAMES["signe"], "Signe")
    assert set(names.users().values()) == set(NAMES.values())
    assert names.place(school(signe)) == "Fiktivby Skole"
    signe.contacts.save_institution({"name": "Fiktivby Ny Skole"}, school(signe))
    assert names.place(school(signe)) == "Fiktivby Ny Skole"


def test_colleagues_and_places_stand_in_the_danish_order(signe: App) -> None:
    """After Ø comes Å, and Aa among it; forms offer them so."""
    for name in ("Østre Fiktivby Skole", "Aagaardskolen", "Ærø Børnehus", "Zebraskolen", "Åbæk Skole"):
        signe.contacts.save_institution({"name": name, "type": "school"})
    offered = [place.name for place in signe.consultations.choices().places]
    assert offered == [
        "Fiktivby Skole", "Zebraskolen", "Ærø Børnehus", "Østre Fiktivby Skole", "Åbæk Skole", "Aagaardskolen",
    ]  # fmt: skip
    names = Names(signe.records, signe.texts, signe.events)
    assert list(names.users().values()) == sorted(NAMES.values(), key=da_key)
    assert [owner.label for owner in signe.agreements.choices().owners] == list(names.users().values())


def test_of_places_of_one_name_the_choice_says_which_is_which(signe: App) -> None:
    """By type, else by district, else by address, which a protected one never tells; a name of its own stands alone."""
    for values in (
        {"name": "Prøven", "type": "school", "district": "Midt"},
        {"name": "prøven", "type": "kindergarten", "district": "Midt"},
        {"name": "Klubben", "type": "leisure_club", "district": "Midt"},
        {"name": "Klubben", "type": "leisure_club", "district": "Syd"},
        {"name": "Huset", "type": "nursery", "address": "Prøvevej 1"},
        {"name": "Huset", "type": "nursery", "address": "Hemmelig Vej 3", "protected": "protected"},
        {"name": "Skuret", "type": "nursery", "district": "Midt"},
        {"name": "Skuret", "type": "nursery", "district": "Midt"},
    ):
        signe.contacts.save_institution(values)
    assert sorted(place.name for place in signe.consultations.choices().places) == [
        "Fiktivby Skole", "Huset", "Huset, Prøvevej 1", "Klubben, distrikt Midt", "Klubben, distrikt Syd",
        "Prøven, Folkeskole", "Skuret, Vuggestue, distrikt Midt", "Skuret, Vuggestue, distrikt Midt",
        "prøven, Børnehave",
    ]  # fmt: skip
    apart = {(row.name, row.apart) for row in signe.contacts.institutions()}
    assert {("Fiktivby Skole", ""), ("Klubben", "distrikt Syd"), ("Huset", "Prøvevej 1"), ("Huset", "")} <= apart
    assert {place.name for place in signe.visits.places()} == {p.name for p in signe.contacts.choices().places}


def test_who_and_what_cannot_be_seen_has_a_phrase(signe: App) -> None:
    """Somebody without a name yet, a place in another space, no place at all."""
    names = Names(signe.records, signe.texts, signe.events)
    assert names.user(bytes(16)) == names.first_name(bytes(16)) == "en kollega"
    assert names.place(bytes(16)) == "et sted du ikke har adgang til"
    assert names.place(None) == names.place(b"") == names.place("") == ""


def test_a_name_that_comes_later_is_heard(signe: App, palle: App, town: Town) -> None:
    """Names come by sync too."""
    names = Names(palle.records, palle.texts, palle.events)
    before = names.place(school(palle))
    signe.contacts.save_institution({"name": "Fiktivby Ny Skole"}, school(signe))
    town.sync(signe, palle)
    assert (before, names.place(school(palle))) == ("Fiktivby Skole", "Fiktivby Ny Skole")
