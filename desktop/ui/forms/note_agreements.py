"""Agreements that are made in a note: what, who, by when and because; one more row as often as it is asked for."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.note_forms import MOST_AGREEMENTS, agreement_name, rows_of
from desktop.services.values import Option
from desktop.texts import Texts, _
from desktop.ui import theme as look
from desktop.ui.forms.drafting import Values
from desktop.ui.forms.line import Line
from desktop.ui.forms.moments import Moments
from desktop.ui.forms.note_part import Bind, column
from desktop.ui.forms.when import DateField
from desktop.ui.forms.who_combo import WhoCombo
from desktop.ui.forms.widgets import LineField, button, text


def belongs(name: str) -> bool:
    """Whether a name of the form is an agreement's."""
    return bool(rows_of((name,)))


class AgreementRows:
    """The rows; `watch` is told of every text that is written in one, `built` is called when there is one more."""

    def __init__(
        self,
        owners: tuple[Option, ...],
        texts: Texts,
        now: Callable[[], datetime],
        bind: Bind,
        watch: Callable[[str, LineField], object],
        built: Callable[[], object],
    ) -> None:
        self._owners, self._texts, self._now = owners, texts, now
        self._bind, self._watch, self._built = bind, watch, built
        self._count = 0
        self._rows = QVBoxLayout()
        self._rows.setSpacing(look.current().gap(10))
        self._more = button(texts(_("One more agreement")), "link", clicked=self._add_one)
        self._more.setProperty("edge", "left")
        self.widget, inside = column(text(texts(_("Agreements")), "card"))
        inside.addLayout(self._rows)
        line = Line(self._more, QWidget(), equal=False, narrow=1)
        inside.addWidget(line)
        self._add()

    def make_room(self, values: Values) -> None:
        """As many rows as the values speak of."""
        for _row in range(self._count, max(rows_of(tuple(values)), default=0)):
            self._add()

    def _add_one(self) -> None:
        what = self._add()
        self._built()
        what.setFocus()

    def _add(self) -> LineField:
        self._count += 1
        number, t = self._count, self._texts
        what = LineField(t(_("such as: observe the breaks on Wednesday")))
        who = WhoCombo(self._owners, t, t(_("Who does it?")), t(_("Name or role")))
        due = DateField(Moments(t), self._now, t(_("such as 25/11 or Wednesday")))
        why = LineField()
        title = t(_("Agreement {n}"), n=number)
        whole, _inside = column(
            self._bind(agreement_name(number, "text"), what, t(_("What was agreed?"))),
            Line(
                self._bind(agreement_name(number, "owner"), who, t(_("Who does it?"))),
                self._bind(agreement_name(number, "due_on"), due, t(_("By when?"))),
                self._bind(agreement_name(number, "reason"), why, t(_("Because"))),
                shares=(4, 4, 5),  # a reason is a sentence, and a day is asked for with an example
            ),
        )
        whole.setAccessibleName(title)
        if number > 1:
            for field, label in ((what, _("What was agreed?")), (due, _("By when?")), (why, _("Because"))):
                field.setAccessibleName(f"{title}: {t(label)}")
            who.setAccessibleName(f"{title}: {t(_('Who does it?'))}")
        self._rows.addWidget(whole)
        for name, field in (("text", what), ("reason", why)):
            self._watch(agreement_name(number, name), field)
        self._more.setVisible(number < MOST_AGREEMENTS)
        return what
