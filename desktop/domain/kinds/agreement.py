"""An agreement: who does what by when, and why then."""

from desktop.domain.fields import Choice, Date, LongText, Reference, Text
from desktop.domain.kind import Kind
from desktop.texts import _

KIND = Kind(
    "agreement",
    _("Agreement"),
    _("Agreements"),
    (
        LongText("text", _("What was agreed?"), required=True, limit=4_000),
        Text("owner_name", _("Who does it?"), "owner", limit=80),
        Reference("owner_user", _("Colleague"), "owner", kind="member"),
        Date("due_on", _("By when"), "due"),
        Text("reason", _("Because"), "due"),
        Choice("status", _("Status"), required=True, catalogue="agreement_status"),
        Reference("institution", _("Where"), "about", kind="institution"),
        Reference("consultation", _("Agreed in"), "about", kind="consultation"),
        Reference("concern", _("Concern"), kind="concern"),
        Date("earliest_on", _("Not before"), "earliest"),
        Reference("kept_from", _("Came of another agreement"), "kept", kind="agreement"),
        Reference("kept_user", _("Whose version it is"), "kept", kind="member"),
    ),
    narrowed=(("status", "owner_user"), ("status", "institution")),
)
