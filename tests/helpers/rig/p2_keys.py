"""The generator "P2": who can come by which key, by an oracle over everything on wire and disks; joins, leaves, races.

Two administrators, people who come and go, several pcs that make the next key at once, and a member who makes wrong
boxes, wrong links and keys that open for nobody. The oracle knows no roster: it reads the ops by rules of its own.
"""

import random
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from helpers.rig import downgrades
from helpers.rig.acts import HONEST, join
from helpers.rig.founding import founded
from helpers.rig.p2_oracle import Allowed, allowed, derivable
from helpers.rig.script import Generator, Script, chance, plan_of
from helpers.rig.suite import fake_suite
from helpers.rig.world import World

from sync.client.sealing import new_epoch
from sync.codec import encode
from sync.control_bodies import RecoveryKey
from sync.control_rows import Box
from sync.control_space_bodies import DeviceRevoke, MemberSet, Unvouch
from sync.crypto.keys import KemKey, box_info, seal_to
from sync.errors import Refused
from sync.model import Commit
from sync.protocol import Request, space_path

LENGTH = 110


# -- acts


def leave(world: World, rng: random.Random) -> None:
    """Somebody's role, or one of his machines, is taken away; his disk is copied as it is then."""
    pc = rng.choice([pc for pc in world.pcs if pc is not world.signe])
    world.refresh()
    admin = rng.choice(world.admins)
    if rng.random() < 0.3:
        world.op(admin, DeviceRevoke(pc.device, rng.choice(("lost", "left"))))
    elif pc.user != world.signe.user:
        world.op(admin, MemberSet(world.space, pc.user, "none"))


def back(world: World, rng: random.Random) -> None:
    """Somebody comes back: a role again, and a vouch where the old one ended."""
    pc = rng.choice([pc for pc in world.pcs if pc is not world.signe])
    roster = world.refresh()
    if roster.revoked(pc.device) or pc.user == world.signe.user:
        return
    world.op(rng.choice(world.admins), MemberSet(world.space, pc.user, rng.choice(("read", "write", "finalise"))))
    if world.refresh().vouched_by(pc.device, world.space) is None:
        world.vouch(world.signe, pc)


def unvouch(world: World, rng: random.Random) -> None:
    """Two colleagues take a vouch back."""
    pc = rng.choice([world.mallory, world.lene, world.palle])
    world.refresh()
    world.op(world.signe, Unvouch(pc.device, (world.space,)), world.bente.keys)


def new_recovery_key(world: World, rng: random.Random) -> None:
    """The pages are replaced: every space's next key is sealed to the new ones."""
    if rng.random() < 0.4:
        world.op(world.root, RecoveryKey(KemKey(rng.randbytes(96)).pk))


def wrong_box(world: World, rng: random.Random) -> None:
    """Mallory signs a box for a colleague that opens to another key, or not at all."""
    roster = world.refresh()
    info = roster.epoch(world.space)
    victim = roster.device(rng.choice(world.pcs).device)
    if info is None or victim is None:
        return
    context = box_info(world.org, world.space, info.epoch, victim.device, 1, info.kcommit)
    box = seal_to(victim.kem_pk, context, rng.randbytes(32)) if rng.random() < 0.5 else rng.randbytes(1168)
    fields = [1, world.org, world.space, info.epoch, victim.device, 1, box, world.mallory.device]
    raw = encode([*fields, world.mallory.keys.sign("rt1/box", encode(fields))])
    path = space_path(world.org, world.space, "box", victim.device.hex())
    with world.calm():
        world.serve(world.mallory, Request("box", "PUT", path, body=raw, space=world.space))


def wrong_epoch(world: World, rng: random.Random) -> None:
    """Mallory makes the next key, with a wrong box for somebody, for all but himself, or a link that opens nothing."""
    roster = world.refresh()
    journal = world.mallory.journal.inner
    known = {epoch: journal.epoch_key(world.space, epoch) or b"" for epoch in journal.good_epochs(world.space)}
    try:
        body, _key = new_epoch(roster, world.mallory.keys, world.space, known)
    except Refused:
        return
    how = rng.choice(("box", "boxes", "link"))
    spoilt = {rng.choice(body.boxes).device} if how == "box" else {box.device for box in body.boxes}
    spoilt -= {world.mallory.device}
    boxes = tuple(
        Box(box.device, 1, rng.randbytes(1168)) if how != "link" and box.device in spoilt else box for box in body.boxes
    )
    link = rng.randbytes(48) if how == "link" else body.link
    world.op(world.mallory, replace(body, boxes=boxes, link=link))


