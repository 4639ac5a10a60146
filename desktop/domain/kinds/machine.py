"""A pc: the name behind an opaque device id, and whose it is. It lives in the organisation space."""

from desktop.domain.fields import Reference, Text
from desktop.domain.kind import Kind
from desktop.texts import _

KIND = Kind(
    "machine",
    _("Pc"),
    _("Pc's"),
    (
        Reference("device", _("Device"), required=True),
        Reference("user", _("Colleague"), "device", required=True, kind="member"),
        Text("label", _("Name"), required=True, limit=80),
    ),
    searchable=False,
)
