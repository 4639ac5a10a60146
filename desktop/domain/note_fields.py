"""The fields that every note of a talk has, whoever wrote it; a kind says what it offers as to whom it is about.

All texts of one note together fit one revision (256 KiB): 20,000 characters and the parts of the long form.
"""

from collections.abc import Mapping

from desktop.domain.fields import Choice, Choices, Date, Duration, Field, LongText, Moment, Reference, Text
from desktop.texts import _

#: The parts of the long form: what was seen, what others said and what one thinks oneself stand apart.
PARTS = ("observation", "statements", "own_view", "worries", "strengths", "next_steps")
_PART = 4_000
#: What `subject_label` is called, where it is neither a class nor a group.
LABELS = {"staff": _("Who in the staff"), "parents": _("Which parents")}


def called(field: Field, values: Mapping[str, object]) -> str:
    """What a field is called beside the others of its record."""
    return LABELS.get(str(values.get("subject")), field.label) if field.name == "subject_label" else field.label


def common(subjects: str) -> tuple[Field, ...]:
    """Where, what kind, when, about whom, and the text; `subjects` is the catalogue of whom it can be about."""
    return (
        Reference("institution", _("Where"), "place", required=True, kind="institution"),
        Choice("form", _("What kind"), required=True, catalogue="forms"),
        Moment("occurred_at", _("When"), "when"),
        Duration("duration_min", _("Time spent"), "when"),
        Choice("subject", _("Who is it about?"), "subject", required=True, catalogue=subjects),
        Text("subject_label", _("Class or group"), "subject", limit=80),
        Choice("age_band", _("Age"), "subject", catalogue="age_bands"),
        LongText("text", _("What did you talk about, and what did you agree?"), required=True),
        Choice("requester_role", _("Asked by"), "requester", catalogue="requester_roles"),
        Choices("themes", _("Theme"), "theme", catalogue="themes"),
        Choice("outcome", _("Outcome"), catalogue="outcomes"),
        Date("followup_on", _("Follow up"), "followup"),
        Text("followup_reason", _("Because"), "followup"),
        Reference("concern", _("Concern"), kind="concern"),
        Reference("child", _("Child"), kind="child"),
    )


LONG: tuple[Field, ...] = (
    LongText("observation", _("What was seen and heard?"), limit=_PART),
    LongText("statements", _("What do others say?"), limit=_PART),
    LongText("own_view", _("My own assessment"), limit=_PART),
    LongText("worries", _("What are we worried about?"), limit=_PART),
    LongText("strengths", _("What works well?"), limit=_PART),
    LongText("next_steps", _("What needs to happen?"), limit=_PART),
)

#: The groups that are no part of what is signed: they are written after a note was approved as well.
BESIDE = frozenset({"amend", "withdrawn", "followed", "journal"})

#: That what the note asked to come back to was done; said at any time, so it is never part of what is signed.
FOLLOWED: tuple[Field, ...] = (Date("followed_on", _("Followed up"), "followed"),)

#: That a copy stands in the authority's system; written after approving too, so it is never part of what is signed.
JOURNAL: tuple[Field, ...] = (
    Moment("journalised_at", _("Put on file"), "journal"),
    Text("journal_ref", _("Reference"), "journal", limit=80),
)
