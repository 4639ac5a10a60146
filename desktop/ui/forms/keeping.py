"""Rebuilds part of a page without moving the person: focus, scroll and the order of Tab stay what they were."""

from collections.abc import Iterator
from contextlib import contextmanager

import shiboken6
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLayout, QScrollArea, QWidget

from desktop.ui.tab_order import follow_page


def empty(layout: QLayout) -> None:
    """Takes everything out of `layout`; the widgets die when Qt is done with them."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.setParent(None)
            widget.deleteLater()
        elif inner is not None:
            empty(inner)


@contextmanager
def place_kept(page: QWidget) -> Iterator[None]:
    """What is rebuilt inside gets focus back by object name, and every scroll area its position."""
    focused = QApplication.focusWidget()
    name = focused.objectName() if focused is not None and page.isAncestorOf(focused) else ""
    bars = [(area.verticalScrollBar(), area.verticalScrollBar().value()) for area in page.findChildren(QScrollArea)]
    yield
    follow_page(page)
    if name:
        again = page.findChild(QWidget, name)
        if again is not None and again is not QApplication.focusWidget():
            again.setFocus(Qt.FocusReason.OtherFocusReason)

    def scroll_back() -> None:
        for bar, value in bars:
            if shiboken6.isValid(bar):  # what was rebuilt may have had bars of its own
                bar.setValue(value)

    if bars:
        QTimer.singleShot(0, page, scroll_back)
