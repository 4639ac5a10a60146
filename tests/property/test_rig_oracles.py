"""What the simulator once called broken and was not: such a script holds, and the fault it is there for is still told.

The scripts are what `make fuzz` left, as short as they got.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest
from helpers.rig.generators import GENERATORS
from helpers.rig.script import Act, Script, breaks

from sync.client import judging, reading
from sync.client.reading import Judge, Judgement
from sync.client.rounds import Round
from sync.errors import Refused
from sync.log import Judged
from sync.revision import Revision

MAY = Script(
    6009,
    (
        Act("join", 700399492637679119),
        Act("regrant", 3663065860680001520),
        Act("move", 377448206061188773),
        Act("poison", 179139903442859570),
    ),
)
"""The hostile one was given the right to finalise, heard of it, and finalises."""
MAY_NOT = Script(6009, MAY.acts[3:])
STAYS = Script(
    5016,
    (
        Act("weather", 1116606918758427961),
        Act("lower", 3573663902374849660),
        Act("lower", 243047652927409075),
        Act("move", 683720478346835179),
        Act("save", 3821837041972366212),
    ),
)
"""Bente was removed; Palle knew of that, and not yet that he may only read; he saved under the key that she has."""
LOCKS = Script(6004, (Act("newer", 270797287537084436),))
"""Somebody with a newer version writes a revision with a word in `must`."""


@pytest.mark.parametrize(
    ("name", "script"),
    [("trust", MAY), ("trust", MAY_NOT), ("trust", STAYS), ("P6", LOCKS)],
    ids=["may", "may not", "stays", "locks"],
)
def test_it_holds(name: str, script: Script) -> None:
    """Nothing is broken."""
    assert breaks(GENERATORS[name], script) == ""


def test_a_finalise_without_its_right_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that looks at the author alone applies it."""

    def check(revisions: Sequence[Revision], user: bytes, _rights: frozenset[str]) -> None:
        if any(revision.author != user for revision in revisions):
            raise Refused("author is not the machine's user")

    monkeypatch.setattr(reading, "check_authors", check)
    assert "applied poison" in breaks(GENERATORS["trust"], MAY_NOT)


def test_own_work_that_counts_here_alone_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that never judges its own work anew shows what nobody else has."""
    touched = judging._touched

    def others(round_: Round, space: bytes, device: bytes, whole: bool) -> Iterator[list[Judged]]:
        if device != round_.keys.device_id:
            yield from touched(round_, space, device, whole)

    monkeypatch.setattr(judging, "_touched", others)
    assert "differ in" in breaks(GENERATORS["trust"], STAYS)


def test_work_that_may_leave_and_does_not_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a cut set aside is excused by the key it is sealed under and by nothing else."""
    monkeypatch.setattr("helpers.rig.checks.withheld", lambda _control, _space: lambda _header: False)
    assert "differ in" in breaks(GENERATORS["trust"], STAYS)


Read = Callable[[Judge, bytes, list[Revision]], Judgement]
READ: Read = Judge._understood


def _forgets(judge: Judge, user: bytes, revisions: list[Revision]) -> Judgement:
    found = READ(judge, user, revisions)
    return replace(found, revisions=(), standing="") if judge._kinds and found.standing == "must" else found


def _applies(judge: Judge, user: bytes, revisions: list[Revision]) -> Judgement:
    found = READ(judge, user, revisions)
    return replace(found, verdict="ok", reason="", standing="") if judge._kinds and found.standing == "must" else found


@pytest.mark.parametrize("reads", [_forgets, _applies])
def test_an_old_client_that_does_not_lock_is_told(monkeypatch: pytest.MonkeyPatch, reads: Read) -> None:
    """What must be understood is neither forgotten nor applied."""
    monkeypatch.setattr(Judge, "_understood", reads)
    assert "shows something else" in breaks(GENERATORS["P6"], LOCKS)


def test_an_old_client_that_shows_a_kind_it_does_not_know_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """It was told of consultations alone."""

    def shows(judge: Judge, user: bytes, revisions: list[Revision]) -> Judgement:
        found = READ(judge, user, revisions)
        unknown = found.reason.startswith("kind of")
        return Judgement("ok", "", user, tuple(revisions)) if unknown else found

    monkeypatch.setattr(Judge, "_understood", shows)
    assert "shows what it does not know" in breaks(GENERATORS["P6"], GENERATORS["P6"].plan(6004))
