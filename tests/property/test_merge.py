"""P1: the fold is a set function, and no saved value is ever lost (I1, I2, I3, I15, I16).

`SEEDS=from:to` chooses the seeds; a failure names its seed.
"""

import os
import random
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from helpers.histories import NEW, OLD, History, history

from sync.codec import Value, as_map, decode, encode
from sync.merge import RecordView, Rev, fold
from sync.model import Dot

FIRST, _, LAST = os.environ.get("SEEDS", "0:400").partition(":")
BLOCK = 200


def _blocks() -> Iterator[range]:
    for start in range(int(FIRST), int(LAST), BLOCK):
        yield range(start, min(start + BLOCK, int(LAST)))


pytestmark = pytest.mark.parametrize("seeds", list(_blocks()), ids=str)


def _histories(seeds: range) -> Iterator[tuple[int, History, RecordView]]:
    for seed in seeds:
        made = history(seed)
        yield seed, made, fold(made.rule, made.revs)


def test_any_order_with_duplicates_gives_one_view(seeds: range) -> None:
    """I1: shuffled, doubled, or gathered from overlapping partitions, the same set gives the identical view."""
    for seed, made, view in _histories(seeds):
        rng = random.Random(seed)
        for _ in range(4):
            copies = rng.choices(made.revs, k=rng.randint(0, 2 * len(made.revs)))
            revs = [*made.revs, *(rng.choice((r, replace(r, received_ms=None))) for r in copies)]
            rng.shuffle(revs)
            assert fold(made.rule, revs) == view, f"seed {seed}"
        cut = rng.randint(0, len(made.revs))
        one, other = made.revs[:cut], made.revs[max(0, cut - 3) :]
        assert fold(made.rule, [*other, *one]) == view, f"seed {seed}"


def test_a_record_of_one_revision_is_what_two_copies_of_it_make(seeds: range) -> None:
    """The short way of a plain create and the long way of everything else say the same, whatever the rule."""
    plain = 0
    for seed, made, _view in _histories(seeds):
        for rev in made.revs:
            if rev.standing in ("cut", "must"):
                continue
            alone = fold(made.rule, [rev])
            assert alone == fold(made.rule, [rev, rev]), f"seed {seed}"
            assert list(alone.groups) == sorted(alone.groups), f"seed {seed}"
            plain += rev.revision.act == "create"
    assert plain


def test_every_saved_value_is_shown_or_replaced_by_name(seeds: range) -> None:
    """I2: each value anybody saved survives in its group, or stands in the history with the dots that are over it."""
    for seed, made, view in _histories(seeds):
        at_hand = {r.dot: r for r in view.history}
        assert set(at_hand) == {r.dot for r in made.revs}, f"seed {seed}"
        assert all(group in at_hand[dot].revision.set for group, dot in view.replaced), f"seed {seed}"
        for rev in made.revs:
            for group in rev.revision.set:
                shown = [s for s in view.groups[group].survivors if rev.dot in s.dots]
                by = view.replaced.get((group, rev.dot), ())
                assert bool(shown) != bool(by), f"seed {seed}: {group}"
                assert all(s.value == rev.revision.set[group] for s in shown), f"seed {seed}"
                for dot in by:
                    over = at_hand[dot].revision
                    repeats = over.re == rev.dot and at_hand[dot].device == rev.device
                    assert rev.dot in over.over.get(group, ()) or repeats, f"seed {seed}"
                    assert group in over.set, f"seed {seed}"
                    assert not made.rule.own or at_hand[dot].user == rev.user, f"seed {seed}"


def test_over_sets_alone_decide(seeds: range) -> None:
    """The survivors are those of a naive model: every dot that no write of its group is over."""
    for seed, made, view in _histories(seeds):
        for group, shown in view.groups.items():
            dots = {d for s in shown.survivors for d in s.dots}
            assert dots == _naive(made, group), f"seed {seed}: {group}"


