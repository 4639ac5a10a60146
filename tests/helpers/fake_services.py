"""Services small enough to drive the window without a store: a clock moved by hand, one day, one draft."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event as Flag
from types import SimpleNamespace

from desktop.services import passphrases
from desktop.services.access import Standing
from desktop.services.clock import COPENHAGEN, Clock
from desktop.services.drafts import DraftRow, DraftValues
from desktop.services.errors import AppError, StoreTrouble, WrongPassphrase
from desktop.services.events import Events
from desktop.services.followups import FollowUpList
from desktop.services.health import Kept, Looked
from desktop.services.pins import PinOver, WrongPin
from desktop.services.session import Me
from desktop.services.sync_status import SyncStatus
from desktop.services.today import TodayPage
from desktop.store import errors as store
from desktop.store.vault_errors import WrongWords
from desktop.texts import Message

RIGHT = "rigtig"
NAME = "Signe Prøvested"


class HandClock(Clock):
    """Friday 20 November 2026, 08.18, until `pass_` moves it."""

    def __init__(self) -> None:
        self._passed = 0.0
        super().__init__(datetime(2026, 11, 20, 8, 18, tzinfo=COPENHAGEN), lambda: self._passed)

    def pass_(self, seconds: float) -> None:
        """Time goes by."""
        self._passed += seconds


class FakeSettings:
    """A dictionary."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {
            "text_size": 100, "colour": "light", "language": "da", "discreet": True, "idle_minutes": 10
        }  # fmt: skip

    def get(self, name: str) -> object:
        """The value."""
        return self.values[name]

    def set(self, name: str, value: object) -> None:
        """Keeps it."""
        self.values[name] = value


class FakeSyncing:
    """Offline for good; counts its steps."""

    def __init__(self) -> None:
        self.stopped = Flag()
        self.steps = 0

    def status(self) -> SyncStatus:
        """Three wait."""
        return SyncStatus("offline", 3, 0, Message("Offline · 3 venter på at blive sendt"))

    def step(self) -> float:
        """Nothing is done."""
        self.steps += 1
        return 60.0

    def rest(self, seconds: float) -> bool:
        """Waits until stopped."""
        return not self.stopped.wait(seconds)

    def wait_for_change(self) -> bool:
        """Waits until stopped."""
        self.stopped.wait(30)
        return False

    def look(self) -> None:
        """Nothing there."""

    def nudge(self) -> None:
        """Nothing is due."""

    def stop(self) -> None:
        """Ends both waits."""
        self.stopped.set()


class FakeAccess:
    """Nobody wants a PIN; the passphrase is due when told."""

    def __init__(self) -> None:
        self.wants_pin, self.fresh = False, True
        self.standing = lambda: Standing(None, False, False, None, False)


class FakeWays:
    """Words and a PIN if told so; notes what the window tells it."""

    def __init__(self) -> None:
        self.words = False
        self.pin = ""
        self.told: list[str] = []

    @property
    def pins(self) -> SimpleNamespace:
        """Ready while there is a PIN."""
        return SimpleNamespace(ready=bool(self.pin))

    def has_words(self) -> bool:
        """As told."""
        return self.words

    def locked(self) -> None:
        """Is noted."""
        self.told.append("locked")

    def slept(self) -> None:
        """The PIN is over."""
        self.told.append("slept")
        self.pin = ""


class FakeApp:
    """What an unlocked window needs to show its first page."""

    def __init__(self, clock: Clock, settings: FakeSettings) -> None:
        self.clock, self.settings = clock, settings
        self.me = Me(b"u" * 16, NAME, "Socialrådgiver", "Midt")
        self.events = Events()
        self.syncing = FakeSyncing()
        self.access = FakeAccess()
        self.put_off = lambda later: None
        self.closed = False
        self.undone: list[bytes] = []
        self.returned: DraftValues | None = None
        self.undo = SimpleNamespace(undo=self._undo)
        self.about = SimpleNamespace(url="http://127.0.0.1:1", folder="")
        self.approving = SimpleNamespace(due_in=lambda: None)
        kept = (DraftRow("d1", "consultation", "Sparring", clock.now() - timedelta(minutes=12), ()),)
        self.drafts = SimpleNamespace(
            list=lambda: kept,
            at_lock=lambda: kept,
            get=lambda _id: self.returned,
        )
        self.health = SimpleNamespace(
            due=False,
            look_after=lambda: Looked(False, False, False),
            kept=lambda: Kept(None, 0, None, 0),
            stop=lambda: None,
        )
        page = TodayPage(clock.now().date(), "Fiktivby Skole", (), FollowUpList((), 0, False), (), (), (), True)
        self.today = SimpleNamespace(load=lambda: page)

    def _undo(self, token: bytes) -> str | None:
        self.undone.append(token)
        return self.returned.id if self.returned else None

    def interrupt(self, thread: int) -> None:
        """There is nothing that takes long."""

    def close(self) -> None:
        """Is noted."""
        self.closed = True


class FakeLocked:
    """Opens for one passphrase; counts wrong tries and makes one wait from the fourth."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.settings = FakeSettings()
        self.exists, self.in_use, self.unwritten = True, False, False
        self.looked_at = self.tries = 0
        self.apps: list[FakeApp] = []
        self.ways = FakeWays()
        self.key_store: Callable[[], FakeApp] | None = None
        self.health: SimpleNamespace | None = None
        self.preferences = self.settings
        self.said: Callable[[int, int], None] = lambda _done, _of: None
        self.rescue = SimpleNamespace(steps=lambda _kind: (), backups=lambda: (), folder=Path())

    def close(self) -> None:
        """Nothing waits."""

    def status(self) -> SimpleNamespace:
        """As the folder is."""
        self.looked_at += 1
        return SimpleNamespace(
            exists=self.exists,
            in_use=self.in_use,
            wait_s=0.0,
            tries=self.tries,
            key_store=self.key_store is not None,
            words=self.ways.words,
            empty=False,
        )

    def unlock(self, passphrase: str, on_writer: object = None) -> FakeApp:
        """The app, or what a person must be told."""
        if passphrase == "itu":
            raise ZeroDivisionError("secret words of a note")
        if passphrase != RIGHT:
            self.tries += 1
            raise WrongPassphrase(store.WrongPassphrase(self.tries, 2.0 ** (self.tries - 3) if self.tries > 3 else 0.0))
        return self._app()

    def unlock_by_pin(self, pin: str, on_writer: object = None) -> FakeApp:
        """The app for the PIN; the third wrong try is the last."""
        if not self.ways.pin or pin != self.ways.pin:
            self.ways.told.append("wrong pin")
            left = 3 - self.ways.told.count("wrong pin")
            if left <= 0:
                self.ways.pin = ""
                raise PinOver
            raise WrongPin(left)
        return self._app()

    def unlock_by_key_store(self, on_writer: object = None) -> FakeApp:
        """What the test says."""
        assert self.key_store is not None
        return self.key_store()

    def recover(self, words: str, new: str, on_writer: object = None) -> FakeApp:
        """The app for the words »alle ordene«."""
        if words != "alle ordene":
            raise StoreTrouble(WrongWords())
        passphrases.check(new)
        return self._app()

    def _app(self) -> FakeApp:
        app = FakeApp(self.clock, self.settings)
        app.health = self.health or app.health
        self.apps.append(app)
        return app


def moment(hour: int, minute: int, day: int = 20) -> datetime:
    """A moment of November 2026 in Denmark, told in UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=COPENHAGEN).astimezone(UTC)


def trouble() -> AppError:
    """An error with the general sentence."""
    return AppError()
