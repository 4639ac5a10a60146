"""How services tell others what changed: values, never content; emitted on whatever thread did the work."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from desktop.services.sync_status import SyncStatus


@dataclass(frozen=True)
class RecordsChanged:
    """Records of these kinds were written here or came from others."""

    kinds: frozenset[str]
    recs: frozenset[bytes]


@dataclass(frozen=True)
class SyncChanged:
    """What the top bar says about sync is another now."""

    status: SyncStatus


@dataclass(frozen=True)
class DraftsChanged:
    """A draft was kept, changed or dropped."""


@dataclass(frozen=True)
class MachineEnded:
    """The control log ended this pc: it is to be closed now."""


Event = RecordsChanged | SyncChanged | DraftsChanged | MachineEnded


class Events:
    """A list of listeners; each hears every event on the thread that emits it."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Event], None]] = []
        self._lock = Lock()

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Adds `listener`; the answer takes it off again."""
        with self._lock:
            self._listeners.append(listener)

        def unsubscribe() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return unsubscribe

    def emit(self, event: Event) -> None:
        """Tells every listener."""
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(event)
