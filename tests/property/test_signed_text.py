"""I19: no dot leaves or changes in a valid final's signed text, whatever else comes and whatever a cut takes."""

import random
from dataclasses import replace

import pytest
from helpers.histories import history

from sync.approval import signed
from sync.merge import fold
from sync.record import Rev


@pytest.mark.parametrize("seed", range(0, 200, 100))
def test_signed_text_stays_whatever_is_cut_or_comes_later(seed: int) -> None:
    """Any subset without the rest, in any order; then any commits but the finals themselves set aside by a cut."""
    seen = 0
    for one in range(seed, seed + 100):
        made, rng = history(one), random.Random(one)
        revs = [rev for rev in made.revs if rev.act != "purge"]
        finals = [rev for rev in revs if rev.act == "finalise"]
        if not finals:
            continue
        seen += 1
        some = [rev for rev in revs if rev in finals or rng.random() < 0.7]
        cut = [replace(rev, standing="cut") if rev not in finals and rng.random() < 0.5 else rev for rev in revs]
        for given in (some, revs, cut, rng.sample(cut, len(cut)) + cut):
            _held(made.rule, given, finals)
        assert fold(made.rule, rng.sample(cut, len(cut)) + cut[:2]) == fold(made.rule, cut)
    assert seen > 10


def _held(rule: object, given: list[Rev], finals: list[Rev]) -> None:
    view = fold(rule, given)  # type: ignore[arg-type]
    here = {rev.dot: rev for rev in given}
    valid = {d for rev in finals for d in rev.revision.final or () if d in here}
    own = {d for rev in finals for d in rev.revision.final or () if d in here and here[d].user == rev.user}
    for d in own if view.rule.own else valid:
        for group, value in here[d].revision.set.items():
            (survivor,) = (s for s in view.groups[group].survivors if d in s.dots)
            assert survivor.value == value
            assert survivor.final
    listed = {d for version in signed(view) for d in version.dots - version.missing}
    assert listed == (own if view.rule.own else valid)
