"""Finds personal numbers in free text while it is typed; it knows patterns, not people.

A number is six digits of a day that can be (substitute numbers add 60 to the day) and four more, with or without
spaces and dashes of any kind. Telephone numbers of eight digits, dates and longer numbers are left alone.
"""

import re
from dataclasses import dataclass

_SPACE = r"[ \t\u00a0\u2002-\u200b\u202f\u00ad]"
_DASH = r"[-\u2010-\u2015\u2212\u2043\ufe58\ufe63\uff0d_/.]"
_DAY = r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
_MONTH = r"(?:0[1-9]|1[0-2])"
#: Neither inside a longer number nor a foreign telephone number.
_BEFORE, _AFTER = r"(?<![\d+])", r"(?!\d)"
_BETWEEN = rf"(?:{_SPACE}{{0,4}}{_DASH}\s{{0,4}}|{_SPACE}{{0,4}})"

_PATTERNS = tuple(
    re.compile(_BEFORE + pattern + _AFTER)
    for pattern in (
        # 010812-4321, 0108124321, 010812 4321, 01 08 12 4321, 01.08.12-4321
        rf"{_DAY}(?P<inner>{_SPACE}|{_DASH}|){_MONTH}(?P=inner)\d{{2}}{_BETWEEN}\d{{4}}",
        # 01-08-2012-4321: only with a dash before the last four, else it is a date and an hour
        rf"{_DAY}(?:{_SPACE}|{_DASH}){_MONTH}(?:{_SPACE}|{_DASH})(?:18|19|20)\d{{2}}{_SPACE}{{0,4}}{_DASH}\s{{0,4}}\d{{4}}",
        # 01 08 12 43 21: five pairs, where a telephone number has four
        rf"(?<!\d ){_DAY}{_SPACE}{_MONTH}(?:{_SPACE}\d{{2}}){{3}}(?! ?\d)",
    )
)


@dataclass(frozen=True, order=True)
class Span:
    """Characters `start` up to, not including, `end` of the text that was looked through."""

    start: int
    end: int


def find_cpr(text: str) -> tuple[Span, ...]:
    """Where something that looks like a personal number stands, in order, never overlapping."""
    found = sorted(Span(*match.span()) for pattern in _PATTERNS for match in pattern.finditer(text))
    kept: list[Span] = []
    for span in found:
        if kept and span.start < kept[-1].end:
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, span.end))
        else:
            kept.append(span)
    return tuple(kept)
