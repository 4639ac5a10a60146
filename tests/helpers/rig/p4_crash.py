"""Generator P4: a pc dies before and after every transaction there is, one place a run; no salt is ever used again.

Forty seeds in a row share one script and between them try every place. What happens inside a transaction, at every
write and fsync of the disk, is `tests/faults/test_every_write.py`.
"""

import random
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from helpers.rig import checks
from helpers.rig.acts import HONEST, join
from helpers.rig.founding import founded
from helpers.rig.script import Generator, Script, chance, plan_of
from helpers.rig.suite import fake_suite
from helpers.rig.world import World

SHARED = 40
WEIGHTS = {"move": 5.0, "save": 4.0, "join": 1.0, "restart": 0.5}
_plan = plan_of(list(WEIGHTS), list(WEIGHTS.values()), 10)


def plan(seed: int) -> Script:
    """The script of its forty seeds."""
    return Script(seed, _plan(seed // SHARED).acts)


def play(script: Script, folder: Path) -> int:
    """Once without a crash, to count the places; then once for each of this seed's."""
    name = random.Random(script.seed // SHARED).choice(["signe", "palle", "signe2", "lene"])
    with fake_suite():
        steps, places = _once(script, name, 0)
        for place in range(1 + script.seed % SHARED, places + 1, SHARED):
            steps += _once(script, name, place)[0]
    return steps


def _once(script: Script, name: str, fuse: int) -> tuple[int, int]:
    """One run in which the pc dies at that place (0: nowhere); its steps, and how many places there were."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        reseed = stack.enter_context(chance(script.seed))
        world = founded(script.seed, folder)
        stack.callback(world.close)
        pc = next(pc for pc in (*world.pcs, world.second, world.lene) if pc.name == name)
        pc.journal.fuse = fuse
        for act in script.acts:
            reseed(act.seed)
            HONEST[act.name][0](world, random.Random(act.seed))
        reseed(script.seed ^ 2)
        while world.joins:
            join(world, random.Random(script.seed))
        for each in (*world.pcs, *world.admins):
            world.round(each)  # the fuse may burn down here too
        world.fair(rounds=2)
        _checked(world)
        return world.steps, 2 * pc.journal.written


def _checked(world: World) -> None:
    log = checks.whole_log(world)
    checks.arrived(world, log)
    checks.one_truth(world)
    checks.fresh_salts(world)
    checks.quiet(world)


P4 = Generator("P4", ("I2", "I5", "I6", "I8", "I9"), plan, play)
