"""Personal numbers, institution numbers and telephone numbers: reading and writing them.

Sources: cpr.dk, "Personnummeret i CPR" and "Personnumre uden kontrolciffer" (10-05-2023): since October 2007 a number
that fails modulus 11 may be valid; a substitute number has 60 added to its day.
"""

import re
from dataclasses import dataclass
from datetime import date

from stdnum.dk import cpr as stdnum_cpr


class NotANumber(ValueError):
    """What was typed is not a number of this sort; the text never holds it."""


@dataclass(frozen=True)
class PersonalNumber:
    """A personal number of ten digits, the day it says its holder was born, and what is odd about it.

    The last digit says nothing about anyone today, so nothing is made of it.
    """

    digits: str
    born: date
    substitute: bool
    mod11: bool

    @property
    def written(self) -> str:
        """As it is written: DDMMYY-SSSS."""
        return f"{self.digits[:6]}-{self.digits[6:]}"

    @property
    def masked(self) -> str:
        """As it stands in lists: DDMMYY-****."""
        return f"{self.digits[:6]}-****"


def _century(seventh: int, year: int) -> int:
    if seventh <= 3:
        return 1900
    if seventh in (4, 9):
        return 2000 if year <= 36 else 1900
    return 2000 if year <= 57 else 1800


def parse_cpr(raw: str) -> PersonalNumber:
    """The personal number somebody typed, with or without dash and spaces; raises NotANumber."""
    digits = re.sub(r"\s", "", stdnum_cpr.compact(raw))
    if not re.fullmatch(r"[0-9]{10}", digits):
        raise NotANumber("format")
    day, month, year, seventh = int(digits[:2]), int(digits[2:4]), int(digits[4:6]), int(digits[6])
    substitute = day > 60
    try:
        born = date(_century(seventh, year) + year, month, day - 60 if substitute else day)
    except ValueError as error:
        raise NotANumber("date") from error
    return PersonalNumber(digits, born, substitute, stdnum_cpr.checksum(digits) == 0)


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
