"""A small organisation on an endpoint, with clients that keep their journals in memory."""

import copy
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sync.client.calls import drain, get_ctl, post_ctl
from sync.client.engine import Engine
from sync.client.events import Event
from sync.client.sealing import new_epoch
from sync.client.transport import AsgiTransport, Transport
from sync.client.writing import commit_of
from sync.control import ControlLog, build_op
from sync.control_ops import build_genesis
from sync.control_rows import DeviceRow
from sync.control_space_bodies import DeviceAdd, MemberSet, SpaceNew, Vouch
from sync.crypto.keys import DeviceKeys, KemKey, SigningKey, org_id
from sync.memory import MemoryJournal
from sync.model import Commit
from sync.revision import Revision
from sync.server.app import App
from sync.server.auth import Challenges
from sync.server.bell import Bell
from sync.server.database import connections
from sync.server.database import rows as db
from sync.server.database.connections import Postgres
from sync.server.database.sharing import Ear, SharedNonces
from sync.server.endpoint import Endpoint

#: Friday 20 November 2026, 08.18 in Copenhagen, where the clock of a town begins too; ms.
START_MS = 1_795_159_080_000


@dataclass
class FakeClock:
    """Time that moves when told to."""

    seconds: float = 1000.0
    ms: int = START_MS

    def monotonic(self) -> float:
        """Seconds."""
        return self.seconds

    def now_ms(self) -> int:
        """The pc's clock."""
        return self.ms

    def jitter(self) -> float:
        """No chance in tests."""
        return 0.0

    def sleep(self, seconds: float) -> None:
        """Lets time pass."""
        self.seconds += seconds
        self.ms += int(seconds * 1000)


class LocalEndpoint:
    """An endpoint in this process, on a database file in a folder or on a PostgreSQL."""

    def __init__(self, where: Path | Postgres, wait_s: float = 0.3, key: SigningKey | None = None) -> None:
        self.clock = FakeClock()
        self.key = key or SigningKey.generate()
        shared = where if isinstance(where, Postgres) else None
        self.ear = None if shared is None else Ear(shared)
        self.bell = Bell(None if self.ear is None else self.ear.announce)
        self.database = connections.sqlite(where / "endpoint.db") if isinstance(where, Path) else where
        self.endpoint = Endpoint(self.database, self.key, self.bell, self.clock.now_ms)
        self.challenges = Challenges(self.clock.now_ms, None if shared is None else SharedNonces(shared))
        self.app = App(self.endpoint, self.challenges, wait_s)

    def admit(self, org: bytes) -> None:
        """Names an organisation."""
        with self.database.writing() as conn:
            db.admit(conn, org, self.clock.now_ms())

    def transport(self, keys: DeviceKeys) -> AsgiTransport:
        """A way in for one device."""
        return AsgiTransport(self.app.asgi, keys, monotonic=self.clock.monotonic)

    def close(self) -> None:
        """Closes the database."""
        self.database.close()


@dataclass
class Client:
    """One device: keys, journal, engine, transport."""

    user: bytes
    keys: DeviceKeys
    org: bytes
    transport: Transport
    journal: MemoryJournal = field(default_factory=MemoryJournal)
    clock: FakeClock = field(default_factory=FakeClock)
    engine: Engine = field(init=False)
    hlc: int = 0

    def __post_init__(self) -> None:
        self.journal.device = self.keys.device_id
        self.restart()

    def restart(self) -> None:
        """A new engine on the same journal, as after a start of the app."""
        self.engine = Engine(self.journal, self.keys, self.org, self.clock)

    def sync(self) -> list[Event]:
        """Everything that is wanted now."""
        self.engine.nudge()
        return drain(self.engine, self.transport)

    def revision(self, rec: bytes, text: str, kind: str = "consultation", **more: object) -> Revision:
        """A revision by this user that sets the group `text`."""
        self.hlc += 1
        values: dict[str, object] = {
            "rec": rec,
            "kind": kind,
            "schema": 1,
            "act": "create",
            "set": {"text": {"text": text}},
            "hlc": (self.clock.now_ms() << 16) + self.hlc,
            "at": (self.clock.now_ms(), 60),
            "author": self.user,
        }
        return Revision.build(**{**values, **more})  # type: ignore[arg-type]

    def commit(self, space: bytes, *revisions: Revision) -> Commit:
        """A commit over these revisions that continues this device's chain; not stored."""
        state = self.journal.write_state(space)
        return commit_of(self.keys, self.org, space, state, revisions)

    def save(self, space: bytes, rec: bytes, text: str, **more: object) -> Commit:
        """A local save of one record."""
        revision = self.revision(rec, text, **more)
        commit = self.commit(space, revision)
        self.journal.save_local(commit, [revision])
        return commit

    def texts(self, space: bytes) -> list[str]:
        """What this device can read, sorted; of what was erased and of who did so there is no text."""
        known = self.journal.space(space).revisions.values()
        return sorted(str(item.revision.set["text"]["text"]) for item in known if "text" in item.revision.set)

    def states(self, space: bytes) -> list[str]:
        """The state of each own commit, in the order made."""
        return [own.state for own in self.journal.space(space).own.values()]


