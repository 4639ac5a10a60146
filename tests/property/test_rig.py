"""Each generator of docs/rig.md on short seeds; the frame itself: a seed replays, a failure is shortened.

`SEEDS=from:to` chooses the seeds; `make fuzz` is for long runs.
"""

import os
import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from helpers.hostile import flip
from helpers.rig import fuzz
from helpers.rig.founding import founded
from helpers.rig.generators import GENERATORS
from helpers.rig.script import Broken, Generator, Script, breaks, chance, plan_of, shrink
from helpers.rig.suite import fake_suite, fingerprint
from helpers.rig.town import ACTS, TOWN

from sync.crypto.keys import BOX_LEN, DeviceKeys, seal_to, verify
from sync.errors import Malformed

FIRST, _, LAST = os.environ.get("SEEDS", "").partition(":")
SHORT = {"town": 2}
"""How many seeds `make test` plays of each generator; 1 where it is not said."""


def _cases() -> list[tuple[str, int]]:
    chosen = range(int(FIRST), int(LAST)) if LAST else None
    return [(name, seed) for name in GENERATORS for seed in chosen or range(SHORT.get(name, 1))]


@pytest.mark.parametrize(("name", "seed"), _cases())
def test_nothing_is_broken(name: str, seed: int) -> None:
    """Every invariant that the generator is there for (docs/rig.md), whatever its seed makes of the network."""
    assert GENERATORS[name].run(seed) > 0


def test_a_seed_replays() -> None:
    """The same seed takes the same steps, with the same keys and salts, to the same log."""
    assert _played(7) == _played(7)
    assert _played(7) != _played(8)


def _played(seed: int) -> str:
    with TemporaryDirectory() as folder, fake_suite(), chance(seed) as reseed:
        world = founded(seed, Path(folder))
        for act in TOWN.plan(seed).acts[:15]:
            reseed(act.seed)
            ACTS[act.name][0](world, random.Random(act.seed))
        log = b"".join(row.cid for row in world.entries())
        world.close()
    return f"{world.steps} {fingerprint(log)}"


def test_what_breaks_is_made_shorter() -> None:
    """Of sixty acts the two are left that break it, and what is left breaks it in the same words."""

    def play(script: Script, folder: Path) -> int:
        bad = [act for act in script.acts if act.name == "bad"]
        assert len(bad) < 2, "two of them"
        return len(script.acts)

    toy = Generator("toy", (), plan_of(["good", "bad"], [9.0, 1.0], 60), play)
    assert "two of them" in breaks(toy, toy.plan(1))
    shortest = shrink(toy, toy.plan(1))
    assert [act.name for act in shortest.script.acts] == ["bad", "bad"]
    assert "two of them" in shortest.words
    assert set(shortest.script.acts) <= set(toy.plan(1).acts)


def test_what_is_left_of_a_failure_is_played_again(tmp_path: Path) -> None:
    """The file that `make fuzz` leaves is the script."""
    script = TOWN.plan(3)
    assert fuzz.read(fuzz.written(tmp_path, TOWN, Broken(script, "words"))) == script


def test_a_run_over_nothing_is_wrong_use() -> None:
    """It would end with nothing broken."""
    assert [fuzz.seeds_of(text) for text in ("0:100", "17", "17:18")] == [range(100), range(17, 18), range(17, 18)]
    assert {fuzz.seeds_of(text) for text in ("3:1", "4:4", "abc", "", ":", "-1:2", "1:x")} == {None}


def test_the_fake_suite_keeps_its_promises() -> None:
    """Nothing opens or verifies under another key or context, or with a bit flipped; lengths are the real ones."""
    with fake_suite():
        mine, other = DeviceKeys.generate(), DeviceKeys.generate()
        box = seal_to(mine.kem_pk, b"info", b"k" * 32)
        assert (len(box), mine.open_box(b"info", box)) == (BOX_LEN, b"k" * 32)
        for keys, info, sealed in ((other, b"info", box), (mine, b"other", box), (mine, b"info", flip(box))):
            with pytest.raises(Malformed):
                keys.open_box(info, sealed)
        sig = mine.sign("rt1/commit", b"x")
        assert verify(mine.sign_pk, "rt1/commit", b"x", sig)
        assert not any(
            verify(pk, tag, data, signed)
            for pk, tag, data, signed in (
                (other.sign_pk, "rt1/commit", b"x", sig),
                (mine.sign_pk, "rt1/beat", b"x", sig),
                (mine.sign_pk, "rt1/commit", b"y", sig),
                (mine.sign_pk, "rt1/commit", b"x", flip(sig)),
            )
        )
    assert not verify(mine.sign_pk, "rt1/commit", b"x", sig)
