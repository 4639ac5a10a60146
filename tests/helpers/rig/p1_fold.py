"""Generator P1: the fold is a set function. Histories of one record, in any order and number of copies."""

import random
from dataclasses import replace
from pathlib import Path

from helpers.histories import History, history
from helpers.rig.script import Generator, Script, plan_of

from sync.codec import as_map, decode, encode
from sync.merge import GroupView, RecordView, Rev, fold
from sync.model import Dot
from sync.revision import Revision

HISTORIES = 25


def play(script: Script, folder: Path) -> int:
    """Each act is one history; a step is one revision that reaches somebody."""
    steps = 0
    for act in script.acts:
        made = history(act.seed % 2**31)
        rng = random.Random(act.seed)
        view = fold(made.rule, made.revs)
        for _order in range(3):
            copies = [rng.choice((r, replace(r, received_ms=None))) for r in rng.choices(made.revs, k=len(made.revs))]
            revs = [*made.revs, *copies]
            rng.shuffle(revs)
            steps += len(revs)
            assert fold(made.rule, revs) == view, "another order gives another view"
        steps += shown_or_replaced(made, view) + any_clock(made, view, rng)
    return steps


def shown_or_replaced(made: History, view: RecordView) -> int:
    """I2, I3: each value survives, or is named by what is over it; what is shown was written so by one."""
    written = {rev.dot: rev.revision.set for rev in made.revs}
    for rev in made.revs:
        for group in rev.revision.set:
            shown = [s for s in view.groups[group].survivors if rev.dot in s.dots]
            assert bool(shown) != ((group, rev.dot) in view.replaced), f"a value of {group} is nowhere, or twice"
    for group, seen in view.groups.items():
        for survivor in seen.survivors:
            assert written[survivor.dot][group] == survivor.value, f"nobody wrote this value of {group}"
    return len(made.revs)


def any_clock(made: History, view: RecordView, rng: random.Random) -> int:
    """I16: under other clocks the same values survive; only order and the first shown may differ."""
    other = [
        with_clock(rev, rng.choice((1, 1_795_250_000_000, 2_110_000_000_000)) << 16 | rng.randrange(9))
        for rev in made.revs
    ]
    again = fold(made.rule, other)
    assert {g: dots(v) for g, v in again.groups.items()} == {g: dots(v) for g, v in view.groups.items()}, (
        "clocks decide"
    )
    assert (again.withdrawn, again.locked, again.replaced) == (view.withdrawn, view.locked, view.replaced), (
        "clocks decide"
    )
    return len(other)


def dots(view: GroupView) -> frozenset[Dot]:
    """Every dot that survives in a group."""
    return frozenset(dot for survivor in view.survivors for dot in survivor.dots)


def with_clock(rev: Rev, hlc: int) -> Rev:
    """The same write at another time."""
    fields = as_map(decode(rev.revision.raw, 1 << 20))
    return replace(rev, revision=Revision.parse(encode({**fields, "hlc": hlc, "at": [hlc >> 16, 60]})))


P1 = Generator("P1", ("I1", "I2", "I3", "I16"), plan_of(["history"], [1.0], HISTORIES), play)
