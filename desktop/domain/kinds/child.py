"""A child that a concern is about: with its name only for a reason and with consent, else a pseudonym or an age band.

`desktop.domain.child_rules` refuses a name or a personal number in a child that is not named.
"""

from desktop.domain.fields import Choice, Date, PersonalNumber, Text
from desktop.domain.kind import Kind
from desktop.texts import _

KIND = Kind(
    "child",
    _("Child"),
    _("Children"),
    (
        Choice("naming", _("Who is it about?"), "identity", required=True, catalogue="namings"),
        Text("name", _("The child's name"), "identity", limit=120, sensitive=True),
        PersonalNumber("cpr", _("CPR number"), "identity", sensitive=True),
        Date("born_on", _("Born"), "identity", sensitive=True),
        Text("pseudonym", _("Pseudonym"), "identity", limit=40, sensitive=True),
        Choice("age_band", _("Age"), "identity", catalogue="age_bands"),
        Text("naming_reason", _("Why with a name?"), "reason", limit=500),
        Text("consent_giver", _("Who gave consent?"), "consent", limit=120, sensitive=True),
        Choice("consent_role", _("Who is that to the child?"), "consent", catalogue="consent_roles"),
        Date("consent_on", _("Consent given"), "consent"),
        Text("consent_purpose", _("What may it be used for?"), "consent", limit=500),
        Date("consent_expires_on", _("Consent ends"), "consent"),
    ),
    narrowed=(("name",),),
)
