"""Which passphrases are refused."""

import pytest

from desktop.services import passphrases
from desktop.services.errors import WeakPassphrase


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "kort",
        "            ",
        "aaaaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "password1234",
        "Adgangskode123",
        "qwertyuiopåasdf",
        "abcdefghijklmnop",
        "1234567890123456",
        "hejhejhejhejhej",
        "x" * 2000,
    ],
)
def test_what_is_easily_guessed_is_refused(weak: str) -> None:
    """Short, common, a run on the keyboard, or one piece again and again."""
    with pytest.raises(WeakPassphrase):
        passphrases.check(weak)


@pytest.mark.parametrize("good", ["fire cykler i regnvejr", "Rødgrød8medFløde!", "kv7#Lm2p-Qx9z"])
def test_what_is_long_and_mixed_is_taken(good: str) -> None:
    """Four words, or twelve mixed characters."""
    passphrases.check(good)


def test_the_demos_are_refused_outside_the_demo() -> None:
    """They stand in the open in resources/demo."""
    for known in passphrases.demo_passphrases():
        passphrases.check(known, demo=True)
        with pytest.raises(WeakPassphrase):
            passphrases.check(known)
    assert len(passphrases.demo_passphrases()) == 4
