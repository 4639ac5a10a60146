"""A piece of advice: sparring, counselling, konsultativ bistand. It creates no case and is no decision.

An anonymous consultation has no field for a name or a personal number; `desktop.domain.rules` refuses a number
in its text. A family that does not say who it is has a code on paper, which tells nothing of it.
"""

from desktop.domain.fields import Text
from desktop.domain.kind import Kind
from desktop.domain.note_fields import FOLLOWED, JOURNAL, LONG, common
from desktop.texts import _

KIND = Kind(
    "consultation",
    _("Consultation"),
    _("Consultations"),
    (
        *common("subjects"),
        Text("family_code", _("Family code"), "family", limit=40, sensitive=True),
        Text("over_reason", _("Why one more talk?"), "family", limit=500),
        *LONG,
        *FOLLOWED,
        *JOURNAL,
    ),
    amendable=True,
    narrowed=(("family_code",),),
)
