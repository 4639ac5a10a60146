"""The words the anonymity guard knows beside the people of the district: `resources/anonymity/words.toml`.

They are data, so that a municipality can correct them; nothing here knows a text or a person.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import resources
from desktop.domain.searching import fold


@dataclass(frozen=True)
class GuardWords:
    """Folded words, but `acronyms`, which are capitals, and the parts of patterns, which are as they are written."""

    first_names: frozenset[str]
    family_names: frozenset[str]
    ordinary: frozenset[str]
    acronyms: frozenset[str]
    numbers: tuple[str, ...]
    years: tuple[str, ...]
    months: tuple[str, ...]
    born: tuple[str, ...]
    classes: tuple[str, ...]
    rooms: tuple[str, ...]


@cache
def load() -> GuardWords:
    """The words that are shipped, read once."""
    raw = tomllib.loads(files(resources).joinpath("anonymity", "words.toml").read_text(encoding="utf-8"))

    def parts(name: str) -> tuple[str, ...]:
        return tuple(sorted(str(raw[name]).split(), key=len, reverse=True))

    return GuardWords(
        first_names=frozenset(map(fold, parts("first_names"))),
        family_names=frozenset(map(fold, parts("family_names"))),
        ordinary=frozenset(map(fold, parts("ordinary"))),
        acronyms=frozenset(parts("acronyms")),
        numbers=parts("numbers"),
        years=parts("years"),
        months=parts("months"),
        born=parts("born"),
        classes=parts("classes"),
        rooms=parts("rooms"),
    )
