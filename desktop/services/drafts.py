"""Half-written things: kept on every pause, valid or not, never sent, never dropped by age."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from desktop.domain import concern_rules, note_rules, rules
from desktop.domain.kind import Kind
from desktop.domain.note_fields import called
from desktop.domain.registry import kinds
from desktop.services.clock import Clock, from_ms
from desktop.services.errors import AppError, told
from desktop.services.events import DraftsChanged, Events
from desktop.services.families import WHY, Families
from desktop.services.note_kinds import NOTES
from desktop.services.session import Names
from desktop.services.wording import Wording
from desktop.store import drafts as store
from desktop.texts import _, inside

AMENDMENT = "amendment"
SETTLEMENT = "settlement"
JOURNAL = "journal"
CORRECTION = "correction"
NOT_KNOWN = _("A newer version of Rød Tråd made it. Update the program to go on with it.")
BY_ITSELF = ("version", "consent_expires_on")  # what the form fills in, so nobody is asked for it


@dataclass(frozen=True)
class DraftValues:
    """A form as it stands: its values whatever they are, and where the cursor was.

    `kind` is a record kind, or one of AMENDMENT, SETTLEMENT, JOURNAL and CORRECTION, whose `rec` says of which record.
    """

    id: str
    kind: str
    values: dict[str, object]
    cursor: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class DraftRow:
    """A draft as lists show it; `missing` names in words what is still needed before it can be saved.

    `written` is false where the disk had no room for it: it is in memory alone, and goes with the window. `known` is
    false where a newer version made it: it is kept, and no form of this one can go on with it. `place` is where it is
    about, "" where that is not chosen.
    """

    id: str
    kind: str
    title: str
    saved_at: datetime
    missing: tuple[str, ...]
    written: bool = True
    known: bool = True
    place: str = ""


class Drafts:
    """The drafts of this pc."""

    def __init__(
        self, kept: store.Drafts, families: Families, names: Names, words: Wording, events: Events, clock: Clock
    ) -> None:
        self._kept, self._families, self._names = kept, families, names
        self._words, self._events, self._clock = words, events, clock
        self._titles: dict[str, Callable[[dict[str, object]], str]] = {
            "consultation": self._note,
            AMENDMENT: lambda values: words.text(_("Addition")),
            SETTLEMENT: lambda values: words.text(_("A new text instead of several")),
            JOURNAL: lambda values: words.text(_("Put on file")),
            CORRECTION: lambda values: words.text(_("Correction of {what}"), what=inside(self._note(values))),
        }

    @told()
    def put(self, draft: DraftValues) -> None:
        """Keeps `draft` as it is, durably; (W)."""
        self._kept.put(draft.id, draft.kind, draft.values, draft.cursor, self._clock.now_ms())
        self._events.emit(DraftsChanged())

    @told()
    def get(self, draft: str) -> DraftValues | None:
        """The draft of this id, or None; (W or R)."""
        kept = self._kept.get(draft)
        return DraftValues(kept.id, kept.kind, kept.values, kept.cursor) if kept else None

    @told()
    def list(self) -> tuple[DraftRow, ...]:
        """All drafts, the newest first; (R)."""
        return tuple(self._row(draft) for draft in self._kept.list())

    def at_lock(self) -> tuple[DraftRow, ...]:
        """All of them; where the store can be read no more, those in memory alone: a lock goes on whatever it finds."""
        try:
            return self.list()
        except AppError:
            return tuple(self._row(draft) for draft in self._kept.left())

    @told()
    def of(self, kind: str, rec: bytes) -> str | None:
        """The newest draft of this kind about that record, None without any; (R)."""
        found = (draft.id for draft in self._kept.list() if draft.kind == kind and draft.values.get("rec") == rec)
        return next(found, None)

    @told()
    def begun(self, kind: str) -> frozenset[object]:
        """The records that drafts of this kind are about; (R)."""
        return frozenset(draft.values.get("rec") for draft in self._kept.list() if draft.kind == kind)

    @told()
    def drop(self, draft: str) -> None:
        """Throws one away, because a person said so; (W)."""
        self._kept.delete(draft)
        self._kept.forget(draft)
        self._events.emit(DraftsChanged())

    def _row(self, draft: store.Draft) -> DraftRow:
        titled = self._titles.get(draft.kind)
        title = titled(draft.values) if titled else self._kind_label(draft.kind)
        written = self._kept.written(draft.id)
        known = titled is not None or draft.kind in kinds()
        missing, place = self._missing(draft), self._place(draft.values)
        return DraftRow(draft.id, draft.kind, title, from_ms(draft.saved_ms), missing, written, known, place)

    def _place(self, values: dict[str, object]) -> str:
        """Nothing where it cannot be read: a draft is listed whatever else."""
        with suppress(AppError), told():
            return self._names.place(values.get("institution"))
        return ""

    def _note(self, values: dict[str, object]) -> str:
        return self._words.discreet_title(values) if values.get("form") else self._words.text(_("Note"))

    def _kind_label(self, kind: str) -> str:
        known = kinds().get(kind)
        return self._words.text(known.label if known else _("something new"))

    def _missing(self, draft: store.Draft) -> tuple[str, ...]:
        kind = kinds().get(draft.kind)
        if kind is None:
            return ()
        values = concern_rules.fitting(draft.values)
        whole: tuple[Kind, ...] = (kind,)
        if kind.name == "concern" and not _begun(values):
            whole = (kinds()["child"], kind)
        elif kind.name in NOTES:
            values = note_rules.fitting(draft.values)
            if values.get("subject") == "child" and not values.get("child") and not values.get("concern"):
                values, whole = values | {"naming": "named"}, (kinds()["child"], kind)
        found = rules.together(whole, values, clock=self._clock)
        errors = [problem.field for problem in found if problem.severity == "error" and problem.field]
        errors += self._of_family(values)
        fields = dict.fromkeys(name for name in errors if name not in BY_ITSELF and not draft.values.get(name))
        labels = {field.name: called(field, values) for part in whole for field in part.fields}
        return tuple(self._words.inside(labels[name]) for name in fields)

    def _of_family(self, values: dict[str, object]) -> tuple[str, ...]:
        """What the family's other talks ask for; nothing where they cannot be read: a draft is listed whatever else."""
        with suppress(AppError):
            return tuple(one.field for one in self._families.check(values.get("family_code"), values.get(WHY)))
        return ()


def _begun(values: dict[str, object]) -> bool:
    """Whether a concern is about a child that is known already."""
    return bool(values.get("rec") or values.get("child"))
