"""A part of the note's form that is made when it is first asked for, so that the form itself is there at once."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui import theme as look
from desktop.ui.forms.drafting import Values
from desktop.ui.forms.widgets import Button

Bind = Callable[..., QWidget]


class NotePart:
    """Stands in `holder` when it is open. `belongs` says of a name in the form whether it is of this part.

    `first` is the name of the field that one goes to, `built` is called when it was made.
    """

    def __init__(
        self,
        holder: QVBoxLayout,
        build: Callable[[], QWidget],
        belongs: Callable[[str], bool],
        first: str,
        built: Callable[[], object],
    ) -> None:
        self._holder, self._build, self._belongs, self.first = QVBoxLayout(), build, belongs, first
        self._built = built
        holder.addLayout(self._holder)
        self.widget: QWidget | None = None

    def open(self) -> QWidget:
        """Shows it."""
        if self.widget is None:
            self.widget = self._build()
            self._holder.addWidget(self.widget)
            self._built()
        self.widget.show()
        return self.widget

    def close(self) -> None:
        """Takes it out of sight; what is in it stays."""
        if self.widget is not None:
            self.widget.hide()

    def holds(self, values: Values) -> bool:
        """Whether something in `values` stands in this part."""
        return any(value not in (None, "", []) for name, value in values.items() if self._belongs(name))


class PartChip(Button):
    """»Skala …«: opens a part, and closes it again unless something stands in it. By ear it is a check box that says
    in words whether the part is there: `said`, first when it is closed (decision 021).
    """

    def __init__(
        self,
        words: str,
        said: tuple[str, str],
        part: NotePart,
        values: Callable[[], Values],
        opened: Callable[[str], None],
    ) -> None:
        super().__init__(f"{words} …", "chip")
        self._said, self._part, self._values, self._opened = said, part, values, opened
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.toggled.connect(self._toggled)

    def follow(self, values: Values) -> None:
        """Is open where something of `values` stands in the part, else closed."""
        self._show(open=self._part.holds(values))

    def _toggled(self, on: bool) -> None:
        """By key or mouse, or by a screen reader, which toggles without a click."""
        self._show(open=on or self._part.holds(self._values()))
        if self.isChecked():
            self._opened(self._part.first)

    def _show(self, *, open: bool) -> None:
        with QSignalBlocker(self):
            self.setChecked(open)
        self.setAccessibleDescription(self._said[open])
        self.setFont(look.current().font("strong" if open else "body"))
        if open:
            self._part.open()
        else:
            self._part.close()


def column(*parts: QWidget) -> tuple[QWidget, QVBoxLayout]:
    """A widget with parts below each other."""
    whole = QWidget()
    inside = QVBoxLayout(whole)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(look.current().gap(8))
    for part in parts:
        inside.addWidget(part)
    return whole, inside
