"""Generator P5: one byte or field of any message is changed, both ways: refused with a reason, never an exception.

The endpoint answers a changed request with a status below 500; a client takes a changed answer for what it is, and
in the end everybody has what was written, and nothing else. Every decoder by itself: `test_decoders.py`.
"""

import random
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from helpers.mutations import changed, damaged
from helpers.rig import checks
from helpers.rig.acts import HONEST, join
from helpers.rig.foes import FOES
from helpers.rig.founding import founded
from helpers.rig.people import Pc
from helpers.rig.script import Generator, Script, chance, plan_of
from helpers.rig.suite import fake_suite
from helpers.rig.world import World

from sync.client.events import Idle
from sync.codec import decode, encode
from sync.errors import SyncError
from sync.protocol import Answer, Request

Change = Callable[[random.Random, bytes], bytes]


def mutant(rng: random.Random, body: bytes) -> bytes:
    """The same message with one field, or some bytes, that are others."""
    if rng.random() < 0.7:
        try:
            return encode(changed(rng, decode(body, 1 << 23)))
        except SyncError:
            pass
    return damaged(rng, body)


def hand(world: World, rng: random.Random) -> None:
    """A pc syncs through a hand that changes every second message."""
    pc = rng.choice([*world.pcs, world.anna])
    with world.at(pc):
        for _message in range(rng.randint(2, 10)):
            wanted = pc.engine.next()
            if isinstance(wanted, Idle):
                pc.clock.sleep(min(wanted.seconds, 3.0))
                return
            _changed(world, pc, wanted, rng)


def _changed(world: World, pc: Pc, request: Request, rng: random.Random) -> None:
    roll = rng.random()
    if roll < 0.25:
        other = replace(request, body=mutant(rng, request.body)) if request.body else _asks(rng, request)
        answer = world.serve(pc, other)
        assert answer.status < 500, f"{request.method} {request.kind} changed: {answer.status} {answer.body!r}"
        pc.engine.failed(request, "no connection")
        return
    answer = world.serve(pc, request)
    assert answer.status < 500, f"{request.method} {request.kind}: {answer.status} {answer.body!r}"
    if roll < 0.7:
        status = rng.choice((answer.status, answer.status, answer.status, 200, 403, 404, 409, 413, 422, 507))
        answer = Answer(status, True, mutant(rng, answer.body))
    world.steps += 1
    pc.engine.answer(request, answer)


def _asks(rng: random.Random, request: Request) -> Request:
    """A question with another number in it."""
    parts = [part.partition("=") for part in request.query.split("&") if part]
    if not parts:
        return request
    at = rng.randrange(len(parts))
    number = rng.choice((-1, 0, 1, 2, 7, 1 << 31, (1 << 63) - 1))
    parts[at] = (parts[at][0], "=", str(max(0, number)))
    return replace(request, query="&".join("".join(part) for part in parts))


ACTS = {"hand": (hand, 45.0), "save": (HONEST["save"][0], 12.0), "move": (HONEST["move"][0], 6.0)}
ACTS |= {"join": (HONEST["join"][0], 3.0), "poison": (FOES["poison"][0], 2.0)}


def play(script: Script, folder: Path) -> int:
    """Plays the script; afterwards nobody is frozen, nobody alarmed, and all have the same."""
    with ExitStack() as stack:
        stack.enter_context(fake_suite())
        reseed = stack.enter_context(chance(script.seed))
        world = founded(script.seed, folder)
        stack.callback(world.close)
        for act in script.acts:
            reseed(act.seed)
            ACTS[act.name][0](world, random.Random(act.seed))
        reseed(script.seed ^ 2)
        while world.joins:
            join(world, random.Random(script.seed))
        world.fair()
        log = checks.whole_log(world)
        checks.arrived(world, log)
        checks.one_truth(world)
        checks.signed_by_whom(world)
        checks.nothing_lost(world)
        checks.quiet(world)
        checks.anew(world)
        return world.steps


P5 = Generator("P5", ("I4", "I5", "I6", "I17"), plan_of(list(ACTS), [weight for _, weight in ACTS.values()], 70), play)
