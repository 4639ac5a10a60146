"""A button that opens a menu, and is heard as one; of an open menu an item is heard at once."""

from PySide6.QtCore import SIGNAL, QObject, QPoint, QSize
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QStyle, QStyleOptionButton, QWidget

from desktop.ui.forms.buttons import Button, Kind


class MenuButton(Button):
    """`choices` is its menu, for whoever has the button to fill; `show_choices` opens it."""

    def __init__(self, words: str, kind: Kind = "plain", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(words, kind, parent=parent)
        self.choices = QMenu(self)
        self.choices.setAccessibleName(name or self.accessibleName())
        self.setMenu(self.choices)
        # Qt's own way opens it in a loop of its own, which a lock would not come out of
        QObject.disconnect(self, SIGNAL("pressed()"), None, None)  # type: ignore[call-overload]

    def initStyleOption(self, option: QStyleOptionButton) -> None:
        """Its words say that there is more; an arrow would take room."""
        super().initStyleOption(option)
        option.features &= ~QStyleOptionButton.ButtonFeature.HasMenu

    def sizeHint(self) -> QSize:
        """Without the room for an arrow."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        arrow = self.style().pixelMetric(QStyle.PixelMetric.PM_MenuButtonIndicator, option, self)
        hint = super().sizeHint()
        return QSize(hint.width() - arrow, hint.height())

    def show_choices(self, chosen: QAction | None = None, *, above: bool = False) -> None:
        """Opens the menu, on an item: a screen reader says nothing of a menu in which none is current."""
        at = QPoint(0, -self.choices.sizeHint().height()) if above else self.rect().bottomLeft()
        self.choices.popup(self.mapToGlobal(at))
        first = next(iter(self.choices.actions()), None)
        if (current := chosen or first) is not None:
            self.choices.setActiveAction(current)
