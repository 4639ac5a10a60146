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
from desktop.services.errors import AppError
from desktop.services.events import RecordsChanged
from desktop.services.values import Saved
from desktop.texts import Texts, _
from desktop.ui import accessibility, theme
from desktop.ui.actions import ACTIONS, Action, action, places
from desktop.ui.bridge import Bridge
from desktop.ui.formats import Formats
from desktop.ui.looking_after import LookingAfter
from desktop.ui.messages import Messages
from desktop.ui.navigation import Navigation, fill
from desktop.ui.palette import Palette
from desktop.ui.panes import Panes
from desktop.ui.shell import ViewBase
from desktop.ui.slow_writes import SlowWrites
from desktop.ui.tasks import Tasks
from desktop.ui.topbar import TopBar
from desktop.ui.undoing import Back, Undoing
from desktop.ui.way import Resume, Way

# the kinds of errors after which a backup may be the next step
DAMAGE = {"damaged", "store-damaged"}
# narrower than this many pixels of 100 % text, the navigation folds into a menu
FOLDS = 1000
# how much a press of Ctrl++ or Ctrl+- makes of the text, in per cent, and how far it goes
SIZE_STEP, SMALLEST, LARGEST = 25, 100, 200
MINUTE_MS = 60_000


def view_exists(name: str) -> bool:
    """Whether there is a module for the view."""
    return find_spec(f"desktop.ui.views.{name}") is not None


class Desk(QWidget):
    """Built at unlock, gone at lock. `lock`, `setting_changed` and `rescue` are for the window around it."""

    lock = Signal()
    setting_changed = Signal(str, object)
    rescue = Signal(object)

    def __init__(self, app: App, tasks: Tasks, bridge: Bridge, texts: Texts, backs: list[Back]) -> None:
        super().__init__()
        self.app, self.tasks, self.bridge, self.texts = app, tasks, bridge, texts
        self.formats = Formats(texts, app.clock)
        self.discreet = bool(app.settings.get("discreet"))
        self.setProperty("role", "window")
        self._bar = TopBar(texts)
        self._bar.show_discreet(self.discreet)
        self._bar.act.connect(self.act)
        top = tuple(row for row in places("top") if view_exists(row.view))
        bottom = tuple(row for row in places("bottom") if view_exists(row.view))
        if not top:
            raise RuntimeError("no view is registered")
        self._navigation = Navigation(texts, top, bottom, self._person())
        self._navigation.chosen.connect(self.open)
        fill(self._bar.menu.choices, texts, (*top, *bottom), self.open)
        self._way = Way(self, {row.view for row in (*top, *bottom)})
        self._way.place_changed.connect(self._navigation.choose)
        self._messages = Messages(texts)
        self._messages.left.connect(self._way.focus_page)
        self._undoing = Undoing(self, self._messages, backs)
        SlowWrites(tasks, self._messages, texts, self._bar.sync.say_saving)
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
        self._palette = Palette(self, self._offered(), self.act, self)
        self._panes = Panes(lambda: self._bar, lambda: self._navigation, lambda: self._way, lambda: self._messages)
        self._bar.sync.show_status(app.syncing.status())
        bridge.sync_changed.connect(self._bar.sync.show_status)
        bridge.records_changed.connect(self._know_person)
        self._day = self.formats.today()
        minute = QTimer(self, interval=MINUTE_MS)
        minute.timeout.connect(self.tick)
        minute.start()

    def tick(self) -> None:
        """A minute went by: at midnight, and where the clock was set, »today« is another day on every page."""
        before, self._day = self._day, self.formats.today()
        if before != self._day:
            self._way.refresh()

    def _person(self) -> tuple[str, ...]:
        me = self.app.me
        return (me.name, ", ".join(part for part in (me.title, me.district) if part))

    def _know_person(self, changed: RecordsChanged) -> None:
        """A new pc learns from its first sync what its owner is called and where he works."""
        if changed.kinds & {"member", "space_info"}:
            language = self.texts.language
            self.tasks.read(lambda: self.app.speak(language), lambda _none: self._navigation.call(self._person()))

    def _offered(self) -> list[Action]:
        """What search offers: all that can be done from anywhere, and that this person may do."""
        member = not self.app.me.no_notes
        rows = (row for row in ACTIONS if not row.on_page and (member or not row.for_members))
        return [row for row in rows if not row.view or view_exists(row.view)]

    def _make_shortcuts(self) -> None:
        for row in ACTIONS:
            made = QAction(self.texts(row.text), self)
            made.setShortcuts([QKeySequence(keys) for keys in row.shortcuts])
            made.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
            made.setAutoRepeat(row.repeats)
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
            self.open(row.view, **({"about": self._way.name} if name == "help" else {}))
        elif name == "menu":
            self._bar.menu.show_choices()
        elif name == "lock":
            self.lock.emit()
        elif name == "discreet":
            self.set_setting("discreet", not self.discreet)
        elif name == "undo":
            self.undo()
        elif self._panes.act(name) or self._size(name) or (view is not None and view.act(name)):
            return
        elif name == "new_note":
            self.new_note()
        elif name == "plan_visit" and not self.app.me.no_notes:
            self.open("visit_sheet")
        elif name == "close":
            self._close()

    def _size(self, name: str) -> bool:
        """Larger, smaller or usual text; False where the action is another."""
        now = int(str(self.app.settings.get("text_size")))
        goal = {"larger": now + SIZE_STEP, "smaller": now - SIZE_STEP, "usual_size": SMALLEST}.get(name)
        if goal is None:
            return False
        if (size := max(SMALLEST, min(LARGEST, goal))) != now:
            self.set_setting("text_size", size)
        return True

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
        """Opens the quick note; an administrator or a carrier is told that there are none."""
        if self.app.me.no_notes:
            self.message(self.texts(self.app.me.no_notes))
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

    def saved(self, saved: Saved, words: str = "") -> None:
        """Says that it is kept, and offers the way back."""
        self._undoing.saved(saved, words)

    def refused(self) -> None:
        """What was said of an earlier save goes."""
        self._messages.leave()

    def undoable(self, act: Callable[[], object], words: str = "", tone: str = "ok") -> None:
        """Ctrl+Z does `act` now, and so does the button beside `words`."""
        self._undoing.can(act)
        if words:
            self.message(words, tone, self.texts(_("Undo")), self.undo)

    def undo(self) -> None:
        """Takes the last save back."""
        self._undoing.undo()

    def greet(self, said: str) -> None:
        """Says what an unlock has to say, offers a PIN for the day, and looks after the store beside the work."""
        LookingAfter(self, self)
        if said:
            self.message(said, "warn")
        if self.app.access.wants_pin:
            words = self.texts(_("Would you like to use a PIN today as well?"))
            self.message(words, "neutral", self.texts(_("Choose PIN")), partial(self.open, "access", act="pin"))

    # settings

    def set_setting(self, name: str, value: object) -> None:
        """Keeps it, and follows it at once."""
        self.tasks.write(lambda: self.app.settings.set(name, value))
        if name == "discreet":
            self.discreet = bool(value)
            self._bar.show_discreet(self.discreet)
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
