"""The fields of a new version: for each question a widget of the right sort, and what stands in all of them."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.asking import taken
from desktop.services.settling_values import Asked
from desktop.services.values import Problem
from desktop.texts import _
from desktop.ui.forms import binding
from desktop.ui.forms.drafting import Values
from desktop.ui.forms.guard_strip import GuardStrip
from desktop.ui.forms.moments import Moments
from desktop.ui.forms.more_chips import Minutes
from desktop.ui.forms.quick_note import STEPS
from desktop.ui.forms.when import DateField, MomentField
from desktop.ui.forms.who_combo import WhoCombo
from desktop.ui.forms.widgets import Chips, Combo, LineField, PlaceCombo, TextArea, pairs
from desktop.ui.shell import Shell

#: So many choices stand as chips; more are a list.
CHIPS = 6


class AskedFields:
    """Made in `body`, each bound by its name; `guard` watches what is written freely."""

    def __init__(
        self, shell: Shell, asked: Sequence[Asked], bind: Callable[..., QWidget], body: QVBoxLayout, guard: GuardStrip
    ) -> None:
        self._shell, self._asked = shell, asked
        self._made: dict[str, QWidget] = {}
        for one in asked:
            field = self._made[one.name] = self._field(one)
            body.addWidget(bind(one.name, field, one.label, one.required))
            if isinstance(field, TextArea) or (isinstance(field, LineField) and one.sort == "line"):
                guard.watch(one.name, field)

    def _field(self, one: Asked) -> QWidget:
        t, now = self._shell.texts, self._shell.app.clock.now
        match one.sort:
            case "long":
                return TextArea(lines=4)
            case "day" | "past":
                such = t(_("such as 12/10")) if one.sort == "past" else t(_("such as 25/11 or Wednesday"))
                return DateField(Moments(t), now, such, past=one.sort == "past")
            case "moment":
                return MomentField(Moments(t), now)
            case "minutes":
                return Minutes(STEPS, self._shell.formats, one.label)
            case "choice" if len(one.options) <= CHIPS:
                return Chips(pairs(one.options), name=one.label, required=one.required)
            case "choice":
                none = [] if one.required else [("", t(_("not said")))]
                combo = Combo([*none, *pairs(one.options)], one.label)
                combo.setPlaceholderText(t(_("Choose …")))
                return combo
            case "who":
                return WhoCombo(one.options, t, one.label, t(_("Name or role")))
            case "one":
                return PlaceCombo(pairs(one.options), one.label, t(_("Type to search")))
        return LineField("")

    def values(self) -> Values:
        """What was typed and chosen, by the names of the record."""
        typed: Values = {}
        for name, field in self._made.items():
            match field:
                case DateField():
                    typed[name] = field.day()
                case MomentField():
                    typed[name] = field.moment()
                case _:
                    typed[name] = binding.read(field)
        return taken(self._asked, typed)

    def problems(self) -> list[Problem]:
        """Words that name no day, no moment, or nothing that is in the list."""
        t, found = self._shell.texts, []
        for one in self._asked:
            field = self._made[one.name]
            if isinstance(field, DateField | MomentField) and (unclear := field.unclear()):
                found.append(Problem(one.name, t(unclear), "error"))
            elif one.sort == "one" and isinstance(field, PlaceCombo) and binding.read(field) and not field.value():
                found.append(Problem(one.name, t(_("Choose one from the list.")), "error"))
        return found

    def beside(self, problem: Problem) -> Problem:
        """Beside the field that asks for it: a colleague or a name stand in one."""
        for one in self._asked:
            if one.sort == "who" and problem.field in (f"{one.name}_user", f"{one.name}_name"):
                return Problem(one.name, problem.text, problem.severity)
        return problem
