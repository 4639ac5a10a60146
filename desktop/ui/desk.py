"""The unlocked window: top bar, navigation, the open page and its messages. It is the `Shell` that views are given.

It knows no view's content. A lock destroys it whole.
"""

from collections.abc import Callable
from functools import partial
from importlib.util import find_spec

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.assembly import App
from desktop.services.drafts import DraftValues
from desktop.services.errors import AppError
from desktop.services.health import Looked
from desktop.services.today import NO_NOTES
from desktop.services.values import Saved
from desktop.texts import Texts, _
from desktop.ui import accessibility, theme
from desktop.ui.actions import ACTIONS, action, places
from desktop.ui.bridge import Bridge
from desktop.ui.formats import Formats
from desktop.ui.forms.record_rows import open_draft
from desktop.ui.messages import Messages
from desktop.ui.navigation import Navigation, menu
from desktop.ui.palette import Palette
from desktop.ui.shell import ViewBase
from desktop.ui.tasks import Tasks
from desktop.ui.topbar import TopBar
from desktop.ui.way import Resume, Way

# so long after the first page the store is looked after, where it is due: nobody shall wait for it
LOOKS_AFTER_MS = 1_500
# the kinds of errors after which a backup may be the next step
DAMAGE = {"damaged", "store-damaged"}
# what is about the open page and is not offered in search
OF_THE_PAGE = {"search", "save", "save_next", "close", "undo"}
# what an administrator, who reads and writes nothing, is not offered there
OF_MEMBERS = {"import"}
# narrower than this many pixels of 100 % text, the navigation folds into a menu
FOLDS = 1000


def view_exists(name: str) -> bool:
    """Whether there is a module for the view."""
    return find_spec(f"desktop.ui.views.{name}") is not None


