"""What a note can bring along: a family's code, a named child, an answer on a scale, agreements, the long form.

Each part is made when it is first opened. It knows which names of the form stand in which part, not who saves them.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services import who
from desktop.services.casework import NoteChoices
from desktop.services.families import WHY, Standing
from desktop.services.note_forms import agreement_name, rows_of
from desktop.services.values import Problem
from desktop.texts import _
from desktop.ui.forms import note_agreements, note_child, note_family, note_long, note_scale
from desktop.ui.forms.drafting import Values
from desktop.ui.forms.fields import LineField, TextArea
from desktop.ui.forms.note_agreements import AgreementRows
from desktop.ui.forms.note_child import ChildFields
from desktop.ui.forms.note_family import FamilyFields
from desktop.ui.forms.note_long import LongFields
from desktop.ui.forms.note_part import Bind, NotePart, PartChip
from desktop.ui.forms.note_scale import ScaleFields
from desktop.ui.shell import Shell

#: The scale that a family's talks are followed on.
FAMILY_SCALE = "safety"
FIRST_AGREEMENT = agreement_name(1, "text")


class NoteExtras:
    """The parts of one form. `about` is where whom it is about stands, `below` where the rest does."""

    def __init__(
        self,
        shell: Shell,
        choices: NoteChoices,
        bind: Bind,
        watch: Callable[[str, TextArea | LineField], object],
        values: Callable[[], Values],
        built: Callable[[], object],
        go_to: Callable[[str], None],
        rec: bytes | None = None,
    ) -> None:
        """`rec` is the note that is corrected, None for a new one."""
        self._rec = rec
        self._shell, self._choices, self._bind, self._watch = shell, choices, bind, watch
        self._values, self.built, self._go_to = values, built, go_to
        self.about, self.below = QVBoxLayout(), QVBoxLayout()
        for holder in (self.about, self.below):
            holder.setSpacing(shell.theme.gap(10))
        self._family: FamilyFields | None = None
        self._child: ChildFields | None = None
        self._scale: ScaleFields | None = None
        self._rows: AgreementRows | None = None
        self._standing: Standing | None = None
        about, below = self.about, self.below
        first = note_long.first(choices.own)
        self._parts = {
            "family_code": NotePart(about, self._build_family, note_family.NAMES.__contains__, "family_code", built),
            "child": NotePart(about, self._build_child, note_child.NAMES.__contains__, "name", built),
            "scale": NotePart(below, self._build_scale, note_scale.TYPED.__contains__, "scale_value", built),
            "agreements": NotePart(below, self._build_agreements, note_agreements.belongs, FIRST_AGREEMENT, built),
            "long": NotePart(below, self._build_long, note_long.NAMES.__contains__, first, built),
        }
        self.scale = self._chip("scale", _("Scale"))
        self.agreements = self._chip("agreements", _("Agreement"))
        self.long = self._chip("long", _("Long note"))

    def _chip(self, part: str, words: str) -> PartChip:
        t = self._shell.texts
        said = t(_("Collapsed")), t(_("Expanded"))
        return PartChip(t(words), said, self._parts[part], self._values, self._go_to)

    def restore(self, values: Values) -> None:
        """Opens what `values` stand in, so that there are fields to put them into, and closes the rest."""
        if rows_of(tuple(values)) and self._parts["agreements"].holds(values):
            self._parts["agreements"].open()
            if self._rows is not None:
                self._rows.make_room(values)
        for chip in (self.scale, self.agreements, self.long):
            chip.follow(values)
        self.show_subject(values.get("subject"))

    def begin(self) -> None:
        """Nothing stands in any part."""
        if self._scale is not None:
            self._scale.begin()
        self.restore({})

    def show_subject(self, subject: object) -> None:
        """Asks for what belongs to whom the note is about."""
        for name in ("family_code", "child"):
            part = self._parts[name]
            if subject == name:
                part.open()
            else:
                part.close()

    def problems(self) -> tuple[Problem, ...]:
        """What only the store knows: that a family has one talk more than there should be."""
        values = self._values()
        if values.get("subject") != "family_code":
            return ()
        return self._shell.app.families.ask(self._standing, values.get(WHY))

    def record_values(self, values: Values) -> Values:
        """`values` as the service takes them: an owner is a colleague or somebody without an account."""
        made = dict(values)
        for number in rows_of(tuple(values)):
            owner = made.pop(agreement_name(number, "owner"), None)
            made |= who.kept(agreement_name(number, "owner"), owner)
        return made

    # the parts

    def _build_family(self) -> QWidget:
        shell = self._shell
        self._family = FamilyFields(
            shell.app.families, shell.texts, self._bind, shell.tasks, self._family_known, self._rec
        )
        self._watch("over_reason", self._family.why)
        return self._family.widget

    def _family_known(self, standing: Standing | None) -> None:
        self._standing = standing
        self._tell_scale()

    def _build_child(self) -> QWidget:
        app = self._shell.app
        roles, ends = self._choices.consent_roles, app.children.consent_ends
        shell, now = self._shell, app.clock.now
        self._child = ChildFields(roles, shell.texts, now, self._bind, ends, app.known_children, shell.tasks)
        if self._rec is not None:
            self._child.known.keep()
            self._child.known.correcting.connect(lambda child: shell.open("child_sheet", rec=child))
        return self._child.widget

    def _build_scale(self) -> QWidget:
        choices, shell = self._choices, self._shell
        self._scale = ScaleFields(choices.scales, choices.perspectives, shell.texts, shell.formats, self._bind)
        self._watch("scale_reason", self._scale.reason)
        self._tell_scale()
        return self._scale.widget

    def _tell_scale(self) -> None:
        if self._scale is not None and self._values().get("subject") == "family_code":
            self._scale.told_before(self._standing.answers if self._standing else (), FAMILY_SCALE)

    def _build_agreements(self) -> QWidget:
        now = self._shell.app.clock.now
        self._rows = AgreementRows(self._choices.owners, self._shell.texts, now, self._bind, self._watch, self.built)
        return self._rows.widget

    def _build_long(self) -> QWidget:
        return LongFields(self._choices.own, self._shell.texts, self._bind, self._watch).widget
