"""What those do who mean harm, or whose machine does: a hostile member, a copied disk, a lying endpoint."""

import random

from helpers.hostile import seal_raw
from helpers.rig.people import Pc
from helpers.rig.world import World

from sync.codec import Value, decode, encode
from sync.errors import SyncError
from sync.memory import MemoryJournal
from sync.model import Commit, Dot
from sync.revision import Revision

_FINALISE = encode("act") + encode("finalise")


def _value(revision: Revision) -> dict[str, Value]:
    fields = decode(revision.raw, 1 << 20)
    assert isinstance(fields, dict), "a revision is a map"
    return fields


def _word(pc: Pc, rng: random.Random, over: dict[str, tuple[Dot, ...]] | None = None, act: str = "edit") -> Revision:
    rec = bytes([rng.randint(1, 5)]) * 16
    return pc.revision(rec, "consultation", act, {"text": {"text": f"mallory {rng.random()}"}}, over)


def poison(world: World, rng: random.Random) -> None:
    """Rightly signed and sealed, and nothing that anybody should apply; but a finalise by one who may is no poison."""
    pc = world.mallory
    if not pc.journal.inner.epochs(world.space):
        return
    good = _value(_word(pc, rng))
    bad = rng.choice(
        (
            [b"\x80"],
            [b""],
            [encode({**good, "author": world.signe.user})],
            [encode({**good, "hlc": "now"})],
            [encode({**good, "act": "finalise", "final": []})],
            [encode({**good, "over": {"outcome": []}})],
            [encode(good), encode(good)],
        )
    )
    commit = _sealed(world, pc, bad)
    if commit is not None and not _may(pc, commit, bad):
        world.truth.poison.add(commit.cid)


def _may(pc: Pc, commit: Commit, raws: list[bytes]) -> bool:
    """Whether it is a finalise by one who might finalise at the op it cites (he was given that right in between)."""
    rights = pc.engine.control.roster(commit.header.ctl.cseq).rights(pc.device, pc.space)
    return "f" in rights and _FINALISE in raws[0]


def _sealed(world: World, pc: Pc, raws: list[bytes]) -> Commit | None:
    world.steps += 1
    try:
        state = pc.journal.inner.write_state(world.space)
    except SyncError:
        return None
    commit = seal_raw(pc.keys, world.org, world.space, state, raws)
    pc.sealed.append(commit)
    inner = pc.journal.inner
    assert isinstance(inner, MemoryJournal), "the hostile member's pc is in memory"
    inner.save_local(commit, [_word(pc, random.Random(0))])
    for i in range(len(commit.bodies)):
        inner.space(world.space).revisions.pop((commit.cid, i), None)
    pc.engine.nudge(world.space)
    return commit


def over_everything(world: World, rng: random.Random) -> None:
    """A member writes over all he ever heard of: allowed, and nothing is lost by it."""
    pc = world.mallory
    world.steps += 1
    revs = pc.revs()
    if not pc.journal.inner.epochs(world.space) or not revs:
        return
    named = tuple(sorted({*rng.sample(sorted(revs), min(6, len(revs))), Dot(rng.randbytes(32), 3)}))
    with world.at(pc):
        try:
            world.keep(pc, pc.write([_word(pc, rng, {"text": named})]))
        except SyncError:
            return
    pc.engine.nudge(world.space)


FOES = {"poison": (poison, 2.0), "over_everything": (over_everything, 1.5)}
