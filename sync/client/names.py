"""Six Danish words for a hash, so that two people can compare it by voice; knows nothing of what is hashed.

The 2,048 words are fixed for ever (tests/vectors/v8.json holds their hash): 11 bits a word, 66 bits in all.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from sync.model import digest

COUNT = 6
_BITS = 11
_SPELLING = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "é": "e"})


@cache
def words() -> tuple[str, ...]:
    """The 2,048 words in the order that gives each its number."""
    text = files("sync.client").joinpath("words_da.txt").read_text(encoding="utf-8")
    return tuple(text.split())


@cache
def _spelled() -> frozenset[str]:
    return frozenset(fold(word) for word in words())


@cache
def _numbers() -> dict[str, int]:
    known = {fold(word): number for number, word in enumerate(words())}
    return {fold(word[:4]): number for number, word in enumerate(words())} | known


def number_of(word: str) -> int | None:
    """The number of a typed word; its first four letters do, no two of the list share them. None for another word."""
    return _numbers().get(fold(word))


def six_words(value: bytes) -> tuple[str, ...]:
    """The words for the first 66 bits of a 32-byte hash, first bits first."""
    bits = int.from_bytes(value[:9], "big") >> (72 - COUNT * _BITS)
    return tuple(words()[bits >> _BITS * place & 0x7FF] for place in reversed(range(COUNT)))


def request_words(request: bytes, root_pk: bytes) -> tuple[str, ...]:
    """What the new machine shows, and the administrator and the voucher type (both arguments as raw bytes)."""
    return six_words(digest("rt1/words", request + root_pk))


def words_back(request: bytes, root_pk: bytes, vouch: bytes) -> tuple[str, ...]:
    """What the voucher's machine shows and the newcomer types; `vouch` is the hash of the vouch op."""
    return six_words(digest("rt1/words", request + root_pk + vouch))


def fold(word: str) -> str:
    """A word as it is compared: small letters, "ae oe aa" for æ ø å."""
    return unicodedata.normalize("NFC", word).casefold().translate(_SPELLING)


def split(typed: str) -> list[str]:
    """The words in what a person typed, whatever stands between them."""
    return re.findall(r"[^\W\d_]+", unicodedata.normalize("NFC", typed))


def same_words(typed: str, expected: tuple[str, ...]) -> bool:
    """Whether a person typed these words: in order, in any case, with any punctuation between.

    "aa", "ae", "oe" do for å, æ, ø; the first four letters do for the word; one slip of the finger in a word
    is forgiven unless it makes another word of the list, so that what was really said is always what counts.
    """
    found = split(typed)
    return len(found) == len(expected) and all(
        _same(fold(word), fold(meant), meant) for word, meant in zip(found, expected, strict=True)
    )


def _same(typed: str, meant: str, written: str) -> bool:
    if typed == meant:
        return True
    if typed in _spelled():
        return False
    return typed == fold(written[:4]) or (len(written) > 4 and len(typed) > 4 and _one_slip(typed, meant))


def _one_slip(a: str, b: str) -> bool:
    """Whether one letter was left out, doubled, replaced, or changed places with its neighbour."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    if len(a) == len(b):
        swapped = rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:]
        return rest_a[1:] == rest_b[1:] or swapped
    return rest_a[1:] == rest_b if len(a) > len(b) else rest_a == rest_b[1:]
