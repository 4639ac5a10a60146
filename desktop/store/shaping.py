"""How the records of a kind become rows and the words they are found by, worked out once for many records.

It knows the declaration of a kind and the values of the wire; it writes nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.domain.fields import Date, Field, Moment
from desktop.domain.kind import Kind
from desktop.domain.searching import marker
from desktop.store.columns import FIXED, NONE, column, columns, converter, sql_type
from sync.merge import WITHDRAWN, RecordView
from sync.revision import Fields, Revision

_DAY_MS = 86_400_000
_FIRST_DAY, _LAST_DAY = date(1970, 1, 1).toordinal(), 1 << 30


@dataclass(frozen=True)
class Shaped:
    """One record as it is shown: `row` by the names of `Shape.names`, and its words; `day` counts from 1970."""

    rec: bytes
    row: list[Any]
    day: int
    words: str


@dataclass(frozen=True, slots=True)
class _Part:
    """A field of a group: how it is read, where its value stands in a row (-1: nowhere), and what it is found by."""

    name: str
    whole: bool
    """Its value is the whole group."""
    read: Callable[[object], Any]
    is_empty: Callable[[object], bool]
    place: int
    offset: int
    convert: Callable[[Any], Any] | None
    marks: Callable[[Any], Iterable[str]] | None
    guarded: bool

    @classmethod
    def of(cls, field: Field, kinds: Mapping[str, Kind], at: Mapping[str, int]) -> "_Part":
        """`at`: where the columns stand."""
        place, offset = at.get(column(field), -1), at.get(f"{column(field)}_off", -1)
        whole, convert = field.policy == "set", converter(type(field))
        marks = marker(field, kinds)
        return cls(field.name, whole, field.from_wire, field.is_empty, place, offset, convert, marks, field.guarded)


class Shape:
    """The rows and words of one kind."""

    def __init__(self, kind: Kind, kinds: Mapping[str, Kind]) -> None:
        self.names = [*FIXED, "withdrawn", *columns(kind)]
        at = {name: place for place, name in enumerate(self.names)}
        self._nothing = [NONE[sql_type(field)] for field in kind.fields]
        self._nothing += [0] * (len(columns(kind)) - len(kind.fields))
        self._groups: dict[str, tuple[_Part, ...]] = {}
        for group in kind.groups:
            fields = () if group == WITHDRAWN else kind.in_group(group)
            self._groups[group] = tuple(_Part.of(one, kinds, {} if group == "amend" else at) for one in fields)
        first = next((field for field in kind.fields if isinstance(field, (Moment, Date))), None)
        self._dated = first and (at[column(first)], isinstance(first, Date))

    def made(self, space: bytes, user: bytes, revision: Revision) -> Shaped:
        """A record of one plain revision (`sync.merge.plain`): as `folded` makes it of what `fold` makes of it."""
        gone = bool(revision.set.get(WITHDRAWN))
        row = [revision.rec, space, user, *revision.at, 0, 0, int(gone), *self._nothing]
        words: set[str] = set()
        guard = _guards(revision.set.get("protected", {}))
        for group, wire in revision.set.items():
            self._hold(row, words, group, wire, guard)
        return self._shaped(row, set() if gone else words)

    def folded(self, space: bytes, shown: RecordView) -> Shaped:
        """A record that was folded: the values shown make its row, every value that survives its words."""
        conflicts = sum([view.conflict for view in shown.groups.values()])
        row = [shown.rec, space, shown.created_by or b"", *(shown.created_at or shown.history[0].at), conflicts]
        row += [int(shown.approved), int(shown.withdrawn), *self._nothing]
        words: set[str] = set()
        protected = shown.groups.get("protected")
        guard = protected is not None and any(_guards(survivor.value) for survivor in protected.survivors)
        for group, view in shown.groups.items():
            among = any(survivor.value is view.value for survivor in view.survivors)
            self._hold(row, words if among else set(), group, view.value, guard)
            for survivor in view.survivors:
                if survivor.value is not view.value:
                    self._hold([*row], words, group, survivor.value, guard)
        return self._shaped(row, set() if shown.withdrawn else words)

    def _hold(self, row: list[Any], words: set[str], group: str, wire: Fields, guard: bool) -> None:
        """Puts the values of one group into a row, and their words to the others; with `guard` not what is guarded."""
        for part in self._groups.get(group, ()):
            raw: object = dict(wire) if part.whole else wire.get(part.name)
            value = None if raw is None else part.read(raw)
            if value is None or part.is_empty(value):
                continue
            if part.marks is not None and not (guard and part.guarded):
                words.update(part.marks(value))
            if part.offset >= 0 and isinstance(raw, list):
                # a moment that can be read stands on the wire as it does in its two columns
                row[part.place], row[part.offset] = raw
            elif part.place >= 0:
                row[part.place] = value if part.convert is None else part.convert(value)

    def _shaped(self, row: list[Any], words: set[str]) -> Shaped:
        return Shaped(row[0], row, self._day(row), " ".join(sorted(words)))

    def _day(self, row: list[Any]) -> int:
        """When it happened by the first date of its kind, else when it was made."""
        made = row[_CREATED]
        if self._dated:
            place, is_date = self._dated
            said = row[place]
            if is_date and said:
                made = (date.fromisoformat(said).toordinal() - _FIRST_DAY) * _DAY_MS
            elif not is_date and said != NONE["INTEGER"]:
                made = said
        return int(max(0, min(made // _DAY_MS, _LAST_DAY)))


_CREATED = FIXED.index("created_ms")


def _guards(protected: Fields) -> bool:
    """Whether one value of the group `protected` says that the record is: every kind writes it alike."""
    return bool(protected.get("protected"))
