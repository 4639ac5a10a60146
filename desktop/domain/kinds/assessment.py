"""One person's answer on a scale, or a joint one: an act with author, perspective, date and reason.

It is about a concern, or was made in a consultation, or both. It is never corrected by another and never averaged:
own and joint assessments stand side by side.
"""

from desktop.domain.fields import Choice, Date, LongText, Reference, Text
from desktop.domain.kind import Kind
from desktop.texts import _

KIND = Kind(
    "assessment",
    _("Assessment"),
    _("Assessments"),
    (
        Reference("concern", _("Concern"), "about", kind="concern"),
        Choice("scale", _("Scale"), "answer", required=True, catalogue="scales"),
        Text("version", _("Edition"), "answer", required=True, limit=40),
        Text("value", _("Assessment"), "answer", required=True, limit=40),
        Choice("perspective", _("Who says so?"), "answer", required=True, catalogue="perspectives"),
        Date("assessed_on", _("When"), "answer", required=True),
        LongText("reason", _("Because"), "answer", required=True, limit=4_000),
        Reference("consultation", _("Consultation"), kind="consultation"),
    ),
    own=True,
)
