"""The tokens of the look, once: colours, type, distances. Everything else in the window asks a `Theme`.

The application carries the choice, so `current()` finds the theme anywhere and no module has to remember it. The
sheet made from the tokens is in `sheet.py`.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from desktop.ui.icons import folder
from desktop.ui.sheet import sheet

_GIVEN: Final = "roedtraad-theme"
BODY_POINTS: Final = 10.5
FAMILIES: Final = ("Inter", "Segoe UI", "Noto Sans", "DejaVu Sans")
# points added to the body size, and whether the type is demi-bold
TYPES: Final = {
    "body": (0.0, False),
    "strong": (0.0, True),
    "title": (8.0, True),
    "sheet": (6.0, True),
    "brand": (2.0, True),
    "card": (1.5, True),
    "second": (-0.5, False),
    "label": (-0.5, True),
}
LIGHT: Final = {
    "window": "#F6F5F2",
    "surface": "#FFFFFF",
    "sunken": "#EFEDE8",
    "line": "#DAD6CE",
    "edge": "#7E8287",
    "text": "#1E2227",
    "muted": "#565E67",
    "placeholder": "#6A7078",
    "primary": "#1F4E79",
    "on_primary": "#FFFFFF",
    "selection": "#E4ECF4",
    "thread": "#B0182B",
    "thread_wash": "#F9E9EA",
    "ok": "#1E6B45",
    "ok_wash": "#E4F1EA",
    "warn": "#7A4D00",
    "warn_wash": "#FBF0DA",
}
DARK: Final = {
    "window": "#15181C",
    "surface": "#1E2329",
    "sunken": "#181C21",
    "line": "#343B44",
    "edge": "#75808C",
    "text": "#E8EAED",
    "muted": "#A8B1BB",
    "placeholder": "#98A1AB",
    "primary": "#8DBBE6",
    "on_primary": "#10161C",
    "selection": "#26313D",
    "thread": "#FF7A85",
    "thread_wash": "#3A2226",
    "ok": "#7FD0A4",
    "ok_wash": "#1D3328",
    "warn": "#F0C071",
    "warn_wash": "#3A2F1B",
}
# every pair of text and what it stands on; the contrast of each is tested (4.5 for text, 3.0 for borders)
TEXT_PAIRS: Final = (
    *((ink, ground) for ink in ("text", "muted") for ground in ("window", "surface", "sunken", "selection")),
    ("placeholder", "surface"),
    ("primary", "surface"),
    ("primary", "window"),
    ("primary", "selection"),
    ("primary", "warn_wash"),
    ("on_primary", "primary"),
    ("thread", "surface"),
    ("thread", "thread_wash"),
    ("ok", "ok_wash"),
    ("warn", "warn_wash"),
    ("text", "thread_wash"),
    ("text", "ok_wash"),
    ("text", "warn_wash"),
)
EDGE_PAIRS: Final = (
    ("edge", "surface"),
    ("edge", "window"),
    ("primary", "surface"),
    ("primary", "window"),
    ("primary", "sunken"),
    ("primary", "selection"),
    ("on_primary", "primary"),
    ("thread", "surface"),
    ("thread", "sunken"),
)


@dataclass(frozen=True)
class Theme:
    """Light or dark, and how large: `scale` 1.0 to 2.0 multiplies type and controls."""

    dark: bool = False
    scale: float = 1.0

    def hex(self, token: str) -> str:
        """The colour of a token as `#RRGGBB`."""
        return (DARK if self.dark else LIGHT)[token]

    def color(self, token: str) -> QColor:
        """The colour of a token."""
        return QColor(self.hex(token))

    def px(self, n: float) -> int:
        """A length of a control or of a text measure, grown with the text."""
        return round(n * self.scale)

    def gap(self, n: float) -> int:
        """A length of empty space; it grows half as fast as the text, so that 200 % leaves room to read in."""
        return round(n * (1 + (self.scale - 1) / 2))

    def font(self, name: str = "body") -> QFont:
        """The font of a type name of `TYPES`."""
        return QFont(_font(name, self.scale))

    def palette(self) -> QPalette:
        """The palette for Fusion."""
        roles = {
            QPalette.ColorRole.Window: "window",
            QPalette.ColorRole.WindowText: "text",
            QPalette.ColorRole.Base: "surface",
            QPalette.ColorRole.AlternateBase: "sunken",
            QPalette.ColorRole.Text: "text",
            QPalette.ColorRole.PlaceholderText: "placeholder",
            QPalette.ColorRole.Button: "surface",
            QPalette.ColorRole.ButtonText: "text",
            QPalette.ColorRole.BrightText: "thread",
            QPalette.ColorRole.Highlight: "primary",
            QPalette.ColorRole.HighlightedText: "on_primary",
            QPalette.ColorRole.Link: "primary",
            QPalette.ColorRole.LinkVisited: "primary",
            QPalette.ColorRole.ToolTipBase: "surface",
            QPalette.ColorRole.ToolTipText: "text",
            QPalette.ColorRole.Accent: "primary",
        }
        palette = QPalette()
        for role, token in roles.items():
            palette.setColor(role, self.color(token))
        for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("placeholder"))
        return palette


@cache
def _font(name: str, scale: float) -> QFont:
    """Made once: a form asks for a hundred, and each would look through all families of the machine."""
    plus, demi = TYPES[name]
    font = QFont(family())
    font.setPointSizeF((BODY_POINTS + plus) * scale)
    font.setWeight(QFont.Weight.DemiBold if demi else QFont.Weight.Normal)
    return font


def family() -> str:
    """The first family of `FAMILIES` that this machine has, else the system's own."""
    known = set(QFontDatabase.families())
    return next((name for name in FAMILIES if name in known), QFont().defaultFamily())


def application() -> QApplication:
    """The running application; raises RuntimeError before there is one."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        raise RuntimeError("no QApplication")
    return app


def current() -> Theme:
    """The theme that the running application was given by `apply`; before that, what its palette and font say."""
    app = application()
    given = app.property(_GIVEN)
    if isinstance(given, Theme):
        return given
    dark = app.palette().color(QPalette.ColorRole.Window).lightness() < 128
    return Theme(dark, max(1.0, min(2.0, app.font().pointSizeF() / BODY_POINTS)))


def apply(app: QApplication, theme: Theme) -> None:
    """Gives the application style, palette, font and sheet. Widgets with lengths of their own must be rebuilt after."""
    app.setProperty(_GIVEN, theme)
    app.setStyle(QStyleFactory.create("Fusion"))
    app.setPalette(theme.palette())
    app.setFont(theme.font())
    app.setStyleSheet(sheet(theme.hex, theme.px, folder(), "dark" if theme.dark else "light"))


def prefers_dark(app: QApplication) -> bool:
    """Whether the system asks for dark; False where it says nothing (bare X11)."""
    return app.styleHints().colorScheme() == Qt.ColorScheme.Dark
