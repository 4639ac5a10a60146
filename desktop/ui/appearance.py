"""How the window looks before anything is unlocked: light or dark, and the text size, as the plain settings say."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from desktop.ui import theme


@dataclass(frozen=True)
class Look:
    """The settings that are needed before unlocking."""

    colour: str = "auto"
    text_size: int = 100


class Appearance(QObject):
    """Keeps the application in the look of the settings; `system_changed` asks for the pages to be built anew."""

    system_changed = Signal()

    def __init__(self, look: Look, parent: QObject) -> None:
        super().__init__(parent)
        self._look = look
        self.apply()
        theme.application().styleHints().colorSchemeChanged.connect(self._follow_system)

    def apply(self) -> None:
        """Light or dark, and the text size; a look that is there already is not given anew: it paints every widget."""
        app = theme.application()
        dark = self._look.colour == "dark" or (self._look.colour == "auto" and theme.prefers_dark(app))
        wanted = theme.Theme(dark, max(100, min(200, self._look.text_size)) / 100)
        if theme.current() != wanted or not app.styleSheet():
            theme.apply(app, wanted)

    def choose(self, name: str, value: object) -> bool:
        """Takes a setting; whether it is one of these. `apply` makes it be seen."""
        if name == "colour":
            self._look = replace(self._look, colour=str(value))
        elif name == "text_size":
            self._look = replace(self._look, text_size=int(str(value)))
        else:
            return False
        return True

    def _follow_system(self) -> None:
        if self._look.colour == "auto":
            self.apply()
            self.system_changed.emit()
