"""The client's side of sync as a state machine: requests out, answers in. No thread, no socket, no clock of its own.

Per space IDLE → CTL → REKEY → PUSH → PULL → APPLY → IDLE; the steps are `sync.client.rounds`. This file says when
the next round is due, and what a failure means: OFFLINE keeps everything and tries again.
"""

import threading
from collections.abc import Callable
from typing import Protocol

from sync.client.asking import Frozen, Offline
from sync.client.events import Event, Idle, StateChanged, SyncState
from sync.client.rounds import Round, Steps
from sync.clock import Hlc
from sync.control import ControlLog
from sync.crypto.keys import DeviceKeys
from sync.errors import SyncError
from sync.log import Journal, JournalFull
from sync.protocol import Answer, Request

RETRY_S = (1.0, 2.0, 4.0, 8.0)
EVERYTHING_S = 60.0
"""How often all spaces are asked although nobody said that they changed."""
JITTER = 0.25


class Clock(Protocol):
    """Time and chance, injected."""

    def monotonic(self) -> float:
        """Seconds that never jump."""

    def now_ms(self) -> int:
        """The pc's own clock, Unix ms; it may be years wrong."""

    def jitter(self) -> float:
        """A number in 0..1 that differs from pc to pc."""


class Engine:
    """Drives the sync of one device. `next`, `answer` and `failed` belong to one thread; `nudge` and `state` to any."""

    def __init__(
        self,
        journal: Journal,
        keys: DeviceKeys,
        org: bytes,
        clock: Clock,
        *,
        hlc: Hlc | None = None,
        kinds: frozenset[str] | None = None,
        careful: Callable[[], bool] = lambda: True,
        program: str = "",
    ) -> None:
        """`kinds` are the record kinds this version knows (None: all); `hlc` learns the stamps of what is received.

        `careful`: see `Round`; `program` is the version that this machine says it is of.
        """
        self._journal = journal
        self._clock = clock
        self._round = Round(journal, keys, org, clock, Hlc() if hlc is None else hlc, kinds, careful, program)
        self._steps: Steps | None = None
        self._request: Request | None = None
        self._failures = 0
        self._due = 0.0
        self._everything_at = 0.0
        self._lock = threading.Lock()
        self._wanted: set[bytes] = set()
        self._everything = True
        self._looking = False
        self.state = SyncState("frozen", journal.frozen()) if journal.frozen() else SyncState("idle")

    @property
    def control(self) -> ControlLog:
        """The control log as this engine last verified it."""
        return self._round.control

    def nudge(self, *ids: bytes) -> None:
        """Something changed there (the organisation's id: the control log); no ids: everything. Tries at once."""
        with self._lock:
            if ids:
                self._wanted.update(ids)
            else:
                self._everything = True
            self._due = 0.0

    def look(self) -> None:
        """Tries at once: sends what waits, and asks in one request what changed. The minute's round over everything
        stays, so that an endpoint that says »nothing« for ever is found out."""
        with self._lock:
            self._looking = True
            self._due = 0.0

    def next(self) -> Request | Idle:
        """The request to send now, or how long nothing is wanted."""
        if self._request is not None:
            return self._request
        now = self._clock.monotonic()
        wait = self._wait(now)
        if wait > 0:
            return Idle(wait)
        self._begin(now)
        return self._request or Idle(max(0.0, self._wait(self._clock.monotonic())))

    def answer(self, request: Request, answer: Answer) -> list[Event]:
        """Takes what came back for `request`, verified and applied through the journal."""
        if request is self._request:
            self._advance(answer)
        return self._round.take_events()

    def failed(self, request: Request, reason: str) -> list[Event]:
        """`request` got no answer: the transport says why, in a fixed word."""
        if request is self._request:
            self._end(SyncState("offline", reason), failed=True)
        return self._round.take_events()

    def leave(self) -> None:
        """Gives up the round that is under way while the journal is still open; the next `next` begins another."""
        if self._steps is not None:
            self._steps.close()
            self._steps = self._request = None

    # -- when

    def _wait(self, now: float) -> float:
        """Seconds until the next round is due; 0 or less: now."""
        with self._lock:
            if self._failures:
                return self._due - now
            if self._wanted or self._everything or self._looking:
                return 0.0
            due = min(self._everything_at, self._round.beat_due(now))
            return due - now

    def _begin(self, now: float) -> None:
        with self._lock:
            everything, self._everything = self._everything or now >= self._everything_at, False
            wanted, self._wanted = self._wanted, set()
            looking, self._looking = self._looking, False
        if everything:
            self._everything_at = now + EVERYTHING_S * (1 - JITTER * self._clock.jitter())
        self._steps = self._round.steps(wanted, everything, looking=looking)
        if everything or wanted or looking:
            self._become(SyncState("syncing"))
        self._advance(None)

    # -- what came

    def _advance(self, answer: Answer | None) -> None:
        steps = self._steps
        assert steps is not None  # noqa: S101 - a request that is answered is one of a round's
        self._request = None
        try:
            self._request = next(steps) if answer is None else steps.send(answer)
        except StopIteration:
            self._end(self._round.settled_state(), failed=False)
        except Frozen as error:
            self._end(SyncState("frozen", error.reason), failed=False)
        except JournalFull:
            self._end(SyncState("full"), failed=True)
        except SyncError as error:
            wait_s = error.wait_s if isinstance(error, Offline) else 0
            self._end(SyncState("offline", error.reason), failed=True, wait_s=wait_s)
        except BaseException:
            # A fault of this pc, not of the network: whoever drives the engine hears it, and the round is tried again.
            self._end(SyncState("offline", "fault on this pc"), failed=True)
            raise

    def _end(self, state: SyncState, *, failed: bool, wait_s: int = 0) -> None:
        assert self._steps is not None  # noqa: S101 - only a round that was begun comes to an end
        self._steps.close()
        self._steps = self._request = None
        if self._journal.frozen():
            state, failed = SyncState("frozen", self._journal.frozen()), False
        with self._lock:
            if failed:
                delay = RETRY_S[min(self._failures, len(RETRY_S) - 1)]
                self._failures += 1
                self._due = self._clock.monotonic() + max(delay * (1 - JITTER * self._clock.jitter()), wait_s)
                self._wanted |= self._round.undone
                self._everything = self._everything or self._round.everything
                self._looking = self._looking or self._round.looking
            else:
                self._failures = 0
        self._become(state)

    def _become(self, state: SyncState) -> None:
        # While offline, a new try is still "offline" to people until an answer has come; and so with "frozen".
        if state.kind == "syncing" and self.state.kind in ("offline", "frozen"):
            return
        if state != self.state:
            self.state = state
            self._round.tell(StateChanged(state))
