"""Who a new note is shared with: said beside the buttons, and changed there by who may write in several places.

It goes along with the place until somebody chooses; a choice that lets another district read is said in words.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from desktop.services.sharing import Sharing
from desktop.texts import Texts, _
from desktop.ui.accessibility import announce
from desktop.ui.forms.menu_button import MenuButton
from desktop.ui.forms.widgets import InlineMessage, Sheet, text


class SharedWith:
    """The words, the button, and the warning; `space` is the code of the chosen one, "" before there are any."""

    def __init__(self, texts: Texts, parent: QWidget, chosen: Callable[[], object]) -> None:
        self.space = ""
        self._sharing, self._place, self._by_hand = Sharing(), object(), False
        self._texts, self._parent, self._chosen = texts, parent, chosen
        self._label = text("", "second", "muted", wrap=False)
        self._switch = MenuButton(texts(_("Change")), "link", texts(_("Change who it is shared with")), parent)
        self._switch.setAccessibleName(texts(_("Change who it is shared with")))
        self._switch.clicked.connect(self._ask)
        self._warning = InlineMessage("warn", "")
        self._warning.hide()

    @property
    def words(self) -> str:
        """What it says."""
        return self._label.text()

    @property
    def warning(self) -> str:
        """Who else will read it, where that is not said by the place; "" else."""
        return self._warning.words.text() if self._warning.isVisibleTo(self._parent) else ""

    def stand_in(self, sheet: Sheet) -> None:
        """In the foot of a sheet, the warning above it."""
        sheet.under.addWidget(self._warning)
        for widget in (self._label, self._switch):
            sheet.foot.addWidget(widget)
            widget.hide()

    def offer(self, sharing: Sharing, place: object, space: str = "") -> None:
        """For a note about `place`; `space` is what a draft of it says, "" for none."""
        self._sharing, self._place = sharing, place
        may = {one.code for one in sharing.offered(place)}
        self._by_hand = space in may and space != sharing.usual(place)
        self._say(space if self._by_hand else sharing.usual(place))

    def follow(self, place: object) -> None:
        """The note is about another place: it is kept where that is, unless somebody chose."""
        self._place = place
        self._say(self.space if self._by_hand else self._sharing.usual(place))

    def lives(self, home: bytes | None) -> None:
        """The note is about a child that lives in this space."""
        self._sharing = replace(self._sharing, about=home)
        self.follow(self._place)

    def _say(self, space: str) -> None:
        offered = self._sharing.offered(self._place)
        self.space = space
        self._label.setText({one.code: one.label for one in offered}.get(space, ""))
        self._label.setVisible(bool(space))
        self._switch.setVisible(len(offered) > 1)
        said = self._sharing.elsewhere(self._place, space)
        before, words = self.warning, self._texts(said) if said is not None else ""
        self._warning.words.setText(words)
        self._warning.setVisible(bool(words))
        if words and words != before:
            announce(self._parent, words)

    def _ask(self) -> None:
        menu, made, apart = self._switch.choices, dict[str, QAction](), False
        menu.clear()
        for space in self._sharing.offered(self._place):
            if not apart and self._sharing.elsewhere(self._place, space.code) is not None:
                apart = True
                menu.addSeparator()
            made[space.code] = action = menu.addAction(space.label)
            action.triggered.connect(partial(self._take, space.code))
        self._switch.show_choices(made.get(self.space), above=True)

    def _take(self, code: str, _on: bool = False) -> None:
        self._by_hand = True
        self._say(code)
        self._chosen()
