"""Two people's texts side by side, each with name and time, what only one has is underlined. Nothing is chosen."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import partial
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from desktop.services.values import Version
from desktop.services.wording import places
from desktop.texts import _
from desktop.ui import theme as look
from desktop.ui.forms.line import Line
from desktop.ui.forms.record_rows import version_line
from desktop.ui.forms.texts import may_cut, together
from desktop.ui.forms.widgets import Button, InlineMessage, button, text
from desktop.ui.shell import Shell


def two_versions(shell: Shell, versions: Sequence[Version], kind: str, rec: bytes) -> QWidget:
    """The texts beside each other; they stack when narrow. The bar above leads to the page where they are settled.

    Without a `kind` there is nothing to settle: all of them were approved.
    """
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look.current().gap(12))
    if kind:
        column.addWidget(settle_bar(shell, kind, rec, len(versions)))
    else:
        column.addWidget(InlineMessage("neutral", shell.texts(_("Each of these was approved, and each stands."))))
    sides = []
    for number, version in enumerate(versions):
        others = [other.text for place, other in enumerate(versions) if place != number]
        sides.append(_side(version_line(shell, version), version.text, others))
    column.addWidget(Line(*sides, narrow=260 * len(versions)))
    return holder


def _side(said: str, words: str, others: Sequence[str]) -> QWidget:
    side = QWidget()
    column = QVBoxLayout(side)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look.current().gap(6))
    column.addWidget(text(said, "label"))
    column.addWidget(quote(words, others))
    return side


def settle_bar(shell: Shell, kind: str, rec: bytes, torn: int) -> InlineMessage:
    """»Det er rettet to steder«, or in how many, and the way to choose."""
    words = shell.texts(
        _("It was changed in {places}. Every text is kept until somebody chooses."), places=places(torn)
    )
    return InlineMessage("warn", words, to_settle(shell, kind, rec))


def to_settle(shell: Shell, kind: str, rec: bytes) -> Button:
    """Opens the page where people choose."""
    go = button(shell.texts(_("Choose …")), clicked=partial(shell.open, "settle", kind=kind, rec=rec))
    go.setObjectName(f"settle-{rec.hex()}")
    return go


def quote(words: str, others: Sequence[str] = ()) -> QFrame:
    """A text in a quiet block; given `others`, what none of them has is underlined."""
    frame = QFrame()
    frame.setProperty("role", "quote")
    inside = QVBoxLayout(frame)
    gap = look.current().gap(8)
    inside.setContentsMargins(2 * gap, gap, gap, gap)
    label = QLabel(marked(together(words), [together(other) for other in others or (words,)]))
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setWordWrap(True)
    may_cut(label, words)
    label.setFont(look.current().font())
    label.setAccessibleName(words)
    inside.addWidget(label)
    return frame


def marked(words: str, others: Sequence[str]) -> str:
    """`words` as HTML with what none of `others` has underlined; everything in it is escaped."""
    parts = re.findall(r"\s+|\S+", words)
    own = [True] * len(parts)
    for other in others:
        there = re.findall(r"\s+|\S+", other)
        for block in SequenceMatcher(None, parts, there, autojunk=False).get_matching_blocks():
            for place in range(block.a, block.a + block.size):
                own[place] = False
    html, inside = "", False
    for number, part in enumerate(parts):
        blank = part.isspace()
        between = inside and number + 1 < len(parts) and own[number + 1]
        on = between if blank else own[number]
        html += ("<u>" if on and not inside else "</u>" if inside and not on else "") + escape(part).replace(
            "\n", "<br>"
        )
        inside = on
    return html + ("</u>" if inside else "")
