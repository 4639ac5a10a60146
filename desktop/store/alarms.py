"""What people are told of the log and changes no verdict: alarms, what was laid aside, proofs against the endpoint."""

from dataclasses import dataclass

from desktop.store.durable import durable
from desktop.store.store import Store
from sync.log import VerdictKind


@dataclass(frozen=True)
class Aside:
    """A commit that is kept but does not count, and the machine reason why. `own`: made by this very pc."""

    cid: bytes
    space: bytes
    device: bytes
    own: bool
    verdict: VerdictKind
    reason: str
    received_ms: int | None
    made_ms: int


@dataclass(frozen=True)
class Alarm:
    """Something about the log that people are told of, and how often it was seen."""

    space: bytes
    reason: str
    device: bytes
    times: int


class Alarms:
    """The part of `sync.log.Journal` that keeps alarms, and what the page Synkronisering reads of them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def freeze(self, reason: str, mine: bytes, theirs: bytes) -> None:
        """The endpoint was caught lying: keeps the two signed proofs. From now on `frozen()` answers the reason."""
        with durable(self._store) as db:
            db.execute("INSERT INTO proofs (reason, mine, theirs) VALUES (?, ?, ?)", (reason, mine, theirs))

    def frozen(self) -> str:
        """The reason, "" while the endpoint is trusted."""
        rows = self._store.query(
            "SELECT reason FROM proofs WHERE n > coalesce((SELECT value FROM meta WHERE name = 'thawed'), 0)"
            " ORDER BY n LIMIT 1"
        )
        return rows[0][0] if rows else ""

    def alarm(self, space: bytes, reason: str, device: bytes) -> None:
        """Something that is shown to people but changes no verdict; the same again is counted."""
        with durable(self._store) as db:
            db.execute(
                "INSERT INTO alarms (space, reason, device, times) VALUES (?, ?, ?, 1)"
                " ON CONFLICT (space, reason, device) DO UPDATE SET times = times + 1",
                (space, reason, device),
            )

    def alarms(self) -> tuple[Alarm, ...]:
        """Every alarm, the newest kind first."""
        rows = self._store.query("SELECT space, reason, device, times FROM alarms ORDER BY n DESC")
        return tuple(Alarm(*row) for row in rows)

    def quarantined(self) -> int:
        """How many commits were set aside because they could not be verified."""
        return self._counted("quarantine")

    def newer(self) -> int:
        """How many commits wait for a newer version of the program."""
        return self._counted("unknown")

    def _counted(self, verdict: VerdictKind) -> int:
        sql = "SELECT count(*) FROM commits WHERE verdict <> 'ok' AND verdict = ?"
        return int(self._store.query(sql, (verdict,))[0][0])

    def aside(self, limit: int = 100) -> tuple[Aside, ...]:
        """What was held, set aside or not understood, the newest first."""
        rows = self._store.query(
            "SELECT cid, space, device, own, verdict, reason, received_ms, made_ms FROM commits"
            " WHERE verdict <> 'ok' ORDER BY pos DESC LIMIT ?",
            (limit,),
        )
        return tuple(Aside(cid, space, device, bool(own), *rest) for cid, space, device, own, *rest in rows)

    def gap(self, space: bytes, device: bytes) -> int:
        """How many commits of a machine are known to be and are not here (I9)."""
        rows = self._store.query(
            "SELECT max(dseq) - count(DISTINCT dseq) FROM commits WHERE space = ? AND device = ? GROUP BY inc",
            (space, device),
        )
        return sum(max(0, missing) for (missing,) in rows)
