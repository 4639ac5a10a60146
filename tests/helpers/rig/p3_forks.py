"""Generator P3: the fork game. An endpoint shows people different logs under its one key; who compares, finds out.

The oracle is what each pc was shown: the chains it verified. It asks of two pcs only whether they contradict.
"""

import random
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from helpers.direct import serve
from helpers.rig.founding import founded
from helpers.rig.network import quick
from helpers.rig.people import Pc
from helpers.rig.script import Generator, Script, chance, plan_of
from helpers.rig.suite import fake_suite
from helpers.rig.world import World
from helpers.wire import LocalEndpoint

from sync.client import beating, taking
from sync.client.asking import Frozen
from sync.client.events import Idle
from sync.heads import GenStart, Head, next_chain
from sync.log import Cursor
from sync.protocol import push_raws
from sync.server.database import rows as db
from sync.server.endpoint import Caller
from sync.server.generations import begin_every

OFF = "witness is off the chain"
LENGTH = 60
BRANCHES = 4


class Game:
    """The branches of the log that the endpoint keeps, and which of them each pc is shown."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.pcs = [world.signe, world.palle, world.bente]
        self.branches = [world.endpoint]
        self.shown = {pc.name: 0 for pc in self.pcs}
        self.owed: list[tuple[Pc, Pc, Cursor]] = []
        """(who was told, who told, of which place): an alarm is due as soon as that place is known here otherwise."""

    def endpoint(self, pc: Pc) -> LocalEndpoint:
        """Whom this pc speaks to."""
        return self.branches[self.shown[pc.name]]

    def cursor(self, pc: Pc) -> Cursor:
        """How far it has verified."""
        found = pc.journal.inner.cursor(self.world.space)
        assert found is not None, f"{pc.name} never began"
        return found

    def differs(self, pc: Pc, gen: int, seq: int, chain: bytes) -> bool:
        """Whether this pc was shown another log at that place."""
        mine = pc.journal.inner.chain_at(self.world.space, gen, seq)
        return mine is not None and mine != chain

    def sync(self, pc: Pc) -> None:
        """One pc syncs with its branch; it is FROZEN if, and only if, that contradicts what it was shown before."""
        was = pc.journal.inner.frozen()
        before, log = self.cursor(pc), self.row(self.endpoint(pc))
        chain = self.chain(self.endpoint(pc), min(before.seq, log.seq)) if log.gen == before.gen else b""
        lies = bool(chain) and self.differs(pc, log.gen, min(before.seq, log.seq), chain)
        pc.clock.sleep(61)
        pc.engine.nudge()
        while not isinstance(wanted := pc.engine.next(), Idle):
            self.world.steps += 1
            pc.engine.answer(wanted, serve(self.endpoint(pc), self.world.org, pc.device, wanted))
        if was or lies:
            assert pc.journal.inner.frozen(), f"{pc.name} was shown two logs, and is not frozen"
            assert self.cursor(pc) == before, f"{pc.name} is frozen, and took something in"
        elif log.gen == before.gen:
            assert not pc.journal.inner.frozen(), f"{pc.name} is frozen, and nobody lied to it"

    def row(self, branch: LocalEndpoint) -> db.SpaceRow:
        """Where a branch stands."""
        with branch.database.reading() as conn:
            row = db.space_row(conn, self.world.org, self.world.space)
        assert row is not None, "the space has a log"
        return row

    def chain(self, branch: LocalEndpoint, seq: int) -> bytes:
        """The chain of a branch at a place; "" at its beginning."""
        with branch.database.reading() as conn:
            return db.chain_at(conn, self.row(branch).id, seq) or b""

    def settle(self) -> None:
        """What was told is compared as soon as it can be: whoever knows that place otherwise has the alarm."""
        for told, teller, place in list(self.owed):
            if self.differs(told, place.gen, place.seq, place.chain) and not told.journal.inner.frozen():
                alarms = told.journal.inner.alarms
                assert (self.world.space, OFF, teller.device) in alarms, f"{told.name} was told, and says nothing"


def save(game: Game, rng: random.Random) -> None:
    """Somebody writes, and sends it to the branch he is shown."""
    pc = rng.choice(game.pcs)
    pc.save(rng, game.world.log.roster().rights(pc.device, game.world.space))
    game.sync(pc)


def read(game: Game, rng: random.Random) -> None:
    """Somebody syncs."""
    game.sync(rng.choice(game.pcs))


def fork(game: Game, rng: random.Random) -> None:
    """The endpoint shows some of them a log of their own from here on."""
    if len(game.branches) == BRANCHES:
        return
    source = rng.choice(game.branches)
    folder = game.world.folder / f"branch-{len(game.branches)}"
    folder.mkdir()
    source.database.close()
    shutil.copy(str(source.database.engine.url.database), folder / "endpoint.db")
    branch = LocalEndpoint(folder, key=source.key)
    branch.clock.ms = source.clock.ms
    quick(branch.endpoint)
    game.branches.append(branch)
    for pc in game.pcs:
        if game.endpoint(pc) is source and rng.random() < 0.5:
            game.shown[pc.name] = len(game.branches) - 1


def switch(game: Game, rng: random.Random) -> None:
    """The endpoint shows somebody another branch."""
    game.shown[rng.choice(game.pcs).name] = rng.randrange(len(game.branches))


def beat(game: Game, rng: random.Random) -> None:
    """I10: one beat reaches another by a way that the endpoint does not choose."""
    teller, told = rng.sample(game.pcs, 2)
    raw = beating.made(teller.engine._round, game.world.space)
    beating.take(told.engine._round, game.world.space, [raw])
    # A beat is a register: the newest of a machine is what stands, and what is weighed.
    game.owed = [owed for owed in game.owed if owed[:2] != (told, teller)]
    game.owed.append((told, teller, game.cursor(teller)))


def head(game: Game, rng: random.Random) -> None:
    """I10: a Head in a bundle is a proof. FROZEN if, and only if, it contradicts."""
    teller, told = rng.sample(game.pcs, 2)
    raw = teller.journal.inner.head(game.world.space)
    if not raw or told.journal.inner.frozen():
        return
    found = Head.parse(raw)
    lies = game.differs(told, found.gen, found.seq, found.chain)
    try:
        taking.check_head(told.engine._round, game.world.space, found)
    except Frozen:
        assert lies, "frozen by a Head that contradicts nothing"
        return
    assert not lies, "a Head of another log, and nothing came of it"


def commit(game: Game, rng: random.Random) -> None:
    """I10: what one wrote on his branch is put into the other's. Its witness tells, and it is not read."""
    teller, told = rng.sample(game.pcs, 2)
    if teller.journal.inner.frozen() or told.journal.inner.frozen():
        return
    pc_save(game, teller, rng)
    own = teller.journal.inner.space(game.world.space).own.values()
    raws = [one.commit.raw() for one in own]
    if not raws:
        return
    branch = game.endpoint(told)
    branch.endpoint.push(Caller(game.world.org, teller.device, game.world.space), 0, 0, push_raws(raws))
    game.sync(told)
    held = {stored.cid: stored.reason for stored in told.journal.inner.pending(game.world.space)}
    for one in own:
        wit = one.commit.header.wit
        here = told.journal.inner.commit(game.world.space, one.commit.cid) is not None
        if here and not told.journal.inner.frozen() and game.differs(told, wit.gen, wit.seq, wit.chain):
            assert held.get(one.commit.cid) == OFF, f"{told.name} reads what was written over another log"
            game.owed.append((told, teller, Cursor(wit.gen, wit.seq, wit.chain)))


