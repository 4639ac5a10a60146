"""The unlocked window: top bar, navigation, the open page and its messages. It is the `Shell` that views are given.

It resolves views by name and keeps the way back; it knows no view's content. A lock destroys it whole.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.assembly import App
from desktop.services.errors import AppError
from desktop.services.values import Saved
from desktop.texts import Texts, _
from desktop.ui import accessibility, theme
from desktop.ui.actions import ACTIONS, action, places
from desktop.ui.bridge import Bridge
from desktop.ui.formats import Formats
from desktop.ui.messages import Messages
from desktop.ui.navigation import Navigation, menu
from desktop.ui.shell import ViewBase
from desktop.ui.tasks import Tasks
from desktop.ui.topbar import TopBar

# narrower than this many pixels of 100 % text, the navigation folds into a menu
FOLDS = 1000
HOME = "today"


def view_exists(name: str) -> bool:
    """Whether there is a module for the view."""
    return find_spec(f"desktop.ui.views.{name}") is not None


@dataclass
class _Open:
    """One page on the way back: what it is, and where the focus was when it was left."""

    name: str
    view: ViewBase
    place: str
    focus: QWidget | None = None


@dataclass(frozen=True)
class Resume:
    """What to open again after a lock or a rebuild; names and ids only."""

    view: str = HOME
    target: Mapping[str, object] | None = None
    focus_name: str = ""


class Desk(QWidget):
    """Built at unlock, gone at lock. `lock` and `setting_changed` are for the window around it."""

    lock = Signal()
    setting_changed = Signal(str, object)

    def __init__(self, app: App, tasks: Tasks, bridge: Bridge, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.app, self.tasks, self.bridge, self.texts = app, tasks, bridge, texts
        self.formats = Formats(texts, app.clock)
        self.discreet = bool(app.settings.get("discreet"))
        self._way: list[_Open] = []
        self._undo: bytes | None = None
        self.setProperty("role", "window")
        self._bar = TopBar(texts)
        self._bar.discreet.setChecked(self.discreet)
        self._bar.act.connect(self.act)
        top = tuple(row for row in places("top") if view_exists(row.view))
        bottom = tuple(row for row in places("bottom") if view_exists(row.view))
        if not top:
            raise RuntimeError("no view is registered")
        self._navigation = Navigation(texts, top, bottom, self._person())
        self._navigation.chosen.connect(self.open)
        self._menu = menu(texts, (*top, *bottom), self.open, self)
        self._pages = QStackedWidget()
        self._messages = Messages(texts)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._pages, 1)
        right.addWidget(self._messages)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(self._navigation)
        below.addLayout(right, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._bar)
        whole.addLayout(below, 1)
        self._make_shortcuts()
        self._bar.sync.show_status(app.syncing.status())
        bridge.sync_changed.connect(self._bar.sync.show_status)

    def _person(self) -> tuple[str, ...]:
        me = self.app.me
        return (me.name, ", ".join(part for part in (me.title, me.district) if part))

    def _make_shortcuts(self) -> None:
        for row in ACTIONS:
            made = QAction(self.texts(row.text), self)
            made.setShortcuts([QKeySequence(keys) for keys in row.shortcuts])
            made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            made.triggered.connect(lambda _on=False, name=row.id: self.act(name))
            self.addAction(made)

    @property
    def theme(self) -> theme.Theme:
        """Colours and lengths."""
        return theme.current()

    @property
    def view(self) -> ViewBase | None:
        """The page that is shown."""
        return self._way[-1].view if self._way else None

    # what the table of actions asks for

    def act(self, name: str) -> None:
        """Does the action of a row: opens its view, asks the open page, or does it here."""
        row = None if name == "menu" else action(name)
        view = self.view
        if row is not None and row.view:
            self.open(row.view)
        elif name == "menu":
            self._menu.popup(self._bar.menu.mapToGlobal(self._bar.menu.rect().bottomLeft()))
        elif name == "lock":
            self.lock.emit()
        elif name == "discreet":
            self.set_setting("discreet", not self.discreet)
        elif name == "undo":
            self.undo()
        elif view is not None and view.act(name):
            return
        elif name == "new_note":
            self.new_note()
        elif name == "close":
            self._close()

    def _close(self) -> None:
        if self._messages.shown is not None:
            self._messages.close_message()
        else:
            self.back()

    # pages

    def open(self, view: str, **target: object) -> None:
        """Shows a view. A place of the navigation starts a new way; anything else is put on the one walked."""
        here = self._way[-1] if self._way else None
        if here is not None and here.name == view and here.view.target() == target:
            here.view.refresh()
            self._focus(here.view)
            return
        is_place = any(row.view == view and row.where for row in ACTIONS)
        if here is not None:
            here.focus = self._focus_inside(here.view)
            here.view.flush()
        left = list(self._way)
        if is_place:
            self._way = []
        self._show(view, target)
        if is_place:
            for opened in left:
                self._destroy(opened)

    def _show(self, name: str, target: Mapping[str, object]) -> None:
        made: ViewBase = import_module(f"desktop.ui.views.{name}").View(self, **target)
        place = name if any(row.view == name and row.where for row in ACTIONS) else made.belongs
        if place is None:
            place = self._way[-1].place if self._way else ""
        made.setAccessibleName(made.title())
        self._way.append(_Open(name, made, place))
        self._pages.addWidget(made)
        self._pages.setCurrentWidget(made)
        self._navigation.choose(place)
        made.refresh()
        self._focus(made)
        if made.title():
            accessibility.announce(made, made.title())

    def back(self) -> None:
        """Closes the page; the one before it comes back with its focus. The last page closes to the first place."""
        if not self._way:
            return
        closed = self._way.pop()
        closed.view.flush()
        if not self._way:
            if closed.name == HOME:
                self._way.append(closed)
                return
            self._show(HOME, {})
        else:
            before = self._way[-1]
            self._pages.setCurrentWidget(before.view)
            self._navigation.choose(before.place)
            before.view.refresh()
            self._give_focus(before)
        self._destroy(closed)

    def _give_focus(self, opened: _Open) -> None:
        try:
            if opened.focus is not None and opened.focus.isVisible():
                opened.focus.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        except RuntimeError:  # the widget was rebuilt by the page's refresh
            opened.focus = None
        self._focus(opened.view)

    def _focus(self, view: ViewBase) -> None:
        """Where the view wants it, else on its first stop, else on the place in the navigation: never nowhere."""
        view.focus()
        if self._focus_inside(view) is None:
            for widget in (*accessibility.focusable(view), *accessibility.focusable(self._navigation)):
                if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    widget.setFocus(Qt.FocusReason.OtherFocusReason)
                    return

    def _destroy(self, opened: _Open) -> None:
        self._pages.removeWidget(opened.view)
        opened.view.hide()
        opened.view.deleteLater()

    @staticmethod
    def _focus_inside(view: QWidget) -> QWidget | None:
        focus = accessibility.focused()
        return focus if focus is not None and view.isAncestorOf(focus) else None

    def new_note(self, **prefill: object) -> None:
        """Opens the quick note."""
        self.open("quick_note", **prefill)

    def flush(self) -> None:
        """Every page's draft is on its way to the store."""
        for opened in self._way:
            opened.view.flush()

    def resume(self) -> Resume:
        """What to open again."""
        if not self._way:
            return Resume()
        here = self._way[-1]
        focus = accessibility.focused()
        named = accessibility.accessible_name(focus) if focus is not None and self.isAncestorOf(focus) else ""
        return Resume(here.name, here.view.target(), named)

    def start(self, resume: Resume) -> None:
        """Opens the first page, or the one that was open."""
        if resume.view != HOME and not any(row.view == resume.view and row.where for row in ACTIONS):
            self.open(HOME)
        self.open(resume.view, **(resume.target or {}))

    def focus_named(self, name: str) -> None:
        """Gives the focus to the widget of that name; after a rebuild with another text size."""
        for widget in accessibility.focusable(self):
            if name and accessibility.accessible_name(widget) == name:
                widget.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    # messages

    def message(
        self, text: str, tone: str = "neutral", button: str = "", action: Callable[[], object] | None = None
    ) -> None:
        """A sentence under the page."""
        self._messages.show_message(text, tone, button, action)

    def failed(self, error: AppError) -> None:
        """The one door for errors."""
        self._messages.show_error(error)

    def saved(self, saved: Saved) -> None:
        """Says that it is kept, and that it can be undone."""
        self._undo = saved.undo
        words = self.texts(_("Saved on this pc"))
        self._messages.show_message(words, "ok", self.texts(_("Undo")), self.undo, action("undo").shortcut)

    def undo(self) -> None:
        """Takes the last save back."""
        token, self._undo = self._undo, None
        if token is None:
            return
        self._messages.close_message()
        self.tasks.write(
            lambda: self.app.undo.undo(token), lambda _none: self.message(self.texts(_("Undone")), "neutral")
        )

    # settings

    def set_setting(self, name: str, value: object) -> None:
        """Keeps it, and follows it at once."""
        self.tasks.write(lambda: self.app.settings.set(name, value))
        if name == "discreet":
            self.discreet = bool(value)
            self._bar.discreet.setChecked(self.discreet)
            for opened in self._way:
                opened.view.refresh()
        self.setting_changed.emit(name, value)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Folds the navigation when there is no room for it."""
        folded = self.width() < theme.current().px(FOLDS)
        self._navigation.setVisible(not folded)
        self._bar.fold(folded)
        super().resizeEvent(event)
