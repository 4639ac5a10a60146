"""A page of the kit as lines on paper: printed, typed, and typed wrong."""

import json
import random
from pathlib import Path

import pytest

from sync.client import names, pages
from sync.client.pages import WrongLine
from sync.crypto.kit import Half
from sync.errors import Malformed

VECTOR = json.loads((Path(__file__).parents[3] / "vectors" / "v12.json").read_text(encoding="utf-8"))
SEALED = bytes.fromhex(VECTOR["sealed"])
A, B = (Half(letter, bytes.fromhex(VECTOR[letter]), SEALED) for letter in "AB")
"""Fixed ones: a check word misses one slip in 2,048, and two check digits one in 256."""


def test_what_is_printed_is_read_again() -> None:
    """Also in capitals, with numbers before, signs between, "ae oe aa", and four letters of a word."""
    lines = pages.word_lines(A)
    assert [len(line.split()) for line in lines] == [5] * 6
    assert pages.read_share("A", lines) == A.share
    assert pages.read_sealed(pages.digit_lines(B)) == B.sealed == A.sealed
    spoken = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
    for typed in (
        [line.upper() for line in lines],
        [f"{n}. {line.replace(' ', ', ')}" for n, line in enumerate(lines, 1)],
        [line.translate(spoken) for line in lines],
        [" ".join(word[:4] for word in line.split()) for line in lines],
    ):
        assert pages.read_share("A", typed) == A.share
    loose = [line.replace(" ", "").upper().replace("0", "O") for line in pages.digit_lines(A)]
    assert pages.read_sealed(loose) == A.sealed


def test_a_slip_is_told_by_its_line() -> None:
    """One word for another, two changed places, a word left out, a line of the other page or of another number."""
    lines, other = pages.word_lines(A), pages.word_lines(B)
    rng = random.Random(4)
    missed = 0
    for _ in range(300):
        number = rng.randrange(6)
        words = lines[number].split()
        words[rng.randrange(5)] = rng.choice(names.words())
        try:
            read = pages.read_words("A", number + 1, " ".join(words))
        except WrongLine as problem:
            assert problem.number == number + 1
        else:
            missed += read != pages.read_words("A", number + 1, lines[number])
    assert missed <= 1  # one in 2,048 is not seen in its line; the page's own check is behind it
    swapped = " ".join([*reversed(lines[2].split()[:2]), *lines[2].split()[2:]])
    for number, wrong in ((3, swapped), (1, lines[1]), (1, other[0]), (1, ""), (1, lines[0].rsplit(" ", 1)[0])):
        with pytest.raises(WrongLine):
            pages.read_words("A", number, wrong)
    digits = pages.digit_lines(A)[0]
    turned = digits[:-1] + ("0" if digits[-1] != "0" else "1")
    for number, wrong in ((7, turned), (8, digits), (7, digits[:-1]), (7, "xyzz " + digits[5:])):
        with pytest.raises(WrongLine):
            pages.read_digits(number, wrong)


def test_lines_that_do_not_make_a_page() -> None:
    """Too few, and six right lines of which one is from another printing of the page."""
    with pytest.raises(Malformed):
        pages.read_share("A", pages.word_lines(A)[:5])
    with pytest.raises(Malformed):
        pages.read_sealed(pages.digit_lines(A)[:11])
    refused = 0
    for n in range(40):
        mixed = [*pages.word_lines(A)[:5], pages.word_lines(Half("A", bytes([n]) * 32, A.sealed))[5]]
        try:
            pages.read_share("A", mixed)
        except Malformed:
            refused += 1
    assert refused >= 38


def test_vector_v12_is_printed_as_ever() -> None:
    """The fixed halves give these lines."""
    assert pages.word_lines(A) == VECTOR["words_of_A"]
    assert pages.digit_lines(A) == VECTOR["digits"]
    assert pages.word_lines(B) == VECTOR["words_of_B"]
