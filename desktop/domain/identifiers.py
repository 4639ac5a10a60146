"""Institution, telephone and personal numbers: read as people write them, written as people read them."""

import re
from dataclasses import dataclass
from datetime import date

#: The weights of modulus 11. Numbers without it have been given out since 1 October 2007, so it only warns.
_WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
#: Added to the day of a substitute number, which is given where there is no real one.
_SUBSTITUTE = 60


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


@dataclass(frozen=True)
class Cpr:
    """A personal number that can be: when its owner was born, and what is odd about it."""

    shown: str
    born: date
    substitute: bool
    checked: bool


def parse_cpr(raw: str) -> Cpr:
    """A personal number with or without its dash; raises NotANumber for one that nobody can have."""
    digits = re.sub(r"[\s\u2010-\u2015\u2212-]", "", raw)
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise NotANumber("format")
    day, month, year, seventh = int(digits[:2]), int(digits[2:4]), int(digits[4:6]), int(digits[6])
    substitute = day > _SUBSTITUTE
    try:
        born = date(_century(year, seventh) + year, month, day - _SUBSTITUTE if substitute else day)
    except ValueError:
        raise NotANumber("day") from None
    checked = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11 == 0
    return Cpr(f"{digits[:6]}-{digits[6:]}", born, substitute, checked)


def _century(year: int, seventh: int) -> int:
    """The century that the seventh digit tells (the CPR office's own table)."""
    if seventh <= 3:
        return 1900
    if seventh in (4, 9):
        return 2000 if year <= 36 else 1900
    return 2000 if year <= 57 else 1800
