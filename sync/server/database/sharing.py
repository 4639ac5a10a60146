"""What the processes before one PostgreSQL share in passing: challenges, spent nonces, and "something was written"."""

import os
import threading
from collections.abc import Callable
from contextlib import suppress

import sqlalchemy as sa

from sync.server.database.connections import Postgres
from sync.server.database.errors import Busy, Full, Gone
from sync.server.database.tables import insert_or_leave, nonces, secrets


class SharedNonces:
    """Secret and nonces in two unlogged tables: a crash of PostgreSQL empties both, and every challenge is dead."""

    def __init__(self, database: Postgres) -> None:
        self._database = database
        self._secret = b""
        self.renewed()

    def secret(self) -> bytes:
        """As it was read last."""
        return self._secret

    def renewed(self) -> bool:
        """Reads the secret, making it where there is none; whether it is another."""
        with self._database.writing() as conn:
            insert_or_leave(conn, secrets, {"id": 1, "secret": os.urandom(32)})
            found: bytes = conn.execute(sa.select(secrets.c.secret)).scalar_one()
        before, self._secret = self._secret, found
        return found != before

    def use(self, born: int, device: bytes, nonce: str) -> bool:
        """Whether it was the first time, under the secret that was read last."""
        standing = sa.select(secrets.c.id).where(secrets.c.secret == self._secret).exists()
        row = sa.select(sa.literal(born, sa.BigInteger), sa.literal(device), sa.literal(nonce)).where(standing)
        with self._database.writing() as conn:
            return insert_or_leave(conn, nonces, row)

    def forget(self, before: int) -> None:
        """Drops the dead."""
        with self._database.writing() as conn:
            conn.execute(nonces.delete().where(nonces.c.born < before))


class Ear:
    """Hears on a thread of its own what other processes announce, and announces to them."""

    def __init__(self, database: Postgres) -> None:
        self._database = database
        self._name = os.urandom(8).hex()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def announce(self) -> None:
        """Something was written here. What is not heard elsewhere is found when a wait there ends."""
        with suppress(Busy, Full, Gone):
            self._database.announce(self._name)

    def open(self, heard: Callable[[], None]) -> None:
        """From now on `heard` is called for what others announce."""

        def from_another(sender: str) -> None:
            if sender != self._name:
                heard()

        self._thread = threading.Thread(target=self._database.listen, args=(from_another, self._closed), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hears no more."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()
