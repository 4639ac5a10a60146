"""The chains of one machine in one space, from headers: where a cut is drawn, and what lies beyond one. Holds no key.

A chain counts as far as it is unbroken from its first commit and the machine's own signature stands under each.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sync.client.headers import Listed
from sync.control import BEYOND_CUT, ControlLog
from sync.control_facts import Device
from sync.control_rows import Cut
from sync.control_space_bodies import Adopt
from sync.crypto.keys import verify
from sync.model import Header


class Beyond(NamedTuple):
    """A stretch of a machine's work that a cut set aside and that can be taken over as it stands."""

    adopt: Adopt
    commits: int
    first_ms: int
    """When the endpoint received its first commit, Unix ms; `last_ms` its last."""
    last_ms: int


class Chains:
    """What one machine wrote in one space, by incarnation, as far as it hangs together."""

    def __init__(self, space: bytes, device: Device) -> None:
        self._space, self._device = space, device
        self._seen: dict[bytes, Listed] = {}

    def take(self, rows: Iterable[Listed]) -> "Chains":
        """Keeps those of the machine, and forgets the rest."""
        for row in rows:
            header = row.header
            if (header.space, header.device) != (self._space, self._device.device) or header.cid in self._seen:
                continue
            if verify(self._device.sign_pk, "rt1/commit", header.raw, row.sig):
                self._seen[header.cid] = row
        return self

    def lineage(self, cid: bytes) -> Header | None:
        """The header of one of its commits, for rule V."""
        row = self._seen.get(cid)
        return None if row is None else row.header

    def cuts(self) -> tuple[Cut, ...]:
        """One row for each incarnation: the last commit of its chain, of the longest branch where it forked."""
        return tuple(
            Cut(self._space, self._device.device, inc, rows[-1].header.dseq, rows[-1].header.cid)
            for inc, rows in self._chains()
        )

    @property
    def forked(self) -> bool:
        """Whether the machine signed two commits for one place: only one branch can be named."""
        places = {(row.header.inc, row.header.dseq) for row in self._seen.values()}
        return len(places) < len(self._seen)

    def beyond(self, control: ControlLog) -> tuple[Beyond, ...]:
        """What lies beyond a cut today, by incarnation: from the first commit set aside to the end of the chain."""
        found = []
        for inc, rows in self._chains():
            aside = [row for row in rows if control.judge(row.header, self.lineage).reason == BEYOND_CUT]
            if aside:
                last = aside[-1].header
                adopt = Adopt(self._space, self._device.device, inc, aside[0].header.dseq, last.cid)
                found.append(Beyond(adopt, len(aside), aside[0].received_ms, aside[-1].received_ms))
        return tuple(found)

    def _chains(self) -> Iterator[tuple[bytes, list[Listed]]]:
        """Each incarnation with its chain from dseq 1 to the end, in order of the incarnations."""
        after: dict[tuple[bytes, int, bytes], list[Listed]] = {}
        for row in self._seen.values():
            header = row.header
            after.setdefault((header.inc, header.dseq, header.dprev if header.dseq > 1 else b""), []).append(row)
        for inc in sorted({inc for inc, dseq, _ in after if dseq == 1}):
            reached = dict.fromkeys(row.header.cid for row in after[inc, 1, b""])
            dseq = 1
            while following := [row for cid in reached for row in after.get((inc, dseq + 1, cid), ())]:
                reached, dseq = dict.fromkeys(row.header.cid for row in following), dseq + 1
            yield inc, self._back(next(iter(reached)))

    def _back(self, cid: bytes) -> list[Listed]:
        rows = [self._seen[cid]]
        while rows[-1].header.dseq > 1:
            rows.append(self._seen[rows[-1].header.dprev])
        return rows[::-1]
