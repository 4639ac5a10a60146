"""What belongs together, by ear: a group with a name, and buttons of which one is chosen, heard as radio buttons."""

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QGroupBox, QWidget


class Group(QGroupBox):
    """To a screen reader a group with a name, which it says when one comes into it; to the eye nothing."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        """What is in it stands where it would stand without it."""


class OneOf(QButtonGroup):
    """Buttons heard as radio buttons; which of them is chosen, and whether one must be, is said by whoever has them.

    Qt's accessibility calls a checkable button a check box unless it excludes its neighbours by itself. This group
    excludes nothing, so that the choice can be taken back, and Qt follows the group.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setExclusive(False)

    def addButton(self, button: QAbstractButton, id: int = -1) -> None:
        """Takes a checkable button in."""
        button.setAutoExclusive(True)
        super().addButton(button, id)