ACTS = {
    **HONEST,
    "leave": (leave, 3.0),
    "back": (back, 3.0),
    "unvouch": (unvouch, 1.0),
    "recovery": (new_recovery_key, 0.7),
    "wrong box": (wrong_box, 1.5),
    "wrong epoch": (wrong_epoch, 1.0),
    "lower version": (downgrades.lower, 1.5),
}


# -- what must hold


def ended(world: World) -> None:
    """Nobody has more than he may; whoever may read has the newest; nothing of a key lies anywhere in clear."""
    world.refresh()
    oracle = allowed(world)
    everybody = [*world.pcs, *world.admins, *(pc for pc, _voucher, _role in world.joins)]
    for space in (world.org, world.space):
        for pc in everybody:
            inner = pc.journal.inner
            held = {epoch: inner.epoch_key(space, epoch) or b"" for epoch in inner.epochs(space)}
            got, may = derivable(world, pc, space, held), oracle.may_have(space, pc.device)
            assert got <= may, f"{pc.name} comes by {sorted(got - may)}"
    for admin in world.admins:
        assert not admin.journal.inner.epochs(world.space), f"{admin.name} has a key of the space"
    _together(world, oracle)
    _in_time(world, oracle)
    _nowhere_in_clear(world)


def _together(world: World, oracle: Allowed) -> None:
    """Those who may read have the same keys; under the newest good one all of them write; no removal is without."""
    members = [pc for pc in world.pcs if oracle.inside(world.space, pc.device) and pc is not world.mallory]
    good = {pc.name: frozenset(pc.journal.inner.good_epochs(world.space)) for pc in members}
    assert len(set(good.values())) == 1, f"not the same keys: {good}"
    have = {pc.name: frozenset(pc.journal.inner.epochs(world.space)) for pc in members}
    assert len(set(have.values())) == 1, f"not the same keys to read with: {have}"
    newest = max(next(iter(good.values())))
    writers = [pc for pc in members if oracle.roles.get((world.space, pc.user)) in ("write", "finalise")]
    late = [cseq for cseq in oracle.removals.get(world.space, ()) if cseq > oracle.epochs[world.space, newest]]
    assert not (late and writers), f"removals at {late} have no good epoch after them"
    for pc in world.pcs:
        waiting = [made.cseq for made in pc.journal.inner.made(world.space) if made.cseq <= pc.engine.control.head.cseq]
        assert not waiting, f"{pc.name} keeps keys of ops that did not come to stand: {waiting}"


def _in_time(world: World, oracle: Allowed) -> None:
    """Nothing lies at the endpoint that was signed knowing of a removal under a key that the removed one has."""
    for row in world.entries():
        header = Commit.parse(row.raw).header
        made = oracle.epochs[world.space, header.epoch]
        known = [cseq for cseq in oracle.removals.get(world.space, ()) if made < cseq <= header.ctl.cseq]
        assert not known, f"a commit under epoch {header.epoch} knew of the removal at {known}"


def _nowhere_in_clear(world: World) -> None:
    """No key stands in what the endpoint holds: its database, with everything that was posted, pushed and said."""
    keys = {
        key
        for pc in (*world.pcs, *world.admins)
        for space in (world.org, world.space)
        for epoch in pc.journal.inner.epochs(space)
        if (key := pc.journal.inner.epoch_key(space, epoch))
    }
    for path in world.folder.glob("endpoint.db*"):
        data = path.read_bytes()
        assert not any(key in data for key in keys), f"a key stands in {path.name}"


def play(script: Script, folder: Path) -> int:
    """Plays the script, gives it a fair network, and asks the oracle."""
    with ExitStack() as stack:
        if script.seed % 100 != 99:
            stack.enter_context(fake_suite())
        reseed = stack.enter_context(chance(script.seed))
        world = founded(script.seed, folder, store=script.seed % 10 == 0)
        stack.callback(world.close)
        for act in script.acts:
            reseed(act.seed)
            world.rng.seed(act.seed ^ 1)
            ACTS[act.name][0](world, random.Random(act.seed))
        reseed(script.seed ^ 2)
        while world.joins:
            join(world, random.Random(script.seed))
        world.fair(6)
        ended(world)
        return world.steps


P2 = Generator("P2", ("I13", "I22"), plan_of(list(ACTS), [weight for _, weight in ACTS.values()], LENGTH), play)
