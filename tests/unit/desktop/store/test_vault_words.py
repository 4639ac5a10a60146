"""The words on paper as people type them: what is understood, and which slip is told."""

import random

import pytest

from desktop.store import vault_words
from desktop.store.vault_errors import UnreadableWords


def test_words_as_people_type_them() -> None:
    """Capitals, numbers, line ends, aa/ae/oe, and the first four letters; every secret comes back."""
    dice = random.Random(24)
    for _round in range(50):
        secret = dice.randbytes(32)
        words = vault_words.words_of(secret)
        plain = [word.replace("æ", "ae").replace("ø", "oe").replace("å", "aa") for word in words]
        numbered = "\n".join(f"{n}. {word.upper()}," for n, word in enumerate(words, 1))
        for typed in (" ".join(words), numbered, " ".join(plain), " ".join(word[:4] for word in words)):
            assert vault_words.secret_of(typed) == secret


def test_a_slip_is_told_by_its_place_and_never_by_a_word() -> None:
    """Too few, unknown, exchanged: each a sentence of its own, without what was typed."""
    words = list(vault_words.words_of(bytes(range(32))))
    for typed, expected in (
        (words[:23], "there are {n}"),
        ([*words, "hest"], "there are {n}"),
        ([], "there are {n}"),
        ([*words[:6], "qqqq", *words[7:]], "no. {places}"),
    ):
        with pytest.raises(UnreadableWords) as caught:
            vault_words.secret_of(" ".join(typed))
        assert expected in caught.value.sentence.msgid
        assert "qqqq" not in str(caught.value.sentence.args)
    assert caught.value.sentence.args == {"places": "7"}


def test_the_check_finds_most_exchanged_words() -> None:
    """One of 256 slips into another word of the list passes the check; the key wrap refuses that one."""
    dice, missed = random.Random(7), 0
    words = list(vault_words.words_of(bytes(range(32))))
    for _round in range(512):
        other = list(words)
        other[dice.randrange(24)] = dice.choice(vault_words.names.words())
        if other == words:
            continue
        try:
            missed += vault_words.secret_of(" ".join(other)) != bytes(range(32))
        except UnreadableWords as problem:
            assert "compare" in problem.sentence.msgid
    assert missed < 12
