"""The window: locked or unlocked, and the way between the two. It holds no record and no key.

What is heavy (services, store, views) is imported after the lock screen is painted, on a worker.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout

from desktop.services.clock import Clock
from desktop.texts import Texts, _
from desktop.ui import icons, theme
from desktop.ui.ahead import import_ahead
from desktop.ui.appearance import Appearance, Look
from desktop.ui.formats import Formats
from desktop.ui.idle import IdleTimer
from desktop.ui.language import follow
from desktop.ui.lock import LockScreen
from desktop.ui.locked_words import ALREADY_OPEN, NOTHING_HERE, after_lock
from desktop.ui.mnemonics import MnemonicWindow
from desktop.ui.rescuing import RESTORED, Rescuing
from desktop.ui.tasks import Tasks
from desktop.ui.ways import Ways

if TYPE_CHECKING:
    from desktop.assembly import App, Locked, Status
    from desktop.services.drafts import DraftRow
    from desktop.services.errors import AppError
    from desktop.services.urgent import Number
    from desktop.ui.bridge import Bridge
    from desktop.ui.desk import Desk
    from desktop.ui.session_watch import SessionWatch
    from desktop.ui.way import Resume
    from desktop.ui.ways import Failed, Way


class Window(MnemonicWindow):
    """`load` makes the `Locked` of a data folder; it is called on a worker, for it imports what is heavy."""

    already_open = Signal()
    unlocked = Signal()
    fault = Signal()  # an error that nobody took; from any thread

    def __init__(
        self,
        load: "Callable[[], Locked]",
        clock: Clock,
        texts: Texts,
        look: Look,
        idle_minutes: float | None = None,
    ) -> None:
        super().__init__()
        self._load, self._clock, self.texts = load, clock, texts
        self._idle_minutes = idle_minutes
        self._locked: Locked | None = None
        self._app: App | None = None
        self._bridge: Bridge | None = None
        self._waiting_for: tuple[Way, Failed] | None = None
        self._closing = False
        self._resume: Resume | None = None
        self._to_say = ""
        self._after_lock: Callable[[], object] | None = None
        self.desk: Desk | None = None
        self.screen_: LockScreen | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.setWindowTitle(texts(_("Rød Tråd")))
        self.setProperty("role", "window")
        self.setMinimumSize(640, 480)
        self._appearance = Appearance(look, self)
        self._appearance.system_changed.connect(self._rebuild)
        self.setWindowIcon(icons.icon("mark", theme.current().color("thread")))
        self._watch: SessionWatch | None = None
        self._idle = IdleTimer(clock, theme.application(), idle_minutes or 10, self, self._passphrase_due)
        self._idle.expired.connect(self.lock)
        self._show_lock()
        self._tasks = Tasks(self._refused, self)
        self.fault.connect(self._say_fault, Qt.ConnectionType.QueuedConnection)
        QTimer.singleShot(0, self._after_paint)

    # settings that are seen at once

    def _setting_changed(self, name: str, value: object) -> None:
        if name == "idle_minutes" and self._idle_minutes is None and isinstance(value, int):
            self._idle.set_minutes(value)
        if self._appearance.choose(name, value):
            QTimer.singleShot(0, self._rebuild)
        if name == "language" and self._app is not None:
            app = self._app
            self._tasks.read(lambda: app.speak(str(value)), lambda _done: self._speak(str(value)), self._refused)

    def _speak(self, language: str) -> None:
        self.texts.speak(language)
        follow(theme.application(), language)
        self.setWindowTitle(self.texts(_("Rød Tråd")))
        if self._locked is not None:
            self._locked.language = language
        self._rebuild()

    def _rebuild(self) -> None:
        if self.desk is None or self._app is None:
            return
        self.desk.flush()
        resume = self.desk.resume()
        self._appearance.apply()
        self._drop_desk()
        self._show_desk(self._app, resume)
        if self.desk is not None:
            self.desk.focus_named(resume.focus_name)

    # locked

    def _show_lock(self) -> None:
        self.screen_ = LockScreen(self.texts, self._clock, self._numbers)
        self.screen_.unlock.connect(self._unlock)
        self._ways = Ways(self.screen_, self.texts, self._open_by, self._refused)
        self._rescuing = Rescuing(
            self.screen_, lambda: self._locked, lambda: self._tasks, self._look_again, self._restored
        )
        self._layout.addWidget(self.screen_)
        self.screen_.passphrase.setFocus()

    def _numbers(self) -> "tuple[Number, ...]":
        from desktop.services.urgent import telephone_list  # not at the top: the lock screen is painted first

        return telephone_list(self.texts.language)

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
        if self.screen_ is None:
            return
        if not status.exists:
            self.screen_.closed_for_good(*NOTHING_HERE)
            self._rescuing.offer("vault-missing", *NOTHING_HERE)
        elif status.in_use:
            self.screen_.closed_for_good(*ALREADY_OPEN)
            self.already_open.emit()
        else:
            if status.wait_s > 0:
                self.screen_.wait(status.wait_s)
            import_ahead(self, lambda: self.screen_ is not None and not self._closing)
            self._listen()
        if not self._take_what_waits() and status.exists and not status.in_use:
            self._ways.offer(status)

    def _unlock(self, passphrase: str) -> None:
        self._open_by(lambda locked, on_writer: locked.unlock(passphrase, on_writer), self._refused)

    def _passphrase_due(self) -> bool:
        return self._app is not None and not self._app.access.fresh

    def _listen(self) -> None:
        """Locks with the screen of the pc, and asks for the passphrase after it slept."""
        from desktop.ui.session_watch import SessionWatch  # not at the top: the lock screen is painted first

        if self._watch is None:
            self._watch = SessionWatch(self)
            self._watch.locked.connect(self.lock)
            self._watch.slept.connect(self._slept)

    def _slept(self) -> None:
        if self._locked is not None:
            self._locked.ways.slept()
        self.lock()
        if self.screen_ is not None:
            self._ways.offer_pin(False)

    def _look_for_sleep(self) -> None:
        """A sleep that nobody told of is found before a PIN is offered or tried, not seconds later."""
        if self._watch is not None:
            self._watch.look()

    def _open_by(self, way: "Way", failed: "Failed") -> None:
        self._look_for_sleep()
        locked, tasks = self._locked, self._tasks
        if self.screen_ is not None:
            self.screen_.busy(self.texts(_("Unlocking …")))
        if locked is None or self._closing:
            self._waiting_for = way, failed
            return
        tasks.read(lambda: way(locked, tasks.on_writer), self._opened, failed)

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
        if self.screen_ is not None:
            if error.kind.startswith("vault-"):
                self.screen_.closed_for_good(error.title, error.sentence)
            else:
                self.screen_.refused(error)
            self._rescuing.offer(error.kind, error.title, error.sentence)
        elif self.desk is not None:
            self.desk.failed(error)

    def _say_fault(self) -> None:
        from desktop.services.errors import AppError  # not at the top: the lock screen is painted first

        self._refused(AppError())

    # unlocked

    def _opened(self, app: "App") -> None:
        from desktop.ui.bridge import Bridge
        from desktop.ui.way import Resume

        self._app = app
        self._bridge = Bridge(app.events, self)
        self._bridge.machine_ended.connect(self._ended)
        resume, self._resume = self._resume or Resume(), None
        self._show_desk(app, resume)
        if self.screen_ is not None:
            self._layout.removeWidget(self.screen_)
            self.screen_.hide()
            self.screen_.deleteLater()
            self.screen_ = None
        self._tasks.network_loop(app.syncing)
        minutes = app.settings.get("idle_minutes")
        if self._idle_minutes is None and isinstance(minutes, int):
            self._idle.set_minutes(minutes)
        self._idle.start()
        if self.desk is not None:
            self.desk.look_after()
            if self._to_say:
                self.desk.message(self._to_say, "warn")
                self._to_say = ""
            if app.access.wants_pin:
                words = self.texts(_("Would you like to use a PIN today as well?"))
                self.desk.message(words, "neutral", self.texts(_("Choose PIN")), self._choose_pin)
        self.unlocked.emit()

    def _choose_pin(self) -> None:
        if self.desk is not None:
            self.desk.open("access", act="pin")

    def _show_desk(self, app: "App", resume: "Resume") -> None:
        from desktop.ui.desk import Desk

        if self._bridge is None:
            raise RuntimeError("unlocked without a bridge")
        self.desk = Desk(app, self._tasks, self._bridge, self.texts)
        self.desk.lock.connect(self.lock)
        self.desk.setting_changed.connect(self._setting_changed)
        self.desk.rescue.connect(self._rescue)
        self._layout.addWidget(self.desk)
        self.desk.show()
        self.desk.start(resume)

    def _drop_desk(self) -> None:
        if self.desk is not None:
            self._layout.removeWidget(self.desk)
            self.desk.hide()
            self.desk.deleteLater()
            self.desk = None

    def lock(self) -> None:
        """At once and without asking: the draft is kept, every page is destroyed, keys and connections go."""
        self._look_for_sleep()
        if self.desk is None or self._app is None or self._bridge is None:
            return
        app, tasks = self._app, self._tasks
        app.health.stop()
        self._idle.stop()
        self.desk.flush()
        self._resume = self.desk.resume()
        self._drop_desk()
        self._bridge.close()
        self._bridge.deleteLater()
        self._app = self._bridge = None
        self._show_lock()
        locked = self._locked
        self._ways.offer_pin(locked is not None and locked.ways.pins.ready)
        locked_at = self._clock.now()
        self._say_locked(locked_at, ())
        self._closing = True

        def finish() -> "tuple[DraftRow, ...]":
            try:
                return app.drafts.list()
            finally:
                app.close()
                if locked is not None:
                    locked.ways.locked()

        def closed(drafts: "tuple[DraftRow, ...]") -> None:
            self._closing = False
            tasks.deleteLater()
            self._say_locked(locked_at, drafts)
            after, self._after_lock = self._after_lock, None
            if after is not None:
                after()
            if not self._take_what_waits() and locked is not None:
                self._tasks.read(locked.ways.has_words, self._ways.offer_words)

        tasks.close(finish, closed)
        self._tasks = Tasks(self._refused, self)

    def _say_locked(self, at: datetime, drafts: "tuple[DraftRow, ...]") -> None:
        if self.screen_ is None or self._waiting_for is not None:
            return
        self.screen_.say(after_lock(self.texts, Formats(self.texts, self._clock), at, drafts))

    # the window itself

    def closeEvent(self, event: QCloseEvent) -> None:
        """As a lock, but waited for: nothing is asked, the draft is safe."""
        self._idle.stop()
        if self.desk is not None:
            self.desk.flush()
            self._drop_desk()
        if self._bridge is not None:
            self._bridge.close()
        if self._app is not None:
            self._app.health.stop()
        self._tasks.stop()
        if self._app is not None:
            self._app.close()
            self._app = None
        event.accept()
