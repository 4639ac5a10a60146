"""Settings of this data folder, kept encrypted; which ones there are and what they mean is the services' matter."""

import json

from desktop.store.store import Store


class Settings:
    """Names and JSON values."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, name: str, default: object = None) -> object:
        """The value that was set last, else `default`."""
        rows = self._store.query("SELECT value FROM settings WHERE name = ?", (name,))
        return json.loads(rows[0][0]) if rows else default

    def set(self, name: str, value: object) -> None:
        """Keeps a JSON-able value."""
        with self._store.transaction() as db:
            db.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (name, json.dumps(value)))
