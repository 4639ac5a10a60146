"""An endpoint whose database is put back to an older state under the running clients, on SQLite or PostgreSQL."""

import shutil
from pathlib import Path

import pytest
from helpers.postgres import PostgresServer, sa_url
from helpers.wire import Client, LocalEndpoint, Town

from sync.crypto.keys import SigningKey
from sync.server.database import connections
from sync.server.database.connections import Postgres


class Older:
    """The database as it was when `keep` was called; `put_back` serves a copy of that to every client."""

    def __init__(self, town: Town, endpoint: LocalEndpoint, folder: Path, server: PostgresServer | None) -> None:
        self._town, self._folder, self._server = town, folder, server
        self.endpoint = endpoint
        self._kept = ""
        self._mine: list[tuple[LocalEndpoint, str]] = []

    def keep(self) -> None:
        """Copies the database as it is now, with nothing under way."""
        self.endpoint.database.close()
        self._kept = self._copied(self._name(self.endpoint))

    def put_back(self) -> LocalEndpoint:
        """Serves a copy of what was kept."""
        return self._serve(self._copied(self._kept), self.endpoint.key)

    def empty(self, key: SigningKey | None = None) -> LocalEndpoint:
        """Serves an empty database that knows only the organisation's name; with another key if one is given."""
        made = self._serve(self._new(), key or self.endpoint.key)
        made.admit(self._town.org)
        return made

    def close(self) -> None:
        """Closes what was put in the endpoint's place."""
        for endpoint, name in self._mine:
            endpoint.close()
            if self._server is not None:
                self._server.drop(name)
        if self._server is not None and self._kept:
            self._server.drop(self._kept)

    def _serve(self, name: str, key: SigningKey) -> LocalEndpoint:
        if self._server is None:
            made = LocalEndpoint(Path(name), key=key)
        else:
            made = LocalEndpoint(connections.postgresql(sa_url(self._server, name)), key=key)
        made.clock.ms = self.endpoint.clock.ms + 60_000 * (1 + len(self._mine))
        self._mine.append((made, name))
        self._town.way_in = made.transport
        for client in self._town.clients:
            client.transport.close()
            client.transport = made.transport(client.keys)
        self.endpoint = made
        return made

    def _name(self, endpoint: LocalEndpoint) -> str:
        url = endpoint.database.engine.url
        assert url.database is not None
        return url.database if isinstance(endpoint.database, Postgres) else str(Path(url.database).parent)

    def _copied(self, name: str) -> str:
        if self._server is not None:
            return self._server.create(name)
        to = self._new()
        shutil.copy(Path(name) / "endpoint.db", Path(to) / "endpoint.db")
        return to

    def _new(self) -> str:
        if self._server is not None:
            return self._server.create()
        to = self._folder / f"older-{len(list(self._folder.iterdir()))}"
        to.mkdir()
        return str(to)


def older_endpoint(town: Town, endpoint: LocalEndpoint, folder: Path, request: pytest.FixtureRequest) -> Older:
    """An `Older` for the endpoint of a protocol test, whichever database it runs on."""
    on_postgres = isinstance(endpoint.database, Postgres)
    return Older(town, endpoint, folder, request.getfixturevalue("postgres") if on_postgres else None)


def notes(client: Client, town: Town, *texts: str) -> None:
    """Saves one note each."""
    for text in texts:
        client.save(town.space, text.encode().ljust(16, b"."), text)


def gen_of(client: Client, town: Town) -> int:
    """The generation that the client's cursor is in."""
    cursor = client.journal.cursor(town.space)
    assert cursor is not None
    return cursor.gen
