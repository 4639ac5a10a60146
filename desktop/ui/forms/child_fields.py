"""The fields of how a child is known: without a name, by a pseudonym, or with its name for a reason and with consent.

Only what belongs to the choice is shown; what it holds and where it goes is the view's.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.children import ChildChoices
from desktop.services.values import Problem
from desktop.texts import Texts, _
from desktop.ui import theme as look
from desktop.ui.forms.line import Line
from desktop.ui.forms.moments import Moments
from desktop.ui.forms.when import DateField
from desktop.ui.forms.widgets import Chips, Combo, LineField, pairs, text

Bind = Callable[..., QWidget]


class ChildFields(QObject):
    """The widgets of one child, in the order Tab takes."""

    def __init__(
        self, choices: ChildChoices, texts: Texts, now: Callable[[], datetime], ends: Callable[[date], date]
    ) -> None:
        super().__init__()
        self._texts, self._ends, self._now = texts, ends, now
        moments, such = Moments(texts), texts(_("such as 12/10"))
        self.naming = Chips(pairs(choices.namings), name=texts(_("Who is it about?")), required=True)
        self.ages = Chips(pairs(choices.age_bands), name=texts(_("Age")))
        self.pseudonym = LineField(texts(_("such as Alfa")))
        self.name = LineField()
        self.cpr = LineField(texts(_("ddmmyy-ssss")))
        self.born = DateField(moments, now, texts(_("such as 12/10/2021")), past=True)
        self.reason = LineField(texts(_("such as: the health nurse and the school must speak of the same child")))
        self.giver = LineField()
        self.role = Combo(pairs(choices.consent_roles))
        self.role.setPlaceholderText(texts(_("Choose …")))
        self.given = DateField(moments, now, such, past=True)
        self.purpose = LineField(texts(_("such as: working together on the child's well-being")))
        self.expires = DateField(moments, now, such)
        self._set_by_itself: date | None = None
        self.naming.changed.connect(self.show_naming)
        self.given.editingFinished.connect(self._end_of_consent)

    def lay_out(self, body: QVBoxLayout, bind: Bind) -> None:
        """Places the fields; `bind` registers each by the name its record has for it."""
        t = self._texts
        body.addWidget(bind("naming", self.naming, t(_("Who is it about?")), required=True))
        self._alias = bind(
            "pseudonym",
            self.pseudonym,
            t(_("Pseudonym")),
            required=True,
            help=t(_("No part of the name, no initials.")),
        )
        self._age = bind("age_band", self.ages, t(_("Age")), required=True)
        self._named, column = QWidget(), QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.current().gap(10))
        self._named.setLayout(column)
        column.addWidget(
            Line(
                bind("name", self.name, t(_("The child's name")), required=True),
                bind("cpr", self.cpr, t(_("CPR number"))),
                bind("born_on", self.born, t(_("Born"))),
            )
        )
        column.addWidget(bind("naming_reason", self.reason, t(_("Why with a name?")), required=True))
        column.addWidget(text(t(_("The consent")), "card"))
        column.addWidget(
            Line(
                bind("consent_giver", self.giver, t(_("Who gave consent?")), required=True),
                bind("consent_role", self.role, t(_("Who is that to the child?")), required=True),
            )
        )
        column.addWidget(bind("consent_purpose", self.purpose, t(_("What may it be used for?")), required=True))
        ends = t(_("A year after, unless you write another day."))
        column.addWidget(
            Line(
                bind("consent_on", self.given, t(_("Consent given")), required=True),
                bind("consent_expires_on", self.expires, t(_("Consent ends")), help=ends),
            )
        )
        for part in (self._alias, self._age, self._named):
            body.addWidget(part)
        self.show_naming()

    def show_naming(self) -> None:
        """Asks only for what belongs to how the child is known."""
        naming = self.naming.value()
        self._alias.setVisible(naming == "pseudonym")
        self._age.setVisible(naming in ("pseudonym", "age_band"))
        self._named.setVisible(naming == "named")

    def days(self) -> dict[str, object]:
        """The dates as they can be read; a consent that is not said to end ends after a year."""
        given = self.given.day()
        by_itself = self._ends(given) if given is not None and not self.expires.value() else None
        return {
            "born_on": self.born.day(),
            "consent_on": given,
            "consent_expires_on": by_itself or self.expires.day(),
        }

    def unclear(self) -> Sequence[Problem]:
        """Dates whose words name none, in a field that is asked for."""
        if self.naming.value() != "named":
            return ()
        fields = (("born_on", self.born), ("consent_on", self.given), ("consent_expires_on", self.expires))
        return [Problem(name, self._texts(words), "error") for name, field in fields if (words := field.unclear())]

    def _end_of_consent(self) -> None:
        given = self.given.day()
        if (
            given is not None
            and given <= self._now().date()
            and (not self.expires.value() or self.expires.day() == self._set_by_itself)
        ):
            self._set_by_itself = self._ends(given)
            self.expires.put_draft_value(self._set_by_itself)
