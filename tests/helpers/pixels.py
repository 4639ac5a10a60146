"""Looks at a rendered window as an eye does: what is cut, too pale, too small to hit, or out of sight."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from functools import cache

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

from desktop.ui import accessibility
from desktop.ui.forms.buttons import Button
from desktop.ui.status import SyncState
from desktop.ui.tables import ListView

TEXT, EDGE, TARGET = 4.5, 3.0, 24
# these stand without a border; their words say what they are
BARE = {"link", "place", "state"}


@cache
def luminance(colour: int) -> float:
    """WCAG 2.2, relative luminance; the colour as a picture of 32 bits a pixel has it."""
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in QColor(colour).getRgbF()[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: int, other: int) -> float:
    """WCAG 2.2, contrast ratio."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def faults(window: QWidget) -> list[str]:
    """Everything a designer would send back, each in a few words."""
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    shown = [widget for widget in window.findChildren(QWidget) if widget.isVisible()]
    return [*_cut(shown), *_pale(window, image, shown), *_edges(window, image, shown), *_small(window), *_away(window)]


def cut(window: QWidget) -> list[str]:
    """What has no room for its words, without a picture of the window."""
    return list(_cut([widget for widget in window.findChildren(QWidget) if widget.isVisible()]))


def _called(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, QLabel | QAbstractButton | QLineEdit) else widget.accessibleName()
    return f"{type(widget).__name__} »{words[:40]}«"


def _cut(shown: list[QWidget]) -> Iterator[str]:
    for widget in shown:
        if isinstance(widget, QLabel) and widget.text():
            width = widget.width()
            wants = widget.heightForWidth(width) if widget.wordWrap() else widget.sizeHint().height()
            if wants > widget.height() or (not widget.wordWrap() and widget.sizeHint().width() > width):
                yield f"cut: {_called(widget)}"
        elif isinstance(widget, SyncState):
            if "…" in widget.text():  # it says less where there is less room, and all of it to a screen reader
                yield f"cut: {_called(widget)}"
        elif isinstance(widget, Button):
            if widget.sizeHint().width() > widget.width() or widget.sizeHint().height() > widget.height():
                yield f"cut: {_called(widget)}"
        elif isinstance(widget, QLineEdit):
            words = widget.text() or widget.placeholderText()
            if widget.fontMetrics().horizontalAdvance(words) > widget.width():
                yield f"cut: {_called(widget)} {words}"
        elif isinstance(widget, QComboBox) and not widget.isEditable():
            yield from _cut_choices(widget)
        elif isinstance(widget, ListView):
            yield from _cut_rows(widget)


def _cut_choices(widget: QComboBox) -> Iterator[str]:
    """What stands in it, and all that could."""
    option = QStyleOptionComboBox()
    widget.initStyleOption(option)
    complex_, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
    room = widget.style().subControlRect(complex_, option, part, widget).width()
    for words in (widget.itemText(at) for at in range(widget.count())):
        if widget.fontMetrics().horizontalAdvance(words) > room:
            yield f"cut: {_called(widget)} {words}"


def _cut_rows(view: ListView) -> Iterator[str]:
    for number, row in enumerate(view.rows.rows):
        if view.rowHeight(number) != view._delegate.height(number):
            yield f"cut: row »{row.title}«"


def _seen(window: QWidget, widget: QWidget) -> QRect:
    """The part of `widget` that is not scrolled away, in the window's own coordinates."""
    part = widget.visibleRegion().boundingRect()
    return QRect(widget.mapTo(window, part.topLeft()), part.size())


def _strongest(image: QImage, place: QRect) -> float:
    """The contrast between the ground of a part of a picture and what stands out most from it."""
    part = image.copy(place & image.rect())
    pixels = bytes(part.constBits())
    look = hashlib.blake2b(pixels, digest_size=16, salt=part.width().to_bytes(4, "big")).digest()
    if look not in _reckoned:  # what frames the pages looks the same on each
        colours = _colours(pixels, 4 * part.width())
        ground = colours.most_common(1)[0][0]
        _reckoned[look] = max(contrast(ground, furthest(colours, key=luminance)) for furthest in (min, max))
    return _reckoned[look]


