"""What is in effect, what a tombstone is, what is hidden with it, and what must be named along."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from helpers.commits import commit as sealed
from helpers.commits import revision
from helpers.revs import REC, RULE, dot, rev

from sync.errors import Malformed
from sync.merge import fold
from sync.model import ZERO16, Commit, Dot, PurgeEntry
from sync.purging import (
    WINDOW_MS,
    Naming,
    Tomb,
    hollowed,
    in_effect,
    names,
    relevant,
    repeats,
    with_older,
)

A, B = Dot(b"a" * 32, 0), Dot(b"b" * 32, 1)
VECTOR = Path(__file__).parents[2] / "vectors" / "v11.json"
LOW, HIGH = b"\x01" * 32, b"\x02" * 32


def named(who: str, th: bytes = LOW, at: int = 0, what: Dot = A) -> Naming:
    """One entry of somebody's purge commit; `at` is its place in the log, received then."""
    return Naming(*what, th, who.encode().ljust(16, b"\0"), f"{who}{at}".encode().ljust(32, b"\0"), at, at * 1000)


def test_one_person_alone_has_no_effect_however_often() -> None:
    """Two users, not two commits; and not two who name different tombstones."""
    assert in_effect([named("signe", at=1), named("signe", at=2)]) == {}
    assert in_effect([named("signe", LOW), named("palle", HIGH)]) == {}


def test_the_lowest_of_two_tombstones_counts_in_any_order() -> None:
    """Two agreements on one dot: everybody reads the same."""
    every = [named(who, th) for who in ("signe", "palle") for th in (HIGH, LOW)]
    assert in_effect(every)[A].th == LOW == in_effect(every[::-1])[A].th


def test_the_window_runs_from_the_second_person_in_the_log() -> None:
    """The first commit of each user counts; without both in the log there is no moment, and nothing is ever due."""
    (purge,) = in_effect([named("signe", at=9), named("signe", at=3), named("palle", at=5), named("bo", at=7)]).values()
    assert (purge.seq, purge.received_ms) == (5, 5000)
    assert not purge.due(5000 + WINDOW_MS - 1) and purge.due(5000 + WINDOW_MS)
    (unsent,) = in_effect([named("signe", at=3), named("palle")]).values()
    assert (unsent.seq, unsent.due(1 << 60)) == (0, False)
    assert len(unsent.by) == 2


def test_a_purge_names_as_many_as_it_has_bodies() -> None:
    """Anything else names nothing."""
    one, two = sealed(1).header, sealed(2).header
    assert names(one) == (PurgeEntry(b"\x14" * 32, 0, b"\x15" * 32),)
    assert names(two) == ()


def test_a_tombstone_is_the_same_from_the_body_and_from_the_purge() -> None:
    """Everything but the words, under one hash; the archivist's own time and name are not in it."""
    tomb = Tomb.of(revision())
    assert Tomb.read(tomb.body(hlc=7, at=(8, 9), author=b"x" * 16)).th == tomb.th
    assert Tomb.read(tomb.body(hlc=1, at=(2, 3), author=b"y" * 16)) == tomb
    read = tomb.in_place(b"z" * 16)
    assert (read.erased, read.did, read.set, read.author) == (True, "edit", {}, b"z" * 16)
    assert "Lærer" not in read.raw.decode("utf-8", "replace")
    plain = Tomb(REC, "k", "create")
    assert plain.th != Tomb(REC, "k", "edit").th != tomb.th
    assert Tomb.read(plain.body(hlc=0, at=(0, 0), author=ZERO16)).th == plain.th


def test_an_empty_list_stays_in_the_tombstone() -> None:
    """Two archivists and every reader name the same one for `final: []`, and it is another than that of no `final`."""
    with_list, without = (Tomb.of(replace(revision(), final=final)) for final in ((), None))
    assert with_list.th != without.th
    body = with_list.body(hlc=1, at=(0, 0), author=b"a" * 16)
    assert body.final == ()
    assert Tomb.read(body).th == with_list.th


@pytest.mark.parametrize("row", json.loads(VECTOR.read_text(encoding="utf-8"))["tombstones"])
def test_the_bytes_of_a_tombstone_are_fixed(row: dict[str, Any]) -> None:
    """Vector V11; one byte of it changed is another tombstone."""
    over = {group: tuple(_dot(one) for one in dots) for group, dots in row.get("over", {}).items()}
    final = tuple(_dot(one) for one in row["final"]) if "final" in row else None
    re = _dot(row["re"]) if "re" in row else None
    tomb = Tomb(bytes.fromhex(row["rec"]), row["kind"], row.get("was"), over, final, re)
    assert tomb.th.hex() == row["th"]
    assert replace(tomb, kind="concern").th != tomb.th != replace(tomb, rec=b"x" * 16).th


