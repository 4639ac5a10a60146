"""Labels of words that nobody expects: without an end, or very many; no page is widened or held up by them."""

from collections.abc import Callable

import pytest
from helpers import audit
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui import accessibility
from desktop.ui.forms.texts import text
from desktop.ui.forms.versions import marked, quote
from desktop.ui.forms.widgets import row

WORD = "kode" * 60
MARKUP = "<b>fed</b> &amp; <img src='file:///etc/passwd'> R&D"


@pytest.mark.parametrize("made", [text, quote, row], ids=["a label", "a version", "a row"])
def test_a_word_of_no_end_widens_nothing(qtbot: QtBot, made: Callable[[str], QWidget]) -> None:
    """A long address in a note is cut where the card ends; the words before and after it are read."""
    shown = made(f"Se {WORD} og tal med læreren om pauserne")
    board = QWidget()
    qtbot.addWidget(board)
    QVBoxLayout(board).addWidget(shown)
    assert board.minimumSizeHint().width() < 400


def test_how_high_a_long_text_is_is_found_out_once_for_each_width(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until it holds other words, or looks otherwise; then it is as high as any label of those words."""
    shown, measured = text("Pædagogen fortæller. " * 100), []
    qtbot.addWidget(shown)
    real = QLabel.heightForWidth
    monkeypatch.setattr(QLabel, "heightForWidth", lambda label, width: measured.append(width) or real(label, width))
    heights = [shown.heightForWidth(310) for _again in range(3)]
    assert (measured, len(set(heights))) == ([310], 1)
    shown.setText("Kort")
    assert shown.heightForWidth(310) == text("Kort").heightForWidth(310)
    font = shown.font()
    font.setPointSizeF(font.pointSizeF() * 3)
    shown.setFont(font)
    assert shown.heightForWidth(310) > text("Kort").heightForWidth(310)


def test_a_date_stands_on_one_line_and_is_copied_as_it_was_given(qtbot: QtBot) -> None:
    """No line ends between »19.« and »oktober«, or »kl.« and the time; whoever asks, hears or copies has a space."""
    words = "Talt med mor den 19. oktober kl. 08.30 om mødet."
    label = text(words)
    qtbot.addWidget(label)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.show()
    assert "19.\N{NO-BREAK SPACE}oktober kl.\N{NO-BREAK SPACE}08.30" in QLabel.text(label)
    assert label.text() == accessibility.accessible_name(label) == words
    label.setSelection(0, len(words))
    qtbot.keyClick(label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == words
    label.setText("Uden dato")
    assert (label.text(), QLabel.text(label), label.accessibleName()) == ("Uden dato", "Uden dato", "")
    label.setAccessibleName("Sagt ellers")
    label.setText(words)
    assert label.accessibleName() == "Sagt ellers"


def test_a_date_in_a_text_that_is_compared_stands_on_one_line(qtbot: QtBot) -> None:
    """What is underlined stays: a word here and there; a screen reader is told the words as they are."""
    mine, other = "Møde den 14. december", "Møde den 11. december"
    made = quote(mine, [other])
    qtbot.addWidget(made)
    label = made.findChild(QLabel)
    assert label.text() == "Møde den <u>14.</u>\N{NO-BREAK SPACE}december"
    assert accessibility.accessible_name(label) == mine


def test_words_of_a_record_are_no_markup(qtbot: QtBot) -> None:
    """In a label and in what is compared everything is shown as it was written; a label that guesses is found."""
    board = QWidget()
    qtbot.addWidget(board)
    lines = QVBoxLayout(board)
    for made in (text(MARKUP), row(MARKUP, MARKUP), quote(MARKUP, ["andet"])):
        lines.addWidget(made)
    assert audit.markup(board) == []
    told = QTextDocument()
    told.setHtml(marked(MARKUP, ["andet"]))
    assert told.toPlainText() == MARKUP
    lines.addWidget(QLabel(MARKUP))
    lines.itemAt(0).widget().setToolTip(MARKUP)
    assert len(audit.markup(board)) == 2
