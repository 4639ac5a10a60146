"""What can tell who an anonymous note is about is marked; whom the note is about says how much that is."""

import pytest

from desktop.domain.known_names import KnownNames
from desktop.domain.telltale import marks


def seen(text: str, subject: str = "anonymous_child", beside: str = "") -> list[tuple[str, str]]:
    """What is marked, and as what, where one contact is known."""
    known = KnownNames()
    known.put(b"lis", [("contact", "Lis Leder")])
    return [(text[mark.start : mark.end], mark.sort) for mark in marks(text, subject, known, beside)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cpr 610812-4321, Mikkel", [("610812-4321", "cpr"), ("Mikkel", "first_name")]),
        ("Lis ringer", [("Lis", "contact")]),
        ("M.K. er ked", [("M.K.", "initials")]),
        ("M. K. er ked", [("M. K.", "initials")]),
        ("så siger M. at", [("M.", "initials")]),
        ("AK på 9 år", [("AK", "initials"), ("9 år", "age")]),
        ("9 år og går i 3.b.", [("9 år", "age"), ("3.b", "class")]),
        ("9-årig i 3. klasse", [("9-årig", "age"), ("3. klasse", "class")]),
        ("fem år, Blå stue", [("fem år", "age"), ("Blå stue", "class")]),
        ("18 mdr. på Blå stue", [("18 mdr.", "age"), ("Blå stue", "class")]),
        ("Født 12. marts 2018", [("Født 12. marts 2018", "born")]),
        ("født den 12/3-18", [("født den 12/3-18", "born")]),
    ],
)
def test_what_tells_is_marked(text: str, expected: list[tuple[str, str]]) -> None:
    """Numbers, names, initials, birthdays, and an age and a class where both stand."""
    assert seen(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Barnet er 9 år",
        "De går i 3.b",
        "3-5 år og 40 år, i Blå stue",
        "PPR, SFO og AKT er inde over 3.b",
        "Mødet er 01.08.2026 kl. 9.30, uge 3 a",
    ],
)
def test_what_tells_nobody_is_left_alone(text: str) -> None:
    """An age or a class by itself, an age band, a grown-up's age, offices, dates and hours."""
    assert seen(text) == []


def test_the_class_that_the_form_names_counts() -> None:
    """Where the form already says »3.b«, bare initials in the text are enough."""
    assert seen("AK er ked", "group", "3.b") == [("AK", "initials")]
    assert seen("AK er ked", "group") == []


def test_a_class_note_may_tell_its_age() -> None:
    """Everybody in the class is nine: that tells nobody, unless there are initials too."""
    assert seen("De er 9 år i 3.b", "group", "3.b") == []
    assert seen("De er 9 år i 3.b, M.K. også", "group") == [("9 år", "age"), ("3.b", "class"), ("M.K.", "initials")]


def test_staff_may_be_named_in_a_note_about_staff() -> None:
    """A colleague is no secret there; a number and a child's initials are."""
    assert seen("Lis og Mikkel; M.K. 610812-4321", "staff") == [("M.K.", "initials"), ("610812-4321", "cpr")]


def test_a_named_note_marks_numbers_alone() -> None:
    """With a consent the name may stand; a CPR number has a field of its own."""
    assert seen("Lis, Mikkel, 9 år i 3.b, 610812-4321", "child") == [("610812-4321", "cpr")]
