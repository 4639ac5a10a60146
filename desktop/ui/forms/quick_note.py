"""The fields of the quick note and how they stand on the sheet; what they hold and where it goes is the view's."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.note_fields import LABELS
from desktop.services.casework import NoteChoices
from desktop.texts import Texts, _
from desktop.ui import theme as look
from desktop.ui.formats import Formats
from desktop.ui.forms.flow import Flow
from desktop.ui.forms.line import Line
from desktop.ui.forms.moments import Moments
from desktop.ui.forms.more_chips import LongChips, MenuChip, Minutes
from desktop.ui.forms.note_extras import NoteExtras
from desktop.ui.forms.theme_hint import ThemeHint
from desktop.ui.forms.when import FollowUp, MomentField
from desktop.ui.forms.widgets import Chips, Combo, LabelledField, LineField, PlaceCombo, TextArea, pairs, text

STEPS = (5, 10, 15, 30, 45, 60)
#: Who cannot be told from the choice alone: what is asked, and what it is like.
LABELLED = {
    "group": (_("Class or group"), _("such as 3.b or Blå stue")),
    "staff": (LABELS["staff"], _("such as the class teacher of 3.b")),
    "parents": (LABELS["parents"], _("such as the parents of 3.b; no names")),
}
_HELP = {
    "anonymous_child": _("An anonymous note: no names and no CPR number, not even a first name."),
    "group": _("A note about a class: avoid names. The family may read it if it can be traced to a child."),
    "staff": _("A note about staff: write about the work, and avoid names of children."),
    "family_code": _("A family that does not say who it is: no names, and nothing that only they can be."),
    "parents": _("A note about parents: no names. They may read it if it can be traced to them."),
    "child": _("A note about a child with a name: write what the consent covers. The family may read it."),
}
#: BEK 567/2017 § 1(4): an examination or a treatment has a journal, advice has none.
_PPR_CHILD = _("A child with a name: write the advice here. An examination or treatment belongs in the system of PPR.")


class NoteFields:
    """The widgets of one note, made from the choices, in the order Tab takes."""

    def __init__(self, choices: NoteChoices, texts: Texts, formats: Formats, now: Callable[[], datetime]) -> None:
        self.texts, self._told, self._ppr = texts, "", bool(choices.own)
        self.place = PlaceCombo(
            [(place.rec, place.name) for place in choices.places], texts(_("Where")), texts(_("Type to search"))
        )
        self.form = Combo(pairs(choices.forms), texts(_("What kind")))
        self.form.setPlaceholderText(texts(_("Choose …")))
        self.when = MomentField(Moments(texts), now)
        self.subject = Chips(pairs(choices.subjects), name=texts(_("Who is it about?")), required=True, tight=True)
        self.label = LineField()
        self._bands = pairs(choices.age_bands)
        self._built: Callable[[], object] = lambda: None
        self.ages = Chips((), name=texts(_("Age")))
        self.text = TextArea(lines=4)
        self.minutes = Minutes(STEPS, formats, texts(_("Time spent")))
        self.followup = FollowUp(texts, formats, now)
        self.themes = LongChips(pairs(choices.themes), texts, texts(_("Theme")))
        none = texts(_("none"))
        self.outcome = MenuChip(texts(_("Outcome")), pairs(choices.outcomes), none)
        self.requester = MenuChip(texts(_("Asked by")), pairs(choices.requesters), none)
        levels = choices.own.get("level", ())
        self.levels = Chips(pairs(levels), name=texts(_("Level"))) if levels else None

    def lay_out(
        self,
        body: QVBoxLayout,
        bind: Callable[..., QWidget],
        hand_over: Callable[..., None],
        guard: QWidget,
        hint: ThemeHint,
        extras: NoteExtras,
    ) -> None:
        """Places the fields on the sheet; `bind` registers each by the name its record has for it."""
        t, self._built = self.texts, extras.built
        body.addWidget(
            Line(
                bind("institution", self.place, t(_("Where")), required=True),
                bind("form", self.form, t(_("What kind")), required=True),
                bind("occurred_at", self.when, t(_("When"))),
                shares=(14, 17, 15),  # the longest kind and a day of last year are whole
            )
        )
        about = bind("subject", self.subject, t(_("Who is it about?")), required=True)
        bind("subject_label", self.label)
        bind("age_band", self.ages)
        assert isinstance(about, LabelledField)  # noqa: S101 - a field with a label of its own is bound as one
        self.about = about
        holder = QVBoxLayout()
        holder.setSpacing(look.current().gap(5))
        for part in (about, self.label, self.ages):
            holder.addWidget(part)
        holder.addLayout(extras.about)
        body.addLayout(holder)
        for name in ("subject_label", "age_band"):
            hand_over(name, about)
        body.addWidget(
            bind("text", self.text, t(_("What did you talk about, and what did you agree?")), required=True), 1
        )
        body.addWidget(guard)
        rows: list[tuple[str, str, QWidget]] = [
            ("duration_min", _("Time"), self.minutes),
            ("followup_on", _("Follow up"), self.followup),
            ("themes", _("Theme"), self.themes),
        ]
        if self.levels is not None:
            rows.append(("level", _("Level"), self.levels))
        for name, label, widget in rows:
            bind(name, widget)
            body.addWidget(self._row(t(label), widget))
            if name == "themes":
                body.addWidget(hint)
                self.themes.changed.connect(lambda: hint.show_for(self.themes.values()))
        bind("outcome", self.outcome)
        bind("requester_role", self.requester)
        more = Flow(extras.scale, self.outcome, self.requester, extras.agreements, extras.long)
        body.addWidget(self._row(t(_("More")), more, self.outcome.sizeHint().height()))
        body.addLayout(extras.below)
        self.show_subject()

    def tell_of(self, title: str, *, anonymous: bool) -> None:
        """The note is about a concern: whom that is about is said, not asked."""
        t = self.texts
        self._told = (
            _("The concern has no name: none here either, not even a first name.") if anonymous else _HELP["child"]
        )
        self.about.label.setText(t(_("About {child}"), child=title))
        self.about.label.setWordWrap(True)
        self.subject.hide()
        self.show_subject()

    def show_subject(self) -> None:
        """Asks only for what belongs to who it is about, and says who may read it."""
        subject, t = self.subject.value() or "", self.texts
        if self._told:
            self.label.hide()
            self.ages.hide()
            self.text_field().set_help(t(self._told))
            return
        self.label.setVisible(subject in LABELLED)
        if subject == "anonymous_child":
            self.offer_ages()
        self.ages.setVisible(subject == "anonymous_child")
        if subject in LABELLED:
            name, such = LABELLED[subject]
            self.label.setAccessibleName(t(name))
            self.label.setPlaceholderText(t(such))
        said = _PPR_CHILD if self._ppr and subject == "child" else _HELP.get(subject, "")
        self.text_field().set_help(t(said) if said else "")

    def offer_ages(self) -> None:
        """The chips of the ages, made when they are first asked for."""
        if self._bands:
            self.ages.set_options(self._bands)
            self._bands = []
            self._built()

    def text_field(self) -> LabelledField:
        """The labelled text area."""
        field = self.text.parentWidget()
        assert isinstance(field, LabelledField)  # noqa: S101 - as above
        return field

    def _row(self, label: str, widget: QWidget, height: int = 0) -> QWidget:
        said = text(label, "second", "muted", wrap=False)
        said.setFixedWidth(look.current().px(64))
        said.setMinimumHeight(height or widget.sizeHint().height())
        said.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        return Line(said, widget, equal=False)
