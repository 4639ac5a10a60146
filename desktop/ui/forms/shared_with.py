"""Who something new is shared with, a note, place or person: said beside the buttons, and changed there.

That is for who may write in several places. It goes along with the place, or the district, until somebody chooses; a
choice that lets another district read is said in words.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from desktop.services.sharing import Sharing
from desktop.texts import Message, Texts, _
from desktop.ui.accessibility import announce
from desktop.ui.forms.menu_button import MenuButton
from desktop.ui.forms.widgets import InlineMessage, Sheet, text


class Elsewhere:
    """Who else can read what is on a sheet, over its buttons; nothing where that goes without saying."""

    def __init__(self, texts: Texts, sheet: Sheet) -> None:
        self._texts, self._sheet = texts, sheet
        self.words = ""
        self._message = InlineMessage("warn", "")
        self._message.hide()
        sheet.under.addWidget(self._message)

    def say(self, said: Message | None) -> None:
        """Says it once, aloud too."""
        before, self.words = self.words, self._texts(said) if said is not None else ""
        self._message.words.setText(self.words)
        self._message.setVisible(bool(self.words))
        if self.words and self.words != before:
            announce(self._sheet, self.words)


class SharedWith:
    """The words, the button, and the warning; `space` is the code of the chosen one, "" before there are any."""

    def __init__(self, texts: Texts, sheet: Sheet, chosen: Callable[[], object]) -> None:
        self.space = ""
        self._sharing, self._place, self._by_hand = Sharing(), object(), False
        self._sheet, self._chosen = sheet, chosen
        self._label = text("", "second", "muted", wrap=False)
        said = texts(_("Change who it is shared with"))
        self._switch = MenuButton(texts(_("Change")), "link", said, sheet)
        self._switch.setAccessibleName(said)
        self._switch.clicked.connect(self._ask)
        self._switch.choices.aboutToShow.connect(self._fill)
        self._elsewhere = Elsewhere(texts, sheet)

    @property
    def words(self) -> str:
        """What it says."""
        return self._label.text()

    @property
    def warning(self) -> str:
        """Who else will read it, where that is not said by the place; "" else."""
        return self._elsewhere.words

    def stand(self) -> None:
        """In the foot of the sheet, next."""
        for widget in (self._label, self._switch):
            self._sheet.foot.addWidget(widget)
            widget.hide()

    def offer(self, sharing: Sharing, place: object, space: str = "") -> None:
        """For what is about `place`; `space` is what a draft of it says, "" for none."""
        self._sharing, self._place = sharing, place
        may = {one.code for one in sharing.offered(place)}
        self._by_hand = space in may and space != sharing.usual(place)
        self._say(space if self._by_hand else sharing.usual(place))

    def follow(self, place: object) -> None:
        """It is about another place: it is kept where that is, unless somebody chose."""
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
        self._elsewhere.say(self._sharing.elsewhere(self._place, space))

    def _fill(self) -> None:
        menu, apart = self._switch.choices, False
        menu.clear()
        for space in self._sharing.offered(self._place):
            if not apart and self._sharing.elsewhere(self._place, space.code) is not None:
                apart = True
                menu.addSeparator()
            action = menu.addAction(space.label.replace("&", "&&"))
            action.setData(space.code)
            action.triggered.connect(partial(self._take, space.code))

    def _ask(self) -> None:
        self._switch.show_choices(self.space, above=True)

    def _take(self, code: str, _on: bool = False) -> None:
        self._by_hand = True
        self._say(code)
        self._chosen()
