"""Labels of words that nobody expects: without an end, or very many; no page is widened or held up by them."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.forms.texts import text
from desktop.ui.forms.versions import quote
from desktop.ui.forms.widgets import row

WORD = "kode" * 60


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
