"""The engine of `sync.client` as a pc runs it: its stamps, its clock, its journal on the writer, and no server at all.

Knows no sentence and no thread; whoever drives the engine has those.
"""

import random
from collections.abc import Callable
from typing import cast

from desktop.domain.registry import kinds
from desktop.services.clock import Clock
from desktop.services.machine import Machine
from desktop.services.program import program_version
from desktop.store.journal import StoreJournal
from sync.client.engine import Engine
from sync.client.rounds import Round
from sync.client.transport import Transport, Unreachable
from sync.clock import Hlc
from sync.control import ControlLog
from sync.crypto.keys import DeviceKeys
from sync.log import Journal
from sync.protocol import Answer, Hello, Request

Connect = Callable[[str, DeviceKeys], Transport]
OnWriter = Callable[[Callable[[], object]], object]
JOURNAL_READS = frozenset(
    """alarms any_naming aside at_places beats boxed chain_at commit commits_of confirmed control_length control_ops
    cursor damaged displaced epoch_key epochs every frozen good_epochs half_named head hlcs incarnation judged
    key_proofs lasts made missing namings outbox outbox_count outgoing pending places purged purges quarantined
    refused renamed settled start to_settle unhidden unplaced unsent unsent_kinds waiting waits write_state""".split()  # noqa: SIM905 - a page of words
)
"""What the engine may ask of its journal on its own thread; everything else is taken for a write."""


def run_here(work: Callable[[], object]) -> object:
    """Runs writer work on the calling thread: the command line and tests have only one."""
    return work()


def stamps(machine: Machine, clock: Clock) -> Hlc:
    """The clock of this pc's revisions: behind none that it gave or saw."""
    own, seen = machine.journal.hlcs()
    hlc = Hlc(own)
    hlc.receive(seen, clock.now_ms())
    return hlc


def engine_of(machine: Machine, clock: Clock, hlc: Hlc, on_writer: OnWriter, careful: Callable[[], bool]) -> Engine:
    """The engine of this pc; what its journal writes is written by `on_writer`. `careful`: before keys change."""
    return Engine(
        cast(Journal, JournalOnWriter(machine.journal, on_writer)),
        machine.keys,
        machine.identity.org,
        EngineClock(clock),
        hlc=hlc,
        kinds=frozenset(kinds()),
        careful=careful,
        program=program_version(),
    )


def round_of(machine: Machine, clock: Clock, hlc: Hlc, on_writer: OnWriter) -> Round:
    """The steps of the engine without anybody to ask: for what comes and goes by hand."""
    made = Round(
        cast(Journal, JournalOnWriter(machine.journal, on_writer)),
        machine.keys,
        machine.identity.org,
        EngineClock(clock),
        hlc,
        frozenset(kinds()),
    )
    made.control = ControlLog.load(made.org, machine.journal.control_ops())
    return made


class EngineClock:
    """The engine's clock: the pc's wall clock, a monotonic one, and chance for the retries."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def monotonic(self) -> float:
        """Seconds that never go backwards."""
        return self._clock.monotonic()

    def now_ms(self) -> int:
        """The pc's clock, Unix ms."""
        return self._clock.now_ms()

    def jitter(self) -> float:
        """0..1."""
        return random.random()  # noqa: S311 - it spreads retries and is no secret


class JournalOnWriter:
    """The journal as the engine sees it: whatever writes is done by the writer, whatever reads is done here."""

    def __init__(self, journal: StoreJournal, on_writer: OnWriter) -> None:
        self._journal, self._on_writer = journal, on_writer

    def __getattr__(self, name: str) -> object:
        method = getattr(self._journal, name)
        if name in JOURNAL_READS:
            return method
        return lambda *args, **named: self._on_writer(lambda: method(*args, **named))


class Nowhere:
    """The transport to an address that cannot be used: always offline, so that the app opens all the same."""

    def send(self, request: Request) -> Answer:
        """No answer."""
        raise Unreachable("address cannot be used")

    def hello(self) -> Hello:
        """No answer."""
        raise Unreachable("address cannot be used")

    def close(self) -> None:
        """Nothing to end."""
