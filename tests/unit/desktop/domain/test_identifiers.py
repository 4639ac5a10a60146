"""Personal numbers, institution numbers and telephone numbers are read as people write them."""

from datetime import date

import pytest

from desktop.domain.identifiers import NotANumber, parse_cpr, parse_institution_no, parse_phone


@pytest.mark.parametrize(
    ("raw", "born", "substitute"),
    [
        ("670761-4285", date(1961, 7, 7), True),
        ("610812-4321", date(2012, 8, 1), True),
        ("61 08 12 – 43 21", date(2012, 8, 1), True),
        ("7503187654", date(2018, 3, 15), True),
        ("660720-4001", date(2020, 7, 6), True),
        ("610157-5000", date(2057, 1, 1), True),
        ("610158-5000", date(1858, 1, 1), True),
        ("610137-9000", date(1937, 1, 1), True),
        ("610136-3999", date(1936, 1, 1), True),
    ],
)
def test_a_number_tells_its_day(raw: str, born: date, substitute: bool) -> None:
    """The century comes from the seventh digit and the year; a substitute number is told apart."""
    number = parse_cpr(raw)
    assert (number.born, number.substitute) == (born, substitute)


def test_a_failing_modulus_is_told_not_refused() -> None:
    """Numbers without a check digit are valid since 2007."""
    assert not parse_cpr("610812-4321").mod11
    assert parse_cpr("610812-0019").mod11


def test_a_number_is_written_and_masked() -> None:
    """Lists never show the last four digits."""
    number = parse_cpr("6108124321")
    assert (number.written, number.masked) == ("610812-4321", "610812-****")


@pytest.mark.parametrize("raw", ["", "610812-432", "610812-43211", "313012-4321", "913012-4321", "abcdef-ghij"])
def test_what_is_no_number_is_refused(raw: str) -> None:
    """A wrong length, an impossible day and letters are no number; the text of the error holds no digits."""
    with pytest.raises(NotANumber) as refused:
        parse_cpr(raw)
    assert not any(sign.isdigit() for sign in str(refused.value))


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
