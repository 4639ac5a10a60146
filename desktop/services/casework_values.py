"""Consultations as lists, pages and forms show them: frozen, in words."""

from dataclasses import dataclass, field
from datetime import date, datetime

from desktop.services.agreements import AgreementRow
from desktop.services.concern_values import Answer, ScaleChoice
from desktop.services.note_kinds import CONSULTATION
from desktop.services.note_lists import Cursor
from desktop.services.sharing import Sharing
from desktop.services.values import HistoryLine, Option, Place, SendState, Version


@dataclass(frozen=True)
class ConsultationFilter:
    """Which consultations a list wants; `through`: of this day and before."""

    place: bytes | None = None
    mine_only: bool = False
    through: date | None = None


@dataclass(frozen=True)
class ConsultationRow:
    """A consultation as lists show it. `divided`: in how many places it was rewritten, 0 where it waits for no choice;
    `space`: who can read a psychologist's note, where there is a choice of it.
    """

    rec: bytes
    title: str
    discreet_title: str
    place: str
    who: str
    mine: bool
    occurred_at: datetime
    excerpt: str
    state: SendState | None
    divided: int
    kind: str = CONSULTATION
    space: str = ""


@dataclass(frozen=True)
class Page:
    """Some rows, newest first, and where the next page begins (None: no more).

    `count`: how many the list of one place has, on its first page; None else.
    """

    rows: tuple[ConsultationRow, ...]
    next: Cursor | None
    count: int | None = None


@dataclass(frozen=True)
class ConsultationPage:
    """A consultation as its own page shows it."""

    rec: bytes
    title: str
    place: str
    place_rec: bytes | None
    concern: bytes | None
    who: str
    mine: bool
    occurred_at: datetime
    duration_min: int | None
    facts: tuple[tuple[str, str], ...]
    texts: tuple[Version, ...]
    amendments: tuple[Version, ...]
    agreements: tuple[AgreementRow, ...]
    history: tuple[HistoryLine, ...]
    state: SendState | None
    received_at: datetime | None
    can_amend: bool
    can_correct: bool
    readable_by_family: bool
    kind: str = CONSULTATION
    space: str = ""
    family: str = ""
    parts: tuple[tuple[str, tuple[Version, ...]], ...] = ()
    assessments: tuple[Answer, ...] = ()


@dataclass(frozen=True)
class NoteChoices:
    """What the quick note offers, and what it is filled with before anything is typed.

    `kind` is what this person writes, `previous` the place and kind of the last note, `own` a psychologist's lists,
    `hints` what a theme asks of whoever chose it.
    """

    places: tuple[Place, ...]
    forms: tuple[Option, ...]
    subjects: tuple[Option, ...]
    age_bands: tuple[Option, ...]
    themes: tuple[Option, ...]
    outcomes: tuple[Option, ...]
    requesters: tuple[Option, ...]
    sharing: Sharing
    kind: str = CONSULTATION
    owners: tuple[Option, ...] = ()
    consent_roles: tuple[Option, ...] = ()
    perspectives: tuple[Option, ...] = ()
    scales: tuple[ScaleChoice, ...] = ()
    own: dict[str, tuple[Option, ...]] = field(default_factory=dict)
    hints: dict[str, str] = field(default_factory=dict)
    previous: dict[str, object] = field(default_factory=dict)
    prefill: dict[str, object] = field(default_factory=dict)
