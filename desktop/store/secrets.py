"""The one place that holds private keys and what they are pinned to: device keys, the organisation's root key.

They lie in the encrypted database, so one key opens all. Epoch keys are kept beside them, by `journal`.
"""

from desktop.store.store import Store

DEVICE = "device"
ROOT_PK = "root_pk"


class Secrets:
    """Named byte strings. Names are the services' matter; the usual ones stand above."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, name: str) -> bytes | None:
        """The secret of that name, if there is one."""
        rows = self._store.query("SELECT value FROM secrets WHERE name = ?", (name,))
        return bytes(rows[0][0]) if rows else None

    def put(self, name: str, value: bytes) -> None:
        """Keeps a secret; one of the same name is replaced."""
        with self._store.transaction() as db:
            db.execute("INSERT OR REPLACE INTO secrets (name, value) VALUES (?, ?)", (name, value))

    def drop(self, name: str) -> None:
        """Forgets a secret, its bytes overwritten (`secure_delete`)."""
        with self._store.transaction() as db:
            db.execute("DELETE FROM secrets WHERE name = ?", (name,))
