"""A psychologist's consultation: a note that nobody but its author edits, about a setting or a child without a name.

It is no client journal (BEK 567/2017 § 1(4)): where a named child is examined or treated, that belongs in the
system of PPR, and here stands only that it does.
"""

from desktop.domain.fields import Choice, Choices, LongText, Text
from desktop.domain.kind import Kind
from desktop.domain.note_fields import FOLLOWED, JOURNAL, LONG, common
from desktop.texts import _

KIND = Kind(
    "ppr_consultation",
    _("PPR consultation"),
    _("PPR consultations"),
    (
        *common("ppr_subjects"),
        Choice("level", _("Level"), catalogue="ppr_levels"),
        LongText("question", _("What is the question?"), limit=1_000),
        Text("participants", _("Who took part?"), limit=300),
        Choices("focus", _("Focus"), catalogue="ppr_focus"),
        Choices("guideposts", _("Guideposts"), catalogue="ppr_guideposts"),
        LongText("hypotheses", _("Hypotheses"), limit=3_000),
        Choice("effect", _("Effect since last"), catalogue="goal_attainment"),
        Choice("ppv", _("PPV considered?"), catalogue="ppv_considered"),
        *LONG,
        *FOLLOWED,
        *JOURNAL,
    ),
    own=True,
    amendable=True,
)
