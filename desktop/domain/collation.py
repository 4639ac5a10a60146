"""The Danish order of names: a to z, æ, ø, å, and aa as å (names come first: in Kanaan it is wrong)."""

import unicodedata

_PLACES = {"æ": "{", "ø": "|", "å": "}", "ä": "{", "ö": "|", "ü": "y"}


def _plain(letter: str) -> str:
    decomposed = unicodedata.normalize("NFD", letter)
    return "".join(part for part in decomposed if not unicodedata.combining(part))


def da_key(text: str) -> tuple[str, str]:
    """A key to sort by; texts that differ only in case or accents keep a fixed order."""
    folded = unicodedata.normalize("NFC", text).lower().replace("aa", "å")
    return "".join(_PLACES.get(letter) or _plain(letter) for letter in folded), text
