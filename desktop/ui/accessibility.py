"""What a screen reader is told, and where the keys go: announcements, names, and what can take the focus."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

# widgets that Qt makes inside its own; they are named by the one around them
_INNER = ("qt_spinbox_lineedit", "qt_scrollarea_viewport")


def announce(widget: QWidget, words: str) -> None:
    """Has a screen reader say `words` when it next pauses; nothing when none listens."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))


def accessible_name(widget: QWidget) -> str:
    """The name under which the accessibility tree shows the widget.

    On Linux Qt names a combo by what it shows and leaves its name to the label that belongs to it.
    """
    node = QAccessible.queryAccessibleInterface(widget)
    if isinstance(widget, QComboBox):
        labels = (other for other, relation in node.relations() if relation == QAccessible.RelationFlag.Label)
        named = next((other.text(QAccessible.Text.Name) for other in labels), "")
        return (named.rstrip(" *") or widget.accessibleName()).strip()
    return node.text(QAccessible.Text.Name).strip()


def focusable(root: QWidget) -> list[QWidget]:
    """Every visible, enabled widget under `root` that Tab or a click can give the focus."""
    return [
        widget
        for widget in root.findChildren(QWidget)
        if widget.isVisibleTo(root)
        and widget.isEnabled()
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.focusProxy() is None
        and widget.objectName() not in _INNER
    ]


def first_stop(root: QWidget) -> QWidget | None:
    """The first under `root`, as they were made, that Tab can give the focus now; None where nothing takes it."""
    stops = (stop for stop in focusable(root) if stop.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return next(stops, None)


def focused() -> QWidget | None:
    """The widget that has the focus."""
    return QApplication.focusWidget()
