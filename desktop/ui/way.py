"""The pages that are open, one on the other, and the way back through them with the focus where it was.

It resolves views by name. What it remembers over a lock is names and ids, never what a page shows.
"""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib import import_module

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop import dumps
from desktop.ui import accessibility
from desktop.ui.shell import Shell, ViewBase
from desktop.ui.tab_order import follow_layout

HOME = "today"
REST_MS = 150
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Step:
    """A page as it is remembered: its view, what it was opened with, and the place it belongs to.

    `ends`: the draft that goes with what is under way, and with which the page has done its work.
    """

    name: str
    target: Mapping[str, object]
    place: str
    ends: str = ""


@dataclass(frozen=True)
class Resume:
    """The way to walk again after a lock or a rebuild, and what had the focus."""

    steps: tuple[Step, ...] = (Step(HOME, {}, HOME),)
    focus_name: str = ""

    def among(self, drafts: Collection[str]) -> "Resume":
        """Without the pages that have done their work; `drafts` are those that are there now."""
        steps = tuple(step for step in self.steps if not step.ends or step.ends in drafts)
        return Resume(steps, self.focus_name) if steps else Resume()


class _Page:
    """One page; it is not built again before it is shown."""

    def __init__(self, step: Step, view: ViewBase | None = None) -> None:
        self.step, self.view = step, view
        self.focus: QWidget | None = None

    def remembered(self) -> Step:
        if self.view is None:
            return self.step
        return Step(self.step.name, self.view.target(), self.step.place, self.view.ends())


class Way(QStackedWidget):
    """`places` are the views of the navigation: each starts a new way. `place_changed` names the one walked from."""

    place_changed = Signal(str)

    def __init__(self, shell: Shell, places: Collection[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell, self._places = shell, places
        self._pages: list[_Page] = []
        self._resting: dict[str, ViewBase] = {}

    @property
    def view(self) -> ViewBase | None:
        """The page that is shown."""
        return self._pages[-1].view if self._pages else None

    @property
    def name(self) -> str:
        """The name of its view, "" for none."""
        return self._pages[-1].step.name if self._pages else ""

    def open(self, name: str, target: Mapping[str, object]) -> None:
        """Shows a view; the one that is open already is only read anew."""
        here = self.view
        if here is not None and self._pages[-1].step.name == name and here.target() == target:
            here.refresh()
            self._focus(here)
            return
        if here is not None:
            self._pages[-1].focus = _focus_inside(here)
            here.flush()
        left: list[_Page] = []
        if name in self._places:
            left, self._pages = self._pages, []
        self._show(_Page(Step(name, target, self._pages[-1].step.place if self._pages else "")))
        for page in left:
            self._destroy(page)

    def back(self) -> None:
        """Closes the page; the one before comes back with its focus. The last one closes to the first place."""
        if not self._pages or (len(self._pages) == 1 and self._pages[0].step.name == HOME):
            return
        closed = self._pages.pop()
        if closed.view is not None:
            closed.view.flush()
        before = self._pages.pop() if self._pages else _Page(Step(HOME, {}, HOME))
        self._show(before)
        self._destroy(closed)

    @property
    def busy(self) -> bool:
        """Whether an answer is on its way to a page, be it one that was left."""
        return any(view.busy for at in range(self.count()) if isinstance(view := self.widget(at), ViewBase))

    def resume(self) -> Resume:
        """What to walk again."""
        focus = accessibility.focused()
        named = accessibility.accessible_name(focus) if focus is not None and self.isAncestorOf(focus) else ""
        steps = tuple(page.remembered() for page in self._pages)
        return Resume(steps, named) if steps else Resume()

    def start(self, resume: Resume) -> None:
        """Shows the last page of a way; the others are built when one goes back to them."""
        self._pages = [_Page(step) for step in resume.steps[:-1]]
        self._show(_Page(resume.steps[-1]))

    def flush(self) -> None:
        """Every page's draft is on its way to the store; a fault of one costs no other its words, and no lock."""
        for page in self._pages:
            try:
                if page.view is not None:
                    page.view.flush()
            except Exception as error:  # noqa: BLE001 - locking goes on; kind and place are logged
                _log.error(dumps.where(error))

    def focus_page(self) -> None:
        """What was answered took the focus with it: work goes on in the page, not in the search box."""
        if self.view is not None:
            self._focus(self.view)

    def refresh(self) -> None:
        """Every page shows anew."""
        for page in self._pages:
            if page.view is not None:
                page.view.refresh()

    def _show(self, page: _Page) -> None:
        made = page.view
        if made is None:
            made = page.view = self._woken(page.step) or self._build(page.step)
        place = page.step.name if page.step.name in self._places else made.belongs
        page.step = Step(page.step.name, page.step.target, page.step.place if place is None else place)
        self._pages.append(page)
        made.refresh()  # before it is seen, so that coming into sight does not read the same again
        self.setCurrentWidget(made)
        self.place_changed.emit(page.step.place)
        self._give_focus(page, made)
        if made.title():
            accessibility.announce(made, made.title())

    def _build(self, step: Step) -> ViewBase:
        made: ViewBase = import_module(f"desktop.ui.views.{step.name}").View(self._shell, **step.target)
        made.setAccessibleName(made.title())
        self.addWidget(made)
        follow_layout(made)
        return made

    def _woken(self, step: Step) -> ViewBase | None:
        rested = self._resting.pop(step.name, None)
        if rested is None or rested.wake(**step.target):
            return rested
        self._drop(rested)
        return None

    def _give_focus(self, page: _Page, view: ViewBase) -> None:
        try:
            if page.focus is not None and page.focus.isVisible():
                page.focus.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        except RuntimeError:  # the widget was rebuilt by the page's refresh
            page.focus = None
        self._focus(view)

    def _focus(self, view: ViewBase) -> None:
        """Where the view wants it, else on its first stop."""
        view.focus()
        if _focus_inside(view) is None and (first := accessibility.first_stop(view)) is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _destroy(self, page: _Page) -> None:
        view, name = page.view, page.step.name
        if view is not None:
            # the page that comes into sight is painted first
            QTimer.singleShot(REST_MS, view, lambda: self._let_rest(name, view))

    def _let_rest(self, name: str, view: ViewBase) -> None:
        if view.busy:
            QTimer.singleShot(REST_MS, view, lambda: self._let_rest(name, view))
        elif name not in self._resting and view.rest():
            self._resting[name] = view
        else:
            self._drop(view)

    def _drop(self, view: ViewBase) -> None:
        self.removeWidget(view)
        view.hide()
        view.deleteLater()


def _focus_inside(view: QWidget) -> QWidget | None:
    focus = accessibility.focused()
    return focus if focus is not None and view.isAncestorOf(focus) else None
