"""The generators that change who may what, whose disk is whose, and what the endpoint still knows.

"trust": roles, machines, adoptions. "images": pcs put back in time. "restored": an endpoint put back or emptied.
"""

import random
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

from helpers.rig import checks
from helpers.rig.acts import HONEST, join
from helpers.rig.changes import CHANGES
from helpers.rig.foes import FOES
from helpers.rig.founding import founded
from helpers.rig.machines import ENDPOINTS, MACHINES
from helpers.rig.script import Generator, Script, chance, plan_of
from helpers.rig.suite import fake_suite
from helpers.rig.world import World

Acts = Mapping[str, tuple[Callable[[World, random.Random], None], float]]


def player(acts: Acts, ended: Callable[[World], None], rounds: int = 5) -> Callable[[Script, Path], int]:
    """Plays a script of these acts, gives it a fair network, and checks."""

    def play(script: Script, folder: Path) -> int:
        with ExitStack() as stack:
            if script.seed % 100 != 99:
                stack.enter_context(fake_suite())
            reseed = stack.enter_context(chance(script.seed))
            world = founded(script.seed, folder, store=script.seed % 10 == 0)
            stack.callback(world.close)
            for act in script.acts:
                reseed(act.seed)
                world.rng.seed(act.seed ^ 1)
                acts[act.name][0](world, random.Random(act.seed))
            reseed(script.seed ^ 2)
            while world.joins:
                join(world, random.Random(script.seed))
            world.fair(rounds)
            ended(world)
            return world.steps

    return play


def settled(world: World) -> None:
    """Whoever may read has the same, and it is what a fresh reader makes of the log today."""
    world.refresh()
    log = checks.whole_log(world)
    checks.arrived(world, log)
    checks.one_truth(world)
    checks.signed_by_whom(world)
    checks.nothing_lost(world)
    checks.quiet(world)
    checks.anew(world)


def _generator(name: str, proves: tuple[str, ...], acts: Acts, length: int) -> Generator:
    plan = plan_of(list(acts), [weight for _, weight in acts.values()], length)
    return Generator(name, proves, plan, player(acts, settled))


TRUST = _generator("trust", ("I1", "I2", "I4", "I11"), {**HONEST, **FOES, **CHANGES}, 120)
IMAGES = _generator("images", ("I2", "I6", "I21", "I17"), {**HONEST, **MACHINES}, 120)
RESTORED = _generator("restored", ("I1", "I2", "I8", "I10", "I20"), {**HONEST, **ENDPOINTS}, 120)
