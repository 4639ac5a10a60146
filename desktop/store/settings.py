"""Settings of this data folder, kept encrypted; which ones there are and what they mean is the services' matter."""

import json
from collections.abc import Mapping

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
        self.set_all({name: value})

    def set_all(self, values: Mapping[str, object]) -> None:
        """Keeps several in one transaction."""
        with self._store.transaction() as db:
            for name, value in values.items():
                db.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (name, json.dumps(value)))

    def under(self, prefix: str) -> dict[str, object]:
        """Every setting whose name begins so, in the order of the names."""
        rows = self._store.query(
            "SELECT name, value FROM settings WHERE substr(name, 1, ?) = ? ORDER BY name", (len(prefix), prefix)
        )
        return {name: json.loads(value) for name, value in rows}

    def drop(self, *names: str) -> None:
        """Forgets values, in one transaction; one that is not there is no matter."""
        with self._store.transaction() as db:
            for name in names:
                db.execute("DELETE FROM settings WHERE name = ?", (name,))