class Desk(QWidget):
    """Built at unlock, gone at lock. `lock`, `setting_changed` and `rescue` are for the window around it."""

    lock = Signal()
    setting_changed = Signal(str, object)
    rescue = Signal(object)

    def __init__(self, app: App, tasks: Tasks, bridge: Bridge, texts: Texts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.app, self.tasks, self.bridge, self.texts = app, tasks, bridge, texts
        self.formats = Formats(texts, app.clock)
        self.discreet = bool(app.settings.get("discreet"))
        self._undo: bytes | Callable[[], object] | None = None
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
        self._way = Way(self, {row.view for row in (*top, *bottom)})
        self._way.place_changed.connect(self._navigation.choose)
        self._messages = Messages(texts)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._way, 1)
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
        left_out = OF_THE_PAGE | (OF_MEMBERS if app.me.administers else set())
        offered = [row for row in ACTIONS if row.id not in left_out and (not row.view or view_exists(row.view))]
        self._palette = Palette(self, offered, self.act, self)
        self._bar.sync.show_status(app.syncing.status())
        bridge.sync_changed.connect(self._bar.sync.show_status)

    def _person(self) -> tuple[str, ...]:
        me = self.app.me
        return (me.name, ", ".join(part for part in (me.title, me.district) if part))

    def _make_shortcuts(self) -> None:
        for row in ACTIONS:
            made = QAction(self.texts(row.text), self)
            made.setShortcuts([QKeySequence(keys) for keys in row.shortcuts])
            made.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
            made.triggered.connect(lambda _on=False, name=row.id: self.act(name))
            self.addAction(made)

    @property
    def theme(self) -> theme.Theme:
        """Colours and lengths."""
        return theme.current()

    @property
    def view(self) -> ViewBase | None:
        """The page that is shown."""
        return self._way.view

    # what the table of actions asks for

    def act(self, name: str) -> None:
        """Does the action of a row: opens its view, asks the open page, or does it here."""
        row = None if name == "menu" else action(name)
        view = self.view
        if name == "search":
            self._palette.open_(self._bar.box())
            return
        if not self._palette.isHidden():
            self._palette.close_()
            if name == "close":
                return
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
        self._messages.leave()
        self._way.open(view, target)
        if accessibility.focused() is None:
            self._navigation.setFocus()

    def back(self) -> None:
        """Closes the page."""
        self._messages.leave()
        self._way.back()

    def new_note(self, **prefill: object) -> None:
        """Opens the quick note; an administrator is told that there are none."""
        if self.app.me.administers:
            self.message(self.texts(NO_NOTES))
        else:
            self.open("quick_note", **prefill)

    def flush(self) -> None:
        """Every page's draft is on its way to the store, and what was searched for on its way to the read log."""
        self._palette.flush()
        self._way.flush()

    def resume(self) -> Resume:
        """What to open again."""
        return self._way.resume()

    def start(self, resume: Resume) -> None:
        """Opens the first page, or the way that was open."""
        self._way.start(resume)

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
        """The one door for errors; where the store is damaged the way out of it is offered."""
        if error.kind in DAMAGE:
            self._messages.show_error(error, self.texts(_("See what you can do")), lambda: self.rescue.emit(error))
        else:
            self._messages.show_error(error)

    def mended(self, kind: str) -> None:
        """What was told of errors of this kind goes."""
        self._messages.mended(kind)

    def saved(self, saved: Saved) -> None:
        """Says that it is kept, and that it can be undone where it can; Ctrl+Z does so also when the words are gone."""
        self._undo = saved.undo or None
        words = self.texts(_("Saved on this pc"))
        if saved.undo:
            self._messages.show_message(words, "ok", self.texts(_("Undo")), self.undo, action("undo").shortcut)
        else:
            self._messages.show_message(words, "ok")

    def undoable(self, act: Callable[[], object]) -> None:
        """Ctrl+Z does `act` now."""
        self._undo = act

    def undo(self) -> None:
        """Takes the last save back; what was typed is offered again as a draft."""
        token, self._undo = self._undo, None
        if token is None:
            return
        if not isinstance(token, bytes):
            token()
            return
        self._messages.close_message()

        def work() -> DraftValues | None:
            draft = self.app.undo.undo(token)
            return self.app.drafts.get(draft) if draft else None

        self.tasks.write(work, self._undone)

    def _undone(self, draft: DraftValues | None) -> None:
        if draft is None:
            self.message(self.texts(_("Undone")))
            return
        words = self.texts(_("Undone. What you wrote is a draft again."))
        self.message(words, button=self.texts(_("Continue")), action=partial(open_draft, self, draft.kind, draft.id))

    def greet(self, said: str) -> None:
        """Says what an unlock has to say, offers a PIN for the day, and looks after the store beside the work."""
        self._look_after()
        if said:
            self.message(said, "warn")
        if self.app.access.wants_pin:
            words = self.texts(_("Would you like to use a PIN today as well?"))
            self.message(words, "neutral", self.texts(_("Choose PIN")), partial(self.open, "access", act="pin"))

    def _look_after(self) -> None:
        """Beside the work: the store is gone through and copied where that is due; what is wrong is said, and stays."""
        health = self.app.health

        def begin(due: bool) -> None:
            if due:
                self.tasks.look_after(health.look_after, self._looked_after)

        QTimer.singleShot(LOOKS_AFTER_MS, self, lambda: self.tasks.read(lambda: health.due, begin))

    def _looked_after(self, looked: Looked) -> None:
        if looked.cut_off and looked.checked:
            words = _("Rød Tråd was cut off last time. Everything on this pc was gone through, and it is whole.")
            self.message(self.texts(words), "ok")

    # settings

    def set_setting(self, name: str, value: object) -> None:
        """Keeps it, and follows it at once."""
        self.tasks.write(lambda: self.app.settings.set(name, value))
        if name == "discreet":
            self.discreet = bool(value)
            self._bar.discreet.setChecked(self.discreet)
            self._way.refresh()
        self.setting_changed.emit(name, value)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Folds the navigation when there is no room for it."""
        folded = self.width() < theme.current().px(FOLDS)
        self._navigation.setVisible(not folded)
        self._bar.fold(folded)
        super().resizeEvent(event)
        if not self._palette.isHidden():
            self._palette.close_()
