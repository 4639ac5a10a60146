"""A seeded municipality on a bad network: four pcs, one endpoint, and everything that goes wrong between them.

One step is one save, one message, one crash, one jump of a clock. Nothing here knows what must hold in the end.
"""

import copy
import random
import shutil
from dataclasses import dataclass
from pathlib import Path

from helpers.direct import serve
from helpers.fragile import Crash, Fragile, Pc
from helpers.hostile import seal_raw
from helpers.stores import made
from helpers.wire import START_MS, Client, LocalEndpoint, Town, request_of

from desktop.domain.registry import kinds
from desktop.store.journal import StoreJournal
from sync.client.engine import Engine
from sync.client.events import Idle
from sync.codec import Value, decode, encode
from sync.compose import compose
from sync.control import build_op
from sync.control_bodies import Body
from sync.control_rows import DeviceRow
from sync.control_space_bodies import DeviceAdd, MemberSet, Vouch
from sync.crypto.keys import DeviceKeys
from sync.memory import MemoryJournal
from sync.merge import fold
from sync.model import Dot
from sync.protocol import Answer, Request, parse_raws
from sync.revision import Revision

KIND = "consultation"
RULE = kinds()[KIND].rule
YEAR_MS = 365 * 86_400_000
FATES = ("request late", "answer late", "portal", "damaged", "cut", "twice", "again")
FIELDS = {"text": "text", "outcome": "outcome"}


class EndpointDied(Exception):
    """The endpoint is gone in the middle of a request."""


@dataclass
class Late:
    """A request, or an answer to one, that the network still has."""

    pc: Pc
    request: Request
    answer: Answer | None
    engine: Engine


