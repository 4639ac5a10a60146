"""The check of texts finds every word that docs/words.md bans, and lets its better word pass."""

import re
from pathlib import Path

import pytest

from installer import check_texts

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "words.md").read_text(encoding="utf-8")
TABLE = [row.strip("|").split("|") for row in PAGE.split("| not | but |")[1].splitlines()[2:] if row.startswith("|")]
NOT = [word.strip() for bad, _good in TABLE for word in bad.split(",")]
BUT = [good for _bad, good in TABLE]


@pytest.mark.parametrize("word", [word.rstrip("†") for word in NOT])
def test_a_banned_word_is_found(word: str) -> None:
    """In any case, in the middle of a sentence, before a full stop."""
    for sentence in (f"Her er {word} igen", word.upper(), f"Se {word}."):
        assert check_texts.banned(sentence)


@pytest.mark.parametrize("words", BUT)
def test_the_better_word_passes(words: str) -> None:
    """What is said instead is never banned itself."""
    assert not check_texts.banned(words)


def test_code_lists_hold_none_of_the_marked_words() -> None:
    """A label with one is told, and so is English that is Danish."""
    for word in [word.rstrip("†") for word in NOT if word.endswith("†")]:
        assert list(check_texts.row_problems("x", {"da": f"Noget {word} her", "en": "Something"}))
    assert list(check_texts.row_problems("x", {"da": "Bekymrende skolefravær", "en": "Worrying skolefravær"}))
    assert not list(check_texts.row_problems("x", {"da": "Børnelinealen", "en": "Børnelinealen"}))


def test_every_row_of_the_page_is_read() -> None:
    """The table has not changed its form under the test."""
    assert len(NOT) > 25
    assert not [word for word in NOT if re.search(r"[|`]", word)]
