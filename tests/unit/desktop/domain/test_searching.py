"""Words are folded alike on both sides; marks stand for codes and references; nothing else is a word."""

import pytest

from desktop.domain import searching
from desktop.domain.fields import Choice, LongText, Reference, Text
from desktop.domain.kind import Kind
from desktop.domain.registry import kinds

KIND = Kind(
    "thing",
    "Thing",
    "Things",
    (
        Text("phone", "Telephone"),
        LongText("text", "Text"),
        Text("secret", "Secret", searchable=False),
        Choice("form", "Form", catalogue="forms"),
        Reference("where", "Where", kind="institution"),
        Reference("who", "Who", kind="member"),
    ),
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("FÅR", "faar"), ("Ø", "oe"), ("Æble", "aeble"), ("a\u030a", "å"), ("André", "andre"), ("straße", "STRASSE"),
        ("\ufb01n", "fin"), ("so\u00advn", "sovn"), ("Ǻ", "å"), ("ä", "æ"), ("ö", "ø"),
    ],
)  # fmt: skip
def test_written_in_two_ways_it_is_one_word(one: str, other: str) -> None:
    """Case, composition, ligatures, soft hyphens, ß and the letters of three alphabets."""
    assert searching.words(one) == searching.words(other)


@pytest.mark.parametrize(("one", "other"), [("får", "far"), ("bøn", "bon"), ("mål", "mal"), ("hæl", "hal")])
def test_danish_letters_are_no_accents(one: str, other: str) -> None:
    """å is not a, ø is not o, æ is not a."""
    assert searching.words(one) != searching.words(other)


def test_a_query_is_few_short_different_words() -> None:
    """Signs part words, what is repeated counts once, what is long is cut; a class is one word."""
    assert searching.query('»Uro« (uro) "OR" NEAR*').words == ("uro", "or", "near")
    assert searching.query("3.b 3B").words == ("3b",)
    assert len(searching.query(" ".join(f"ord{n}" for n in range(99))).words) == searching.MOST_WORDS
    assert searching.query("x" * 99).words == ("x" * searching.LONGEST_WORD,)
    assert not searching.query("a")
    assert searching.query("a b")


def test_a_number_is_one_number_however_it_is_parted() -> None:
    """Telephone and personal numbers; a date in a sentence is none."""
    assert searching.query("12 34 56 78").number == "12345678"
    assert searching.query("670812-4321").number == "6708124321"
    assert searching.query("+45 12345678").number == "4512345678"
    assert searching.query("uro 12 34 56").number == ""


def test_what_a_record_is_found_by() -> None:
    """Words of texts, marks of codes and of what has a name; no field that is not searched, no code with spaces."""
    values = {
        "phone": "12 34 56 78", "text": "Uro i 3.b", "secret": "hemmelig", "form": "sparring",
        "where": b"w" * 16, "who": b"m" * 16,
    }  # fmt: skip
    where = searching.reference_mark(b"w" * 16)
    expected = {"12", "34", "56", "78", "12345678", "uro", "i", "3b", ":forms:sparring", where}
    assert searching.marks(KIND.fields, values, kinds()) == expected
    assert searching.marks(KIND.fields, {"form": 'x" OR uro'}, kinds()) == set()


def test_codes_are_found_by_the_words_of_their_label() -> None:
    """In the language that is spoken, by the beginning of any word of the label."""
    assert searching.codes(KIND, "spar", "da") == [":forms:sparring"]
    assert searching.codes(KIND, "zebra", "da") == []
