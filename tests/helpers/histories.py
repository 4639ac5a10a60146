"""Generator P1: random histories of one record by several people's devices, from a seed.

Every device sees only what has reached it, in any order; clocks run from 1970 to ten years ahead and jump; some
devices are a version behind, and one writes over anything it has ever heard of.
"""

import random
from dataclasses import dataclass, field
from hashlib import sha256

from helpers.revs import REC, person

from sync.codec import Value, as_map, decode, encode
from sync.compose import compose
from sync.errors import Refused
from sync.merge import GroupRule, KindRule, Rev, fold
from sync.model import Dot
from sync.revision import Revision

GROUPS = {
    "text": GroupRule(),
    "when": GroupRule(),
    "theme": GroupRule("set"),
    "guard": GroupRule("max", ("open", "guarded", "secret")),
    "amend": GroupRule("amend"),
    "withdrawn": GroupRule(),
}
# What an up-to-date form knows, and what one of the version before knew.
NEW = {
    "text": ("body", "heading", "mood"),
    "when": ("date", "minutes"),
    "theme": ("t1", "t2", "t3", "t4"),
    "guard": ("guard",),
    "amend": ("text",),
    "withdrawn": ("at", "by", "reason"),
}
OLD = {**NEW, "text": ("body",), "when": ("date",), "theme": ("t1", "t2")}
WORDS = ("", "a", "b", "æøå", "ro", "uro")
YEAR = 365 * 24 * 3600 * 1000


@dataclass
class Device:
    """One machine of one user: what it has seen, and how wrong its clock is."""

    name: str
    user: str
    rng: random.Random
    old: bool
    wild: bool
    clock: int = 0
    seen: dict[Dot, Rev] = field(default_factory=dict)

    def now(self) -> int:
        """A clock nobody should trust: 1970, this year or ten years ahead, and sometimes jumping."""
        if self.clock == 0 or self.rng.random() < 0.1:
            self.clock = self.rng.choice((1, 1_795_250_000_000, 1_795_250_000_000 + 10 * YEAR))
        self.clock += self.rng.randrange(3)
        return self.clock


@dataclass(frozen=True)
class Saved:
    """One save: what was written, what its device had seen then, and whether its form was a version behind."""

    rev: Rev
    saw: frozenset[Dot]
    old: bool


@dataclass(frozen=True)
class History:
    """A finished history: its rule, all revisions, and every plain save that was made."""

    rule: KindRule
    revs: tuple[Rev, ...]
    saves: tuple[Saved, ...]


def history(seed: int, steps: int = 25) -> History:
    """The history of one record that this seed gives."""
    rng = random.Random(seed)
    rule = KindRule(GROUPS, own=rng.random() < 0.25)
    users = ["signe", "palle", "asta", "lene"][: rng.randint(1, 4)]
    devices = [
        Device(f"pc{n}", rng.choice(users), rng, old=rng.random() < 0.5, wild=rng.random() < 0.1)
        for n in range(rng.randint(1, 5))
    ]
    every: list[Rev] = []
    saves: list[Saved] = []
    for step in range(rng.randint(1, steps)):
        device = rng.choice(devices)
        if every and rng.random() < 0.4:
            _deliver(rng, device, every)
            continue
        saved = _save(rng, rule, device, every, step)
        if saved is not None:
            saves.append(saved)
            every.append(saved.rev)
            device.seen[saved.rev.dot] = saved.rev
    if not every:
        return history(seed + 1_000_003, steps)
    return History(rule, tuple(every), tuple(saves))


def _deliver(rng: random.Random, device: Device, every: list[Rev]) -> None:
    """Some of what exists reaches the device: any subset, so causes may come after their effects."""
    for rev in rng.sample(every, rng.randint(1, len(every))):
        device.seen[rev.dot] = rev


def _save(rng: random.Random, rule: KindRule, device: Device, every: list[Rev], step: int) -> Saved | None:
    knows = OLD if device.old else NEW
    groups = rng.sample(tuple(GROUPS), rng.randint(1, 3))
    sets = {group: _typed(rng, group, knows[group]) for group in groups}
    overs: dict[str, tuple[Dot, ...]] = {}
    extra: dict[str, object] = {}
    act = "amend" if groups == ["amend"] else "edit" if device.seen else "create"
    if device.seen:
        view = fold(rule, device.seen.values())
        try:
            writes = {g: compose(view, g, sets[g], knows[g], user=person(device.user)) for g in groups}
        except Refused:
            return None
        sets = {group: write.value for group, write in writes.items()}
        overs = {group: write.over for group, write in writes.items()}
        what = rng.random()
        if what < 0.1:
            act = "resolve"
            overs = {g: tuple(d for s in view.groups[g].survivors for d in s.dots) for g in groups if g in view.groups}
        elif what < 0.15:
            act, extra = "finalise", {"final": [s.dot for g in view.groups.values() for s in g.survivors]}
        elif what < 0.2:
            repeated = rng.choice(
                [r for r in device.seen.values() if device.wild or r.device == person(device.name)] or [None]
            )
            if repeated is not None:
                act, overs, extra = repeated.revision.act, {}, {"re": repeated.dot}
                sets = {g: dict(repeated.revision.set[g]) for g in repeated.revision.set if rng.random() < 0.9}
    if device.wild and every:
        overs = {g: tuple({rng.choice(every).dot for _ in range(4)} | {Dot(rng.randbytes(32), 3)}) for g in sets}
    rev = _made(device, rng, step, act, sets, overs, extra)
    return Saved(rev, frozenset(device.seen), device.old and not device.wild)


def _made(
    device: Device,
    rng: random.Random,
    step: int,
    act: str,
    sets: dict[str, dict[str, Value]],
    overs: dict[str, tuple[Dot, ...]],
    extra: dict[str, object],
) -> Rev:
    now = device.now()
    revision = Revision.build(
        rec=REC,
        kind="agreement",
        schema=1,
        act=act,
        set=sets,
        over=overs,
        hlc=now << 16 | rng.randrange(3),
        at=(now, 60),
        author=person(device.user),
        **extra,  # type: ignore[arg-type]
    )
    if rng.random() < 0.1:
        newer = {**as_map(decode(revision.raw, 1 << 20)), "newer": {"unread": step}}
        revision = Revision.parse(encode(newer))
    cid = sha256(revision.raw + device.name.encode() + step.to_bytes(4, "big")).digest()
    received = rng.choice((None, now + 5))
    return Rev(Dot(cid, rng.randrange(3)), revision, person(device.user), person(device.name), received)


def _typed(rng: random.Random, group: str, fields: tuple[str, ...]) -> dict[str, Value]:
    if group == "theme":
        return dict.fromkeys(rng.sample(fields, rng.randint(0, len(fields))), 1)
    if group == "guard":
        return {"guard": rng.choice(("open", "guarded", "secret", "newer"))} if rng.random() < 0.9 else {}
    if group == "withdrawn":
        return {"reason": "fejl"} if rng.random() < 0.5 else {}
    return {name: rng.choice(WORDS) for name in fields if rng.random() < 0.8}
