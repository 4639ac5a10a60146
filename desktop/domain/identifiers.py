"""Institution numbers and telephone numbers: read as people write them, written as people read them."""

import re


class NotANumber(ValueError):
    """What was typed is not a number of this sort; the text never holds it."""


def parse_institution_no(raw: str) -> str:
    """An institution number: six characters of text, zeros in front kept; raises NotANumber."""
    number = raw.strip().upper()
    if not re.fullmatch(r"[0-9A-Z]{6}", number):
        raise NotANumber("format")
    return number


def parse_phone(raw: str) -> str:
    """A telephone number as it is shown: `12 34 56 78`, `112`, or abroad `+46 ...`; raises NotANumber."""
    number = re.sub(r"[\s().-]", "", raw)
    for country in ("+45", "0045"):
        number = number.removeprefix(country)
    if re.fullmatch(r"[0-9]{8}", number):
        return " ".join(number[at : at + 2] for at in range(0, 8, 2))
    if re.fullmatch(r"[0-9]{3,6}", number):
        return number
    if re.fullmatch(r"(\+|00)[1-9][0-9]{6,14}", number):
        return " ".join(raw.split())
    raise NotANumber("format")
