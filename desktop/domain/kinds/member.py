"""A colleague: the name behind an opaque user id. It lives in the organisation space; its id is the user id."""

from desktop.domain.fields import Text
from desktop.domain.kind import Kind
from desktop.texts import _

KIND = Kind(
    "member",
    _("Colleague"),
    _("Colleagues"),
    (
        Text("name", _("Name"), required=True),
        Text("role", _("Role"), required=True, limit=40),
        Text("title", _("Title")),
        Text("phone", _("Telephone"), limit=30),
    ),
    searchable=False,
)
