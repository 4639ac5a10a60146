"""What administrators change in a simulation: roles taken and given again, machines ended, work taken over, races."""

import random

from helpers.rig.people import Pc
from helpers.rig.world import World
from helpers.wire import START_MS

from sync.client.cuts import Chains
from sync.client.headers import Listed
from sync.control import build_op
from sync.control_rows import Cut
from sync.control_space_bodies import DeviceRevoke, MemberSet
from sync.model import Commit


def chains(world: World, device: bytes) -> Chains:
    """What the administrators' program reads of a machine's work: the headers of the log."""
    found = world.log.roster().device(device)
    assert found is not None, "the machine is in the log"
    commits = ((row, Commit.parse(row.raw)) for row in world.entries())
    rows = [Listed(row.seq, row.received_ms, commit.header, commit.sig) for row, commit in commits]
    return Chains(world.space, found).take(rows)


def _cuts(world: World, user: bytes) -> tuple[Cut, ...]:
    rows = [cut for device in world.log.roster().devices_of(user) for cut in chains(world, device).cuts()]
    return tuple(sorted(rows))


def _somebody(world: World, rng: random.Random) -> Pc:
    return rng.choice([pc for pc in world.pcs if pc not in (world.signe, world.lene)] or [world.bente])


def lower(world: World, rng: random.Random) -> None:
    """Somebody's role becomes less, with cuts where his work ends as the administrator sees it."""
    pc = _somebody(world, rng)
    if pc.user == world.signe.user:
        return
    world.refresh()
    role = rng.choice(("none", "read", "write"))
    if world.op(rng.choice(world.admins), MemberSet(world.space, pc.user, role, _cuts(world, pc.user))):
        world.truth.lowered |= {other.device for other in world.pcs if other.user == pc.user}


def regrant(world: World, rng: random.Random) -> None:
    """Somebody may finalise again, and is vouched for again where that ended."""
    pc = _somebody(world, rng)
    world.refresh()
    if pc.user == world.signe.user or world.log.roster().revoked(pc.device):
        return
    world.op(rng.choice(world.admins), MemberSet(world.space, pc.user, "finalise", _cuts(world, pc.user)))
    world.refresh()
    if not world.log.roster().vouched(pc.device, world.space):
        world.vouch(world.signe, pc)


def revoke(world: World, rng: random.Random) -> None:
    """A machine is lost, or its user left."""
    pc = rng.choice([world.second, world.palle, world.mallory])
    if pc not in world.pcs or rng.random() < 0.5:
        return
    world.refresh()
    rows = chains(world, pc.device).cuts()
    if world.op(rng.choice(world.admins), DeviceRevoke(pc.device, rng.choice(("lost", "left")), rows)):
        world.truth.lowered.add(pc.device)
        world.truth.ended.add(pc.device)


def adopt(world: World, rng: random.Random) -> None:
    """What lies beyond a cut is taken over, by one administrator and a colleague who may finalise."""
    world.refresh()
    for device in sorted(world.truth.lowered):
        for beyond in chains(world, device).beyond(world.log):
            world.op(rng.choice(world.admins), beyond.adopt, world.signe.keys)
            return


def race(world: World, rng: random.Random) -> None:
    """Two administrators sign over the same head: one stands, the other is told, looks, and signs anew (fault 32)."""
    world.refresh()
    before = world.log.head
    body = MemberSet(world.space, world.lene.user, "read")
    ops = [build_op(admin.keys, world.org, before, body, START_MS + n) for n, admin in enumerate(world.admins)]
    with world.calm():
        stood = [world.posted(admin, op) for admin, op in zip(world.admins, ops, strict=True)]
    assert stood == [True, False], f"two ops stand at one place: {stood}"


CHANGES = {
    "lower": (lower, 1.2),
    "regrant": (regrant, 1.2),
    "revoke": (revoke, 0.6),
    "adopt": (adopt, 0.8),
    "race": (race, 0.6),
}
