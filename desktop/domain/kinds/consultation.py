"""A piece of advice: sparring, counselling, konsultativ bistand. It creates no case and is no decision.

An anonymous consultation has no field for a name or a personal number; `desktop.domain.rules` refuses a number
in its text.
"""

from desktop.domain.fields import Choice, Choices, Date, Duration, LongText, Moment, Reference, Text
from desktop.domain.kind import Kind
from desktop.texts import _

KIND = Kind(
    "consultation",
    _("Consultation"),
    _("Consultations"),
    (
        Reference("institution", _("Where"), "place", required=True, kind="institution"),
        Choice("form", _("What kind"), required=True, catalogue="forms"),
        Moment("occurred_at", _("When"), "when"),
        Duration("duration_min", _("Time spent"), "when"),
        Choice("subject", _("Who is it about?"), "subject", required=True, catalogue="subjects"),
        Text("subject_label", _("Class or group"), "subject", limit=80),
        Choice("age_band", _("Age"), "subject", catalogue="age_bands"),
        LongText(
            "text",
            _("What did you talk about, and what did you agree?"),
            required=True,
        ),
        Choice("requester_role", _("Asked by"), "requester", catalogue="requester_roles"),
        Choices("themes", _("Theme"), "theme", catalogue="themes"),
        Choice("outcome", _("Outcome"), catalogue="outcomes"),
        Date("followup_on", _("Follow up"), "followup"),
        Text("followup_reason", _("Because"), "followup"),
        Reference("concern", _("Concern"), kind="concern"),
    ),
    amendable=True,
)
