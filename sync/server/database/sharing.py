"""What the processes before one PostgreSQL share in passing: challenges, spent nonces, token buckets, and what was
written."""

import os
import threading
from collections.abc import Callable
from contextlib import suppress

import sqlalchemy as sa

from sync.server.database.connections import Postgres
from sync.server.database.errors import Busy, Full, Gone
from sync.server.database.tables import buckets, insert_or_leave, nonces, secrets
from sync.server.limits import FULL_MS, MOST_DEVICES, TOKEN_MS, drawn

PREPAID = 20
"""Tokens that a process takes at once for a device: one row written for so many requests."""


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


class SharedBuckets:
    """In one unlogged table. A process takes some tokens ahead; a crash of PostgreSQL fills every bucket."""

    def __init__(self, database: Postgres) -> None:
        self._database = database
        self._prepaid: dict[bytes, int] = {}
        self._forget_ms = 0
        self._lock = threading.Lock()

    def take(self, device: bytes, cost_ms: int, now_ms: int) -> int:
        """As `sync.server.limits.Buckets` says."""
        with self._lock:
            left = self._prepaid.get(device, 0) - cost_ms
            if left >= 0:
                self._prepaid[device] = left
                return 0
        ahead = max(cost_ms, PREPAID * TOKEN_MS)
        wait = self._draw(device, ahead, now_ms)
        if wait and ahead > cost_ms:
            ahead = cost_ms
            wait = self._draw(device, ahead, now_ms)
        if not wait:
            with self._lock:
                if len(self._prepaid) >= MOST_DEVICES:
                    self._prepaid.clear()
                self._prepaid[device] = self._prepaid.get(device, 0) + ahead - cost_ms
        return wait

    def _draw(self, device: bytes, cost_ms: int, now_ms: int) -> int:
        if now_ms >= self._forget_ms:
            self._forget_ms = now_ms + FULL_MS
            self.forget(now_ms)
        with self._database.writing() as conn:
            insert_or_leave(conn, buckets, {"device": device, "empty_ms": now_ms})
            row = buckets.c.device == device
            empty = conn.execute(sa.select(buckets.c.empty_ms).where(row).with_for_update()).scalar_one()
            after, wait = drawn(empty, cost_ms, now_ms)
            if not wait:
                conn.execute(buckets.update().where(row).values(empty_ms=after))
            return wait

    def forget(self, now_ms: int) -> None:
        """Drops the buckets that are full again, and those of a clock that was set back."""
        full = sa.or_(buckets.c.empty_ms <= now_ms, buckets.c.empty_ms > now_ms + FULL_MS)
        with self._database.writing() as conn:
            conn.execute(buckets.delete().where(full))


class Ear:
    """Hears on a thread of its own what other processes announce, and announces to them."""

    def __init__(self, database: Postgres) -> None:
        self._database = database
        self._name = os.urandom(8).hex()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def announce(self, org: bytes, space: bytes) -> None:
        """Something was written there. What is not heard elsewhere is found when a wait there ends."""
        with suppress(Busy, Full, Gone):
            self._database.announce(f"{self._name} {org.hex()} {space.hex()}")

    def open(self, heard: Callable[[bytes, bytes], None]) -> None:
        """From now on `heard` is called with (org, space) of what others announce; empty where it may be anywhere."""

        def from_another(notice: str) -> None:
            sender, org, space = notice.split(" ") if notice.count(" ") == 2 else ("", "", "")
            if sender != self._name:
                heard(bytes.fromhex(org), bytes.fromhex(space))

        self._thread = threading.Thread(target=self._database.listen, args=(from_another, self._closed), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hears no more."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()
