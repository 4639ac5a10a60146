"""Every interleaving of three devices, two writes each, one revoke and one purge: rule V and the merge against a model.

The model knows no header, chain or op: it says who counts and which values are left from the order of events alone.
Another kind of event is one more row in `SEQUENCES` and one more branch in `History.play` (docs/rig.md).
"""

import copy
import os
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import pytest
from helpers.chains import Chain
from helpers.organisation import BENTE, MIDT, PALLE, SIGNE, Organisation, device, founded
from helpers.revs import RULE, dot, rev

from sync.control import CUT_UNKNOWN, ControlLog, Verdict
from sync.control_space_bodies import Adopt, DeviceRevoke, MemberSet
from sync.control_verdicts import RuleV
from sync.merge import Rev, fold
from sync.model import Header
from sync.purging import Tomb

REVOKE, PURGE = "R", "P"
SEQUENCES = (("A1", "A2"), ("B1", "B2"), ("C1", "C2"), (REVOKE,))
USERS = {"A": SIGNE, "B": PALLE, "C": BENTE}
HEARS, DEAF, AWAY = "hears of it", "hears of nothing", "away until the end"


def interleavings(rows: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Every order of all events that keeps the order of each row."""
    if not any(rows):
        yield ()
    for index, row in enumerate(rows):
        if row:
            for rest in interleavings([*rows[:index], row[1:], *rows[index + 1 :]]):
                yield (row[0], *rest)


@cache
def town() -> tuple[Organisation, dict[str, bytes]]:
    """Signe, Palle and Bente with a machine each, all of whom may write."""
    org, signe, _ = founded()
    bente = org.enter(BENTE, "bente")
    org.do(org.admin, MemberSet(MIDT, BENTE, "write"))
    org.vouch(signe, bente, MIDT)
    return org, {name: device(who).device_id for name, who in zip("ABC", ("signe", "palle", "bente"), strict=True)}


def told() -> Organisation:
    """The same organisation once more, to go on from."""
    org, _ = town()
    again = Organisation.__new__(Organisation)
    vars(again).update(vars(org))
    again.log = ControlLog.load(org.org, org.log.ops)
    return again


@cache
def revoked(kept: int, adopted: bool) -> Organisation:
    """The log after Bente's machine was revoked with `kept` of its writes within the cut, and perhaps the rest adopted.

    The writes that the ops name are those of somebody who had not heard of it.
    """
    org, chain = told(), deaf()
    cuts = (chain.cut(kept),) if kept else ()
    org.do(org.admin, DeviceRevoke(device("bente").device_id, "left", cuts))
    if adopted:
        adopt = Adopt(MIDT, device("bente").device_id, chain.inc, kept + 1, chain.headers[-1].cid)
        org.do(org.admin, adopt, device("signe"))
    return org


@cache
def deaf() -> Chain:
    """What Bente's machine signs while it knows nothing of a revoke."""
    chain = Chain(town()[0], device("bente"))
    for _ in range(2):
        chain.write()
    return chain


@cache
def header(name: str, heard: int, adopted: bool) -> Header:
    """The write called `name`, by a machine that knows of the revoke that left `heard` writes (-1: of none)."""
    if name[0] == "C" and heard < 0:
        return deaf().headers[int(name[1]) - 1]
    org = town()[0] if heard < 0 else revoked(heard, adopted)
    keys = device({"A": "signe", "B": "palle", "C": "bente"}[name[0]])
    chain = Chain(org, keys)
    cited = None if heard < 0 else town()[0].log.head.cseq + 1
    for _ in range(int(name[1])):
        chain.write(cited)
    return chain.headers[-1]


@dataclass
class History:
    """One interleaving as it went: what was written, over what, and what the model makes of it."""

    how: str
    adopted: bool
    log: list[str] = field(default_factory=list)
    over: dict[str, tuple[str, ...]] = field(default_factory=dict)
    headers: dict[str, Header] = field(default_factory=dict)
    kept: int = -1
    purged: str = ""

    def play(self, events: Sequence[str]) -> "History":
        """Each event in turn; who is away brings what he wrote at the end."""
        waiting: list[str] = []
        for event in events:
            if event == PURGE:
                self.purged = self.log[-1] if self.log else ""
                continue
            if event == REVOKE:
                self.kept = sum(name[0] == "C" for name in self.log)
                continue
            mine = event[0] == "C"
            seen = [*waiting] if mine and self.how == AWAY else self.log
            self.over[event] = self.left(seen, self.kept)
            (waiting if mine and self.how == AWAY else self.log).append(event)
            self.headers[event] = header(event, -1 if mine and self.how != HEARS else self.kept, self.adopted)
        self.log += waiting
        return self

    def counts(self, name: str, kept: int, *, adopted: bool = False) -> bool:
        """The model: A and B always; C up to the cut, or wherever it was taken over without having heard of it."""
        if name[0] != "C" or kept < 0 or int(name[1]) <= kept:
            return True
        return adopted and self.how != HEARS

    def left(self, names: Sequence[str], kept: int, *, adopted: bool = False) -> tuple[str, ...]:
        """The model: what counts and is under nothing that counts."""
        counted = [name for name in names if self.counts(name, kept, adopted=adopted)]
        covered = {below for name in counted for below in self.over[name]}
        return tuple(name for name in counted if name not in covered and name != self.purged)

    def value(self, name: str) -> Rev:
        """The revision of a write."""
        return value(name, self.over[name])


@cache
def value(name: str, over: tuple[str, ...]) -> Rev:
    """The write `name`, over others."""
    return rev(name, by=name[0], over={"text": [dot(other) for other in over]}, text={"text": name})


@cache
def known(kept: int, adopted: bool, cseq: int) -> ControlLog:
    """The control log as far as `cseq`."""
    log = revoked(kept, adopted).log
    return ControlLog.load(log.org or b"", log.ops[:cseq])


class Reader:
    """A client that judges what comes, again when the log moved or a chain grew, as `sync.client` does."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._control = self._known(town()[0].log.head.cseq)
        self._held: dict[bytes, Header] = {}
        self._here: list[str] = []
        self._purged = ""
        self.verdicts: dict[str, Verdict] = {}

    def take(self, what: str) -> None:
        """A write, or the next op of the control log."""
        if what == PURGE:
            self._purged = self._history.purged
        elif what == REVOKE:
            before = self._control.head.cseq
            self._control = self._known(before + 1)
            touched = self._control.touched(before)
            self._judge(lambda name, verdict: verdict.kind == "held" or self._place(name) in touched)
        else:
            mine = self._history.headers[what]
            self._held[mine.cid] = mine
            self._here.append(what)
            self._judge(lambda name, verdict: name == what or verdict.reason == CUT_UNKNOWN)

    def _known(self, cseq: int) -> ControlLog:
        """A log of this reader's own: what it followed and remembers of chains is not another's."""
        log = copy.copy(known(self._history.kept, self._history.adopted, cseq))
        log._rule = RuleV(log._facts)
        return log

    def _place(self, name: str) -> tuple[bytes, bytes]:
        return MIDT, town()[1][name[0]]

    def _judge(self, again: Callable[[str, Verdict], bool]) -> None:
        for name in self._here:
            before = self.verdicts.get(name)
            if before is None or again(name, before):
                self.verdicts[name] = self._control.judge(self._history.headers[name], self._held.get)

    def _read(self, name: str) -> Rev:
        """A write; of an erased one its tombstone, which goes over what it went over and says nothing."""
        value = self._history.value(name)
        if name != self._purged:
            return value
        return replace(value, revision=Tomb.of(value.revision).in_place(value.user), standing="purged")

    def shown(self) -> tuple[str, ...]:
        """The values that are left."""
        good = [self._read(name) for name, verdict in self.verdicts.items() if verdict.ok]
        group = fold(RULE, good).groups.get("text")
        return tuple(sorted(str(found.value["text"]) for found in group.survivors)) if group else ()


@pytest.mark.parametrize(("how", "adopted"), [(HEARS, False), (DEAF, False), (DEAF, True), (AWAY, False), (AWAY, True)])
def test_every_interleaving(how: str, adopted: bool) -> None:
    """630 histories, each read in an order of its own and, in turn, as the log stands or backwards."""
    rng, tried = random.Random(f"{how} {adopted}"), 0
    for events in interleavings(SEQUENCES):
        history = History(how, adopted).play(events)
        ops = [REVOKE] * (2 if adopted else 1)
        shuffled = [*history.log, *ops]
        rng.shuffle(shuffled)
        expected = tuple(sorted(history.left(history.log, history.kept, adopted=adopted)))
        for order in (shuffled, [*history.log, *ops] if tried % 2 else [*ops, *history.log[::-1]]):
            reader = Reader(history)
            for what in order:
                reader.take(what)
            good = {name for name, verdict in reader.verdicts.items() if verdict.ok}
            assert good == {n for n in history.log if history.counts(n, history.kept, adopted=adopted)}, events
            assert reader.shown() == expected, events
        tried += 1
    assert tried == 630


@pytest.mark.parametrize(("how", "adopted"), [(HEARS, False), (DEAF, True), (AWAY, True)])
def test_every_interleaving_with_a_purge(how: str, adopted: bool) -> None:
    """5,040 histories in which the newest write is erased at any moment: no verdict changes, nothing older returns.

    `make test` plays every `EVERY`th of them; EVERY=1 plays all.
    """
    rng = random.Random(f"{how} {adopted} purge")
    played = list(interleavings([*SEQUENCES, (PURGE,)]))
    assert len(played) == 5040
    for events in played[:: int(os.environ.get("EVERY", "17"))]:
        history = History(how, adopted).play(events)
        order = [*history.log, *([REVOKE] * (2 if adopted else 1)), PURGE]
        rng.shuffle(order)
        reader = Reader(history)
        for what in order:
            reader.take(what)
        good = {name for name, verdict in reader.verdicts.items() if verdict.ok}
        assert good == {n for n in history.log if history.counts(n, history.kept, adopted=adopted)}, events
        assert reader.shown() == tuple(sorted(history.left(history.log, history.kept, adopted=adopted))), events
