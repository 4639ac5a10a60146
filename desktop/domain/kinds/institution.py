"""A school, a daycare, a club: a place of the district where children are."""

from desktop.domain.fields import Choice, Reference, Text
from desktop.domain.kind import Kind
from desktop.texts import _

KIND = Kind(
    "institution",
    _("Institution"),
    _("Institutions"),
    (
        Text("name", _("Name"), required=True),
        Text(
            "institution_no",
            _("Institution number"),
            limit=6,
            help=_("Six characters; leading zeros count."),
        ),
        Choice("type", _("Type"), required=True, catalogue="institution_types"),
        Choice("ownership", _("Ownership"), catalogue="ownership"),
        Text("address", _("Address"), guarded=True),
        Text("phone", _("Telephone"), limit=30),
        Text("district", _("District"), limit=60),
        Choice("protected", _("Protected"), catalogue="protection_places"),
        Reference("same_as", _("Is the same as"), kind="institution"),
    ),
)
