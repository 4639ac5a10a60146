"""Hjælp (F1): what is to be known of the page one came from, and the other topics; it stays open beside nothing."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.services import help as texts
from desktop.texts import _
from desktop.ui import theme
from desktop.ui.forms.widgets import Card, Columns, Page, button, text
from desktop.ui.shell import Shell, ViewBase


class View(ViewBase):
    """`about` is the page it was opened from; `topic` one of the other topics."""

    def __init__(self, shell: Shell, about: str = "", topic: str = "", **target: object) -> None:
        super().__init__(shell, about=about, topic=topic, **target)
        t = shell.texts
        shown = texts.topic(topic or texts.of_page(about), t.language)
        self._close = button(t(_("Close")), "plain", "Esc", shell.back)
        self._heading = t(_("Help: {topic}"), topic=shown.heading)
        under = t(_("F1 shows help for the page you are on. Esc brings you back to where you were."))
        page = Page(self._heading, under, [self._close])
        columns = Columns(2, 1)
        page.body.addWidget(columns)
        whole, others = columns.columns
        card = Card()
        for part in shown.parts:
            said = QVBoxLayout()
            said.setSpacing(theme.current().gap(4))
            said.addWidget(text(part.heading, "card"))
            said.addWidget(text(part.text))
            card.body.addLayout(said)
        whole.addWidget(card)
        more = Card(t(_("More help")))
        more.body.setSpacing(4)
        for name in texts.TOPICS:
            if name != shown.name:
                heading = texts.topic(name, t.language).heading
                _link(more, button(heading, "link", clicked=partial(self._show, name)))
        _link(more, button(t(_("Keyboard shortcuts")), "link", "Shift+F1", partial(shell.open, "keys")))
        others.addWidget(more)
        self.fill(page)

    def title(self) -> str:
        """Hjælp: the topic."""
        return self._heading

    def focus(self) -> None:
        """On the way back."""
        self._close.setFocus()

    def _show(self, name: str) -> None:
        self.shell.back()
        self.shell.open("help", topic=name)


def _link(card: Card, made: QWidget) -> None:
    card.body.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
