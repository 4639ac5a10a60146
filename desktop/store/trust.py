"""What this pc goes by: the control log, and the machines whose words were confirmed.

It verifies nothing: ops come in checked.
"""

from collections.abc import Sequence

from desktop.store.durable import durable
from desktop.store.store import Store


class Trust:
    """The part of `sync.log.Journal` that says whom to believe."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # -- the control log

    def control_length(self) -> int:
        """How many ops are stored."""
        return int(self._store.query("SELECT coalesce(max(cseq), 0) FROM control")[0][0])

    def control_ops(self, after: int = 0) -> list[tuple[bytes, bytes]]:
        """(raw ControlOp, raw CtlHead) for cseq `after`+1 and on."""
        rows = self._store.query("SELECT op, head FROM control WHERE cseq > ? ORDER BY cseq", (after,))
        return [(op, head) for op, head in rows]

    def append_control(self, ops: Sequence[tuple[bytes, bytes]], after: int) -> None:
        """Adds verified ops behind cseq `after`; those already stored are skipped. ValueError where it is a gap."""
        with durable(self._store) as db:
            stored = self.control_length()
            if after > stored:
                raise ValueError("gap in the control log")
            for cseq, (op, head) in enumerate(ops, after + 1):
                if cseq > stored:
                    db.execute("INSERT INTO control (cseq, op, head) VALUES (?, ?, ?)", (cseq, op, head))
                    self._store.advance(op)

    # -- whose words were heard

    def confirm(self, device: bytes) -> None:
        """The user typed the six words back of a machine that vouched for this one."""
        with durable(self._store) as db:
            db.execute(
                "INSERT OR REPLACE INTO secrets (name, value) VALUES (?, ?)", (f"confirmed-{device.hex()}", device)
            )
            self._store.advance(device)

    def confirmed(self) -> frozenset[bytes]:
        """The machines so confirmed."""
        rows = self._store.query("SELECT value FROM secrets WHERE substr(name, 1, 10) = 'confirmed-'")
        return frozenset(bytes(device) for (device,) in rows)
