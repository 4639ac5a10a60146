"""The one table from what people are to what their keys may do (`docs/threat-model.md`, roles)."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from desktop.texts import _

Level = Literal["none", "read", "write", "finalise"]


@dataclass(frozen=True)
class Role:
    """What a person is. `title` is a msgid; `level` is the right in the spaces of the person's district.

    An `admin` has no right in any space but the organisation's, so he reads no note.
    """

    code: str
    title: str
    level: Level


ROLES = MappingProxyType(
    {
        role.code: role
        for role in (
            Role("district_social_worker", _("Social worker"), "finalise"),
            Role("ppr_psychologist", _("PPR psychologist"), "finalise"),
            Role("health_nurse", _("Health nurse"), "finalise"),
            Role("family_adviser", _("Family adviser"), "write"),
            Role("district_facilitator", _("District facilitator"), "read"),
            Role("team_lead", _("Team lead"), "read"),
            Role("admin", _("Administrator"), "none"),
            Role("carrier", _("Carrier"), "none"),
            Role("data_protection_officer", _("Data protection officer"), "none"),
        )
    }
)


def title(code: str) -> str:
    """The msgid of a role's title; the code itself for a role of a newer client."""
    role = ROLES.get(code)
    return role.title if role else code