class Simulation:
    """Everything of one seed."""

    def __init__(self, seed: int, folder: Path, model: tuple[LocalEndpoint, Town, Path]) -> None:
        self.rng = random.Random(seed)
        local, town, origin = model
        shutil.copy(origin / "endpoint.db", folder / "endpoint.db")
        self.endpoint = LocalEndpoint(folder, key=local.key)
        self.endpoint.endpoint.now_ms = self._now_ms
        self.dies = 0.0
        self.town, self.org, self.space = town, town.org, town.space
        self.log = type(town.log).load(town.org, town.log.ops)
        self.admin = self._pc("admin", town.admin)
        self.signe, self.palle = self._pc("signe", town.signe), self._pc("palle", town.palle)
        second = DeviceKeys.generate()
        self.store = made(folder / "store")[0] if seed % 4 == 0 else None
        journal = MemoryJournal() if self.store is None else StoreJournal(self.store, second.device_id)
        self.second = self._new("signe2", town.signe.user, second, journal)
        self.lene = self._new("lene", b"lene".ljust(16), DeviceKeys.generate(), MemoryJournal())
        self.pcs = [self.signe, self.palle, self.second, self.lene]
        self.late: list[Late] = []
        self.heard: dict[tuple[str, str, bytes], Answer] = {}
        self.weather = 0.0
        self.poison: set[bytes] = set()
        self.joins = [(self.second, self.signe, ""), (self.lene, self.palle, "read")]

    def _now_ms(self) -> int:
        if self.dies and self.rng.random() < self.dies:
            raise EndpointDied
        self.endpoint.clock.sleep(0.01)
        return self.endpoint.clock.now_ms()

    def _pc(self, name: str, client: Client) -> Pc:
        journal = Fragile(copy.deepcopy(client.journal))
        return Pc(name, client.user, client.keys, self.org, self.space, journal)

    def _new(self, name: str, user: bytes, keys: DeviceKeys, journal: MemoryJournal | StoreJournal) -> Pc:
        return Pc(
            name, user, keys, self.org, self.space, Fragile(journal), store=self.store if name == "signe2" else None
        )

    def close(self) -> None:
        """Closes the databases."""
        self.endpoint.close()
        if self.store is not None:
            self.store.close()

    # -- acts

    def act(self) -> None:
        """One thing happens."""
        if self.rng.random() < 0.05:
            self.weather = self.rng.choice((0.0, 0.02, 0.1, 0.4))
            self.dies = self.weather / 5
        roll = self.rng.random()
        if roll < 0.25:
            self.save(self.rng.choice([self.signe, self.palle, self.second]))
        elif roll < 0.28:
            self.joining()
        elif roll < 0.31:
            pc = self.rng.choice(self.pcs)
            pc.clock.ms = self.rng.choice((0, START_MS, START_MS + 10 * YEAR_MS))
        elif roll < 0.37:
            self.rng.choice(self.pcs).journal.fuse = self.rng.randint(1, 24)
        elif roll < 0.39:
            self.rng.choice(self.pcs).start()
        elif roll < 0.41:
            self.spoil()
        elif roll < 0.45 and self.late:
            self.arrive(self.late.pop(self.rng.randrange(len(self.late))))
        else:
            self.move(self.rng.choice(self.pcs))

    def joining(self) -> None:
        """A pc comes in: entered by the administrator, given a role, vouched for, words back typed."""
        if not self.joins:
            return
        pc, voucher, role = self.joins.pop(0)
        stands_for = request_of(pc)  # type: ignore[arg-type]  # it has keys, and that is all that is looked at
        self.post(self.admin, DeviceAdd(DeviceRow(pc.user, pc.keys.sign_pk, pc.keys.kem_pk, stands_for)))
        if role:
            self.post(self.admin, MemberSet(self.space, pc.user, role))
        self.post(voucher, Vouch(pc.keys.device_id, stands_for, (self.space,)))
        pc.journal.inner.confirm(voucher.keys.device_id)

    def post(self, by: Pc, body: Body) -> None:
        """A control op, on a good line."""
        dies, self.dies = self.dies, 0.0
        op = build_op(by.keys, self.org, self.log.head, body, START_MS)
        request = Request("post", "POST", f"/v1/o/{self.org.hex()}/ctl", body=encode([op]))
        answer = serve(self.endpoint, self.org, by.keys.device_id, request)
        self.log.add(op, parse_raws(answer.body)[0])
        self.dies = dies

    def save(self, pc: Pc) -> None:
        """One or two records are made, edited, added to: over what this pc sees."""
        if not pc.journal.inner.epochs(self.space):
            return
        revisions = [self.revision(pc, bytes([rec]) * 16) for rec in self.rng.sample(range(5), self.rng.randint(1, 2))]
        try:
            pc.write(revisions)
        except Crash:
            pc.start()
        pc.engine.nudge(self.space)

    def revision(self, pc: Pc, rec: bytes) -> Revision:
        """A change of one or two groups of a record."""
        seen = [rev for rev in pc.revs().values() if rev.revision.rec == rec]
        view = fold(RULE, seen) if seen else None
        groups: dict[str, dict[str, Value]] = {}
        over: dict[str, tuple[Dot, ...]] = {}
        for group in self.rng.sample(["text", "outcome", "theme", "amend"], self.rng.randint(1, 2)):
            if group == "theme":
                fields: dict[str, Value] = dict.fromkeys(self.rng.sample("abcd", self.rng.randint(0, 3)), 1)
            else:
                fields = {FIELDS.get(group, "text"): f"{pc.name} {self.rng.random()}"}
            groups[group] = fields
            if view is not None and group != "amend":
                write = compose(view, group, fields, set("abcd") | set(FIELDS.values()))
                groups[group], over[group] = write.value, write.over
        now = pc.clock.now_ms()
        return Revision.build(
            rec=rec,
            kind=KIND,
            schema=1,
            act="edit" if view else "create",
            set=groups,
            over=over,
            hlc=pc.hlc.tick(now),
            at=(now, 60),
            author=pc.user,
        )

    def spoil(self) -> None:
        """A hostile member: rightly signed and sealed, and nothing that anybody should apply."""
        pc = self.palle
        revision = self.revision(pc, b"p" * 16)
        fields = decode(revision.raw, 1 << 20)
        assert isinstance(fields, dict)
        bad = self.rng.choice(
            (b"\x80", encode({**fields, "author": self.signe.user}), encode({**fields, "hlc": "now"}))
        )
        state = pc.journal.inner.write_state(self.space)
        commit = seal_raw(pc.keys, self.org, self.space, state, [bad])
        pc.sealed.append(commit)
        pc.journal.inner.save_local(commit, [])
        self.poison.add(commit.cid)
        pc.engine.nudge(self.space)

    # -- the network

    def move(self, pc: Pc) -> None:
        """Some messages of one pc, and what the network makes of them."""
        try:
            for _message in range(self.rng.randint(1, 14)):
                wanted = pc.engine.next()
                if isinstance(wanted, Idle):
                    pc.clock.sleep(min(wanted.seconds, self.rng.choice((0.5, 3.0, 30.0))))
                    return
                self.send(pc, wanted)
        except Crash:
            pc.start()

    def send(self, pc: Pc, request: Request) -> None:
        """As it should be; or lost, late, twice, damaged, cut, an old answer again, answered by somebody else."""
        fate = self.rng.choice(FATES) if self.rng.random() < self.weather else ""
        if fate == "portal":
            pc.engine.answer(request, Answer(200, False, b"<html>Velkommen til hotellets net</html>"))
            return
        if fate == "request late":
            self.late.append(Late(pc, request, None, pc.engine))
            pc.engine.failed(request, "no connection")
            return
        before = self.heard.get((pc.name, request.kind, request.space))
        answer = before if fate == "again" and before else self.serve(pc, request)
        self.heard[pc.name, request.kind, request.space] = answer
        if fate == "answer late":
            self.late.append(Late(pc, request, answer, pc.engine))
            pc.engine.failed(request, "no connection")
            return
        if fate == "damaged" and answer.body:
            body = bytearray(answer.body)
            body[self.rng.randrange(len(body))] ^= 1 << self.rng.randrange(8)
            answer = Answer(answer.status, True, bytes(body))
        elif fate == "cut":
            answer = Answer(answer.status, True, answer.body[: self.rng.randint(0, len(answer.body))])
        elif fate == "twice":
            self.serve(pc, request)
        pc.engine.answer(request, answer)

    def serve(self, pc: Pc, request: Request) -> Answer:
        """What the endpoint says, and it hears only those it knows."""
        return serve(self.endpoint, self.org, pc.keys.device_id, request)

    def arrive(self, late: Late) -> None:
        """What was delayed comes after all, long after it was given up."""
        if late.answer is None:
            self.serve(late.pc, late.request)
            return
        try:
            late.engine.answer(late.request, late.answer)
        except Crash:
            late.pc.start()

    # -- afterwards

    def fair(self, rounds: int = 5) -> None:
        """The network and the clocks are good again, nobody crashes, and everybody syncs."""
        self.dies = 0.0
        while self.joins:
            self.joining()
        pcs = [*self.pcs, self.admin]
        for pc in pcs:
            pc.journal.fuse = 0
            pc.clock.ms = max(pc.clock.ms, START_MS)
        for _ in range(rounds):
            for pc in pcs:
                pc.clock.sleep(61)
                pc.engine.nudge()
                while not isinstance(wanted := pc.engine.next(), Idle):
                    pc.engine.answer(wanted, self.serve(pc, wanted))
