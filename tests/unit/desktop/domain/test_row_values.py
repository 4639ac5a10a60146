"""From cells to values: numbers restored, names turned, labels to codes."""

import pytest

from desktop.domain.columns import TARGETS
from desktop.domain.identifiers import NotANumber
from desktop.domain.row_values import BadRow, Wanted, restore_institution_no, wanted


def read(kind: str, otherwise: str = "", **cells: str) -> Wanted:
    """What a row of these cells says."""
    return wanted(kind, {name: at for at, name in enumerate(cells)}, list(cells.values()), otherwise)


@pytest.mark.parametrize(("raw", "number"), [("000101", "000101"), ("101", "000101"), ('="000101"', "000101"),
    ("'000101", "000101"), ("101,0", "000101"), ("101.00", "000101"), ("101.001", "101001"), (" g12345 ", "G12345"),
    ("7", "000007")])  # fmt: skip
def test_institution_numbers_come_back(raw: str, number: str) -> None:
    """Six characters, whatever a spreadsheet did to the zeros."""
    assert restore_institution_no(raw) == number


@pytest.mark.parametrize("raw", ["12,5", "1,01E+05", "1000101", "A12", "000000", "=1+1", "101-1", "١٢٣", ""])
def test_what_is_no_institution_number(raw: str) -> None:
    """Nothing is guessed from digits that are lost."""
    with pytest.raises(NotANumber):
        restore_institution_no(raw)


def test_a_place_in_words_of_a_register() -> None:
    """Labels become codes, the address gets its town, a telephone number its spaces, newlines become commas."""
    said = read(
        "institution", name="Prøven", institution_no="102", type="Folkeskoler", ownership="kommunal",
        address="Prøvevej 3\r\n", postcode="0000", town="Fiktivby", phone="4500000012",
    )  # fmt: skip
    assert said.values == {
        "name": "Prøven", "institution_no": "000102", "type": "school", "ownership": "municipal",
        "address": "Prøvevej 3, 0000 Fiktivby", "phone": "00 00 00 12",
    }  # fmt: skip
    assert read("institution", name="x", address="Vej 1\n0000 By", postcode="0000", town="By").values["address"] == (
        "Vej 1, 0000 By"
    )


def test_what_is_not_known_is_left_out_with_a_word() -> None:
    """An unknown type, owner, e-mail or a telephone number that Excel destroyed; the rest of the row stands."""
    said = read("institution", name="Skolen", type="Rumstation", ownership="Ukendt", phone="4,51E+09")
    assert said.values == {"name": "Skolen"}
    assert len(said.notes) == 3
    assert said.supposed == {"type": "school"}
    for phone in ("ukendt", "abc", "nr. 12"):
        said = read("person", name="Lis", email="ukendt", phone=phone)
        assert said.values == {"name": "Lis"} and len(said.notes) == 2
    assert read("person", name="Lis", phone="00 00 00 12 lok. 4").values["phone"] == "00 00 00 12 lok. 4"


def test_a_supposed_type_is_never_said() -> None:
    """What the name tells, or the person chose, is for new records only."""
    assert read("institution", "sfo", name="Huset").supposed == {"type": "sfo"}
    assert "type" not in read("institution", "sfo", name="Huset").values
    assert read("institution", "sfo", name="Fiktivby Skole").supposed == {"type": "school"}


@pytest.mark.parametrize(("cells", "name"), [({"name": "Lis  Leder"}, "Lis Leder"),
    ({"name_reversed": "Leder, Lis"}, "Lis Leder"), ({"name_reversed": "Madonna"}, "Madonna"),
    ({"first_name": "Lis", "last_name": "Leder"}, "Lis Leder"), ({"last_name": "Leder"}, "Leder"),
    ({"name": "=cmd|' /C calc'!A0"}, "=cmd|' /C calc'!A0"), ({"name": "A\u030a Bo"}, "Å Bo")])  # fmt: skip
def test_names_in_every_way_they_are_written(cells: dict[str, str], name: str) -> None:
    """Turned where asked, joined from two columns, NFC; a formula is text."""
    assert read("person", **cells).values == {"name": name}


@pytest.mark.parametrize(("kind", "cells"), [("person", {"name_reversed": "Leder, Lis, cand.psych."}),
    ("institution", {"name": "x", "institution_no": "12,5"}), ("institution", {"name": " ", "phone": ""})])  # fmt: skip
def test_rows_that_cannot_become_a_record(kind: str, cells: dict[str, str]) -> None:
    """Two commas in a name, a number that is none, nothing at all: refused with a reason."""
    with pytest.raises(BadRow) as refusal:
        read(kind, **cells)
    assert refusal.value.reason.msgid


def test_dashes_and_zeros_say_nothing() -> None:
    """People fill empty cells with signs."""
    assert read("institution", name="x", institution_no="-", phone="–").values == {"name": "x"}


def test_a_number_of_zero_is_told_of() -> None:
    """What a spreadsheet makes of 000000 is no number, and not nothing either."""
    said = read("institution", name="x", institution_no="0")
    assert said.values == {"name": "x"}
    assert [note.args["value"] for note in said.notes] == ["0"]


@pytest.mark.parametrize("sign", ["\u202e", "\u202a", "\u2066", "\u2069"])
def test_signs_that_turn_text_round_are_left_out(sign: str) -> None:
    """A name cannot show as another than it is; the row says so."""
    said = read("person", name=f"Lis {sign}Leder")
    assert (said.values, len(said.notes)) == ({"name": "Lis Leder"}, 1)


def test_every_target_is_read() -> None:
    """No column can be chosen that nothing comes of."""
    samples = {"institution_no": "101", "place_no": "101", "type": "Folkeskole", "ownership": "Privat",
               "email": "a@b.example", "address": "Vej 1"}  # fmt: skip
    for kind, targets in TARGETS.items():
        for target in targets:
            beside = {"address": "Vej 1"} if target.name in ("postcode", "town") else {}
            said = read(kind, **{**beside, target.name: samples.get(target.name, "12345678")})
            assert said.values or said.place or said.place_no
            assert "1234 5678" not in str(said)
