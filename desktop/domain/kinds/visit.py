"""A visit to a place: planned with two keys or read from a calendar file, and held when somebody says »I am here now«.

It is about a place, never about a child: what the calendar calls it is not read (docs/decisions/018).
"""

from desktop.domain.fields import Moment, Reference, Text
from desktop.domain.kind import Kind
from desktop.texts import _

KIND = Kind(
    "visit",
    _("Visit"),
    _("Visits"),
    (
        Moment("starts_at", _("When"), "when", required=True),
        Moment("ends_at", _("Until"), "when"),
        Reference("institution", _("Where"), "place", required=True, kind="institution"),
        Text("purpose", _("What for?")),
        Reference("visitor", _("Who"), kind="member", required=True),
        Moment("held_at", _("Held"), "held"),
        Text("uid", _("In the calendar as"), "calendar", limit=300, searchable=False),
    ),
    searchable=False,
    narrowed=(("institution", "held_at"),),
)
