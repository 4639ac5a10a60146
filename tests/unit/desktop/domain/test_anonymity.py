"""Personal numbers are found as people write them, and other numbers are left alone."""

import pytest

from desktop.domain.anonymity import Span, find_cpr


@pytest.mark.parametrize(
    "written",
    [
        "610812-4321",
        "6108124321",
        "610812 4321",
        "610812  - 4321",
        "61 08 12 4321",
        "61 08 12-4321",
        "61 08 12 43 21",
        "61.08.12-4321",
        "61-08-12-4321",
        "61-08-2012-4321",
        "610812–4321",
        "610812—4321",
        "610812‑4321",
        "610812−4321",
        "610812\u00a04321",
        "610812\u00ad4321",
        "610812-\n4321",
        "610812/4321",
        "750318-7654",
        "910120-4001",
        "010170-0001",
    ],
)
def test_numbers_are_found(written: str) -> None:
    """Every way to write a number is found, whole, in the middle of a sentence."""
    text = f"Barnet (cpr{written}) var her."
    assert [text[span.start : span.end] for span in find_cpr(text)] == [written]


@pytest.mark.parametrize(
    "text",
    [
        "Ring 00 00 00 12, helst før 9.",
        "Ring 20 10 12 34 eller 21 11 12 35.",
        "20 10 12 34 20 11 12 35",
        "+45 20 10 12 34",
        "+452010123412",
        "Mødet er 01.08.2026 kl. 1430.",
        "Mødet er 01-08-26 14.30 til 15.45.",
        "01/08-2026 0815",
        "den 1. august 2026 og 15 minutter",
        "320812-4321",
        "611312-4321",
        "000812-4321",
        "920812-4321",
        "uge 32 (010826-150826)",
        "5798000000001",
        "45 20 10 12 34",
        "3.b, 24 elever, 12 drenge",
        "",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    """Telephone numbers, dates, long numbers and impossible days are no personal numbers."""
    assert find_cpr(text) == ()


def test_several_numbers_come_in_order() -> None:
    """Each number is a span of its own, in the order of the text."""
    assert find_cpr("610812-4321 og 750318 7654") == (Span(0, 11), Span(15, 26))
