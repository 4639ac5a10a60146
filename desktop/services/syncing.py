"""Sync as a person meets it: states in words, one step at a time. Threads and timers are the window's."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from desktop.services import ending
from desktop.services.clock import Clock, from_ms
from desktop.services.errors import told
from desktop.services.events import Events, MachineEnded, RecordsChanged, SyncChanged
from desktop.services.machine import Machine
from desktop.services.note_kinds import NOTES
from desktop.services.notices import Notice, notices
from desktop.services.outrows import Titles
from desktop.services.settings import Settings
from desktop.services.sync_status import LAST_CONTACT, SyncStatus, status_of, wrong_clock
from desktop.texts import Message, _
from sync.client import events as engine_events
from sync.client.engine import Engine
from sync.client.transport import Transport, Unreachable
from sync.client.watch import Watch
from sync.errors import SyncError
from sync.protocol import Request

AT_ONCE = 64
"""Requests in one step; after so many the step ends, so that a stop is heard."""
BREATH_S = 1.0
WAITING, SENT = 12, 8
"""So many rows of each are shown."""
KEEP_EVERY_MS = 10 * 60 * 1000
"""How often the moment of the last contact is written down while there is contact."""

STATES: dict[str, Message] = {
    "local": Message(_("Saved on this pc")),
    "stored": Message(_("Sent")),
    "seen": Message(_("Received by others")),
}
REFUSED = Message(_("The municipality's server did not take it"))


@dataclass(frozen=True)
class OutRow:
    """One of one's own changes on its way out, and with whom it is shared."""

    title: str
    when: datetime
    state: Message
    space: bytes = b""


@dataclass(frozen=True)
class SyncOverview:
    """The page Synkronisering."""

    status: SyncStatus
    waiting: tuple[OutRow, ...]
    sent: tuple[OutRow, ...]
    last_contact: datetime | None
    notices: tuple[Notice, ...] = ()


@runtime_checkable
class Timed(Protocol):
    """A transport that knows how far the pc's clock is from the server's."""

    @property
    def offset_ms(self) -> int | None:
        """The server's time minus the pc's, now; None where it is not known."""


