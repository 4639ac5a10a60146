"""The words a record is found by, and those a person asks with: folded alike, so that ø is oe and aa is å.

Pure: it knows declarations and values, neither index nor window. Folding is one-way and the same on both sides:
»får« and »faar« meet, »får« and »far« do not.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from desktop.domain import catalogues
from desktop.domain.fields import Choice, Choices, Field, LongText, Reference, Text
from desktop.domain.kind import Kind

#: Longer ones are cut on both sides, so that a pasted line without a space is one short word.
LONGEST_WORD = 48
MOST_WORDS = 12
#: So many characters must be asked for before records are searched: one letter stands in every second of them.
FEWEST_CHARACTERS = 2

# Replaced one after the other: a tenth of the time that str.translate takes over a long text.
_LETTERS = {"ǽ": "ae", "ä": "ae", "ǿ": "oe", "ö": "oe", "ǻ": "aa"} | dict.fromkeys(
    "\u00ad\u200b\u200c\u200d\u2060\ufeff", ""
)
_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_WORD = re.compile(r"[^\W_]+")
#: What `_WORD` leaves of ASCII, which folded text nearly always is, in a quarter of its time.
_ASCII_WORDS = bytes(code if code < 128 and chr(code).isalnum() else 0x20 for code in range(256))
#: The dot that is left out: »3.b« and »3b« are one class.
_CLASS = re.compile(r"\.(?=[a-z](?![^\W_]))(?:(?<=(?<![^\W_])\d\.)|(?<=(?<![^\W_])\d\d\.))")
#: A telephone or personal number, which is found with and without its spaces and dashes.
_NUMBER = re.compile(r"\+?\d[\d\s./()-]{4,}\d")


@dataclass(frozen=True)
class Query:
    """What is asked for: every word must begin a word of the record. `number` is the whole as one number, or ""."""

    words: tuple[str, ...]
    number: str = ""
    language: str = "da"

    def __bool__(self) -> bool:
        """Whether there is enough to search records by."""
        return sum(map(len, self.words)) >= FEWEST_CHARACTERS


def fold(text: str) -> str:
    """Lower case without accents, æ as ae, ø as oe, å as aa."""
    if text.isascii():
        return text.lower()
    letters = unicodedata.normalize("NFKC", text).casefold().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    if letters.isascii():
        return letters
    for letter, instead in _LETTERS.items():
        letters = letters.replace(letter, instead)
    if letters.isascii():
        return letters
    return "".join(part for part in unicodedata.normalize("NFD", letters) if not unicodedata.combining(part))


def words(text: str) -> list[str]:
    """The folded words of a text, in order."""
    folded = fold(text)
    if "." in folded:
        folded = _CLASS.sub("", folded)
    if folded.isascii():
        found = folded.encode("ascii").translate(_ASCII_WORDS).decode("ascii").split()
    else:
        found = _WORD.findall(folded)
    return [word[:LONGEST_WORD] for word in found]


def query(text: str, language: str = "da") -> Query:
    """What a person typed, as it is searched for; any text at all will do."""
    asked = list(dict.fromkeys(words(text)))[:MOST_WORDS]
    return Query(tuple(asked), _number(text), language)


def begins(asked: str, word: str) -> bool:
    """Whether a word of a record answers one that was asked for: begins with it, or is it where it is one letter."""
    return word == asked if len(asked) == 1 else word.startswith(asked)


def code_mark(catalogue: str, code: str) -> str:
    """What stands in the index for a code; no word begins with a colon."""
    return f":{catalogue}:{code}"


def reference_mark(rec: bytes) -> str:
    """What stands in the index for a reference."""
    return f":{rec.hex()}"


def names_others(kind: Kind) -> bool:
    """Whether records that refer to this kind are found by its words too: a place, a child."""
    return kind.searchable and any(field.name == "name" for field in kind.fields)


def marks(fields: Iterable[Field], values: Mapping[str, object], kinds: Mapping[str, Kind]) -> set[str]:
    """The words of the texts among some values, and marks for codes and references."""
    found: set[str] = set()
    for field in fields:
        of, value = marker(field, kinds), values.get(field.name)
        if of is not None and value is not None:
            found.update(of(value))
    return found


def marker(field: Field, kinds: Mapping[str, Kind]) -> Callable[[Any], Iterable[str]] | None:
    """What makes the words or marks of a value that the field accepts; None where nothing is found by it."""
    if not field.searchable:
        return None
    if isinstance(field, LongText):
        return words
    if isinstance(field, Text):
        return _line_marks
    if isinstance(field, Choice):
        return lambda value: _code_marks(field.catalogue, [value])
    if isinstance(field, Choices):
        return lambda value: _code_marks(field.catalogue, value)
    if isinstance(field, Reference) and field.kind in kinds and names_others(kinds[field.kind]):
        return lambda value: [reference_mark(value)]
    return None


def _line_marks(value: str) -> list[str]:
    """The words of a line of text; a number is found as one too."""
    number = _number(value)
    return [*words(value), number] if number else words(value)


def codes(kind: Kind, asked: str, language: str) -> list[str]:
    """The marks of the codes whose label has a word that answers `asked`."""
    lists = {f.catalogue for f in kind.fields if isinstance(f, (Choice, Choices)) and f.searchable}
    return [
        code_mark(name, code)
        for name in sorted(lists)
        for code, label in _labels(name, language)
        if any(begins(asked, word) for word in label)
    ]


@cache
def _labels(catalogue: str, language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Every code of a list with the words of its label."""
    return tuple((row.code, tuple(words(row.label(language)))) for row in catalogues.load(catalogue).rows)


def _code_marks(catalogue: str, values: Iterable[object]) -> list[str]:
    marks_of = [_code_mark(catalogue, code) for code in values if isinstance(code, str)]
    return [mark for mark in marks_of if mark]


@lru_cache(maxsize=4096)
def _code_mark(catalogue: str, code: str) -> str:
    """ "" for what a newer or a hostile program calls a code: it may hold spaces and be taken for words."""
    return code_mark(catalogue, code) if _CODE.fullmatch(code) else ""


def _number(text: str) -> str:
    stripped = text.strip()
    return "".join(filter(str.isdecimal, stripped))[:LONGEST_WORD] if _NUMBER.fullmatch(stripped) else ""
