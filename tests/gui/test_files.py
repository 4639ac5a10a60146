"""The one place that asks for a file."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.files import choose_file


@pytest.mark.parametrize(("given", "answer"), [("", None), ("liste.csv", Path("liste.csv"))])
def test_what_was_chosen(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, given: str, answer: Path | None) -> None:
    """The path, or None when the dialog was closed; the sorts go to the dialog as they are."""
    asked: list[object] = []

    def dialog(*arguments: object) -> tuple[str, str]:
        asked.extend(arguments)
        return given, ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", dialog)
    parent = QWidget()
    qtbot.addWidget(parent)
    assert choose_file(parent, "Vælg", "Lister (*.csv)") == answer
    assert asked == [parent, "Vælg", "", "Lister (*.csv)"]
