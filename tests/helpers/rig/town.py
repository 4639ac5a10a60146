"""The generator "town": whatever network, crashes, clocks and hostile members do, in the end all have the same."""

import random
from contextlib import ExitStack
from pathlib import Path

from helpers.rig import checks
from helpers.rig.acts import HONEST, join
from helpers.rig.foes import FOES
from helpers.rig.founding import founded
from helpers.rig.fragile import small_batches
from helpers.rig.script import Generator, Script, chance, plan_of
from helpers.rig.suite import fake_suite
from helpers.rig.world import World

ACTS = {**HONEST, **FOES}
LENGTH = 120


def play(script: Script, folder: Path) -> int:
    """Plays the script on a fresh municipality, gives it a fair network, and checks everything."""
    with ExitStack() as stack:
        if script.seed % 100 != 99:
            stack.enter_context(fake_suite())
        stack.enter_context(small_batches())
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
        world.fair()
        ended(world)
        return world.steps


def ended(world: World) -> None:
    """Every check."""
    log = checks.whole_log(world)
    checks.arrived(world, log)
    checks.one_truth(world)
    checks.signed_by_whom(world)
    checks.nothing_lost(world)
    checks.fresh_salts(world)
    checks.quiet(world)
    checks.small(world)
    checks.anew(world)
    checks.replayed(world, log)
    checks.unreadable(world)


TOWN = Generator(
    "town",
    ("I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I12", "I17", "I18", "I19"),
    plan_of(list(ACTS), [weight for _, weight in ACTS.values()], LENGTH),
    play,
)
