"""What a theme asks of whoever chose it (violence: call and notify), said under the themes with the way to »Akut«."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.texts import Texts, _
from desktop.ui import accessibility
from desktop.ui.forms.widgets import InlineMessage, button


class ThemeHint(QWidget):
    """Nothing until a theme is chosen that has something to say; `hints` by the code of the theme."""

    def __init__(
        self, hints: Mapping[str, str], texts: Texts, urgent: Callable[[], object], built: Callable[[], object]
    ) -> None:
        super().__init__()
        self._hints, self._texts, self._urgent, self._built = hints, texts, urgent, built
        self._shown: InlineMessage | None = None
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        self.hide()

    def show_for(self, themes: Sequence[str]) -> None:
        """Says what the chosen themes ask for, once."""
        words = " ".join(self._hints[code] for code in themes if code in self._hints)
        if words and self._shown is None:
            to_urgent = button(self._texts(_("Urgent")), "urgent", "F9", self._urgent)
            self._shown = InlineMessage("thread", words, to_urgent)
            layout = self.layout()
            if layout is not None:
                layout.addWidget(self._shown)
            self._built()
        if self._shown is not None:
            self._shown.words.setText(words)
        said = bool(words) and self.isHidden()
        self.setVisible(bool(words))
        if said:
            accessibility.announce(self, words)
