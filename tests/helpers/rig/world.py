"""A municipality in a box: administrators, people with pcs, one endpoint, and the network between them.

One step is one act of a person, one delivered message, one transaction on a pc's disk. What happens is said by acts
(`helpers.rig.acts`, `helpers.rig.foes`); nothing here knows what must hold in the end.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers.direct import Died, serve
from helpers.rig.fragile import Crash, Fragile
from helpers.rig.network import FATES, Late, Truth, Weather, quick, spoilt, with_body
from helpers.rig.people import Pc
from helpers.stores import made
from helpers.wire import START_MS, LocalEndpoint

from desktop.store.journal import StoreJournal
from sync.client.events import Idle
from sync.client.sealing import new_epoch
from sync.codec import encode
from sync.control import ControlLog, Roster, build_op
from sync.control_bodies import AdminSet, Body
from sync.control_ops import Signer, build_genesis
from sync.control_rows import DeviceRow
from sync.control_space_bodies import DeviceAdd, MemberSet, SpaceNew, Vouch
from sync.crypto.keys import DeviceKeys, KemKey, SigningKey, org_id
from sync.memory import MemoryJournal
from sync.model import Commit
from sync.protocol import Answer, Request, parse_raws
from sync.server.database import rows as db
from sync.server.endpoint import Caller

SPACE = b"midt".ljust(16, b"\0")


class World:
    """Everything of one seed."""

    def __init__(self, seed: int, folder: Path, *, store: bool = False) -> None:
        """Founded anew in an empty folder; `founding.founded` is quicker."""
        self.begin(seed, folder, LocalEndpoint(folder))
        self.root = SigningKey.generate()
        self.org, self.space = org_id(self.root.pk), SPACE
        self.endpoint.admit(self.org)
        self.log = ControlLog(self.org)
        self.store = made(folder / "store")[0] if store else None
        self._found()

    def begin(self, seed: int, folder: Path, endpoint: LocalEndpoint) -> None:
        """Nothing has happened yet, and this is the endpoint."""
        self.rng = random.Random(seed)
        self.folder = folder
        self.steps = 0
        self.weather = Weather()
        self.truth = Truth()
        self.late: list[Late] = []
        self.images: dict[str, MemoryJournal | StoreJournal] = {}
        self.heard: dict[tuple[str, str, bytes], Answer] = {}
        self.serve_by(endpoint)

    def serve_by(self, endpoint: LocalEndpoint) -> None:
        """From now on this is the endpoint."""
        self.endpoint = endpoint
        endpoint.endpoint.now_ms = self._now_ms
        quick(endpoint.endpoint)

    def people(self, pcs: dict[str, Pc]) -> None:
        """Who is who."""
        self.anna, self.arne = pcs["anna"], pcs["arne"]
        self.signe, self.palle = pcs["signe"], pcs["palle"]
        self.bente, self.mallory = pcs["bente"], pcs["mallory"]
        self.second, self.lene = pcs["signe2"], pcs["lene"]
        self.pcs = [self.signe, self.palle, self.bente, self.mallory]
        self.joins: list[tuple[Pc, Pc, str]] = [(self.second, self.signe, ""), (self.lene, self.palle, "read")]
        self.admins = [self.anna, self.arne]

    def _found(self) -> None:
        users = {"anna": b"anna", "arne": b"arne", "signe": b"signe", "palle": b"palle", "bente": b"bente"}
        users |= {"mallory": b"mallory", "signe2": b"signe", "lene": b"lene"}
        on_disk = "signe2" if self.store is not None else ""
        self.people({name: self.pc(name, user, on_disk=name == on_disk) for name, user in users.items()})
        first = build_genesis(
            self.root, self.endpoint.key.pk, KemKey.generate().pk, self.anna.user, self.anna.keys, START_MS
        )
        who = Caller(self.org, self.anna.device)
        self.log.add(first, parse_raws(self.endpoint.endpoint.post_ctl(who, encode([first])))[0])
        self.op(self.root, AdminSet(self.arne.user, 1, self.row(self.arne)))
        self.op(self.anna, SpaceNew(SPACE))
        self.keys_of(self.anna, self.org)
        roles = (self.signe, "finalise"), (self.palle, "write"), (self.bente, "finalise"), (self.mallory, "write")
        for pc, role in roles:
            self.op(self.anna, DeviceAdd(self.row(pc)))
            self.op(self.arne, MemberSet(SPACE, pc.user, role))
        self.keys_of(self.signe, SPACE)
        for pc in (self.palle, self.bente, self.mallory):
            self.vouch(self.signe, pc)

    def pc(self, name: str, user: bytes, *, on_disk: bool = False) -> Pc:
        """A pc that nobody has heard of yet."""
        pair = DeviceKeys.generate()
        pc = Pc(name, user.ljust(16, b"\0"), pair, self.org, self.space)
        if on_disk:
            assert self.store is not None, "no store was made"
            pc.store, pc.journal = self.store, Fragile(StoreJournal(self.store, pair.device_id))
            pc.start()
        return pc

    @staticmethod
    def row(pc: Pc) -> DeviceRow:
        """The row that enters a machine; its id, padded, stands for the hash of its request."""
        return DeviceRow(pc.user, pc.keys.sign_pk, pc.keys.kem_pk, bytes(16) + pc.device)

    def close(self) -> None:
        """Closes the databases."""
        self.endpoint.close()
        if self.store is not None:
            self.store.close()

    # -- the control log, by people on a good line

    def refresh(self) -> Roster:
        """The control log as the endpoint has it, after ops that clients posted themselves."""
        for op, head in self.endpoint.endpoint.control(self.org).after(self.log.head.cseq):
            self.log.add(op, head)
        self._told()
        return self.log.roster()

    def _told(self) -> None:
        """What is known here lies on an administrator's disk: his program stores what it posts."""
        journal = self.anna.journal.inner
        known = journal.control_length()
        if known < self.log.head.cseq:
            journal.append_control(self.log.after(known), known)

    @contextmanager
    def calm(self) -> Iterator[None]:
        """The endpoint does not die meanwhile."""
        dies, self.weather.dies = self.weather.dies, 0.0
        try:
            yield
        finally:
            self.weather.dies = dies

    def op(self, by: Pc | SigningKey, body: Body, cosigner: Signer | None = None) -> bool:
        """Signs an op over the newest and posts it; whether it stands. Refused ops leave nothing behind."""
        self.steps += 1
        with self.calm():
            if self.log.head.cseq:
                self.refresh()
            signer = by if isinstance(by, SigningKey) else by.keys
            op = build_op(signer, self.org, self.log.head, body, START_MS, cosigner)
            return self.posted(by if isinstance(by, Pc) else self.anna, op)

    def posted(self, by: Pc, op: bytes) -> bool:
        """Posts an op; whether it stands."""
        request = Request("post", "POST", f"/v1/o/{self.org.hex()}/ctl", body=encode([op]))
        answer = serve(self.endpoint, self.org, by.device, request)
        if answer.status != 200:
            return False
        self.log.add(op, parse_raws(answer.body)[0])
        self._told()
        return True

    def keys_of(self, by: Pc, space: bytes) -> None:
        """The first key of a space."""
        body, key = new_epoch(self.log.roster(), by.keys, space, {})
        by.journal.inner.put_epoch_key(space, body.epoch, key)
        self.op(by, body)

    def vouch(self, by: Pc, pc: Pc) -> bool:
        """The six words were heard, and the words back were typed."""
        done = self.op(by, Vouch(pc.device, self.row(pc).request, (self.space,)))
        if done:
            pc.journal.inner.confirm(by.device)
        return done

    # -- the network

    def _now_ms(self) -> int:
        if self.weather.dies and self.rng.random() < self.weather.dies:
            raise Died
        self.endpoint.clock.sleep(0.01)
        return self.endpoint.clock.now_ms()

    @contextmanager
    def at(self, pc: Pc) -> Iterator[None]:
        """Something is done on a pc, which may die of it; what it wrote is counted."""
        before = pc.journal.written
        try:
            yield
        except Crash:
            pc.start()
        finally:
            self.steps += pc.journal.written - before

    def move(self, pc: Pc, rng: random.Random, messages: int) -> None:
        """Some messages of one pc, and what the network makes of them."""
        with self.at(pc):
            for _message in range(messages):
                wanted = pc.engine.next()
                if isinstance(wanted, Idle):
                    pc.clock.sleep(min(wanted.seconds, rng.choice((0.5, 3.0, 30.0))))
                    return
                self.send(pc, wanted, rng)

    def send(self, pc: Pc, request: Request, rng: random.Random) -> None:
        """As it should be; or one of FATES."""
        fate = rng.choice(FATES) if rng.random() < self.weather.bad else ""
        if fate == "portal":
            pc.engine.answer(request, Answer(200, False, b"<html>Velkommen til hotellets net</html>"))
            return
        if fate in ("lost", "request late"):
            if fate == "request late":
                self.late.append(Late(pc, request, None, pc.engine))
            pc.engine.failed(request, "no connection")
            return
        if fate in ("spoilt", "half") and request.body:
            self.serve(pc, with_body(request, spoilt(rng, request.body, cut=fate == "half")))
            pc.engine.failed(request, "no connection")
            return
        before = self.heard.get((pc.name, request.kind, request.space))
        answer = before if fate == "again" and before else self.serve(pc, request)
        self.heard[pc.name, request.kind, request.space] = answer
        if fate == "answer late":
            self.late.append(Late(pc, request, answer, pc.engine))
            pc.engine.failed(request, "no connection")
            return
        if fate in ("damaged", "cut") and answer.body:
            answer = Answer(answer.status, True, spoilt(rng, answer.body, cut=fate == "cut"))
        elif fate == "twice":
            self.serve(pc, request)
        self.steps += 1
        pc.engine.answer(request, answer)

    def serve(self, pc: Pc, request: Request) -> Answer:
        """What the endpoint says, and it hears only those it knows."""
        self.steps += 1
        return serve(self.endpoint, self.org, pc.device, request)

    def arrive(self, late: Late) -> None:
        """What was delayed comes after all, long after it was given up."""
        if late.answer is None:
            self.serve(late.pc, late.request)
            return
        with self.at(late.pc):
            self.steps += 1
            late.engine.answer(late.request, late.answer)

    # -- afterwards

    def fair(self, rounds: int = 4, pcs: list[Pc] | None = None) -> None:
        """The network and the clocks are good again, nobody crashes, and everybody syncs."""
        self.weather = Weather()
        for pc in pcs or [*self.pcs, *self.admins]:
            pc.journal.fuse = 0
            pc.clock.ms = max(pc.clock.ms, START_MS)
        for _ in range(rounds):
            for pc in pcs or [*self.pcs, *self.admins]:
                self.round(pc)

    def round(self, pc: Pc) -> None:
        """One pc syncs until nothing is wanted."""
        pc.clock.sleep(61)
        pc.engine.nudge()
        with self.at(pc):
            while not isinstance(wanted := pc.engine.next(), Idle):
                self.steps += 1
                pc.engine.answer(wanted, self.serve(pc, wanted))

    def entries(self) -> list[db.LogRow]:
        """The log as the endpoint has it."""
        with self.endpoint.database.reading() as conn:
            row = db.space_row(conn, self.org, self.space)
            assert row is not None, "the space has a log"
            return db.page(conn, row.id, 0, 1 << 40)

    def keep(self, pc: Pc, commit: Commit | None) -> None:
        """A save is done: it is a promise if it lies on the disk."""
        if commit is not None and pc.journal.inner.commit(self.space, commit.cid) is not None:
            self.truth.honest.add(commit.cid)