def _dot(row: list[Any]) -> Dot:
    return Dot(bytes.fromhex(row[0]), row[1])


def test_a_commit_that_counts_nowhere_leaves_only_a_name() -> None:
    """No act, no overs: the same for who has the bytes and who does not."""
    bare = Tomb.bare(REC, "k")
    body = bare.body(hlc=0, at=(0, 0), author=ZERO16)
    assert (body.was, Tomb.read(body).th) == (None, bare.th)
    assert Tomb.bare().th != bare.th


def test_only_a_tombstone_is_read_as_one() -> None:
    """Words in a purge, or another act."""
    with pytest.raises(Malformed):
        Tomb.read(revision())


def test_a_hollow_commit_is_the_same_commit() -> None:
    """The header, its cid and the signature stay; the body is empty."""
    made = sealed(2)
    left = Commit.parse(hollowed(made.raw(), [1]))
    assert (left.cid, left.sig, left.bodies) == (made.cid, made.sig, (made.bodies[0], b""))
    with pytest.raises(Malformed):
        hollowed(b"\xc1", [0])


def test_a_purge_cannot_be_purged_nor_a_body_that_is_not_there() -> None:
    """What is named in vain is named in vain."""
    plain, purge = sealed(2, purge=False), sealed(1)
    every = {Dot(one.cid, i): LOW for one in (plain, purge) for i in (0, 1, 2)} | {A: LOW}
    assert relevant(plain.raw(), plain.cid, every) == {0: LOW, 1: LOW}
    assert relevant(purge.raw(), purge.cid, every) == {}


def test_what_a_machine_repeated_is_hidden_in_chains_and_no_further() -> None:
    """Both ways, twice over; another machine's copy is nobody's."""
    x, y, z, other = dot("x"), dot("y"), dot("z"), dot("o")
    rows = [(x, b"m", None, True), (y, b"m", x, False), (z, b"m", y, False), (other, b"n", x, False)]
    assert repeats(rows) == {y, z}
    assert repeats([(x, b"m", None, False), (y, b"m", x, True), (z, b"m", dot("?"), False)]) == {x}
    assert repeats([(x, b"m", None, False), (y, b"m", x, False)]) == frozenset()


def test_what_lies_under_a_change_is_named_with_it() -> None:
    """Older words, and what was over them, and repeats; what is newer is not."""
    old = rev("old", act="create", text={"text": "a"})
    mid = rev("mid", over={"text": [dot("old"), dot("gone")]}, text={"text": "b"})
    new = rev("new", over={"text": [dot("mid")]}, text={"text": "c"})
    again = rev("again", re=dot("mid"), text={"text": "b"})
    revs = {r.dot: (r.device, r.revision) for r in (old, mid, new, again)}
    assert with_older(revs, [dot("mid"), dot("nowhere")]) == {dot("old"), dot("mid"), dot("again")}
    assert with_older(revs, []) == frozenset()


def test_a_tombstone_keeps_its_place_in_the_merge() -> None:
    """Nothing older returns, the record keeps its maker, a signed dot leaves signed text alone, a repeat goes too."""
    first = rev("first", act="create", by="palle", text={"text": "a"}, received_ms=5)
    second = rev("second", hlc=2, over={"text": [dot("first")]}, text={"text": "b"}, received_ms=6)
    beside = rev("beside", hlc=3, status={"status": "open"}, received_ms=7)

    def erased(one: object) -> object:
        tomb = Tomb.of(one.revision).in_place(one.user)  # type: ignore[attr-defined]
        return type(one)(one.dot, tomb, one.user, one.device, one.received_ms, "purged")  # type: ignore[attr-defined,call-arg]

    view = fold(RULE, [first, erased(second), beside])  # type: ignore[list-item]
    assert set(view.groups) == {"status"} and not view.erased
    view = fold(RULE, [erased(first), second])  # type: ignore[list-item]
    assert (view.created_by, view.created_at) == (first.user, (5, 0))
    assert view.groups["text"].value == {"text": "b"}
    assert fold(RULE, [erased(first), erased(second)]).erased  # type: ignore[list-item]
    signs = rev("signs", act="finalise", hlc=9, final=[dot("first"), dot("second"), dot("copy")])
    copy = rev("copy", hlc=8, re=dot("second"), text={"text": "b"})
    view = fold(RULE, [first, erased(second), signs, copy])  # type: ignore[list-item]
    assert [s.dot for s in view.groups["text"].survivors if s.final] == [dot("copy"), dot("first")]
    assert set(fold(RULE, [first, erased(second), copy]).groups) == set()  # type: ignore[list-item]
