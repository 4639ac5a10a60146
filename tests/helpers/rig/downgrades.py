"""What is signed rightly and says a lower version or another suite than this one: nobody takes it (I22)."""

import random

from helpers.hostile import header_with, seal_raw
from helpers.rig.acts import join
from helpers.rig.people import Pc
from helpers.rig.world import World
from helpers.wire import START_MS

from sync.codec import decode, encode
from sync.control_ops import build_op
from sync.control_space_bodies import MemberSet
from sync.crypto.keys import box_info, seal_to
from sync.errors import SyncError
from sync.protocol import TAKEN, PushAnswer, Request, push_body, space_path


def lower(world: World, rng: random.Random) -> None:
    """One of the three things that people sign: a commit, an op, a key in a box."""
    with world.calm():
        rng.choice((_commit, _op, _box, _box))(world, rng)


def _commit(world: World, rng: random.Random) -> None:
    """Mallory pushes a commit of version 0."""
    try:
        state = world.mallory.journal.inner.write_state(world.space)
    except SyncError:
        return
    good = seal_raw(world.mallory.keys, world.org, world.space, state, [encode({"v": 1})])
    raw, sig = header_with(world.mallory.keys, good.header.raw, 0, 0)
    before = len(world.entries())
    body = push_body([[raw, sig, list(good.bodies)]])  # type: ignore[list-item]
    request = Request("push", "POST", space_path(world.org, world.space, "push"), body=body, space=world.space)
    answer = world.serve(world.mallory, request)
    taken = answer.status == 200 and any(said.status in TAKEN for said in PushAnswer.parse(answer.body).results)
    assert not taken, "a commit of a lower version was taken"
    assert len(world.entries()) == before, "a commit of a lower version stands in the log"


def _op(world: World, rng: random.Random) -> None:
    """An administrator's machine signs an op of version 0."""
    world.refresh()
    anna = world.anna
    good = build_op(anna.keys, world.org, world.log.head, MemberSet(world.space, world.lene.user, "read"), START_MS)
    fields = decode(decode(good, 1 << 20)[0], 1 << 20)  # type: ignore[index,arg-type]
    payload = encode([0, *fields[1:]])  # type: ignore[index,misc]
    op = encode([payload, anna.keys.sign("rt1/ctl", payload), b""])
    assert not world.posted(anna, op), "an op of a lower version stands"


def _box(world: World, rng: random.Random) -> None:
    """Mallory has the right key and puts it into a box of a lower version, or of a suite that is none of ours."""
    roster = world.refresh()
    info, journal = roster.epoch(world.space), world.mallory.journal.inner
    key = journal.epoch_key(world.space, info.epoch) if info is not None else None
    if world.joins:  # who comes just now has no key before a colleague has synced
        join(world, rng)
    lacking = [pc for pc in world.pcs if _lacks(world, pc)]
    if info is None or not key or not lacking:
        return
    victim = rng.choice(lacking)
    for _again in range(3):  # what honest colleagues had left there is fetched, and what that opens
        world.round(victim)
    row = world.log.roster().device(victim.device)
    if not _lacks(world, victim) or row is None:
        return
    version, suite = rng.choice(((0, 1), (1, 0), (1, 2)))
    context = box_info(world.org, world.space, info.epoch, row.device, suite, info.kcommit)
    box = seal_to(row.kem_pk, context, key)
    fields = [version, world.org, world.space, info.epoch, row.device, suite, box, world.mallory.device]
    raw = encode([*fields, world.mallory.keys.sign("rt1/box", encode(fields))])
    path = space_path(world.org, world.space, "box", row.device.hex())
    world.serve(world.mallory, Request("box", "PUT", path, body=raw, space=world.space))
    world.round(victim)
    assert _lacks(world, victim), f"{victim.name} took a key out of a box of version {version}, suite {suite}"


def _lacks(world: World, pc: Pc) -> bool:
    """Whether somebody vouched for this pc, and it has not the newest key."""
    roster = world.log.roster()
    info = roster.epoch(world.space)
    entitled = roster.vouched(pc.device, world.space) and not roster.revoked(pc.device)
    return entitled and info is not None and info.epoch not in pc.journal.inner.epochs(world.space)
