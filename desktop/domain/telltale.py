"""What in a free text can tell who an anonymous note is about: numbers, names, initials, and an exact age with a class.

It marks and judges nothing else; what it cannot see is said by the form. Pure: the names that are known are given.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from desktop.domain import guard_words
from desktop.domain.anonymity import find_cpr
from desktop.domain.known_names import KnownNames

Sort = Literal["cpr", "child", "contact", "first_name", "initials", "age", "class", "born"]
#: Notes that a name can stand in: those about a child with consent. Every other is anonymous.
NAMED: Final = frozenset({"child"})
#: About one child or family: an age and a class are enough to tell which.
_ABOUT_ONE: Final = frozenset({"anonymous_child", "family_code"})
#: In a note about staff the staff is no secret; children are.
_LEFT_ALONE: Final = {"staff": frozenset({"contact", "first_name"})}
_CAPITAL = "A-ZÆØÅ"
_DOTTED = re.compile(rf"(?<![\w.])(?:[{_CAPITAL}]\.\s?){{2,3}}|(?<![\w.])[{_CAPITAL}]\.(?=\s+[a-zæøå])")
_BARE = re.compile(rf"(?<![\w.-])[{_CAPITAL}]{{2}}(?![\w-])")


@dataclass(frozen=True, order=True)
class Mark:
    """Characters `start` up to, not including, `end` of a text, and what they look like."""

    start: int
    end: int
    sort: Sort


def marks(text: str, subject: str, names: KnownNames, beside: str = "") -> tuple[Mark, ...]:
    """What to mark, in order, never overlapping. `beside`: the class or group that the form already names."""
    found = [Mark(span.start, span.end, "cpr") for span in find_cpr(text)]
    if subject not in NAMED:
        left_alone = _LEFT_ALONE.get(subject, frozenset())
        found += [
            Mark(one.start, one.end, one.sort)
            for one in names.find(text)
            if one.sort != "place" and one.sort not in left_alone
        ]
        found += _traits(text, subject, beside)
    kept: list[Mark] = []
    for mark in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return tuple(kept)


def _traits(text: str, subject: str, beside: str) -> Iterator[Mark]:
    age, group, born = _patterns()
    known = guard_words.load().acronyms
    dotted = list(_DOTTED.finditer(text))
    bare = [match for match in _BARE.finditer(text) if match.group() not in known]
    ages, classes = list(age.finditer(text)), list(group.finditer(text))
    in_class = bool(classes or beside.strip())
    initials = dotted + (bare if ages or in_class else [])
    enough = subject in _ABOUT_ONE
    for match in initials:
        yield Mark(match.start(), match.start() + len(match.group().rstrip()), "initials")
    for match in born.finditer(text):
        yield Mark(*match.span(), "born")
    for match in ages if initials or (enough and in_class) else ():
        yield Mark(*match.span(), "age")
    for match in classes if initials or (enough and ages) else ():
        yield Mark(*match.span(), "class")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """An exact age, a class or room, a birthday."""
    words = guard_words.load()
    years, months = ("|".join(map(re.escape, some)) for some in (words.years, words.months))
    small = "|".join(words.numbers)
    # »3-5 år« is an age band, as the form has it
    age = (
        r"(?<![\w,.])(?<!\d[-\u2013])(?<!\d [-\u2013] )"
        rf"(?:(?:(?:1[0-7]|\d)(?:[½¼¾]|[,.]5)?|{small})[ \u00a0-]?(?:{years})"
        rf"|(?:\d\d?|{small})[ \u00a0-]?(?:{months}))(?!\w)"
    )
    group = (
        r"(?<![\w.,:])(?:10|\d)(?:\.[ \u00a0]?)?[a-fA-F](?!\w|\.\w)"
        rf"|(?<!\w)\d{{1,2}}\.?[ \u00a0]?(?:{'|'.join(words.classes)})(?!\w)"
        rf"|(?<!\w)[A-ZÆØÅ]\w+[ \u00a0](?:{'|'.join(words.rooms)})(?!\w)"
    )
    born = (
        rf"(?<!\w)(?:{'|'.join(words.born)})[ :]+(?:den )?\d{{1,2}}[./ -]+(?:\d{{1,2}}|\w{{3,9}})(?:[./ -]+\d{{2,4}})?"
    )
    return re.compile(age, re.IGNORECASE), re.compile(group), re.compile(born, re.IGNORECASE)