_reckoned: dict[bytes, float] = {}


def _colours(pixels: bytes, width: int) -> Counter[int]:
    """How often each colour stands in 32 bits a pixel, `width` bytes a row."""
    # most rows of a ground are alike: each is counted once
    rows = Counter(pixels[start : start + width] for start in range(0, len(pixels), width))
    counted: Counter[int] = Counter()
    for row, times in rows.items():
        for colour, often in Counter(memoryview(row).cast("I")).items():
            counted[colour] += often * times
    return counted


def _strips(view: ListView) -> Iterator[tuple[str, QRect]]:
    """The heading and the words of every row that is whole in sight."""
    for number, row in enumerate(view.rows.rows):
        top, height = view.rowViewportPosition(number), view.rowHeight(number)
        heading = view._delegate._heading_height(number)
        if top < 0 or top + height > view.viewport().height():
            continue
        if heading:
            yield row.heading, QRect(0, top, view.viewport().width(), heading)
        yield row.title, QRect(0, top + heading, view.viewport().width(), height - heading)


def _pale_rows(window: QWidget, image: QImage, view: ListView) -> Iterator[str]:
    for words, strip in _strips(view):
        place = QRect(view.viewport().mapTo(window, strip.topLeft()), strip.size())
        if (strongest := _strongest(image, place)) < TEXT:
            yield f"pale {strongest:.1f}: row »{words}«"


def _pale(window: QWidget, image: QImage, shown: list[QWidget]) -> Iterator[str]:
    for widget in shown:
        if isinstance(widget, ListView):
            yield from _pale_rows(window, image, widget)
        if not isinstance(widget, QLabel | Button) or not widget.text() or not widget.isEnabled():
            continue
        seen = _seen(window, widget)
        if seen.height() < min(widget.height(), widget.fontMetrics().height()) or seen.width() < 4:
            continue  # scrolled away; it is looked at when it is scrolled to
        inside = seen.adjusted(3, 3, -3, -3) if isinstance(widget, Button) else seen
        if (strongest := _strongest(image, inside)) < TEXT:
            yield f"pale {strongest:.1f}: {_called(widget)}"


def _edges(window: QWidget, image: QImage, shown: list[QWidget]) -> Iterator[str]:
    for widget in shown:
        if not isinstance(widget, Button | QLineEdit | QPlainTextEdit | QComboBox):
            continue
        if isinstance(widget, Button) and (widget.kind in BARE or not widget.isEnabled()):
            continue
        if isinstance(widget, QLineEdit) and isinstance(widget.parentWidget(), QComboBox):
            continue  # the combo around it has the border
        seen = _seen(window, widget)
        middle = widget.mapTo(window, QPoint(0, widget.height() // 2))
        if seen.left() != middle.x() or not seen.contains(middle) or middle.x() < 2:
            continue
        outside = image.pixel(middle.x() - 2, middle.y())
        strongest = max(contrast(outside, image.pixel(middle.x() + x, middle.y())) for x in range(3))
        if strongest < EDGE:
            yield f"edge {strongest:.1f}: {_called(widget)}"


def _small(window: QWidget) -> Iterator[str]:
    for widget in accessibility.focusable(window):
        # words that can be selected to be copied are no target
        if min(widget.width(), widget.height()) < TARGET and not isinstance(widget, QLabel):
            yield f"small {widget.width()}×{widget.height()}: {_called(widget)}"


def _away(window: QWidget) -> Iterator[str]:
    for made in window.findChildren(Button):
        if made.kind == "primary" and made.isVisible():
            place = QRect(made.mapTo(window, QPoint(0, 0)), made.size())
            if not window.rect().contains(place) or _seen(window, made).size() != made.size():
                yield f"out of sight: {_called(made)}"
