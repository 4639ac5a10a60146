"""A child that a note names: why, and the consent, recorded in place; the name goes nowhere but into its own record."""

from collections.abc import Callable
from datetime import date, datetime

from desktop.services.known_children import KnownChildren
from desktop.services.note_forms import CHILD
from desktop.services.values import Option
from desktop.texts import Texts, _
from desktop.ui.forms.known_child import KnownChild
from desktop.ui.forms.line import Line
from desktop.ui.forms.moments import Moments
from desktop.ui.forms.note_part import Bind, column
from desktop.ui.forms.when import DateField
from desktop.ui.forms.widgets import Combo, LineField, pairs, text
from desktop.ui.tasks import Tasks

NAMES = (*CHILD, "child")


class ChildFields:
    """The fields of a named child, in the order Tab takes; a consent that holds is not asked for again."""

    def __init__(
        self,
        roles: tuple[Option, ...],
        texts: Texts,
        now: Callable[[], datetime],
        bind: Bind,
        ends: Callable[[date], date],
        known: KnownChildren,
        tasks: Tasks,
    ) -> None:
        t, moments = texts, Moments(texts)
        self._ends, self._now = ends, now
        role = Combo(pairs(roles))
        role.setPlaceholderText(t(_("Choose …")))
        self._given = DateField(moments, now, t(_("such as 12/10")), past=True)
        self._expires = DateField(moments, now, t(_("such as 12/10")))
        self._by_itself: date | None = None
        self._given.editingFinished.connect(self._end_of_consent)
        born = DateField(moments, now, t(_("such as 12/10/2021")), past=True)
        why = LineField(t(_("such as: the health nurse and the school must speak of the same child")))
        purpose = LineField(t(_("such as: working together on the child's well-being")))
        name = LineField()
        asked_born = bind("born_on", born, t(_("Born")))
        names = Line(bind("name", name, t(_("The child's name")), True), asked_born)
        self.known = KnownChild(known, tasks, t, name)
        bind("child", self.known)
        rest, _layout = column(
            bind("naming_reason", why, t(_("Why with a name?")), True),
            text(t(_("The consent")), "card"),
            Line(
                bind("consent_giver", LineField(), t(_("Who gave consent?")), True),
                bind("consent_role", role, t(_("Who is that to the child?")), True),
            ),
            bind("consent_purpose", purpose, t(_("What may it be used for?")), True),
            Line(
                bind("consent_on", self._given, t(_("Consent given")), True),
                bind(
                    "consent_expires_on",
                    self._expires,
                    t(_("Consent ends")),
                    help=t(_("A year after, unless you write another day.")),
                ),
            ),
        )
        self.known.rest = (asked_born, rest)
        self.widget, _layout = column(names, self.known, rest)

    def _end_of_consent(self) -> None:
        given = self._given.day()
        untouched = not self._expires.value() or self._expires.day() == self._by_itself
        if given is not None and given <= self._now().date() and untouched:
            self._by_itself = self._ends(given)
            self._expires.put_draft_value(self._by_itself)
