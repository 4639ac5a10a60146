"""Who a new record is shared with: said beside the buttons, and changed there by who may write in several places."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.services.values import Option
from desktop.texts import Texts, _
from desktop.ui.forms.menu_button import MenuButton
from desktop.ui.forms.widgets import text


class SharedWith:
    """The words and the button; `space` is the code of the chosen one, "" before there are any."""

    def __init__(self, texts: Texts, parent: QWidget, chosen: Callable[[], object]) -> None:
        self.space = ""
        self._spaces: Sequence[Option] = ()
        self._chosen = chosen
        self._label = text("", "second", "muted", wrap=False)
        self._switch = MenuButton(texts(_("Change")), "link", texts(_("Change who it is shared with")), parent)
        self._switch.setAccessibleName(texts(_("Change who it is shared with")))
        self._switch.clicked.connect(self._ask)

    @property
    def words(self) -> str:
        """What it says."""
        return self._label.text()

    def stand_in(self, line: QHBoxLayout) -> None:
        """Puts both at the end of a line."""
        for widget in (self._label, self._switch):
            line.addWidget(widget)
            widget.hide()

    def offer(self, spaces: Sequence[Option], space: str) -> None:
        """Says `space`, else the first there is."""
        self._spaces = spaces
        self._say(space or (spaces[0].code if spaces else ""))

    def _say(self, space: str) -> None:
        self.space = space
        self._label.setText({one.code: one.label for one in self._spaces}.get(space, ""))
        self._label.setVisible(bool(space))
        self._switch.setVisible(len(self._spaces) > 1)

    def _ask(self) -> None:
        menu = self._switch.choices
        menu.clear()
        made = {space.code: menu.addAction(space.label) for space in self._spaces}
        for code, action in made.items():
            action.triggered.connect(partial(self._take, code))
        self._switch.show_choices(made.get(self.space), above=True)

    def _take(self, code: str, _on: bool = False) -> None:
        self._say(code)
        self._chosen()
