"""A button that opens a menu, and is heard as one; of an open menu an item is heard at once."""

from PySide6.QtCore import SIGNAL, QObject, QPoint, QSize
from PySide6.QtWidgets import QMenu, QStyle, QStyleOptionButton, QWidget

from desktop.ui.forms.buttons import Button, Kind


class MenuButton(Button):
    """`choices` is its menu, to be filled at the latest when it is about to show, for a screen reader opens it as well
    as `show_choices` does.
    """

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

    def show_choices(self, chosen: object = None, *, above: bool = False) -> None:
        """Opens the menu on the item with the data `chosen`, else on the first: without one nothing is said."""
        if above:
            self.choices.aboutToShow.emit()  # how high it is shows when it is filled
        at = QPoint(0, -self.choices.sizeHint().height()) if above else self.rect().bottomLeft()
        self.choices.popup(self.mapToGlobal(at))
        items = [item for item in self.choices.actions() if not item.isSeparator()]
        current = next((item for item in items if chosen is not None and item.data() == chosen), None)
        if items:
            self.choices.setActiveAction(current or items[0])
