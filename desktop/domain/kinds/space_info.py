"""The name of a space, kept in the space itself, so that only its members read it; its id is the space id."""

from desktop.domain.fields import Text
from desktop.domain.kind import Kind
from desktop.texts import _

KIND = Kind(
    "space_info",
    _("Shared space"),
    _("Shared spaces"),
    (
        Text("name", _("Name"), required=True, limit=80),
        Text("short", _("Short name"), "name", limit=40),
    ),
    searchable=False,
)
