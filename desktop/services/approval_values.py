"""Approving as lists and pages show it: frozen, in words."""

from dataclasses import dataclass
from datetime import datetime

from desktop.services.casework_values import ConsultationRow


@dataclass(frozen=True)
class Approvable:
    """One of one's own notes that is not approved yet.

    `seen` goes back with the approval: what stood in the note when this was read. `final_at`: it is marked, and is
    final then. `problem`: why it cannot be approved now, "" if it can.
    """

    kind: str
    note: ConsultationRow
    seen: bytes
    final_at: datetime | None = None
    problem: str = ""


@dataclass(frozen=True)
class ApprovePage:
    """The notes to approve, the newest first; `more` than these stand behind them. `may`: whether one may approve."""

    rows: tuple[Approvable, ...]
    more: bool
    may: bool


@dataclass(frozen=True)
class Marked:
    """What an approval did: so many are final at that moment, and so many were changed since they were shown."""

    recs: tuple[tuple[str, bytes], ...]
    final_at: datetime
    changed: int


@dataclass(frozen=True)
class Nudge:
    """Own notes that nobody approved for a day: how many (`more`: at least), and since when."""

    count: int
    more: bool
    oldest: datetime


@dataclass(frozen=True)
class Signed:
    """One signed version of a note: by whom, when, and its text; `missing`: parts of it have not reached this pc."""

    who: tuple[str, ...]
    when: datetime
    text: str
    missing: bool


@dataclass(frozen=True)
class Late:
    """What was written beside an approved text and is no part of it; `proposal`: beside one that is its author's."""

    label: str
    text: str
    who: str
    when: datetime
    proposal: bool = False


@dataclass(frozen=True)
class Standing:
    """How far a note is: signed by whom, what came after that, or marked and final at a moment.

    `divided`: in how many places a part of it other than its text was rewritten. `journal_ref`: under what it is on
    file in the authority's system, since `journalised_at`. `newer`: it holds what only a newer version shows.
    """

    signed: tuple[Signed, ...]
    late: tuple[Late, ...]
    approvable: Approvable | None
    divided: int = 0
    journal_ref: str = ""
    journalised_at: datetime | None = None
    newer: bool = False
