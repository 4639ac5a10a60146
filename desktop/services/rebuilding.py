"""Everything that is shown, made once more from the signed commits as they came: nothing is asked of the network.

For a store whose lists and records do not agree, and after an upgrade that understands more. It deletes no commit.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from desktop.services.clock import Clock
from desktop.services.engine import round_of, run_here, stamps
from desktop.services.errors import told
from desktop.services.events import Events, RecordsChanged
from desktop.services.machine import Machine
from sync.client.judging import from_raw


@dataclass(frozen=True)
class Rebuilt:
    """How many commits were gone through, and how many of them do not count."""

    commits: int
    aside: int


class Rebuilding:
    """Goes through the store of one pc."""

    def __init__(self, machine: Machine, clock: Clock, events: Events) -> None:
        self._machine, self._clock, self._events = machine, clock, events

    @told()
    def rebuild(self, progress: Callable[[int, int], object] = lambda done, total: None) -> Rebuilt:
        """Judges every commit once more and makes every view anew; slow, stopped at any time without harm; (W)."""
        journal = self._machine.journal
        counts = journal.commits()
        total, done = sum(counts.values()), 0
        for count in self._steps(counts):
            done += count
            progress(done, total)
        journal.views_anew()
        self._events.emit(RecordsChanged(frozenset(), frozenset()))
        return Rebuilt(done, sum(1 for space in counts for kept in journal.every(space) if kept.verdict != "ok"))

    def _steps(self, spaces: dict[bytes, int]) -> Iterator[int]:
        machine = self._machine
        round_ = round_of(machine, self._clock, stamps(machine, self._clock), run_here)
        for space in spaces:
            yield from from_raw(round_, space)
