"""The kinds of record that are notes of a talk, which of them a person writes, and when the talk was."""

from datetime import datetime
from typing import Final

from desktop.store.records import Records, Row

CONSULTATION: Final = "consultation"
PPR: Final = "ppr_consultation"
NOTES: Final = (CONSULTATION, PPR)
_WRITES = {"ppr_psychologist": PPR}


def written_by(records: Records, user: bytes) -> str:
    """The kind of what this person writes: a psychologist's notes are edited by nobody else; (R)."""
    row = records.row("member", user)
    return _WRITES.get(str(row.values.get("role", "")) if row else "", CONSULTATION)


def kind_of_note(records: Records, rec: object) -> str | None:
    """Of which kind the note `rec` is; None for no note, or one that is not here; (R)."""
    if not isinstance(rec, bytes):
        return None
    return next((kind for kind in NOTES if records.row(kind, rec) is not None), None)


def began(row: Row) -> datetime:
    """When what a note tells of was; when it was written where it does not say."""
    occurred = row.values.get("occurred_at")
    return occurred if isinstance(occurred, datetime) else row.created_at
