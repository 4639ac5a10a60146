"""Institution numbers and telephone numbers are read as people write them."""

import pytest

from desktop.domain.identifiers import NotANumber, parse_institution_no, parse_phone


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
