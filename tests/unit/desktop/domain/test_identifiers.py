"""Institution, telephone and personal numbers are read as people write them."""

from datetime import date

import pytest

from desktop.domain.identifiers import NotANumber, parse_cpr, parse_institution_no, parse_phone


def test_institution_numbers_keep_their_zeros() -> None:
    """Six characters of text, never a number."""
    assert parse_institution_no(" 000101 ") == "000101"
    for wrong in ("101", "0001011", "00-101"):
        with pytest.raises(NotANumber):
            parse_institution_no(wrong)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("00000012", "00 00 00 12"),
        ("+45 00000012", "00 00 00 12"),
        ("112", "112"),
        ("+46 8 000 000 00", "+46 8 000 000 00"),
    ],
)
def test_telephone_numbers_are_grouped(raw: str, shown: str) -> None:
    """Danish numbers stand in pairs."""
    assert parse_phone(raw) == shown


@pytest.mark.parametrize("raw", ["", "12", "1234567", "ring til Lis", "123456789"])
def test_what_is_no_telephone_number_is_refused(raw: str) -> None:
    """Words and odd lengths are told."""
    with pytest.raises(NotANumber):
        parse_phone(raw)


def test_personal_numbers_tell_the_century_and_the_check() -> None:
    """The seventh digit and the year tell the century; a substitute number adds 60 to the day; modulus 11 is told."""
    born = {
        "610100-4003": date(2000, 1, 1),
        "610136-9000": date(2036, 1, 1),
        "610137-4000": date(1937, 1, 1),
        "610199-0000": date(1999, 1, 1),
        "610157-5000": date(2057, 1, 1),
        "610158-5000": date(1858, 1, 1),
    }
    for raw, day in born.items():
        number = parse_cpr(raw.replace("-", " "))
        assert (number.born, number.shown, number.substitute) == (day, raw, True)
    assert parse_cpr("660321-4011").checked and not parse_cpr("660321-4012").checked


@pytest.mark.parametrize(
    "raw", ["", "660321-401", "660321-40111", "990321-4011", "661321-4011", "900230-4011", "a", "٦٦٠٣٢١٤٠١١"]
)
def test_what_no_one_can_have_is_no_personal_number(raw: str) -> None:
    """Too short, too long, no such day, no such month, other digits."""
    with pytest.raises(NotANumber):
        parse_cpr(raw)
