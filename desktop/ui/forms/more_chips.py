"""Chips with something of their own: minutes, a long list that opens, and a choice behind one chip."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.catalogues import unknown
from desktop.texts import Texts, _
from desktop.ui import theme as look
from desktop.ui.formats import Formats
from desktop.ui.forms.buttons import Button
from desktop.ui.forms.menu_button import MenuButton
from desktop.ui.forms.texts import restyle
from desktop.ui.forms.widgets import Chips

SHOWN = 4
_MORE = "…"


class Minutes(Chips):
    """A number of minutes; the chosen one says its unit."""

    def __init__(self, steps: Sequence[int], formats: Formats, name: str) -> None:
        self._formats = formats
        super().__init__([(str(step), str(step)) for step in steps], name=name)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Each is named with its unit."""
        super().set_options(options)
        for chip in self._chips:
            chip.setAccessibleName(self._formats.minutes(int(chip.code)))
            chip.toggled.connect(lambda on, chip=chip: self._say(chip, on))

    def draft_value(self) -> object:
        """The number, or None."""
        value = self.value()
        return int(value) if value else None

    def put_draft_value(self, value: object) -> None:
        """Chooses a number, also one that is none of the steps."""
        self.put(str(value) if value else None)

    def when_changed(self, act: Callable[[], None]) -> None:
        """Calls `act` after every change."""
        self.changed.connect(act)

    def _say(self, chip: Button, on: bool) -> None:
        minutes = int(getattr(chip, "code", "0"))
        chip.setText(self._formats.minutes(minutes) if on and minutes < look.current().px(60) else str(minutes))
        self.flow_anew()


class LongChips(Chips):
    """Any number of a long list: the first few, and the rest when asked for."""

    def __init__(self, options: Sequence[tuple[str, str]], texts: Texts, name: str) -> None:
        self._all, self._texts = list(options), texts
        super().__init__((), multi=True, name=name)
        self._show(opened=False)

    def set_value(self, value: object) -> None:
        """Chooses by code; opens the list when one of the rest is chosen."""
        wanted = [value] if isinstance(value, str) else list(value) if isinstance(value, Sequence) else []
        if set(wanted) - {code for code, _words in self._all[:SHOWN]}:
            self._show(opened=True)
        super().set_value(wanted)

    def _has(self, code: str) -> bool:
        return any(code == one for one, _words in self._all)

    def _show(self, *, opened: bool) -> None:
        rest = [] if opened or len(self._all) <= SHOWN + 1 else [(_MORE, self._texts(_("more …")))]
        self.set_options((self._all[:SHOWN] if rest else self._all) + rest)
        if (more := self.chip(_MORE)) is not None:
            more.setCheckable(False)  # no choice of its own: a button among them
            more.clicked.connect(lambda _on=False: self._open())

    def _open(self) -> None:
        self._show(opened=True)
        self._move(SHOWN)


class MenuChip(QWidget):
    """One choice of a list that is seldom needed, behind one chip: »Udfald …«."""

    changed = Signal()

    def __init__(self, words: str, options: Sequence[tuple[str, str]], none: str) -> None:
        super().__init__()
        self._words, self._options, self._code = words, dict(options), ""
        self._chip = MenuButton("", "chip", words, self)
        self._chip.clicked.connect(self._ask)
        self._none, self._menu = none, self._chip.choices
        self._menu.aboutToShow.connect(self._fill)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._chip)
        self.setFocusProxy(self._chip)
        self._say()

    def draft_value(self) -> object:
        """The code, or None."""
        return self._code or None

    def put_draft_value(self, value: object) -> None:
        """Chooses a code."""
        self._code = str(value or "")
        self._say()

    def when_changed(self, act: Callable[[], None]) -> None:
        """Calls `act` after every change."""
        self.changed.connect(act)

    def _fill(self) -> None:
        if self._menu.isEmpty():
            for code, label in [*self._options.items(), ("", self._none)]:
                made = self._menu.addAction(label.replace("&", "&&"))
                made.setData(code)
                made.triggered.connect(lambda _on=False, code=code: self._pick(code))

    def _ask(self) -> None:
        self._chip.show_choices(self._code or None)

    def _pick(self, code: str) -> None:
        self._code = code
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        chosen = self._options.get(self._code, unknown(self._code))
        self._chip.setProperty("chosen", "true" if chosen else "false")
        restyle(self._chip)
        self._chip.setFont(look.current().font("strong" if chosen else "body"))
        words = f"{self._words}: {chosen}" if chosen else f"{self._words} …"
        self._chip.set_words(words.replace("&", "&&"))
        self.updateGeometry()
