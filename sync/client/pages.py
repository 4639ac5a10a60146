"""A page of the recovery kit as lines that a person copies from paper: words with a check word, digits with a check.

A slip is told by its line, before anything is tried. Knows no file and no language (docs/format.md, "Kit").
"""

import re
from collections.abc import Sequence

from sync.client import names
from sync.crypto.kit import SEALED_LEN, Half
from sync.errors import Malformed
from sync.model import digest

WORD_LINES, WORDS_A_LINE = 6, 4
BYTES_A_LINE = 8
DIGIT_LINES = SEALED_LEN // BYTES_A_LINE
_BITS = 11
_TAG = "rt1/kit"


class WrongLine(Malformed):
    """A line that is not what was printed. `number` is its number on the page."""

    def __init__(self, number: int) -> None:
        super().__init__("a line of the page is wrong")
        self.number = number


def word_lines(half: Half) -> list[str]:
    """Lines 1 to 6: four words of the half, and a fifth that checks them."""
    bits = int.from_bytes(half.share + _check(half.letter, half.share), "big")
    numbers = [bits >> _BITS * place & 0x7FF for place in reversed(range(WORD_LINES * WORDS_A_LINE))]
    lines = []
    for line in range(WORD_LINES):
        four = numbers[line * WORDS_A_LINE : (line + 1) * WORDS_A_LINE]
        lines.append(" ".join(names.words()[number] for number in [*four, _check_word(half.letter, line + 1, four)]))
    return lines


def digit_lines(half: Half) -> list[str]:
    """Lines 7 to 18: the sealed keys, eight bytes a line in groups of four digits, and two digits that check them."""
    lines = []
    for line in range(DIGIT_LINES):
        part = half.sealed[line * BYTES_A_LINE : (line + 1) * BYTES_A_LINE]
        digits = part.hex()
        groups = [digits[i : i + 4] for i in range(0, len(digits), 4)]
        lines.append(" ".join([*groups, _check_digits(WORD_LINES + line + 1, part)]))
    return lines


def read_share(letter: str, lines: Sequence[str]) -> bytes:
    """The half in six typed lines of words. Raises WrongLine, or Malformed where the whole does not fit."""
    if len(lines) != WORD_LINES:
        raise Malformed("not six lines")
    bits = 0
    for number, line in enumerate(lines, 1):
        for value in read_words(letter, number, line):
            bits = bits << _BITS | value
    whole = bits.to_bytes(33, "big")
    if _check(letter, whole[:32]) != whole[32:]:
        raise Malformed("lines of another page")
    return whole[:32]


def read_words(letter: str, number: int, line: str) -> list[int]:
    """The four numbers in a typed line of words: any case, "ae oe aa" for æ ø å, four letters do for a word."""
    found = names.split(line)
    values = [names.number_of(word) for word in found]
    four = [value for value in values[:WORDS_A_LINE] if value is not None]
    if len(found) != WORDS_A_LINE + 1 or len(four) != WORDS_A_LINE or values[-1] != _check_word(letter, number, four):
        raise WrongLine(number)
    return four


def read_sealed(lines: Sequence[str]) -> bytes:
    """The sealed keys in twelve typed lines of digits. Raises WrongLine."""
    if len(lines) != DIGIT_LINES:
        raise Malformed("not twelve lines")
    return b"".join(read_digits(WORD_LINES + n, line) for n, line in enumerate(lines, 1))


def read_digits(number: int, line: str) -> bytes:
    """The eight bytes in a typed line of digits; blanks where one likes, o and l for 0 and 1. Raises WrongLine."""
    digits = "".join(line.casefold().split()).replace("o", "0").replace("l", "1")
    if not re.fullmatch(f"[0-9a-f]{{{2 * BYTES_A_LINE + 2}}}", digits):
        raise WrongLine(number)
    part = bytes.fromhex(digits[:-2])
    if digits[-2:] != _check_digits(number, part):
        raise WrongLine(number)
    return part


def _check(letter: str, share: bytes) -> bytes:
    return digest(_TAG, letter.encode() + share)[:1]


def _check_word(letter: str, number: int, four: Sequence[int]) -> int:
    line = letter.encode() + bytes([number]) + b"".join(value.to_bytes(2, "big") for value in four)
    return int.from_bytes(digest(_TAG, line)[:2], "big") & 0x7FF


def _check_digits(number: int, part: bytes) -> str:
    return digest(_TAG, bytes([number]) + part)[:1].hex()
