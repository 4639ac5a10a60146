"""Concerns as lists, pages and forms show them: frozen, in words. No figure of ours about a child is among them."""

from dataclasses import dataclass, field
from datetime import date

from desktop.services.agreements import AgreementRow
from desktop.services.children import ChildChoices
from desktop.services.values import HistoryLine, Option, Place, SendState, Version
from desktop.store.records import After

Facts = tuple[tuple[str, str], ...]
#: Where a page of a list ends; it is handed back as it is.
Cursor = After


@dataclass(frozen=True)
class ConcernFilter:
    """Which concerns a list wants."""

    open_only: bool = True
    mine_only: bool = False
    place: bytes | None = None


@dataclass(frozen=True)
class ConcernRow:
    """A concern as lists show it; `discreet_title` holds nothing that somebody typed about a child.

    `divided`: in how many places it was rewritten, 0 where it waits for no choice.
    """

    rec: bytes
    title: str
    discreet_title: str
    place: str
    place_rec: bytes | None
    room: str
    lead: str
    status: Option
    noticed_on: date | None
    divided: int
    state: SendState | None


@dataclass(frozen=True)
class ConcernRows:
    """Some rows, the latest noticed first, and where the next page begins (None: no more)."""

    rows: tuple[ConcernRow, ...]
    next: Cursor | None


@dataclass(frozen=True)
class Answer:
    """One assessment as it stands: what was answered, by whom, whose view it is, when and why."""

    rec: bytes
    value: str
    words: str
    perspective: str
    joint: bool
    author: str
    mine: bool
    day: date
    reason: str
    scale: str = ""


@dataclass(frozen=True)
class Standing:
    """Where a scale stands now: the latest answer of each perspective, the joint ones first; nothing is averaged."""

    scale: str
    question: str
    edition: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Knot:
    """One event of the timeline. `missing`: it has not happened and should have; `late`: since when.

    `view` and `target` say what it opens, "" for nothing. `answers`: each in words with its own record, which its
    history opens.
    """

    day: date
    title: str
    detail: str
    mark: str = ""
    missing: bool = False
    late: date | None = None
    view: str = ""
    target: bytes = b""
    answers: tuple[tuple[str, bytes], ...] = ()


@dataclass(frozen=True)
class Divided:
    """One part of a concern, or of its child, that was corrected in two places; `kind` and `rec` are whose part."""

    label: str
    versions: tuple[Version, ...]
    kind: str
    rec: bytes


@dataclass(frozen=True)
class ConcernPage:
    """A concern as its own page shows it. `base` goes back with a save: what this person had in front of him.

    `newer`: it, or what stands about its child, holds what only a newer version shows.
    """

    row: ConcernRow
    child: bytes
    count: str
    worries: str
    strengths: str
    next_steps: str
    standings: tuple[Standing, ...]
    thread: tuple[Knot, ...]
    agreements: tuple[AgreementRow, ...]
    divided: tuple[Divided, ...]
    facts: Facts
    history: tuple[HistoryLine, ...]
    values: dict[str, object]
    can_edit: bool
    removed: bool
    base: bytes
    newer: bool


@dataclass(frozen=True)
class ConcernChoices:
    """What the form of a concern offers, and what it is filled with before anything is typed."""

    places: tuple[Place, ...]
    leads: tuple[Option, ...]
    parents: tuple[Option, ...]
    statuses: tuple[Option, ...]
    outcomes: tuple[Option, ...]
    child: ChildChoices
    prefill: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class ScaleChoice:
    """One scale with its answers, as the form of an assessment offers it."""

    code: str
    name: str
    help: str
    answers: tuple[Option, ...]


@dataclass(frozen=True)
class AssessmentChoices:
    """What the form of an assessment offers."""

    title: str
    scales: tuple[ScaleChoice, ...]
    perspectives: tuple[Option, ...]
