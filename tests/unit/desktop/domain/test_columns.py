"""Which column is what, by the words that registers and lists use."""

import pytest

from desktop.domain import catalogues
from desktop.domain.columns import TARGETS, codes, fold, guess, is_named, kept, kind_of, shape, type_in_name, words
from desktop.domain.registry import kind

REGISTER = ("INST_NR", "INST_NAVN", "INST_LEDER", "INST_ADR", "POSTNR", "TLF_NR", "INST_TYPE_NR", "INST_TYPE_NAVN")
PEOPLE = ("Navn", "Stilling", "Institution", "E-mail", "Telefon")


def test_a_register_is_known_by_its_headings() -> None:
    """The type's name is chosen, not its number."""
    found = guess("institution", REGISTER, [])
    assert found == {"institution_no": 0, "name": 1, "address": 3, "postcode": 4, "phone": 5, "type": 7}
    assert kind_of(REGISTER, []) == "institution"


def test_a_list_of_people_is_known() -> None:
    """Where they work is no name of theirs."""
    assert kind_of(PEOPLE, []) == "person"
    assert guess("person", PEOPLE, []) == {"name": 0, "role_title": 1, "place": 2, "phone": 4, "email": 3}


def test_names_with_a_comma_are_turned() -> None:
    """Most cells tell how names are written; two columns of their own need no turning."""
    rows = [("Leder, Lis", "", "", "", ""), ("Lærke, Lone", "", "", "", ""), ("Ib", "", "", "", "")]
    assert guess("person", PEOPLE, rows)["name_reversed"] == 0
    found = guess("person", ("Navn", "Fornavn", "Efternavn"), [])
    assert found == {"first_name": 1, "last_name": 2}


def test_a_doubled_heading_is_one_column() -> None:
    """The first of two alike is read; no column serves two."""
    found = guess("institution", ("Navn", "Navn", "Type", "Type"), [])
    assert found == {"name": 0, "type": 2}
    assert len(set(found.values())) == len(found)


@pytest.mark.parametrize(("name", "code"), [("Fiktivby Skole", "school"), ("Prøvemarkskolen", "school"),
    ("Eksemplets Friskole", "private_school"), ("SFO Pausen", "sfo"), ("Børnehaven Skitsen", "kindergarten"),
    ("Dagplejen Midt", "childminding"), ("Kommunens lager", ""), ("Skolevænget 3", "")])  # fmt: skip
def test_a_type_is_seen_in_a_name(name: str, code: str) -> None:
    """Only where the name says it."""
    assert type_in_name(name) == code


def test_every_word_leads_to_a_code_that_exists() -> None:
    """The list of words names targets and codes of the catalogues, and each word one thing."""
    for sort in TARGETS:
        assert set(words()[sort]) <= {target.name for target in TARGETS[sort]}
    for catalogue, more in (("institution_types", "types"), ("ownership", "owners")):
        known = {row.code for row in catalogues.load(catalogue).rows}
        assert set(words()[more]) <= known
        assert set(codes(catalogue, more).values()) == {row.code for row in catalogues.load(catalogue).shown}
    assert {row["type"] for row in words()["name"]} <= set(codes("institution_types", "types").values())
    assert codes("institution_types", "types")[fold("Friskoler og private grundskoler")] == "private_school"


def test_targets_are_fields_or_parts_of_them() -> None:
    """Every value that comes of a column is a field of the kind."""
    parts = {"postcode", "town", "name_reversed", "first_name", "last_name", "place", "place_no"}
    for sort, targets in TARGETS.items():
        assert {target.name for target in targets} - parts <= {field.name for field in kind(sort).fields}


def test_what_was_remembered_is_used_only_where_it_fits() -> None:
    """A remembered mapping of another shape, or a damaged one, is as none."""
    assert kept("institution", REGISTER, {"name": 1}) == {"name": 1}
    for odd in (None, [], {"name": 99}, {"name": -1}, {"name": "1"}, {"name": True}, {"else": 1}):
        assert kept("institution", REGISTER, odd) is None
    assert shape("person", REGISTER) != shape("institution", REGISTER)
    assert shape("person", ("E-mail",)) == shape("person", ("e mail",))
    assert is_named("person", {"last_name": 1}) and not is_named("institution", {"type": 1})
