"""Which column of a file is what: a combo for each thing that can be read, with an example under it.

It knows headings and examples; what they are read as is the service's matter.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.columns import TARGETS
from desktop.texts import Texts, _
from desktop.ui import theme
from desktop.ui.forms.line import Line
from desktop.ui.forms.widgets import Combo, LabelledField

NONE, SHOWN = -1, 60


class ColumnChoices(QWidget):
    """`value()` is target → column."""

    changed = Signal()

    def __init__(
        self,
        texts: Texts,
        kind: str,
        header: Sequence[str],
        examples: Sequence[Sequence[str]],
        chosen: Mapping[str, int],
    ) -> None:
        super().__init__()
        self._texts, self._examples = texts, examples
        self._fields: dict[str, tuple[Combo, LabelledField]] = {}
        options: list[tuple[object, str]] = [(NONE, texts(_("Not in the file")))]
        options += [(at, words) for at, words in enumerate(_told_apart(header, texts))]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.current().gap(12))
        made: list[QWidget] = []
        for target in TARGETS[kind]:
            combo = Combo(options)
            combo.setObjectName(target.name)
            combo.set_value(chosen.get(target.name, NONE))
            field = LabelledField(texts(target.label), combo)
            self._fields[target.name] = combo, field
            combo.currentIndexChanged.connect(lambda _index, name=target.name: self._picked(name))
            made.append(field)
            self._exemplify(target.name)
        for begin in range(0, len(made), 3):
            row = made[begin : begin + 3]
            column.addWidget(Line(*row, *(QWidget() for _missing in range(3 - len(row))), gap=16))

    def value(self) -> dict[str, int]:
        """Target → column, for what is in the file."""
        values = {name: combo.value() for name, (combo, _field) in self._fields.items()}
        return {name: at for name, at in values.items() if isinstance(at, int) and at != NONE}

    def problem(self, name: str, words: str) -> None:
        """Says what is wrong beside a field, and goes there."""
        combo, field = self._fields[name]
        field.problem(words)
        combo.setFocus()

    def first(self) -> Combo:
        """The first combo."""
        return next(combo for combo, _field in self._fields.values())

    def _picked(self, name: str) -> None:
        for _combo, field in self._fields.values():
            field.problem("")
        self._exemplify(name)
        self.changed.emit()

    def _exemplify(self, name: str) -> None:
        combo, field = self._fields[name]
        at = combo.value()
        cells = (" ".join(row[at].split()) for row in self._examples) if isinstance(at, int) and at != NONE else ()
        example = next((cell for cell in cells if cell), "")
        field.set_help(self._texts(_("Such as »{example}«"), example=example[:SHOWN]) if example else "")


def _told_apart(header: Sequence[str], texts: Texts) -> list[str]:
    """The headings, numbered where one is missing or stands twice."""
    names = []
    for at, heading in enumerate(header):
        words = heading[:SHOWN] or texts(_("Column {n}"), n=at + 1)
        twice = sum(other == heading for other in header) > 1
        names.append(texts(_("{heading} (column {n})"), heading=words, n=at + 1) if heading and twice else words)
    return names
