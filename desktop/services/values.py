"""Small values that several services hand out; frozen, and in words already where a person reads them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from desktop.domain.problem import Severity

SendState = Literal["local", "sent", "seen"]


@dataclass(frozen=True)
class Option:
    """One choice of a list: what is stored and what is read."""

    code: str
    label: str


@dataclass(frozen=True)
class Place:
    """An institution as a choice. `name` ends with `apart`: what tells it from others of that name, where there are."""

    rec: bytes
    name: str
    type: str
    apart: str = ""


@dataclass(frozen=True)
class Problem:
    """What must (error) or might (warning) be mended in one field, in words."""

    field: str
    text: str
    severity: Severity


@dataclass(frozen=True)
class Version:
    """One person's text, and when it was written.

    `beside`: it stands beside the others and not against them, written after they were approved or as a proposal.
    """

    text: str
    who: str
    when: datetime
    mine: bool
    beside: bool = False


@dataclass(frozen=True)
class HistoryLine:
    """One line of a record's history, in words."""

    when: datetime
    who: str
    what: str


@dataclass(frozen=True)
class Saved:
    """A save that is on disk: the record, and the token that undoes it."""

    rec: bytes
    undo: bytes
