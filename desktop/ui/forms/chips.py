"""Chips: a choice shown whole. One Tab stop, moved in with the arrows; they flow onto new lines when narrow."""

from collections.abc import Collection, Sequence
from itertools import pairwise

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.domain.catalogues import unknown
from desktop.ui import theme
from desktop.ui.forms.buttons import Button, without_mnemonic
from desktop.ui.forms.flow import flowed
from desktop.ui.forms.groups import Group, OneOf

_STEPS = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
}


class Chip(Button):
    """One rounded choice; its width is that of its chosen, bold words, so that choosing never moves the others."""

    def __init__(self, code: str, words: str, parent: QWidget, tight: bool = False) -> None:
        super().__init__(words.replace("&", "&&"), "chip", parent=parent)
        self.code, self.words, self._side = code, words, 8 if tight else 12
        self.setProperty("tight", "true" if tight else "false")
        self._sized: tuple[str, QSize] | None = None
        self.setCheckable(True)

    def sizeHint(self) -> QSize:
        """Room for the bold words; asked for many times by every layout above, so worked out once for each text."""
        words = self.text()
        if self._sized is None or self._sized[0] != words:
            look = theme.current()
            width = QFontMetrics(look.font("strong")).horizontalAdvance(without_mnemonic(words))
            size = QSize(max(width + 2 * look.px(self._side) + 4, look.px(36)), max(super().sizeHint().height(), 24))
            self._sized = words, size
        return self._sized[1]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End belong to all of the chips."""
        among = self.parentWidget()
        if not (isinstance(among, Chips) and among.moved(self, Qt.Key(event.key()))):
            super().keyPressEvent(event)


class Chips(Group):
    """Options as chips. With `multi` any number may be chosen, else one, and Space on the chosen one clears it.

    By ear they are a group of check boxes, or of radio buttons. `tight` chips have less room beside their words,
    where all of them shall stand on one line.
    """

    changed = Signal()

    def __init__(
        self,
        options: Sequence[tuple[str, str]],
        multi: bool = False,
        name: str = "",
        required: bool = False,
        parent: QWidget | None = None,
        tight: bool = False,
    ) -> None:
        super().__init__(name, parent)
        self.multi, self.required, self._tight = multi, required, tight
        self._one = None if multi else OneOf(self)
        self._chips: list[Chip] = []
        self._strange: list[tuple[str, str]] = []
        self._choosing = False
        self._flows: dict[int, tuple[list[QRect], int]] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_options(options)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Exchanges the chips, unless they are these already; what was chosen stays chosen where it still exists, and
        the keys stay with the chips where one of them had them.
        """
        wanted = [*options, *self._strange]
        if self._chips and wanted == [(chip.code, chip.words) for chip in self._chips]:
            self._offered = list(options)
            return
        chosen, had_keys = self.values(), any(chip.hasFocus() for chip in self._chips)
        self._choose(())  # those that go are there for a moment more, and chosen by ear no longer
        before, self._chips = self._chips, []
        for chip in before:
            if self._one is not None:
                self._one.removeButton(chip)
            chip.hide()
            chip.deleteLater()
        self._offered = list(options)
        for code, words in wanted:
            chip = Chip(code, words, self, self._tight)
            if self._one is not None:
                self._one.addButton(chip)
            chip.setChecked(code in chosen)
            chip.toggled.connect(lambda on, chip=chip: self._toggled(chip, on))
            if self.isVisible():
                chip.show()
            self._chips.append(chip)
        self.setFocusProxy(None)  # type: ignore[arg-type]  # the stubs know no way to take it back
        for one, following in pairwise((*before[-1:], *self._chips)):
            self.setTabOrder(one, following)  # they stand where those before them stood
        self._one_stop()
        self.flow_anew()
        self.updateGeometry()
        if had_keys:
            self.setFocus()

    def values(self) -> tuple[str, ...]:
        """The chosen codes in the order shown."""
        return tuple(chip.code for chip in self._chips if chip.isChecked())

    def value(self) -> str | None:
        """The chosen code, or None; the first one when several may be chosen."""
        return next(iter(self.values()), None)

    def set_value(self, value: object) -> None:
        """Chooses by code, or by a list of codes, without telling `changed`; anything else chooses nothing."""
        self._choose((value,) if isinstance(value, str) else tuple(value) if isinstance(value, Sequence) else ())
        self._one_stop()

    def put(self, value: object) -> None:
        """Chooses what a record or a draft holds: a code of a newer version gets a chip of its own, and so is kept."""
        codes = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, Sequence) else ()
        strange = [(code, unknown(code)) for code in codes if isinstance(code, str) and code and not self._has(code)]
        if strange != self._strange:
            self._strange = strange
            self.set_options(self._offered)
        self.set_value(value)

    def _has(self, code: str) -> bool:
        """Whether it is one of the options."""
        return any(code == one for one, _words in self._offered)

    def _choose(self, codes: Collection[object]) -> None:
        self._choosing = True
        for chip in self._chips:
            chip.setChecked(chip.code in codes)
        self._choosing = False

    def chip(self, code: str) -> Chip | None:
        """The chip of a code."""
        return next((chip for chip in self._chips if chip.code == code), None)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Goes to the chosen chip, else to the first."""
        if self._chips:
            self._stop().setFocus(reason)

    def _stop(self) -> Chip:
        return next((chip for chip in self._chips if chip.isChecked()), self._chips[0])

    def _one_stop(self, stop: Chip | None = None) -> None:
        if not self._chips:
            return
        stop = stop or self._stop()
        for chip in self._chips:
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chip is stop else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(stop)

    def _toggled(self, chip: Chip, on: bool) -> None:
        """By key or mouse, or by a screen reader, which toggles without a click."""
        if self._choosing:
            return
        if not self.multi:
            self._choose((chip.code,) if on or self.required else ())
        self._one_stop(chip)
        self.changed.emit()

    def moved(self, chip: Chip, key: Qt.Key) -> bool:
        """Arrows, Home and End move inside; in a single choice the arrows choose, as radio buttons do."""
        if key in _STEPS:
            self._move((self._chips.index(chip) + _STEPS[key]) % len(self._chips))
            return True
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._move(0 if key == Qt.Key.Key_Home else len(self._chips) - 1)
            return True
        return False

    def _move(self, index: int) -> None:
        chip = self._chips[index]
        chip.setFocus(Qt.FocusReason.TabFocusReason)
        if self.multi:
            self._one_stop(chip)
        elif not chip.isChecked():
            chip.click()

    def flow_anew(self) -> None:
        """After chips, or words on them, became others."""
        self._flows.clear()
        self._place()

    def _place(self) -> None:
        for chip, box in zip(self._chips, self._flow(self.width())[0], strict=True):
            chip.setGeometry(box)

    def _flow(self, width: int) -> tuple[list[QRect], int]:
        """Where each chip stands, and the height of all; every layout above asks for the same few widths again."""
        if width not in self._flows:
            self._flows[width] = flowed([chip.sizeHint() for chip in self._chips], width)
        return self._flows[width]

    def hasHeightForWidth(self) -> bool:
        """The height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As many lines as the chips need."""
        return self._flow(width)[1]

    def sizeHint(self) -> QSize:
        """All chips on one line."""
        gap = theme.current().gap(6)
        sizes = [chip.sizeHint() for chip in self._chips] or [QSize(0, 0)]
        return QSize(sum(s.width() + gap for s in sizes) - gap, max(s.height() for s in sizes))

    def minimumSizeHint(self) -> QSize:
        """The widest chip."""
        sizes = [chip.sizeHint() for chip in self._chips] or [QSize(0, 0)]
        return QSize(max(s.width() for s in sizes), max(s.height() for s in sizes))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Flows the chips anew."""
        self._place()
        super().resizeEvent(event)
