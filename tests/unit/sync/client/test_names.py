"""Six words: the list that never changes, vector V8, and what a person may type."""

import hashlib
import json
import re
import unicodedata
from importlib.resources import files
from pathlib import Path

import pytest

from sync.client.enrolment import Request
from sync.client.names import _one_slip, request_words, same_words, six_words, words, words_back

V8 = json.loads((Path(__file__).parents[3] / "vectors" / "v8.json").read_text(encoding="utf-8"))
SPELLED = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def test_the_list_is_the_one_for_ever() -> None:
    """2,048 words in the bytes that the vector fixes, and in order."""
    raw = files("sync.client").joinpath("words_da.txt").read_bytes()
    assert hashlib.sha256(raw).hexdigest() == V8["words_sha256"]
    assert len(words()) == len(set(words())) == 2048
    assert list(words()) == sorted(words())


def test_the_list_can_be_told_apart() -> None:
    """4 to 8 Danish letters, no two with the same first four, none made from another by one letter."""
    assert all(re.fullmatch("[a-zæøå]{4,8}", word) and word == unicodedata.normalize("NFC", word) for word in words())
    assert len({word[:4] for word in words()}) == len({word.translate(SPELLED) for word in words()}) == 2048
    by_length: dict[int, set[str]] = {}
    for word in words():
        by_length.setdefault(len(word), set()).add(word)
    holes = [word[:i] + "?" + word[i + 1 :] for word in words() for i in range(len(word))]
    assert len(holes) == len(set(holes))
    for word in words():
        shorter = {word[:i] + word[i + 1 :] for i in range(len(word))}
        assert not shorter & by_length.get(len(word) - 1, set())


def test_vector_v8() -> None:
    """The words of a request; another root or another key gives other words; the words back are others again."""
    request, root = bytes.fromhex(V8["request"]), bytes.fromhex(V8["root_pk"])
    assert list(request_words(request, root)) == V8["words"]
    parsed = Request.parse(request)
    assert (parsed.hash.hex(), parsed.device.hex()) == (V8["request_hash"], V8["device"])
    assert parsed.invite_hash.hex() == V8["invite_hash"]
    other_root = bytes.fromhex(V8["other_root"]["root_pk"])
    assert list(request_words(request, other_root)) == V8["other_root"]["words"] != V8["words"]
    other_key = bytes.fromhex(V8["other_key"]["request"])
    assert list(request_words(other_key, root)) == V8["other_key"]["words"] != V8["words"]
    assert Request.parse(other_key).device.hex() == V8["other_key"]["device"] != V8["device"]
    back = words_back(request, root, bytes.fromhex(V8["back"]["vouch"]))
    assert list(back) == V8["back"]["words"] != V8["words"]


@pytest.mark.parametrize("row", V8["bits"], ids=lambda row: row["value"][:18])
def test_first_bits_first(row: dict[str, object]) -> None:
    """66 bits, 11 a word, from the first byte on; what comes after them does not count."""
    value = bytes.fromhex(str(row["value"]))
    assert list(six_words(value)) == row["words"]
    assert six_words(value[:9] + bytes(23)) == six_words(value[:9] + b"\xff" * 23)


MEANT = ("løve", "abrikos", "gråspurv", "østers", "mælkevej", "værft")

SAME = [
    "løve abrikos gråspurv østers mælkevej værft",
    "  Løve,ABRIKOS – gråspurv; østers/mælkevej.værft\n",
    "loeve abrikos graaspurv oesters maelkevej vaerft",
    unicodedata.normalize("NFD", "løve abrikos gråspurv østers mælkevej værft"),
    "løve abri grås øste mælk værf",
    "löve abrikos gråspurv östers mälkevej värft",
    "løve abirkos gråspuv østerss mælkevje værst",
]
OTHER = [
    "",
    "løve abrikos gråspurv østers mælkevej",
    "løve abrikos gråspurv østers mælkevej værft værft",
    "abrikos løve gråspurv østers mælkevej værft",
    "løve abrikos gulspurv østers mælkevej værft",
    "løvr abrikos gråspurv østers mælkevej værft",
    "løve abrikos grå spurv østers mælkevej værft",
    "løve abr gråspurv østers mælkevej værft",
    "løve abirkso gråspurv østers mælkevej værft",
    "løve abrikos gråspurv øst mælkevej værft",
]


@pytest.mark.parametrize("typed", SAME)
def test_typed_by_a_person(typed: str) -> None:
    """Case, punctuation, spelling of æøå, four letters and one slip of the finger are forgiven."""
    assert same_words(typed, MEANT)


@pytest.mark.parametrize("typed", OTHER)
def test_other_words(typed: str) -> None:
    """Too few, too many, another order, another word of the list, two slips: not the same."""
    assert not same_words(typed, MEANT)


def test_a_word_of_the_list_is_always_that_word() -> None:
    """No word of the list passes for another, so tolerance takes nothing from the 66 bits."""
    near = [word for word in words() if word[:2] == "gr"]
    for meant in near:
        expected = (meant, *MEANT[1:])
        passing = [word for word in near if same_words(" ".join((word, *MEANT[1:])), expected)]
        assert passing == [meant]


def test_one_slip() -> None:
    """Left out, doubled, replaced, swapped: one slip; the same word, or two slips, are not."""
    for typed in ("abrkos", "abbrikos", "abrilos", "abrikso", "abriko", "abrikosx", "xabrikos", "brikos"):
        assert _one_slip(typed, "abrikos")
    for typed in ("abrikos", "abrks", "abrikosxx", "abxkxos", "bairkos"):
        assert not _one_slip(typed, "abrikos")
