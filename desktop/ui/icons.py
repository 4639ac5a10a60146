"""The bundled pictures, drawn in a colour of the palette. It knows files and colours, not what a picture means."""

from importlib.resources import files
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources

# the colour written in every file; it is exchanged for the one asked for
INK = "#000000"


def folder() -> str:
    """Where the pictures lie, with `/` as a style sheet wants it."""
    return Path(str(files(resources).joinpath("icons"))).as_posix()


def pixmap(name: str, colour: QColor, size: int, ratio: float = 1.0) -> QPixmap:
    """The picture `name` as a square of `size` logical pixels in `colour`."""
    drawing = files(resources).joinpath("icons", f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(drawing.replace(INK, colour.name()).encode()))
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


def icon(name: str, colour: QColor) -> QIcon:
    """The picture `name` as an icon, sharp at the usual sizes."""
    made = QIcon()
    for size in (16, 32, 64, 128):
        made.addPixmap(pixmap(name, colour, size))
    return made
