"""A concern about one child, followed over time: worries, strengths and next steps in people's words, never a score."""

from desktop.domain.fields import Choice, Date, LongText, Reference, Text
from desktop.domain.kind import Kind
from desktop.texts import _

KIND = Kind(
    "concern",
    _("Concern"),
    _("Concerns"),
    (
        Reference("child", _("Who is it about?"), "about", required=True, kind="child"),
        Reference("institution", _("Where"), "place", required=True, kind="institution"),
        Text("room", _("Class or room"), "place", limit=80),
        Date("noticed_on", _("When was it noticed?"), required=True),
        LongText("worries", _("What are we worried about?"), required=True, limit=10_000),
        LongText("strengths", _("What works well?"), limit=10_000),
        LongText("next_steps", _("What needs to happen?"), limit=10_000),
        Choice("parents_informed", _("Have the parents been told?"), "parents", catalogue="parents_informed"),
        Text("lead_name", _("Lead contact"), "lead", limit=80),
        Reference("lead_user", _("Colleague"), "lead", kind="member"),
        Choice("status", _("Status"), required=True, catalogue="concern_status"),
        Choice("outcome", _("Outcome"), "status", catalogue="outcomes"),
        Date("closed_on", _("Closed"), "status"),
    ),
    narrowed=(("status",), ("status", "lead_user"), ("status", "institution")),
)
