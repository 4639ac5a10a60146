"""A colleague or a name: two fields of a record, one of a form, and nothing is lost on the way there and back."""

import pytest

from desktop.services import who

SIGNE = "ab" * 16


@pytest.mark.parametrize(
    ("said", "user", "name"),
    [
        (SIGNE, bytes.fromhex(SIGNE), None),
        (" Lone Leder ", None, "Lone Leder"),
        ("", None, ""),
        (None, None, ""),
        ("cd" * 16, bytes.fromhex("cd" * 16), None),
        ("abekat", None, "abekat"),
    ],
)
def test_what_is_said_is_kept_and_shown_again(said: object, user: bytes | None, name: str | None) -> None:
    """Who corrects the text of an agreement does not take it from a colleague of whom no name has come."""
    held = who.kept("owner", said)
    assert held == {"owner_user": user, "owner_name": name}
    assert who.shown("owner", held) == (user.hex() if user else name)


def test_what_stands_in_a_form_is_shown_as_it_stands() -> None:
    """Also where it was emptied: what the record holds does not come back into a draft."""
    assert who.shown("lead", {"lead": "", "lead_name": "Lone Leder"}) == ""
    assert who.shown("lead", {}) is None