def pc_save(game: Game, pc: Pc, rng: random.Random) -> None:
    """A save that goes nowhere yet."""
    pc.save(rng, game.world.log.roster().rights(pc.device, game.world.space))


def anew(game: Game, rng: random.Random) -> None:
    """The endpoint says that a branch was restored, and shows it to all: whoever saw another one is FROZEN."""
    branch = rng.choice(game.branches)
    before = game.row(branch)
    branch.clock.sleep(10)
    with branch.database.writing() as conn:
        begin_every(conn, branch.key, branch.clock.now_ms())
    for pc in game.pcs:
        if pc.journal.inner.frozen() or game.cursor(pc).gen != before.gen:
            continue
        at = min(game.cursor(pc).seq, before.seq)
        mine = pc.journal.inner.chain_at(game.world.space, before.gen, at)
        there = before.chain if at == before.seq else _chain_before(game, branch, before, at)
        game.shown[pc.name] = game.branches.index(branch)
        game.sync(pc)
        if mine == there:
            assert not pc.journal.inner.frozen(), f"{pc.name} is frozen by a restore that is honest to it"
            assert game.cursor(pc).gen == game.row(branch).gen, f"{pc.name} did not follow"
        else:
            assert pc.journal.inner.frozen(), f"{pc.name} followed into a log that is not its own"


def _chain_before(game: Game, branch: LocalEndpoint, before: db.SpaceRow, at: int) -> bytes:
    """What the branch's chain was at a place before it began anew: worked out from its first beginning."""
    with branch.database.reading() as conn:
        chain = GenStart.parse(db.gen_start(conn, before.id, before.gen) or b"").chain
        for entry in db.page(conn, before.id, 0, 1 << 40)[:at]:
            chain = next_chain(chain, entry.cid, entry.received_ms)
    return chain


ACTS: dict[str, tuple[Callable[[Game, random.Random], None], float]] = {
    "save": (save, 6.0),
    "read": (read, 4.0),
    "fork": (fork, 1.0),
    "switch": (switch, 0.4),
    "beat": (beat, 2.0),
    "head": (head, 0.4),
    "commit": (commit, 1.0),
    "anew": (anew, 0.3),
}


def play(script: Script, folder: Path) -> int:
    """Plays the game; afterwards nobody lost what he wrote, and every contradiction that was told is known."""
    with ExitStack() as stack:
        if script.seed % 100 != 99:
            stack.enter_context(fake_suite())
        reseed = stack.enter_context(chance(script.seed))
        world = founded(script.seed, folder)
        stack.callback(world.close)
        game = Game(world)
        stack.callback(lambda: [branch.close() for branch in game.branches[1:]])
        for pc in game.pcs:
            game.sync(pc)
        for act in script.acts:
            reseed(act.seed)
            world.steps += 1
            ACTS[act.name][0](game, random.Random(act.seed))
            game.settle()
        for pc in game.pcs:
            kept = pc.journal.inner.space(world.space).own
            lost = [one for one in pc.sealed if one.cid not in kept]
            assert not lost, f"{pc.name} lost {len(lost)} commits of its own"
        return world.steps


P3 = Generator("P3", ("I10",), plan_of(list(ACTS), [weight for _, weight in ACTS.values()], LENGTH), play)
