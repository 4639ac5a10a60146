"""The window: locked or unlocked, and the way between the two. It holds no record and no key.

What is heavy (services, store, views) is imported after the lock screen is painted, on a worker.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent

from desktop.services.clock import Clock
from desktop.texts import Texts, _
from desktop.ui import icons, theme
from desktop.ui.ahead import import_ahead
from desktop.ui.appearance import Appearance, Look
from desktop.ui.door import Door
from desktop.ui.guard import Guard
from desktop.ui.held_keys import HeldKeys
from desktop.ui.language import follow
from desktop.ui.lock import LockScreen
from desktop.ui.mnemonics import MnemonicWindow
from desktop.ui.placing import keep
from desktop.ui.rescuing import RESTORED
from desktop.ui.stray_keys import StrayKeys
from desktop.ui.tasks import Tasks
from desktop.ui.traces import Traces

if TYPE_CHECKING:
    from desktop.assembly import App
    from desktop.locked import Locked, Status
    from desktop.services.drafts import DraftRow
    from desktop.services.errors import AppError
    from desktop.ui.desk import Desk
    from desktop.ui.opened import Opened
    from desktop.ui.way import Resume
    from desktop.ui.ways import Failed, Way


class Window(MnemonicWindow):
    """`load` makes the `Locked` of a data folder; it is called on a worker, for it imports what is heavy."""

    already_open = Signal()
    unlocked = Signal()
    fault = Signal()  # an error that nobody took; from any thread

    def __init__(
        self, load: "Callable[[], Locked]", clock: Clock, texts: Texts, look: Look, idle_minutes: float | None = None
    ) -> None:
        super().__init__()
        self._load, self._clock, self.texts = load, clock, texts
        self._locked: Locked | None = None
        self._opened: Opened | None = None
        self._waiting_for: tuple[Way, Failed] | None = None
        self._closing = False
        self._wait_for_store: Callable[[], object] = lambda: None
        self._resume: Resume | None = None
        self._to_say = ""
        self._after_lock: Callable[[], object] | None = None
        self._door: Door | None = None
        self.setWindowTitle(texts(_("Rød Tråd")))
        self.setProperty("role", "window")
        self.setMinimumSize(640, 480)
        self._appearance = Appearance(look, self)
        self._appearance.system_changed.connect(self._rebuild)
        self.setWindowIcon(icons.icon("mark", theme.current().color("thread")))
        self._guard = Guard(clock, idle_minutes, self, self._passphrase_due)
        self._guard.lock.connect(self.lock)
        self._guard.slept.connect(self._slept)
        self._traces = Traces(self)
        StrayKeys(theme.application(), self)
        HeldKeys(theme.application(), self)
        self._show_lock()
        self._tasks = Tasks(self._refused, self)
        self.fault.connect(self._say_fault, Qt.ConnectionType.QueuedConnection)
        QTimer.singleShot(0, self._after_paint)

    # settings that are seen at once

    def _setting_changed(self, name: str, value: object) -> None:
        if name == "idle_minutes":
            self._guard.set_minutes(value)
        if self._appearance.choose(name, value):
            QTimer.singleShot(0, self._rebuild)
        if name == "language" and self._opened is not None:
            app = self._opened.app
            self._tasks.read(lambda: app.speak(str(value)), lambda _done: self._speak(str(value)), self._refused)

    def _speak(self, language: str) -> None:
        self.texts.speak(language)
        follow(theme.application(), language)
        self.setWindowTitle(self.texts(_("Rød Tråd")))
        if self._locked is not None:
            self._locked.language = language
        self._rebuild()

    def _rebuild(self) -> None:
        if self._opened is not None:
            self._opened.rebuild(self._appearance.apply)

    # locked

    @property
    def screen_(self) -> LockScreen | None:
        """The lock screen; None while it is open."""
        return self._door.screen if self._door is not None else None

    def _show_lock(self) -> None:
        self._appearance.apply()  # a look that was chosen, and that the lock came before
        folder, tasks = (lambda: self._locked), (lambda: self._tasks)
        self._door = Door(
            self.texts, self._clock, folder, tasks, self._open_by, self._refused, self._look_again, self._restored
        )
        screen = self._door.screen
        screen.unlock.connect(self._unlock)
        self.inside.addWidget(screen)
        screen.passphrase.setFocus()

    def _after_paint(self) -> None:
        if self.screen_ is not None and not self.screen_.painted and self.isVisible():
            QTimer.singleShot(5, self._after_paint)
            return
        self._tasks.read(self._look_at_folder, self._looked, self._refused)

    def _look_at_folder(self) -> "tuple[Locked, Status]":
        # kept before it is asked: a folder that is damaged must still be one that something can be done about
        self._locked = locked = self._locked or self._load()
        return locked, locked.status()

    def _looked(self, found: "tuple[Locked, Status]") -> None:
        self._locked, status = found
        if self._door is None:
            return
        self._door.found(status)
        there = status.exists and not status.in_use
        if status.exists and status.in_use:
            self.already_open.emit()
        if there:
            import_ahead(self, lambda: self._door is not None and not self._closing)
            self._guard.listen()
        if not self._take_what_waits() and there:
            self._door.ways.offer(status)

    def _unlock(self, passphrase: str) -> None:
        self._open_by(lambda locked, on_writer: locked.unlock(passphrase, on_writer), self._refused)

    def _passphrase_due(self) -> bool:
        return self._opened is not None and not self._opened.app.access.fresh

    def _slept(self) -> None:
        if self._locked is not None:
            self._locked.ways.slept()
        self.lock()
        if self._door is not None:
            self._door.ways.offer_pin(False)

    def _open_by(self, way: "Way", failed: "Failed") -> None:
        self._guard.look_for_sleep()
        locked, tasks = self._locked, self._tasks
        if self.screen_ is not None:
            self.screen_.busy(self.texts(_("Unlocking …")))
        if locked is None or self._closing:
            self._waiting_for = way, failed
            return
        if self.screen_ is not None:
            locked.said = self.screen_.read_again.emit
        tasks.read(lambda: way(locked, tasks.on_writer), self._open, failed)

    def _take_what_waits(self) -> bool:
        """Tries what was typed before there was something to open; whether there was anything."""
        waiting, self._waiting_for = self._waiting_for, None
        if waiting is not None:
            self._open_by(*waiting)
        return waiting is not None

    def _look_again(self) -> None:
        if self.screen_ is not None:
            self.screen_.reopened()
            self._tasks.read(self._look_at_folder, self._looked, self._refused)

    def _restored(self, kept: Path, passphrase: str) -> None:
        if self.screen_ is not None:
            self.screen_.reopened()
            self._to_say = self.texts(RESTORED, folder=kept)
            self._unlock(passphrase)

    def _rescue(self, error: "AppError") -> None:
        """Damage was found in the open store: it is closed, then the lock screen says what can be done."""
        self.lock()
        self._after_lock = lambda: self._refused(error)

    def _ended(self) -> None:
        """The control log ended this pc: it is closed, and the lock screen says what became of it."""
        self.lock()
        self._after_lock = self._look_again

    def _refused(self, error: "AppError") -> None:
        if self._door is not None:
            self._door.refused(error)
        elif self.desk is not None:
            self.desk.failed(error)

    def _say_fault(self) -> None:
        from desktop.services.errors import AppError  # not at the top: the lock screen is painted first

        self._refused(AppError())

    # unlocked

    @property
    def desk(self) -> "Desk | None":
        """The unlocked window's content; None while it is locked."""
        return self._opened.desk if self._opened is not None else None

    def _open(self, app: "App") -> None:
        from desktop.ui.opened import Opened, take_away  # not at the top: the lock screen is painted first
        from desktop.ui.way import Resume

        resume, self._resume = self._resume or Resume(), None
        self._opened = opened = Opened(app, self._tasks, self.texts, self.inside, resume, self)
        opened.lock.connect(self.lock)
        opened.rescue.connect(self._rescue)
        opened.setting_changed.connect(self._setting_changed)
        opened.ended.connect(self._ended)
        if self._door is not None:
            take_away(self.inside, self._door.screen)
            self._door = None
        self._tasks.network_loop(app.syncing)
        self._guard.set_minutes(app.settings.get("idle_minutes"))
        self._guard.idle.start()
        opened.desk.greet(self._to_say)
        self._to_say = ""
        self.unlocked.emit()

    def lock(self, *, closing: bool = False) -> None:
        """At once and without asking: the draft is kept, every page is destroyed, keys and connections go."""
        self._guard.look_for_sleep()
        if self._opened is None:
            return
        opened, tasks = self._opened, self._tasks
        self._guard.idle.stop()
        self._traces.finish()
        self._resume = resume = opened.leave()
        self._traces.clear()
        self._opened = None
        self._show_lock()
        locked = self._locked
        if self._door is not None:
            self._door.ways.offer_pin(locked is not None and locked.ways.pins.ready)
        locked_at = self._clock.now()
        self._say_locked(locked_at, ())
        self._closing = True

        def closed(drafts: "tuple[DraftRow, ...]") -> None:
            self._closing = False
            tasks.deleteLater()
            self._resume = resume.among({draft.id for draft in drafts})
            self._say_locked(locked_at, drafts)
            after, self._after_lock = self._after_lock, None
            if after is not None:
                after()
            if not self._take_what_waits() and locked is not None and self._door is not None:
                self._tasks.read(locked.ways.has_words, self._door.ways.offer_words)

        def failed(error: "AppError") -> None:
            closed(())
            self._refused(error)

        self._wait_for_store = tasks.close(opened.put_away(None if closing else locked), closed, failed)
        self._tasks = Tasks(self._refused, self)

    def lock_and_wait(self) -> None:
        """Locks, and comes back when what was typed is on the disk."""
        self.lock()
        self._wait_for_store()

    def _say_locked(self, at: datetime, drafts: "tuple[DraftRow, ...]") -> None:
        if self._door is not None and self._waiting_for is None:
            self._door.locked_at(at, drafts)

    # the window itself

    def closeEvent(self, event: QCloseEvent) -> None:
        """As a lock that is waited for, but the key ring opens after it. Words in memory alone hold it once."""
        self.lock(closing=True)
        self._traces.finish()
        self._traces.clear()
        self._wait_for_store()  # what it keeps would end with the program
        if self._door is not None and self._door.stays_open():
            event.ignore()
            return
        if self._locked is not None and self._resume is not None:  # a folder that opened
            keep(self, self._locked.preferences)
        self._tasks.stop()
        if self._locked is not None:
            self._locked.close()
        event.accept()
