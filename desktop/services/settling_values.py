"""What is to be settled, as lists and pages show it: frozen, in words. Nothing in it is chosen beforehand."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from desktop.services.values import Option

Sort = Literal["line", "long", "day", "past", "moment", "choice", "minutes", "one", "who", ""]


@dataclass(frozen=True)
class Part:
    """One part of a version: what it is called and what it says."""

    label: str
    text: str


@dataclass(frozen=True)
class SideShown:
    """One version: whose words, and when they were written by the clock of that pc. `key` names it to `keep`.

    `called` is the author's first name.
    `received`: when it reached the municipality's server, where that is more than five minutes from it, None else.
    """

    key: bytes
    who: str
    mine: bool
    when: datetime
    received: datetime | None
    parts: tuple[Part, ...]
    called: str = ""


@dataclass(frozen=True)
class Also:
    """What one of them wrote besides, which came in quietly; `view` and `rec` open it, "" for this record itself."""

    text: str
    view: str = ""
    rec: bytes = b""


@dataclass(frozen=True)
class Asked:
    """One part of a version that can be written anew: its name, its label, and what sort of widget it wants.

    `sort`: line or long (text), day, past (a day that has been), moment, minutes, choice or one (of `options`; one is
    a record), who (a colleague among `options`, or anybody's name); "": it cannot be written anew. `required`: it must
    not be empty.
    """

    name: str
    label: str
    sort: Sort
    options: tuple[Option, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class SettlePage:
    """Versions that stand against each other, one's own first; `sides` is empty when nothing does (any more).

    `seen` goes back with the choice: what this person had in front of him. `left`: further questions of the record
    after this one. `both`: whether keeping both makes sense, `asked`: what writing a new one asks for, () if it cannot.
    `refers`: the concern, child or note it belongs to, or is.
    """

    kind: str
    rec: bytes
    what: str
    names: tuple[str, ...]
    about: str
    before: SideShown | None
    sides: tuple[SideShown, ...]
    also: tuple[Also, ...]
    seen: bytes
    left: int
    can_choose: bool
    both: bool
    asked: tuple[Asked, ...]
    put_off: date | None
    refers: dict[str, object]


@dataclass(frozen=True)
class SettleRow:
    """A record that was rewritten in two places, as lists show it; `put_off`: not before that day, unless one wants."""

    title: str
    detail: str
    kind: str
    rec: bytes
    put_off: date | None


@dataclass(frozen=True)
class Choice:
    """What was done: the token that undoes it, and how many questions of the record are left."""

    undo: bytes
    left: int
