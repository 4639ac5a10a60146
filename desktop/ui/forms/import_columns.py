"""What a file lists and which of its columns is what, and what it does not say itself: the questions before a plan."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services.import_plan import Choice
from desktop.services.import_work import Opened
from desktop.services.values import Option
from desktop.texts import Texts, _
from desktop.ui import theme
from desktop.ui.forms.column_choices import ColumnChoices
from desktop.ui.forms.widgets import Card, Chips, Combo, LabelledField


class ImportColumns(QWidget):
    """Filled in with what was guessed; `value()` is what the person made of it."""

    kind_changed = Signal(str)

    def __init__(
        self,
        texts: Texts,
        opened: Opened,
        kind: str,
        columns: Mapping[str, int],
        space: str,
        otherwise: str,
        spaces: Sequence[Option],
        types: Sequence[Option],
    ) -> None:
        super().__init__()
        self._kind, self._spaces = kind, spaces
        which = Chips(
            [("institution", texts(_("Places"))), ("person", texts(_("People")))],
            name=texts(_("What the file lists")),
            required=True,
        )
        which.set_value(kind)
        which.changed.connect(lambda: self.kind_changed.emit(which.value()))
        self.columns = ColumnChoices(texts, kind, opened.table.header, opened.examples, columns)
        said = Card(texts(_("Which column is what")))
        said.body.addWidget(LabelledField(texts(_("What the file lists")), which))
        said.body.addWidget(self.columns)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.current().gap(16))
        whole.addWidget(said)
        self._space = Combo([(option.code, option.label) for option in spaces])
        self._space.set_value(space)
        self._otherwise = Combo([("", texts(_("Leave the row out"))), *((one.code, one.label) for one in types)])
        self._otherwise.set_value(otherwise)
        asked: list[QWidget] = []
        if len(spaces) > 1:
            asked.append(LabelledField(texts(_("New contacts belong in")), self._space))
        if kind == "institution":
            asked.append(LabelledField(texts(_("If the type of a place is not said")), self._otherwise))
        if asked:
            unsaid = Card(texts(_("What the file does not say")))
            for field in asked:
                unsaid.body.addWidget(field)
            whole.addWidget(unsaid)

    def value(self) -> Choice:
        """The choice as it stands."""
        space = str(self._space.value() or self._spaces[0].code)
        return Choice(self._kind, self.columns.value(), bytes.fromhex(space), str(self._otherwise.value() or ""))
