"""The Danish order of names: a to z, æ, ø, å, and aa as å (names come first: in Kanaan it is wrong)."""

import unicodedata

_PLACES = str.maketrans({"æ": "{", "ø": "|", "å": "}", "ä": "{", "ö": "|", "ü": "y"})


def da_key(text: str) -> tuple[str, str]:
    """A key to sort by; texts that differ only in case or accents keep a fixed order."""
    folded = unicodedata.normalize("NFC", text).lower().replace("aa", "å").translate(_PLACES)
    if not folded.isascii():
        folded = "".join(part for part in unicodedata.normalize("NFD", folded) if not unicodedata.combining(part))
    return folded, text
