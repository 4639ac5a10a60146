"""What the page "Synkronisering" tells of the journal: what waits, what was sent, what was set aside.

It changes nothing.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.domain.kind import Kind
from desktop.domain.registry import kinds as declared
from desktop.store import views
from desktop.store.store import Store
from sync.log import OutState, VerdictKind


@dataclass(frozen=True)
class Outgoing:
    """An own commit: how far it is, why the endpoint would not take it ("" = it did not refuse), what it is about."""

    cid: bytes
    space: bytes
    state: OutState
    refused: str
    made_ms: int
    received_ms: int | None
    recs: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class Aside:
    """A commit that is kept but not shown, and the machine reason why."""

    cid: bytes
    space: bytes
    device: bytes
    verdict: VerdictKind
    reason: str
    received_ms: int


@dataclass(frozen=True)
class Alarm:
    """Something about the log that people are told of, and how often it was seen."""

    space: bytes
    reason: str
    device: bytes
    times: int


class Outbox:
    """Counts and lists over all spaces."""

    def __init__(self, store: Store, kinds: Mapping[str, Kind] | None = None) -> None:
        self._store = store
        self._kinds = declared() if kinds is None else kinds
        views.prepare(store, self._kinds)

    def waiting(self) -> int:
        """How many own commits are not at the endpoint yet."""
        return int(self._store.query("SELECT count(*) FROM commits WHERE state = 'local'")[0][0])

    def to_settle(self) -> int:
        """How many records hold a group with several values."""
        open_in = "SELECT count(*) FROM {} WHERE conflicts > 0 AND withdrawn = 0"
        return sum(int(self._store.query(open_in.format(views.table(kind)))[0][0]) for kind in self._kinds.values())

    def outgoing(self, states: tuple[OutState, ...] = ("local",), limit: int = 50) -> tuple[Outgoing, ...]:
        """Own commits in these states, the newest first."""
        rows = self._store.query(
            "SELECT cid, space, state, reason, made_ms, received_ms FROM commits"
            " WHERE own = 1 AND state IN (SELECT value FROM json_each(?)) ORDER BY pos DESC LIMIT ?",
            (json.dumps(states), limit),
        )
        return tuple(
            Outgoing(cid, space, state, refused, made, received, self._recs(cid))
            for cid, space, state, refused, made, received in rows
        )

    def aside(self, limit: int = 100) -> tuple[Aside, ...]:
        """What was held, set aside or not understood, the newest first."""
        rows = self._store.query(
            "SELECT cid, space, device, verdict, reason, received_ms FROM commits WHERE verdict <> 'ok'"
            " ORDER BY pos DESC LIMIT ?",
            (limit,),
        )
        return tuple(Aside(*row) for row in rows)

    def alarms(self) -> tuple[Alarm, ...]:
        """Every alarm, the newest kind first."""
        rows = self._store.query("SELECT space, reason, device, times FROM alarms ORDER BY n DESC")
        return tuple(Alarm(*row) for row in rows)

    def _recs(self, cid: bytes) -> tuple[tuple[str, bytes], ...]:
        rows = self._store.query("SELECT kind, rec FROM revisions WHERE cid = ? ORDER BY i", (cid,))
        return tuple((kind, rec) for kind, rec in rows)
