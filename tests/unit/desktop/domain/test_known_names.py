"""Names are found as people write them, whole and in part, and ordinary words that look like them are left alone."""

import pytest

from desktop.domain.known_names import KnownNames


@pytest.fixture
def names() -> KnownNames:
    """A district of four people and two places."""
    known = KnownNames()
    known.put(b"lis", [("contact", "Lis Leder")])
    known.put(b"bo", [("contact", "Hansen, Bo")])
    known.put(b"barn", [("child", "TEST-Alfa Prøvesen"), ("child", "Åse Prøvesen")])
    known.put(b"hus", [("place", "Børnehuset Prøven")])
    known.put(b"anna", [("place", "Sankt Anna Skole")])
    return known


def found(names: KnownNames, text: str) -> list[tuple[str, str]]:
    """The words that are found, and whose."""
    return [(text[one.start : one.end], one.sort) for one in names.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vi talte med Lis Leder i dag", [("Lis Leder", "contact")]),
        ("vi talte med lis i dag", [("lis", "contact")]),
        ("Lis' bil og Lises bil", [("Lis", "contact"), ("Lises", "first_name")]),
        ("bo hansen ringede", [("bo hansen", "contact")]),
        ("Prøvesens dreng", [("Prøvesens", "child")]),
        ("pigen test-alfa, altså Alfa", [("test-alfa", "child"), ("Alfa", "child")]),
        ("mor hedder Aase, skrevet A\u030ase", [("Aase", "child"), ("A\u030ase", "child")]),
        ("så kom Mikkel Sørensen", [("Mikkel Sørensen", "first_name")]),
        ("Mikkel slår", [("Mikkel", "first_name")]),
        ("MIKKEL slår", [("MIKKEL", "first_name")]),
        ("familien Pedersens søn Malthe", [("Pedersens", "first_name"), ("Malthe", "first_name")]),
        ("Zeynep og Renée har det godt", [("Zeynep", "first_name"), ("Renée", "first_name")]),
    ],
)
def test_names_are_found(names: KnownNames, text: str, expected: list[tuple[str, str]]) -> None:
    """First names alone, whole names in any case, genitives, hyphens, å and aa; the span is the name as it stands."""
    assert found(names, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Bo i ro. Hans mor, hans far. Tage stilling.",
        "Leder og lærer er enige; leder ringer.",
        "mikkel slår",
        "Lykke og ro. Klassen er glad for pausen.",
        "De bor ved Børnehuset Prøven og Sankt Anna Skole.",
        "Lærer undres over uro efter frikvarter; aftalt at observere onsdag",
        "",
    ],
)
def test_ordinary_words_and_places_are_left_alone(names: KnownNames, text: str) -> None:
    """Words that are names elsewhere, names of places, a common name in lower case."""
    assert found(names, text) == []


def test_a_changed_record_is_changed_here(names: KnownNames) -> None:
    """A new name counts and the old one no more; a record without names knows none; both may stand twice."""
    names.put(b"lis2", [("contact", "Lis Andersen")])
    names.put(b"lis", [("contact", "Grethemarie Leder")])
    assert found(names, "så Lis og grethemarie") == [("Lis", "contact"), ("grethemarie", "contact")]
    names.put(b"lis2", [])
    names.put(b"lis", ())
    assert found(names, "så lis og grethemarie") == []
    names.put(b"anna", ())
    assert found(names, "så Sankt Anna") == [("Anna", "first_name")]


def test_it_tells_nothing_of_what_it_holds(names: KnownNames) -> None:
    """What a log or a fault would write of it is a count."""
    assert repr(names) == "KnownNames(5)"


def test_the_name_that_asks_for_most_care_counts(names: KnownNames) -> None:
    """A name that a contact and a child share is a child's."""
    names.put(b"other", [("contact", "Åse Andersen")])
    assert found(names, "så Åse") == [("Åse", "child")]
