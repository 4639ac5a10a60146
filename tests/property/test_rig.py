"""Each generator of docs/rig.md on short seeds; the frame itself: a seed replays, a failure is shortened.

`SEEDS=from:to` chooses the seeds; `make fuzz` is for long runs.
"""

import os

import pytest
from helpers.rig.generators import GENERATORS

FIRST, _, LAST = os.environ.get("SEEDS", "").partition(":")
SHORT = {"town": 3, "P4": 1, "P7": 1}
"""How many seeds `make test` plays of each generator; 2 where it is not said."""


def _cases() -> list[tuple[str, int]]:
    chosen = range(int(FIRST), int(LAST)) if LAST else None
    return [(name, seed) for name in GENERATORS for seed in chosen or range(SHORT.get(name, 2))]


@pytest.mark.parametrize(("name", "seed"), _cases())
def test_nothing_is_broken(name: str, seed: int) -> None:
    """Every invariant that the generator is there for (docs/rig.md), whatever its seed makes of the network."""
    assert GENERATORS[name].run(seed) > 0
