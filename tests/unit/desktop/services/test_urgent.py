"""The telephone list needs no key and is there in both languages."""

from desktop.services.urgent import telephone_list


def test_the_numbers_in_the_order_to_try_them() -> None:
    """112 first; each with whom one reaches and when to call."""
    danish, english = telephone_list(), telephone_list("en")
    assert [number.number for number in danish] == ["112", "00 00 00 01", "00 00 00 02", "114"]
    assert [number.number for number in english] == [number.number for number in danish]
    assert all(number.label and number.when for number in (*danish, *english))
    assert danish[1].label != english[1].label
