"""F6 and Shift+F6: from one part of the window to the next, back to where one was in it. It knows widgets alone."""

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.ui import accessibility

_STEPS = {"next_pane": 1, "previous_pane": -1}


class Panes:
    """The parts in their order; each is asked for when it is needed, None where it is not there."""

    def __init__(self, *panes: Callable[[], QWidget | None]) -> None:
        self._panes = panes
        self._was: dict[int, QWidget] = {}

    def act(self, name: str) -> bool:
        """Goes on or back; False where the action is another."""
        step = _STEPS.get(name)
        if step is None:
            return False
        found = [pane() for pane in self._panes]
        focus = accessibility.focused()
        here = next((n for n, pane in enumerate(found) if _holds(pane, focus)), -1 if step > 0 else 0)
        if focus is not None and here >= 0:
            self._was[here] = focus
        for way in range(1, len(found) + 1):
            goal = (here + step * way) % len(found)
            if self._give_focus(goal, found[goal]):
                break
        return True

    def _give_focus(self, number: int, pane: QWidget | None) -> bool:
        if pane is None or not pane.isVisible():
            return False
        was = self._was.get(number)
        if was is not None and shiboken6.isValid(was) and _holds(pane, was) and was.isVisible() and was.isEnabled():
            was.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return True
        first = accessibility.first_stop(pane)
        if first is None:
            return False
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True


def _holds(pane: QWidget | None, focus: QWidget | None) -> bool:
    return pane is not None and focus is not None and (pane is focus or pane.isAncestorOf(focus))
