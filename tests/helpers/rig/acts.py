"""What honest people, their pcs and the weather do in a simulation. One function an act; each has chance of its own."""

import random

from helpers.rig.fragile import Crash
from helpers.rig.people import Pc
from helpers.rig.world import World
from helpers.wire import START_MS

from sync.control_space_bodies import DeviceAdd, MemberSet

YEAR_MS = 365 * 86_400_000


def writers(world: World) -> list[Pc]:
    """The pcs whose people write now, by the app."""
    return [pc for pc in world.pcs if pc is not world.mallory]


def save(world: World, rng: random.Random) -> None:
    """Somebody saves."""
    pc = rng.choice(writers(world))
    world.steps += 1
    rights = pc.engine.control.roster().rights(pc.device, world.space) if pc.engine.control.head.cseq else frozenset()
    before = len(pc.sealed)
    with world.at(pc):
        if "w" in rights:
            pc.save(rng, rights)
    for commit in pc.sealed[before:]:
        world.keep(pc, commit)
    pc.engine.nudge(world.space)


def move(world: World, rng: random.Random) -> None:
    """A pc syncs for a while."""
    world.move(rng.choice([*world.pcs, world.anna]), rng, rng.randint(1, 14))


def arrive(world: World, rng: random.Random) -> None:
    """Something that was delayed comes."""
    if world.late:
        world.arrive(world.late.pop(rng.randrange(len(world.late))))


def weather(world: World, rng: random.Random) -> None:
    """The network gets better or worse, and the endpoint more or less sound."""
    world.weather.bad = rng.choice((0.0, 0.02, 0.1, 0.4))
    world.weather.dies = world.weather.bad / 5


def fuse(world: World, rng: random.Random) -> None:
    """A pc will die soon, before or after a write."""
    rng.choice(world.pcs).journal.fuse = rng.randint(1, 24)


def restart(world: World, rng: random.Random) -> None:
    """A pc is started anew."""
    rng.choice(world.pcs).start()


def clock(world: World, rng: random.Random) -> None:
    """A pc's clock jumps: to 1970, back, or ten years ahead."""
    pc = rng.choice(world.pcs)
    pc.clock.ms = rng.choice((0, START_MS, START_MS + 10 * YEAR_MS))


def join(world: World, rng: random.Random) -> None:
    """A pc comes in: entered by an administrator, given a role, vouched for, words back typed."""
    if not world.joins:
        return
    pc, voucher, role = world.joins.pop(0)
    admin = rng.choice(world.admins)
    world.op(admin, DeviceAdd(world.row(pc)))
    if role:
        world.op(admin, MemberSet(world.space, pc.user, role))
    if world.vouch(voucher, pc):
        world.pcs.append(pc)


HONEST = {
    "move": (move, 45.0),
    "save": (save, 28.0),
    "arrive": (arrive, 4.0),
    "weather": (weather, 4.0),
    "fuse": (fuse, 6.0),
    "restart": (restart, 2.0),
    "clock": (clock, 3.0),
    "join": (join, 3.0),
}
__all__ = ["HONEST", "Crash", "writers"]