class Town:
    """An administrator, and Signe and Palle who share one space; made the way a municipality is."""

    def __init__(self, way_in: Callable[[DeviceKeys], Transport], server_pk: bytes, admit: Callable[[bytes], None]):
        ids = itertools.count(1)
        self._id = lambda: next(ids).to_bytes(16, "big")
        self.root = SigningKey.generate()
        self.org = org_id(self.root.pk)
        admit(self.org)
        self.way_in = way_in
        self.admin = self.client()
        self.log = ControlLog(self.org)
        self._send(
            build_genesis(self.root, server_pk, KemKey.generate().pk, self.admin.user, self.admin.keys, START_MS)
        )
        self.signe = self.client()
        self.palle = self.client()
        self.space = self._id()
        self.post(self.admin, SpaceNew(self.space))
        for client in (self.signe, self.palle):
            self.add_device(client)
            self.post(self.admin, MemberSet(self.space, client.user, "write"))
        self.make_epoch(self.admin, self.org)
        self.make_epoch(self.signe, self.space)
        self.vouch(self.signe, self.palle)

    def cloned(self, way_in: Callable[[DeviceKeys], Transport]) -> "Town":
        """The same people at the same point, with journals of their own: making a town anew takes a second."""
        twin = object.__new__(Town)
        twin._id, twin.root, twin.org, twin.space, twin.way_in = self._id, self.root, self.org, self.space, way_in
        twin.log = ControlLog.load(self.org, self.log.ops)

        def again(client: Client) -> Client:
            clock = FakeClock(client.clock.seconds, client.clock.ms)
            return Client(client.user, client.keys, self.org, way_in(client.keys), copy.deepcopy(client.journal), clock)

        twin.admin, twin.signe, twin.palle = (again(client) for client in self.clients)
        return twin

    def client(self, user: bytes | None = None) -> Client:
        """A device that nobody has heard of yet."""
        keys = DeviceKeys.generate()
        return Client(user or self._id(), keys, self.org, self.way_in(keys))

    def add_device(self, client: Client) -> None:
        """device_add by the administrator."""
        row = DeviceRow(client.user, client.keys.sign_pk, client.keys.kem_pk, request_of(client))
        self.post(self.admin, DeviceAdd(row))

    def vouch(self, by: Client, client: Client) -> None:
        """Palle's six words were heard by Signe, and hers by him."""
        self.post(by, Vouch(client.keys.device_id, request_of(client), (self.space,)))
        client.journal.confirm(by.keys.device_id)

    def make_epoch(self, by: Client, space: bytes) -> None:
        """The first key of a space."""
        body, key = new_epoch(self.log.roster(), by.keys, space, {})
        by.journal.put_epoch_key(space, body.epoch, key)
        self.post(by, body)

    def post(self, by: Client, body: object) -> None:
        """Signs an op over the newest head and posts it."""
        self._refresh(by)
        self._send(build_op(by.keys, self.org, self.log.head, body, START_MS), by)  # type: ignore[arg-type]

    def _send(self, op: bytes, by: Client | None = None) -> None:
        (head,) = post_ctl((by or self.admin).transport, self.org, [op])
        self.log.add(op, head)

    def _refresh(self, by: Client) -> None:
        for op, head in get_ctl(self.admin.transport, self.org, self.log.head.cseq):
            self.log.add(op, head)

    @property
    def clients(self) -> tuple[Client, ...]:
        """Everybody."""
        return self.admin, self.signe, self.palle

    def sync_all(self, rounds: int = 3) -> None:
        """Everybody syncs, some times over, with time passing between."""
        for _ in range(rounds):
            for client in self.clients:
                client.sync()
                client.clock.sleep(6)

    def close(self) -> None:
        """Closes the transports."""
        for client in self.clients:
            client.transport.close()


def request_of(client: Client) -> bytes:
    """Stands for the hash of the device's request file."""
    return bytes(16) + client.keys.device_id


def town_on(endpoint: LocalEndpoint) -> Town:
    """A town on an endpoint in this process."""
    return Town(endpoint.transport, endpoint.key.pk, endpoint.admit)
