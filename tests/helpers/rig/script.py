"""The frame of the generators: a seed becomes a script of acts, a script is played, and a failing one is made shorter.

Every act has chance of its own, so that leaving one out leaves the others what they were. Knows no generator.
"""

import os
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

SHM = Path("/dev/shm")  # noqa: S108 - where the system has memory as a disk; what must survive a crash is not tested here


class Act(NamedTuple):
    """One thing that happens: its name in the generator, and the seed of its chance."""

    name: str
    seed: int


@dataclass(frozen=True)
class Script:
    """What a seed says happens, in order."""

    seed: int
    acts: tuple[Act, ...]


@dataclass(frozen=True)
class Generator:
    """One generator of docs/rig.md.

    `play` runs a script in an empty folder with seeded chance, checks everything it proves, and answers how many
    steps were taken; what does not hold is an AssertionError that says so. `real_every`: each n-th seed runs with the
    real suite where `play` is told so.
    """

    name: str
    proves: tuple[str, ...]
    plan: Callable[[int], Script]
    play: Callable[[Script, Path], int]
    real_every: int = 100

    def run(self, seed: int) -> int:
        """The steps of one seed. Raises AssertionError where an invariant is broken."""
        return played(self, self.plan(seed))


@dataclass(frozen=True)
class Broken:
    """A seed that broke something: the shortest script found that still breaks it, and what it says."""

    script: Script
    words: str


def plan_of(names: Sequence[str], weights: Sequence[float], length: int) -> Callable[[int], Script]:
    """A plan of `length` acts drawn by weight."""

    def plan(seed: int) -> Script:
        rng = random.Random(seed)
        chosen = rng.choices(names, weights, k=length)
        return Script(seed, tuple(Act(name, rng.getrandbits(62)) for name in chosen))

    return plan


@contextmanager
def chance(seed: int) -> Iterator[Callable[[int], None]]:
    """Keys and salts come from the seed; what is handed out seeds them anew, as each act does."""
    source = random.Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "urandom", source.randbytes)
        yield source.seed


def played(generator: Generator, script: Script) -> int:
    """Plays a script in a folder of its own; its steps."""
    with TemporaryDirectory(dir=SHM if SHM.is_dir() else None) as folder:
        return generator.play(script, Path(folder))


def breaks(generator: Generator, script: Script) -> str:
    """What is wrong after this script, in words; empty where nothing is."""
    try:
        played(generator, script)
    except AssertionError as error:
        return f"AssertionError: {error}"
    except Exception as error:  # noqa: BLE001 - whatever an act raises that no act may raise is a violation too
        return f"{type(error).__name__}: {error}"
    return ""


def shrink(generator: Generator, script: Script, tries: int = 200) -> Broken:
    """Leaves out acts as long as what is left still breaks something (delta debugging, Zeller 1999)."""
    words = breaks(generator, script)
    acts, size = script.acts, max(1, len(script.acts) // 2)
    while tries and acts:
        at, shorter = 0, False
        while at < len(acts) and tries:
            fewer = Script(script.seed, acts[:at] + acts[at + size :])
            tries -= 1
            told = breaks(generator, fewer)
            if told:
                acts, words, shorter = fewer.acts, told, True
            else:
                at += size
        if size == 1 and not shorter:
            break
        size = max(1, size // 2)
    return Broken(Script(script.seed, acts), words)
