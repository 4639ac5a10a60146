"""The types a field of a record can have, and how each value is written on the wire (`docs/format.md`).

A field knows its name, label and group; it knows nothing of the window that shows it or the store that keeps it.
On the wire there is no nil, bool or float: an empty value is an absent key.
"""

import unicodedata
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import ClassVar

from desktop.domain.identifiers import NotANumber, parse_cpr
from sync.merge import Policy

#: Minutes between UTC and the furthest civil time zones.
_FURTHEST_OFFSET = 14 * 60
#: The moments that can be shown in any time zone (years 5 to 9892), in milliseconds since 1970.
FIRST_MS, LAST_MS = -62_000_000_000_000, 250_000_000_000_000


@dataclass(frozen=True)
class Field(ABC):
    """One named value of a record kind.

    `label` and `help` are msgids. `group` names the field group, the unit of merging; empty means one of its own
    name. `sensitive`: it tells who a child is, and stands in no list until a row is opened. `searchable`: search finds
    a record by it (texts, and what codes and references are called). `guarded`: it stands in no view, and search finds
    nothing by it, while the record's field `protected` says anything (name and address protection).
    """

    name: str
    label: str
    group: str = ""
    required: bool = False
    help: str = ""
    sensitive: bool = False
    searchable: bool = True
    guarded: bool = False

    policy: ClassVar[Policy] = "register"

    def __post_init__(self) -> None:
        if not self.group:
            object.__setattr__(self, "group", self.name)

    def is_empty(self, value: object) -> bool:
        """Whether `value` counts as not filled in."""
        return value is None or value is False or (not value and value in ("", b"", (), [], {}))

    @abstractmethod
    def accepts(self, value: object) -> bool:
        """Whether `value` (not empty) is of the Python type this field holds."""

    def to_wire(self, value: object) -> object:
        """The wire form of a value that `accepts` said yes to; raises TypeError for any other."""
        if not self.accepts(value):
            raise TypeError(f"{self.name}: not a value of {type(self).__name__}")
        return value

    def from_wire(self, value: object) -> object | None:
        """The Python value of a wire value, or None when it is not one this field can show."""
        return value if self.accepts(value) else None


@dataclass(frozen=True)
class Text(Field):
    """One line of text of at most `limit` characters, NFC."""

    limit: int = 200

    def is_empty(self, value: object) -> bool:
        """White space alone is empty."""
        return not value.strip() if isinstance(value, str) else super().is_empty(value)

    def accepts(self, value: object) -> bool:
        """Any str; the length is a rule, not a type."""
        return isinstance(value, str)

    def to_wire(self, value: object) -> object:
        """Outer white space is dropped; writers normalise to NFC."""
        if not isinstance(value, str):
            raise TypeError(f"{self.name}: not a text")
        return unicodedata.normalize("NFC", value.strip())


@dataclass(frozen=True)
class LongText(Text):
    """Free text of several lines; 20,000 characters of four bytes still fit the 256 KiB of a revision."""

    limit: int = 20_000


@dataclass(frozen=True)
class PersonalNumber(Text):
    """A CPR number, the one field that may hold one; `DDMMYY-SSSS` on the wire where it can be read as one."""

    limit: int = 20

    def to_wire(self, value: object) -> object:
        """As it is shown; what is no number of this sort stays as it was typed."""
        written = str(super().to_wire(value))
        try:
            return parse_cpr(written).shown
        except NotANumber:
            return written


@dataclass(frozen=True)
class Date(Field):
    """A calendar day; `2026-11-20` on the wire."""

    def accepts(self, value: object) -> bool:
        """A date that is not a datetime."""
        return isinstance(value, date) and not isinstance(value, datetime)

    def to_wire(self, value: object) -> object:
        """ISO 8601."""
        if not isinstance(value, date) or isinstance(value, datetime):
            raise TypeError(f"{self.name}: not a date")
        return value.isoformat()

    def from_wire(self, value: object) -> date | None:
        """None for anything but an ISO day."""
        try:
            return date.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            return None


@dataclass(frozen=True)
class Moment(Field):
    """A point in time with the writer's offset; `[milliseconds since 1970, offset in minutes]` on the wire."""

    def accepts(self, value: object) -> bool:
        """An aware datetime."""
        return isinstance(value, datetime) and value.tzinfo is not None

    def to_wire(self, value: object) -> object:
        """The instant and the offset it was claimed at."""
        if not isinstance(value, datetime) or (offset := value.utcoffset()) is None:
            raise TypeError(f"{self.name}: not an aware datetime")
        return [round(value.timestamp() * 1000), int(offset.total_seconds()) // 60]

    def from_wire(self, value: object) -> datetime | None:
        """An aware datetime at the claimed offset, or None."""
        match value:
            case [int(ms), int(offset)] if abs(offset) <= _FURTHEST_OFFSET and FIRST_MS <= ms <= LAST_MS:
                return datetime.fromtimestamp(0, timezone(timedelta(minutes=offset))) + timedelta(milliseconds=ms)
        return None


@dataclass(frozen=True)
class Choice(Field):
    """One code of a catalogue."""

    catalogue: str = ""

    def accepts(self, value: object) -> bool:
        """Any code: one from a newer catalogue is kept, and shown as words."""
        return isinstance(value, str)


@dataclass(frozen=True)
class Choices(Field):
    """Several codes of a catalogue. The group's whole value is `{code: 1}`, united when two people add to it."""

    catalogue: str = ""
    policy: ClassVar[Policy] = "set"

    def accepts(self, value: object) -> bool:
        """A list, tuple or set of codes."""
        return isinstance(value, (list, tuple, set, frozenset)) and all(isinstance(code, str) for code in value)

    def to_wire(self, value: object) -> object:
        """The map of codes."""
        if not isinstance(value, (list, tuple, set, frozenset)) or not self.accepts(value):
            raise TypeError(f"{self.name}: not a collection of codes")
        return {str(code): 1 for code in sorted(value)}

    def from_wire(self, value: object) -> tuple[str, ...] | None:
        """The codes in alphabetical order; the catalogue orders them for people."""
        return tuple(sorted(value)) if isinstance(value, dict) and self.accepts(list(value)) else None


@dataclass(frozen=True)
class Reference(Field):
    """The id of another record (16 bytes); it may point into a space the reader cannot open."""

    kind: str = ""

    def accepts(self, value: object) -> bool:
        """Sixteen bytes."""
        return isinstance(value, bytes) and len(value) == 16


@dataclass(frozen=True)
class Duration(Field):
    """Whole minutes."""

    limit: int = 24 * 60

    def accepts(self, value: object) -> bool:
        """An int that is not a bool."""
        return isinstance(value, int) and not isinstance(value, bool)
