"""A professional contact: someone who works where the children are. Never a child or a parent."""

from desktop.domain.fields import Choice, Reference, Text
from desktop.domain.kind import Kind
from desktop.texts import _

KIND = Kind(
    "person",
    _("Contact person"),
    _("Contact persons"),
    (
        Text("name", _("Name"), required=True),
        Text("role_title", _("Position")),
        Reference("institution", _("Institution"), kind="institution"),
        Text("phone", _("Telephone"), limit=30, guarded=True),
        Text("email", _("E-mail"), guarded=True),
        Text("reachable", _("Can be reached"), help=_("For example: 8–9, or Thursdays.")),
        Choice("protected", _("Protected"), catalogue="protection_people"),
        Reference("same_as", _("Is the same as"), kind="person"),
    ),
)
