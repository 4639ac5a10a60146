"""The names of the people and places of a district, folded, and where they stand in a text.

It is kept in memory only and never tells what it holds: it has no listing, and its repr is a count.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from desktop.domain import guard_words
from desktop.domain.searching import fold

Sort = Literal["child", "contact", "first_name", "place"]
#: What a name is called when it is known as several: the one that asks for most care.
_CARE: Final[tuple[Sort, ...]] = ("child", "contact", "first_name")
#: Letters, each with the accents that may stand behind it.
_LETTERS = "(?:[^\\W\\d_][\u0300-\u036f]*)+"
_TOKEN = re.compile(rf"{_LETTERS}(?:[-'\u2019]{_LETTERS})*")
_GENITIVE = ("'s", "\u2019s", "s")
#: After these a sentence begins, and with it a capital letter that says nothing.
_ENDS = frozenset('.!?:;\u2022\u2026\u2028\u2029\u00bb\u201d"(')
_SHORTEST = 2


@dataclass(frozen=True)
class Named:
    """Characters `start` up to `end` of a text that are a name, and whose it is."""

    start: int
    end: int
    sort: Sort


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    folded: tuple[str, ...]
    capital: bool
    first: bool
    adjacent: bool


class KnownNames:
    """Names by the record they stand in, so that a changed record is changed here too."""

    def __init__(self) -> None:
        self._of: dict[bytes, tuple[tuple[Sort, tuple[str, ...]], ...]] = {}
        self._given: dict[str, Counter[Sort]] = {}
        self._other: dict[str, Counter[Sort]] = {}
        self._places: Counter[tuple[str, ...]] = Counter()
        self._longest_place = 0
        self._words = guard_words.load()

    def __repr__(self) -> str:
        """A count, for a log must never hold a name."""
        return f"KnownNames({len(self._of)})"

    def put(self, rec: bytes, names: Sequence[tuple[Sort, str]]) -> None:
        """The names that stand in a record now; none takes it out."""
        self._count(rec, -1)
        parsed = tuple((sort, parts) for sort, name in names if (parts := _parts(name)))
        if parsed:
            self._of[rec] = parsed
            self._count(rec, 1)
        else:
            self._of.pop(rec, None)

    def find(self, text: str) -> tuple[Named, ...]:
        """Every name in the text, in order, never overlapping; a name inside that of a place is none."""
        words = list(_words(text))
        taken = self._in_places(words)
        found: list[Named] = []
        at = 0
        while at < len(words):
            sort = None if at in taken else self._sort(words[at])
            if sort is None and at not in taken and self._begins_whole(words, at, taken):
                sort = self._best(words[at], (self._given, self._other))
            if sort is None:
                at += 1
                continue
            last = at
            while last + 1 < len(words) and last + 1 not in taken and self._goes_on(words[last + 1]):
                last += 1
                sort = self._care(sort, self._best(words[last], (self._given, self._other)))
            found.append(Named(words[at].start, words[last].end, sort))
            at = last + 1
        return tuple(found)

    def _count(self, rec: bytes, by: int) -> None:
        for sort, parts in self._of.get(rec, ()):
            if sort == "place":
                self._places[parts] += by
                self._longest_place = max(self._longest_place, len(parts))
                continue
            for place, part in enumerate(parts):
                (self._other if place else self._given).setdefault(part, Counter())[sort] += by
                for piece in part.split("-") if "-" in part else ():
                    self._other.setdefault(piece, Counter())[sort] += by

    def _in_places(self, words: Sequence[_Word]) -> set[int]:
        taken: set[int] = set()
        for at in range(len(words)):
            for long in range(min(self._longest_place, len(words) - at), 0, -1):
                run = words[at : at + long]
                if all(word.capital for word in run[:1]) and self._places[tuple(word.folded[0] for word in run)] > 0:
                    taken.update(range(at, at + long))
                    break
        return taken

    def _sort(self, word: _Word) -> Sort | None:
        """What a word is by itself."""
        ordinary = any(one in self._words.ordinary for one in word.folded)
        given = self._best(word, (self._given,))
        if given is not None and (word.capital or len(word.folded[0]) > _SHORTEST):
            return None if ordinary and (word.first or not word.capital) else given
        if not word.capital or (word.first and ordinary):
            return None
        if any(one in self._words.first_names or one in self._words.family_names for one in word.folded):
            return "first_name"
        other = self._best(word, (self._other,))
        return other if other is not None and (not word.first or other == "child") else None

    def _begins_whole(self, words: Sequence[_Word], at: int, taken: set[int]) -> bool:
        """A first name and a last one side by side are a name in any case: »bo hansen«."""
        after = at + 1
        return (
            after < len(words)
            and after not in taken
            and words[after].adjacent
            and self._best(words[at], (self._given,)) is not None
            and self._best(words[after], (self._other,)) is not None
        )

    def _goes_on(self, word: _Word) -> bool:
        """Whether a word behind a name belongs to it: written big, or known as a part of names."""
        return word.adjacent and (word.capital or self._best(word, (self._other,)) is not None)

    def _best(self, word: _Word, among: Sequence[dict[str, Counter[Sort]]]) -> Sort | None:
        found: Sort | None = None
        for one in word.folded:
            for kept in among:
                for sort, count in kept.get(one, {}).items():
                    if count > 0:
                        found = self._care(found, sort)
        return found

    @staticmethod
    def _care(one: Sort | None, other: Sort | None) -> Sort:
        return next(sort for sort in _CARE if sort in (one, other))


def _parts(name: str) -> tuple[str, ...]:
    """The folded parts of a name as it is said, the first name first: »Efternavn, Fornavn« is turned round."""
    before, comma, after = name.partition(",")
    said = f"{after} {before}" if comma else name
    return tuple(fold(match.group()) for match in _TOKEN.finditer(unicodedata.normalize("NFC", said)))


def _words(text: str) -> Iterator[_Word]:
    end = 0
    for match in _TOKEN.finditer(text):
        raw, between = match.group(), text[end : match.start()]
        folded = [fold(raw)]
        for ending in _GENITIVE:
            if raw.lower().endswith(ending) and len(raw) > len(ending) + 1:
                folded.append(fold(raw[: -len(ending)]))
        bare = between.rstrip(" \t\u00a0")
        first = not end or "\n" in between or bare[-1:] in _ENDS
        adjacent = bool(end) and between in (" ", "\u00a0", "  ")
        yield _Word(match.start(), match.end(), tuple(dict.fromkeys(folded)), raw[0].isupper(), first, adjacent)
        end = match.end()
