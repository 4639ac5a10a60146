"""A choice of one from a list, by mouse: nothing is chosen by scrolling past, and the list stands under its field."""

from collections.abc import Iterator

import pytest
from helpers.shown import show
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.forms.widgets import Combo, PlaceCombo

KINDS = [(number, f"Slags {number}") for number in range(10)]
CHOSEN = 7


@pytest.fixture(params=[Combo, PlaceCombo])
def combo(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[Combo]:
    """One in the upper part of a window, with something chosen and the focus in it."""
    window = QWidget()
    layout = QVBoxLayout(window)
    made: Combo = request.param(KINDS, name="Hvad slags")
    layout.addWidget(made)
    layout.addStretch()
    window.setGeometry(0, 0, 500, 600)
    show(qtbot, window)
    made.set_value(CHOSEN)
    made.setFocus()
    yield made
    window.hide()


@pytest.mark.parametrize("turned", [-120, 120])
def test_the_wheel_changes_no_choice(combo: Combo, turned: int) -> None:
    """Who chose and then scrolls the page still has the pointer over the field, and the focus in it."""
    place = QPointF(combo.rect().center())
    turn = QWheelEvent(
        place,
        QPointF(combo.mapToGlobal(combo.rect().center())),
        QPoint(),
        QPoint(0, turned),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(combo, turn)
    assert combo.hasFocus()
    assert combo.value() == CHOSEN
    assert not turn.isAccepted(), "the page scrolls"


def test_the_list_stands_under_its_field(combo: Combo, qtbot: QtBot) -> None:
    """All of it, whatever is chosen: not laid over the field, cut by the edge of the screen."""
    combo.showPopup()
    qtbot.waitUntil(combo.view().isVisible)
    listed = combo.view().window()
    assert listed.geometry().top() >= combo.mapToGlobal(QPoint(0, combo.height())).y() - 1
    assert combo.view().visualRect(combo.model().index(0, 0)).top() >= 0
    combo.hidePopup()
