"""What was imported, batch by batch, so that a whole import can be taken back, also after a restart; and the columns.

A batch is kept in the transaction of its commit. It holds ids, never values.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop.store.settings import Settings

_PREFIX, _COLUMNS = "import/", "columns/"
#: So many imports can be taken back; of older ones the records stay and the list of batches goes.
KEPT = 10


@dataclass(frozen=True)
class Earlier:
    """An import that can be taken back."""

    id: str
    at: datetime
    file: str
    kind: str
    added: int
    changed: int


@dataclass(frozen=True)
class Batch:
    """One commit of an import; `left` of its records, from the first, are not taken back yet."""

    name: str
    space: bytes
    cid: bytes
    left: int


class ImportLog:
    """The imports of this person on this pc."""

    def __init__(self, kept: Settings) -> None:
        self._kept = kept

    def begin(self, at: datetime, file: str, kind: str) -> str:
        """An import begins; the oldest are forgotten; its id, which sorts after all before; (W)."""
        heads = [name for name in self._kept.under(_PREFIX) if name.count("/") == 1]
        for name in heads[: max(0, len(heads) + 1 - KEPT)]:
            self.forget(name.removeprefix(_PREFIX))
        last = int(heads[-1].removeprefix(_PREFIX)) if heads else 0
        id = f"{max(last + 1, round(at.timestamp() * 1000)):015d}"
        self._kept.set(f"{_PREFIX}{id}", {"at": at.isoformat(), "file": file, "kind": kind})
        return id

    def add(self, id: str, number: int, space: bytes, cid: bytes, acts: tuple[int, int]) -> None:
        """A batch of so many added and changed records, in the transaction of its commit; (W)."""
        value = {"space": space.hex(), "cid": cid.hex(), "acts": list(acts), "left": sum(acts)}
        self._kept.set(f"{_PREFIX}{id}/{number:06d}", value)

    def earlier(self) -> tuple[Earlier, ...]:
        """Those that can be taken back, the newest first; (R)."""
        found: list[Earlier] = []
        held = self._kept.under(_PREFIX)
        for name, head in held.items():
            if name.count("/") == 1 and isinstance(head, dict):
                acts = [_map(batch)["acts"] for key, batch in held.items() if key.startswith(f"{name}/")]
                if acts:
                    at, id = datetime.fromisoformat(str(head["at"])), name.removeprefix(_PREFIX)
                    added, changed = (sum(each) for each in zip(*acts, strict=True))
                    found.append(Earlier(id, at, str(head["file"]), str(head["kind"]), added, changed))
        return tuple(reversed(found))

    def batches(self, id: str) -> tuple[Batch, ...]:
        """What is not taken back yet, the newest first."""
        rows = self._kept.under(f"{_PREFIX}{id}/")
        found = [
            Batch(name, bytes.fromhex(row["space"]), bytes.fromhex(row["cid"]), int(row["left"]))
            for name, row in ((name, _map(value)) for name, value in rows.items())
        ]
        return tuple(reversed(found))

    def took_back(self, batch: Batch, left: int) -> None:
        """All but the first `left` records of a batch are taken back; (W)."""
        if left:
            self._kept.set(batch.name, {**_map(self._kept.get(batch.name)), "left": left})
        else:
            self._kept.drop(batch.name)

    def forget(self, id: str) -> None:
        """An import that is taken back, or too old; (W)."""
        for name in self._kept.under(f"{_PREFIX}{id}/"):
            self._kept.drop(name)
        self._kept.drop(f"{_PREFIX}{id}")

    def columns(self, shape: str) -> object:
        """How a file of this shape was read last; None for one that was never read."""
        return self._kept.get(f"{_COLUMNS}{shape}")

    def remember(self, shape: str, columns: Mapping[str, int]) -> None:
        """Reads files of this shape so from now on; (W)."""
        self._kept.set(f"{_COLUMNS}{shape}", dict(columns))


def _map(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
