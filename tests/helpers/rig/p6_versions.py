"""Generator P6: old clients beside new ones, and clocks from 1970 to ten years ahead.

What an older version cannot read it keeps byte for byte and passes on; after its upgrade it shows what the others
show. Clocks decide order and what is shown first, and nothing else.
"""

import random
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from helpers.hostile import seal_raw
from helpers.rig import checks
from helpers.rig.acts import HONEST, join
from helpers.rig.founding import founded
from helpers.rig.p1_fold import dots, with_clock
from helpers.rig.people import RULES
from helpers.rig.script import Generator, Script, chance, plan_of
from helpers.rig.suite import fake_suite
from helpers.rig.world import World

from sync.codec import as_list, as_map, decode, encode
from sync.errors import SyncError
from sync.memory import MemoryJournal
from sync.merge import KindRule, fold
from sync.model import Commit, Header
from sync.revision import Revision

OLD = frozenset({"consultation"})


def extra(world: World, rng: random.Random) -> None:
    """A save with keys, a group and fields that this version has never heard of: they are carried untouched."""
    pc = rng.choice([world.signe, world.bente])
    world.steps += 1
    if not pc.journal.inner.epochs(world.space):
        return
    groups = {"text": {"text": f"{pc.name} {rng.random()}", "mood": rng.randint(0, 9)}, "gps": {"lat": 1}}
    plain = pc.revision(bytes([rng.randint(1, 3)]) * 16, "consultation", "edit", groups)
    raw = encode({**as_map(decode(plain.raw, 1 << 20)), "newer": {"deep": [rng.randint(0, 9), b"x"]}})
    with world.at(pc):
        try:
            world.keep(pc, pc.write([Revision.parse(raw)]))
        except SyncError:
            return
    pc.engine.nudge(world.space)


def newer(world: World, rng: random.Random) -> None:
    """A commit by a version that is not written yet: an act, a revision or a header that nobody here reads."""
    pc = world.mallory  # this time an honest man with the newest version
    inner = pc.journal.inner
    assert isinstance(inner, MemoryJournal), "his pc is in memory"
    if not inner.epochs(world.space):
        return
    world.steps += 1
    plain = pc.revision(b"\x01" * 16, "consultation", "edit", {"text": {"text": f"nyt {rng.random()}"}})
    fields = as_map(decode(plain.raw, 1 << 20))
    how = rng.choice(("act", "revision", "must", "ext", "header"))
    raw = encode(
        {**fields, **{"act": {"act": "split"}, "revision": {"v": 2}, "must": {"must": ["later"]}}.get(how, {})}
    )
    try:
        commit = seal_raw(pc.keys, world.org, world.space, inner.write_state(world.space), [raw])
    except SyncError:
        return
    if how in ("ext", "header"):
        head = as_list(decode(commit.header.raw, 1 << 20))
        head = [2, *head[1:], "more"] if how == "header" else [*head[:13], {"!later": 1}]
        header = Header.parse(encode(head))
        commit = Commit(header, pc.keys.sign("rt1/commit", header.raw), commit.bodies)
    inner.save_local(commit, [plain])
    inner.space(world.space).revisions.pop((commit.cid, 0), None)
    pc.sealed.append(commit)
    world.truth.poison.add(commit.cid)
    pc.engine.nudge(world.space)


ACTS = {name: HONEST[name] for name in ("move", "save", "arrive", "weather", "restart", "join")}
ACTS |= {"clock": (HONEST["clock"][0], 12.0), "extra": (extra, 4.0), "newer": (newer, 3.0)}


def play(script: Script, folder: Path) -> int:
    """Plays it with two old pcs, looks, brings them up to date, and looks again."""
    with ExitStack() as stack:
        stack.enter_context(fake_suite())
        reseed = stack.enter_context(chance(script.seed))
        world = founded(script.seed, folder)
        stack.callback(world.close)
        for pc in (world.palle, world.lene):
            pc.known_kinds = OLD
            pc.start()
        for act in script.acts:
            reseed(act.seed)
            world.rng.seed(act.seed ^ 1)
            ACTS[act.name][0](world, random.Random(act.seed))
        reseed(script.seed ^ 2)
        while world.joins:
            join(world, random.Random(script.seed))
        world.fair()
        log = checks.whole_log(world)
        _kept_apart(world)
        for pc in (world.palle, world.lene):
            pc.known_kinds = None
            pc.start()
        world.fair(rounds=2)
        checks.arrived(world, log)
        checks.one_truth(world)
        checks.nothing_lost(world)
        _unknown_waits(world)
        _any_clock(world)
        return world.steps


def _kept_apart(world: World) -> None:
    """The old have what the new have, but for whole commits with something in them that they do not know.

    Where that is a word in `must` alone, both have it, as what locks the groups it sets.
    """
    new = world.signe.revs()
    for pc in (world.palle, world.lene):
        waiting = {stored.cid for stored in checks.kept(pc).pending(world.space) if stored.verdict == "unknown"}
        locking = {dot for dot, rev in new.items() if rev.standing == "must" and rev.revision.kind in OLD}
        known = {dot: rev for dot, rev in new.items() if dot in locking or dot.cid not in waiting}
        assert pc.revs() == known, f"{pc.name} shows something else of what it knows"
        assert all(rev.revision.kind in OLD for rev in known.values()), f"{pc.name} shows what it does not know"
        for cid in waiting - world.truth.poison:
            kinds = {rev.revision.kind for dot, rev in new.items() if dot.cid == cid}
            assert not kinds <= OLD, f"{pc.name} does not show what it knows"


def _unknown_waits(world: World) -> None:
    """What nobody reads yet is kept as unknown by everybody, in its bytes, and blocks nothing (M9)."""
    for pc in world.pcs:
        pending = {stored.cid: stored for stored in checks.kept(pc).pending(world.space)}
        if pc is not world.mallory:
            assert pending.keys() == world.truth.poison, f"{pc.name} keeps {len(pending)} of {len(world.truth.poison)}"
        assert {stored.verdict for stored in pending.values()} <= {"unknown"}, f"{pc.name}: not kept as unknown"
        assert checks.kept(pc).outbox_count(world.space) == 0, f"{pc.name} did not send all"
        assert not checks.kept(pc).frozen(), f"{pc.name} is frozen"


def _any_clock(world: World) -> None:
    """I16: the same writes under other clocks leave the same values."""
    rng = random.Random(world.space)
    for (kind, rec), view in world.signe.views().items():
        revs = [rev for rev in world.signe.revs().values() if (rev.revision.kind, rev.revision.rec) == (kind, rec)]
        other = [with_clock(replace(rev), rng.getrandbits(60)) for rev in revs]
        again = fold(RULES.get(kind, KindRule({})), other)
        assert {g: dots(v) for g, v in again.groups.items()} == {g: dots(v) for g, v in view.groups.items()}, (
            "clocks decide"
        )


P6 = Generator("P6", ("I15", "I16", "I1"), plan_of(list(ACTS), [weight for _, weight in ACTS.values()], 80), play)
