"""Tab follows the page as it is read: fields that were made late stand in the chain where they stand in the layout.

Qt takes widgets in the order they were made; a form whose foot was there before its fields would begin with »Gem«.
"""

from collections.abc import Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QStackedWidget, QWidget


def follow_layout(root: QWidget) -> None:
    """Lets Tab meet what can take the focus under `root` in the order of its layouts; again after parts were added."""
    stops = list(_stops(root))
    # Qt moves no widget that takes no focus itself, and for one that gives it on it moves the other alone: left
    # behind, it would lead back to where it was
    givers = [(widget, widget.focusPolicy(), proxy) for widget in stops if (proxy := widget.focusProxy()) is not None]
    for widget, _policy, _proxy in givers:
        widget.setFocusProxy(None)  # type: ignore[arg-type]  # the stubs know no way to take it back
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    for one, following in pairwise(stops):
        QWidget.setTabOrder(one, following)
    for widget, policy, proxy in givers:
        widget.setFocusPolicy(policy)
        widget.setFocusProxy(proxy)


def follow_page(part: QWidget) -> None:
    """The same for the whole page that `part` stands in, after it was built anew."""
    page = part
    while (around := page.parentWidget()) is not None and not isinstance(around, QStackedWidget):
        page = around
    follow_layout(page if around is not None else part)


def _stops(widget: QWidget) -> Iterator[QWidget]:
    takes = widget.focusPolicy() != Qt.FocusPolicy.NoFocus  # also a chip that is not the stop of its choice now
    if takes or widget.focusProxy() is not None:
        yield widget
    if isinstance(widget, QScrollArea):
        inside = widget.widget()
        if inside is not None:
            yield from _stops(inside)
    elif (layout := widget.layout()) is not None:
        yield from _in_layout(layout)  # also in a row that is a stop itself and has a button
    elif not takes:
        for child in widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if not child.isWindow():
                yield from _stops(child)


def _in_layout(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget = item.widget() if item is not None else None
        inner = item.layout() if item is not None else None
        if widget is not None:
            yield from _stops(widget)
        elif inner is not None:
            yield from _in_layout(inner)