def _naive(made: History, group: str) -> set[Dot]:
    revs = {r.dot: r for r in made.revs}
    mine = {d: r for d, r in revs.items() if group in r.revision.set}
    if group == "amend":
        return set(mine)
    signed = {
        d
        for r in made.revs
        if r.revision.act == "finalise"
        for d in r.revision.final or ()
        if d in revs and (not made.rule.own or revs[d].user == r.user)
    }
    gone = set()
    for r in mine.values():
        named = set(r.revision.over.get(group, ()))
        if r.revision.re in mine and mine[r.revision.re].device == r.device:
            named.add(r.revision.re)
        gone |= {d for d in named & mine.keys() if not made.rule.own or mine[d].user == r.user}
    return set(mine) - (gone - signed)


def test_every_shown_value_was_written_by_somebody(seeds: range) -> None:
    """I3: a register's value is one revision's, whole; of a set, every element stands in a surviving revision."""
    for seed, made, view in _histories(seeds):
        by_dot = {r.dot: r for r in made.revs}
        for group, shown in view.groups.items():
            for s in shown.survivors:
                assert s.value == by_dot[s.dot].revision.set[group], f"seed {seed}"
                assert s.user == by_dot[s.dot].user, f"seed {seed}"
            if made.rule.policy(group) == "set":
                assert all(any(e in s.value for s in shown.survivors) for e in shown.value), f"seed {seed}"
            else:
                assert shown.value == shown.survivors[0].value, f"seed {seed}"


def test_an_older_writer_keeps_every_byte_it_does_not_know(seeds: range) -> None:
    """I15: an older form's save carries the unknown fields of the value it replaced, and adds none."""
    carried = 0
    for seed, made, _ in _histories(seeds):
        by_dot = {r.dot: r for r in made.revs}
        for saved in (s for s in made.saves if s.old and s.rev.revision.act == "edit" and not s.rev.revision.re):
            for group in saved.rev.revision.set.keys() & {"text", "when"}:
                sources = {d for d in saved.rev.revision.over.get(group, ()) if d in saved.saw}
                if len(sources) == 1 and group in by_dot[min(sources)].revision.set:
                    was = by_dot[min(sources)].revision.set[group]
                    kept = _unknown(group, was)
                    assert _unknown(group, saved.rev.revision.set[group]) == kept, f"seed {seed}"
                    carried += bool(kept)
    assert carried or len(seeds) < BLOCK


def _unknown(group: str, fields: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in fields.items() if name in set(NEW[group]) - set(OLD[group])}


def test_raw_bytes_are_kept(seeds: range) -> None:
    """I15: the revision in the history still has every byte that was saved, keys of a newer version included."""
    newer = 0
    for seed, made, view in _histories(seeds):
        raw = {r.dot: r.revision.raw for r in made.revs}
        for rev in view.history:
            assert rev.revision.raw == raw[rev.dot], f"seed {seed}"
            newer += "newer" in as_map(decode(rev.revision.raw, 1 << 20))
    assert newer or len(seeds) < BLOCK


def test_clocks_decide_nothing_but_the_order_of_showing(seeds: range) -> None:
    """I16: with every clock replaced by another, the same dots survive, conflict, are replaced and are withdrawn."""
    for seed, made, view in _histories(seeds):
        rng = random.Random(seed)
        moved = fold(made.rule, [_at_another_time(rng, r) for r in made.revs])
        assert _timeless(moved) == _timeless(view), f"seed {seed}"


def _at_another_time(rng: random.Random, rev: Rev) -> Rev:
    hlc = rng.choice((0, 1, rng.getrandbits(62)))
    return replace(rev, revision=replace(rev.revision, hlc=hlc), received_ms=None)


def _timeless(view: RecordView) -> object:
    return (
        {
            group: (
                frozenset((frozenset(s.dots), encode(s.value), s.final, s.proposal) for s in shown.survivors),
                shown.conflict,
                encode(shown.value) if view.rule.policy(group) == "set" else b"",
            )
            for group, shown in view.groups.items()
        },
        frozenset(rev.dot for rev in view.history),
        view.replaced,
        view.withdrawn,
        frozenset(frozenset(s.dots) for s in view.amendments),
    )
