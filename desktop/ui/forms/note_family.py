"""A family that does not say who it is: its code, which talk this is, and why there is one more than usual."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.services.families import WHY, Families, Standing
from desktop.texts import Texts, _
from desktop.ui import theme as look
from desktop.ui.accessibility import announce
from desktop.ui.forms.line import Line
from desktop.ui.forms.note_part import Bind, column
from desktop.ui.forms.widgets import LineField, button, text
from desktop.ui.tasks import Tasks

NAMES = ("family_code", WHY)
SOON_MS, WIDTH = 120, 260


class FamilyFields:
    """The fields of a family code; `told` is called when its standing is known."""

    def __init__(
        self,
        families: Families,
        texts: Texts,
        bind: Bind,
        tasks: Tasks,
        told: Callable[[Standing | None], object],
        note: bytes | None = None,
    ) -> None:
        """`note` is one of the family's talks that is corrected, None for a new one."""
        self._note = note
        self._families, self._tasks, self._told = families, tasks, told
        self.code = LineField(texts(_("such as GREEN-FIR-27")))
        draw = button(texts(_("Draw a new code")), clicked=self._draw)
        self._said = text("", "second", "muted")
        self.why = LineField()
        self._why = bind(WHY, self.why, texts(_("Why one more talk?")), True)
        labelled = bind("family_code", self.code, texts(_("Family code")))
        self.code.setMinimumWidth(look.current().px(WIDTH))
        line = Line(labelled, _under_a_label(draw, labelled), QWidget(), equal=False, narrow=420)
        self.widget, _layout = column(line, self._said, self._why)
        self._said.hide()
        self._why.hide()
        self._soon = QTimer(self.widget, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._look)
        self.code.textChanged.connect(lambda _words: self._soon.start())

    def _draw(self) -> None:
        self._tasks.read(self._families.draw, self._drawn)

    def _drawn(self, code: str) -> None:
        self.code.setText(code)
        self.code.setFocus()

    def _look(self) -> None:
        raw, note = self.code.value(), self._note
        self._tasks.read(lambda: (raw, self._families.standing(raw, note)), self._looked)

    def _looked(self, answer: tuple[str, Standing | None]) -> None:
        raw, standing = answer
        if raw != self.code.value():
            return
        said = standing.words if standing else ""
        if said and said != self._said.text():
            announce(self.code, said)
        self._said.setText(said)
        self._said.setVisible(standing is not None)
        self._why.setVisible(standing is not None and standing.asks)
        self._told(standing)


def _under_a_label(widget: QWidget, labelled: QWidget) -> QWidget:
    """The widget at the height of the field beside it."""
    whole, inside = column(widget)
    label = getattr(labelled, "label", None)
    inside.setContentsMargins(0, label.sizeHint().height() + inside.spacing() // 2 if label else 0, 0, 0)
    return whole
