"""P7: archivists erase while everything goes on, and then somebody joins.

The oracle is the fold of what was really written: with the words of erased dots left out it must be what all show.
"""

import random
from contextlib import ExitStack
from pathlib import Path

from helpers.rig import checks
from helpers.rig.acts import HONEST, join
from helpers.rig.founding import founded
from helpers.rig.people import Pc, views_of
from helpers.rig.script import Generator, Script, chance, plan_of
from helpers.rig.suite import fake_suite
from helpers.rig.world import World

from sync.client.naming import purge_of, tomb_of
from sync.client.reading import Judge
from sync.client.tombs import Tombs
from sync.control_space_bodies import MemberSet
from sync.errors import SyncError
from sync.merge import RecordView, Rev
from sync.model import Commit, Dot
from sync.purging import WINDOW_MS, Tomb, in_effect
from sync.server.purging import Erasing

LENGTH = 70
DAY_MS = 86_400_000
Written = dict[Dot, Rev]


class Archive:
    """What the simulation remembers and nobody else may: every revision as it was written."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.written: Written = {}

    @property
    def archivists(self) -> list[Pc]:
        """Three people, of whom two must agree."""
        return [self.world.signe, self.world.palle, self.world.bente]

    def remember(self) -> None:
        """Everything that anybody can still read."""
        for pc in self.world.pcs:
            self.written |= {dot: rev for dot, rev in pc.revs().items() if not rev.erased and rev.act != "purge"}

    def name(self, rng: random.Random) -> None:
        """An archivist names some changes, most often those that another one named before."""
        world, pc = self.world, rng.choice(self.archivists)
        world.steps += 1
        self.remember()
        journal = pc.journal.inner
        control = pc.engine.control
        if not control.head.cseq or "p" not in control.roster().rights(pc.device, world.space):
            return
        half = [one.dot for one in journal.half_named(world.space) if one.user != pc.user]
        mine = sorted(dot for dot, rev in pc.revs().items() if rev.act != "purge")
        known = sorted(set(half)) if half and rng.random() < 0.8 else mine
        tombs = self._tombs(pc, rng.sample(known, min(len(known), rng.randint(1, 3))))
        if not tombs:
            return
        before = len(pc.sealed)
        with world.at(pc):
            try:
                state = pc.journal.write_state(world.space)  # type: ignore[operator]
            except SyncError:
                return
            now = pc.clock.now_ms()
            commit, revisions = purge_of(
                pc.keys, world.org, world.space, state, tombs, hlc=pc.hlc.tick(now), at=(now, 60), author=pc.user
            )
            pc.sealed.append(commit)
            pc.journal.save_local(commit, revisions)  # type: ignore[operator]
        for commit in pc.sealed[before:]:
            world.keep(pc, commit)
        pc.engine.nudge(world.space)

    def _tombs(self, pc: Pc, dots: list[Dot]) -> list[tuple[Dot, Tomb]]:
        journal, space = pc.journal.inner, self.world.space

        def epoch_key(epoch: int) -> bytes | None:
            return journal.epoch_key(space, epoch)

        judge = Judge(pc.engine.control, space, epoch_key, lambda _: None, None, Tombs(journal, space, epoch_key))
        made = []
        for dot in dots:
            commit = Commit.parse(journal.commit(space, dot.cid) or b"")
            tomb = tomb_of(judge, commit, dot.i, epoch_key(commit.header.epoch))
            if tomb is not None:
                made.append((dot, tomb))
        return made

    def sweep(self, rng: random.Random) -> None:
        """Days pass, and the endpoint erases what is due."""
        self.world.endpoint.clock.ms += rng.choice((1, 3, 5)) * DAY_MS
        Erasing(self.world.endpoint.database, self.world.endpoint.clock.now_ms).sweep()


ACTS = {name: HONEST[name] for name in ("move", "save", "arrive", "weather", "fuse", "restart", "join")}
WEIGHTS = {name: weight for name, (_, weight) in ACTS.items()} | {"name": 12.0, "sweep": 4.0}


def play(script: Script, folder: Path) -> int:
    """Plays the script, lets the last window pass and somebody read it anew, and compares with what was written."""
    with ExitStack() as stack:
        if script.seed % 100 != 99:
            stack.enter_context(fake_suite())
        reseed = stack.enter_context(chance(script.seed))
        world = founded(script.seed, folder, store=script.seed % 4 == 0)
        stack.callback(world.close)
        archive = Archive(world)
        for pc in archive.archivists:
            assert world.op(world.root, MemberSet(world.space, pc.user, "archivist")), "the root makes archivists"
        world.fair(rounds=1)
        for act in script.acts:
            reseed(act.seed)
            world.rng.seed(act.seed ^ 1)
            rng = random.Random(act.seed)
            if act.name in ACTS:
                ACTS[act.name][0](world, rng)
            else:
                {"name": archive.name, "sweep": archive.sweep}[act.name](rng)
        reseed(script.seed ^ 2)
        while world.joins:
            join(world, random.Random(script.seed))
        world.fair()
        archive.remember()
        world.endpoint.clock.ms += WINDOW_MS + DAY_MS
        Erasing(world.endpoint.database, world.endpoint.clock.now_ms).sweep()
        world.fair()
        ended(archive)
        return world.steps


def ended(archive: Archive) -> None:
    """Erased everywhere and for ever, nothing else is, and who comes now sees what all see."""
    world = archive.world
    log = checks.whole_log(world)
    checks.one_truth(world)
    checks.signed_by_whom(world)
    checks.quiet(world)
    gone = agreed(world)
    for row in log:
        commit = Commit.parse(row.raw)
        for i, body in enumerate(commit.bodies):
            assert bool(body) != (Dot(commit.cid, i) in gone), (
                "I14: the log holds what was erased, or lost what was not"
            )
    for pc in checks.readers(world):
        told(archive, pc, gone)
        assert pc.journal.inner.purged(world.space) == len(log), f"{pc.name} has not carried out a purge"
    checks.anew(world)
    checks.replayed(world, log)


def agreed(world: World) -> set[Dot]:
    """What two archivists named alike, read from the log by this oracle alone."""
    named: dict[tuple[Dot, bytes], set[bytes]] = {}
    headers = [Commit.parse(row.raw).header for row in world.entries()]
    purges = {header.cid for header in headers if header.purge}
    for header in headers:
        for cid, i, th in header.purge:
            named.setdefault((Dot(cid, i), th), set()).add(world.log.roster().user_of(header.device) or b"")
    found = {dot for (dot, _th), users in named.items() if len(users) > 1 and dot.cid not in purges}
    assert found == {dot for dot in in_effect(world.signe.journal.inner._every(world.space)) if dot.cid not in purges}
    return found


def told(archive: Archive, pc: Pc, gone: set[Dot]) -> None:
    """Each group shows what it would have shown, without the dots that were erased: nothing older came back (I19)."""
    now = pc.revs()
    before = views_of({dot: archive.written[dot] for dot, rev in now.items() if rev.act != "purge"})
    after: dict[tuple[str, bytes], RecordView] = pc.views()
    for at, view in before.items():
        for group, shown in view.groups.items():
            left = {dot for survivor in shown.survivors for dot in survivor.dots} - gone
            mine = after[at].groups.get(group)
            stand = {dot for survivor in mine.survivors for dot in survivor.dots} if mine else set()
            assert stand == left, f"{pc.name}: {group} shows {len(stand - left)} too many, lacks {len(left - stand)}"
            final = {dot for s in shown.survivors if s.final for dot in s.dots} - gone
            assert final == {dot for s in (mine.survivors if mine else ()) if s.final for dot in s.dots} or not final
        makers = {rev.user for rev in view.history if rev.act == "create"}
        assert after[at].created_by in (makers or {None}), f"{pc.name}: another one made it"
    for dot in gone & now.keys():
        assert now[dot].erased and not now[dot].revision.set, f"{pc.name} still reads what was erased"


P7 = Generator("P7", ("I11", "I14", "I19"), plan_of(list(WEIGHTS), list(WEIGHTS.values()), LENGTH), play)