class Syncing:
    """Drives the engine; every method says which thread may call it."""

    def __init__(
        self,
        machine: Machine,
        engine: Engine,
        transport: Transport,
        watch: Transport,
        titles: Titles,
        settings: Settings,
        events: Events,
        clock: Clock,
    ) -> None:
        self._machine, self._journal = machine, machine.journal
        self._engine, self._transport, self._watching = engine, transport, watch
        self._watch = Watch(machine.identity.org)
        self._titles, self._settings, self._events, self._clock = titles, settings, events, clock
        self._stopped, self._nudged = threading.Event(), threading.Event()
        self._telling = threading.RLock()
        self._later: Callable[[Callable[[], None]], object] = lambda work: work()
        self._reached = False
        self._contact_ms: int | None = None
        self._kept_ms = 0
        self._offset_ms: int | None = None
        self._told: tuple[SyncStatus, Message | None] | None = None

    def status(self) -> SyncStatus:
        """What the top bar says now; any thread."""
        waiting = self._journal.waiting()
        refused = self._journal.refused() if waiting else 0
        return status_of(self._engine.state.kind, self._reached, waiting, self._journal.to_settle(), refused)

    def step(self) -> float:
        """Does what is due, blocking, and says in how many seconds it wants to run again; (N)."""
        for _turn in range(AT_ONCE):
            if self._stopped.is_set():
                return 3600.0
            self._nudged.clear()
            wanted = self._engine.next()
            if not isinstance(wanted, Request):
                self._tell()
                return 0.0 if self._nudged.is_set() else wanted.seconds
            try:
                happened = self._engine.answer(wanted, self._transport.send(wanted))
                self._contact()
            except Unreachable as problem:
                self._reached = False
                happened = self._engine.failed(wanted, problem.reason)
            self.came(happened)
        self._tell()
        return 0.0

    def rest(self, seconds: float) -> bool:
        """Waits until nudged, stopped, or `seconds` have passed; False when stopped: then no round is left; (N)."""
        self._nudged.wait(seconds)
        if not self._stopped.is_set():
            return True
        self._engine.leave()
        return False

    def wait_for_change(self) -> bool:
        """Long poll, blocking until the server has something (True: a step is due), or cannot be asked; (N2)."""
        while not self._stopped.is_set():
            try:
                changed = self._watch.answer(self._watching.send(self._watch.request()))
            except SyncError:
                if self._reached:
                    self.look()  # a step finds out whether the server is gone, and the top bar says so
                self._stopped.wait(BREATH_S)
                return False
            if not self._reached:
                # The server answers here while the last step failed: no need to wait for the next try.
                self.look()
                self._stopped.wait(BREATH_S)
                return True
            if changed:
                self._engine.nudge(*changed)
                self._nudged.set()
                return True
        return False

    def put_off(self, later: Callable[[Callable[[], None]], object]) -> None:
        """From now on `later` runs what is counted and told after a save, behind the answer that somebody waits for."""
        self._later = later

    def nudge(self, *spaces: bytes) -> None:
        """Try at once: a save, an unlock, something read in from a stick; any thread."""
        self._engine.nudge(*spaces)
        self._nudged.set()
        self._later(self._tell)

    def look(self) -> None:
        """The same for what waits and what the server says has changed, in one request where that is nothing."""
        self._engine.look()
        self._nudged.set()
        self._tell()

    def stop(self) -> None:
        """No more steps; cancels a wait that is under way; any thread."""
        self._stopped.set()
        self._nudged.set()
        self._transport.close()
        self._watching.close()

    @told()
    def overview(self) -> SyncOverview:
        """What waits and what went; (R)."""
        return SyncOverview(
            status=self.status(),
            waiting=self._rows(("local",), WAITING),
            sent=self._rows(("stored", "seen"), SENT),
            last_contact=self.last_contact(),
            notices=notices(self._machine),
        )

    def last_contact(self) -> datetime | None:
        """When the server answered last; None where it never did; any thread.

        By this pc's clock while it runs; after a start by the server's, where the two were apart. A clock that was set
        back since makes no moment that is still to come.
        """
        contact = self._contact_ms if self._contact_ms is not None else self._settings.hidden(LAST_CONTACT)
        return from_ms(min(contact, self._clock.now_ms())) if isinstance(contact, int) else None

    def wrong_clock(self) -> Message | None:
        """How far this pc's clock is off from the server's, if that is more than minutes; any thread."""
        return wrong_clock(self._offset_ms)

    def _rows(self, states: tuple[Literal["local", "stored", "seen"], ...], limit: int) -> tuple[OutRow, ...]:
        return tuple(
            OutRow(
                self._titles.of_commit(row.recs),
                from_ms(row.made_ms),
                REFUSED if row.refused else STATES[row.state],
                row.space,
            )
            for row in self._journal.outgoing(limit=limit, states=states)
        )

    def _contact(self) -> None:
        first, self._reached = not self._reached, True
        self._contact_ms = now = self._clock.now_ms()
        if isinstance(self._transport, Timed):
            self._offset_ms = self._transport.offset_ms
        if first or now - self._kept_ms > KEEP_EVERY_MS:
            self._kept_ms = now
            self._settings.hide(LAST_CONTACT, now if self.wrong_clock() is None else now + (self._offset_ms or 0))

    def came(self, happened: Iterable[object]) -> None:
        """Passes on what the engine, or a bundle, brought; any thread."""
        kinds_changed: set[str] = set()
        recs: set[bytes] = set()
        for event in happened:
            if isinstance(event, engine_events.RecordsChanged):
                kinds_changed |= event.kinds
                recs |= event.recs
            elif isinstance(event, engine_events.OutboxChanged):
                # What lists show of one's own records is how far they have come.
                kinds_changed |= {*NOTES, "agreement"}
            elif isinstance(event, engine_events.ControlChanged):
                self._machine.load_control()
                if ending.heed(self._machine, self._clock):
                    self._events.emit(MachineEnded())
                kinds_changed |= {"space_info"}  # who is let in, and what is told of that
            elif isinstance(event, engine_events.KeysChanged):
                kinds_changed |= {"space_info"}
        if kinds_changed:
            self._events.emit(RecordsChanged(frozenset(kinds_changed), frozenset(recs)))
        self._tell()

    def _tell(self) -> None:
        # looked at, compared and told by one thread at a time: else the older of two truths can be told last, and stays
        with self._telling:
            now = self.status(), self.wrong_clock()
            if now != self._told:
                self._told = now
                self._events.emit(SyncChanged(now[0]))
