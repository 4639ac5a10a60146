"""Commits that nobody can take, under the endpoint's signature: each is laid aside alone, with its reason."""

from collections.abc import Callable

import pytest
from helpers.hostile import seal_anything
from helpers.listening import Row, listen, second, three, with_field
from helpers.wire import LocalEndpoint, Town

from sync.client.writing import commit_of
from sync.codec import Value
from sync.errors import Malformed

REC = b"r" * 16

POISON: dict[str, tuple[Callable[[Town], Callable[[list[Value]], list[Value]]], str]] = {
    "device": (lambda t: with_field(t, 3, b"?" * 16), "machine is not in the control log"),
    "space": (lambda t: with_field(t, 2, t.org), "made for another space"),
    "epoch": (lambda t: with_field(t, 8, 9), "unknown epoch"),
    "salt": (lambda t: with_field(t, 9, b"s" * 16), "body does not open"),
    "nan": (lambda t: with_field(t, 13, {"x": float("nan")}), "type not allowed"),
    "nil": (lambda t: with_field(t, 13, {"x": None}), "type not allowed"),
    "bytes key": (lambda t: with_field(t, 13, {b"x": 1}), "map key is not text"),
    "not a header": (lambda _: lambda c: [b"<html>", c[1], c[2]], "not msgpack"),
}


@pytest.mark.parametrize("name", POISON)
def test_a_poison_commit_is_quarantined_alone(town: Town, endpoint: LocalEndpoint, name: str) -> None:
    """One altered commit is set aside with its reason; those before and after it are read."""
    three(town)
    change, reason = POISON[name]
    listen(town.palle, endpoint, second(change(town)))
    held = town.palle.journal.space(town.space)
    aside = [entry.reason for entry in held.entries.values() if entry.verdict == "quarantine"]
    assert aside == [reason]
    assert town.palle.texts(town.space) == ["0", "2"]
    assert held.cursor is not None
    assert held.cursor.seq == 3


@pytest.mark.parametrize(("place", "value"), [(0, 2), (13, {"!later": 1})])
def test_a_newer_commit_is_kept_not_applied(town: Town, endpoint: LocalEndpoint, place: int, value: object) -> None:
    """Fault 29: a newer version, or an extension that must be understood, waits for the upgrade."""
    three(town)
    listen(town.palle, endpoint, second(with_field(town, place, value)))
    kinds = {entry.verdict for entry in town.palle.journal.space(town.space).entries.values()}
    assert kinds == {"ok", "unknown"}
    assert town.palle.texts(town.space) == ["0", "2"]


def test_an_extension_that_need_not_be_understood_is_ignored(town: Town, endpoint: LocalEndpoint) -> None:
    """It is covered by the signature, and the commit is read."""
    three(town)
    listen(town.palle, endpoint, second(with_field(town, 13, {"later": 1})))
    assert town.palle.texts(town.space) == ["0", "1", "2"]


def test_bodies_swapped_between_commits_do_not_open(town: Town, endpoint: LocalEndpoint) -> None:
    """A body belongs to its header: the hash says so before any key is tried, and the right ones are asked for."""
    three(town)

    def swap(rows: list[Row]) -> list[Row]:
        if len(rows) == 3:
            a, b = rows[0][2], rows[1][2]
            rows[0][2], rows[1][2] = [a[0], a[1], b[2]], [b[0], b[1], a[2]]  # type: ignore[index]
        return rows

    listen(town.palle, endpoint, swap)
    assert town.palle.texts(town.space) == ["0", "1", "2"]


@pytest.mark.parametrize(
    "revision",
    [
        b"\x80",
        b"\x81\xa1v\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00",
        b"\x81\xa1v\xc0",
        b"\x81\xc4\x01v\x01",
        b"not msgpack at all",
    ],
    ids=["empty map", "nan", "nil", "bytes key", "text"],
)
def test_a_revision_that_is_not_one_is_quarantined_by_every_reader(town: Town, revision: bytes) -> None:
    """The endpoint cannot see into a body; a hostile member's rightly sealed nonsense harms only itself."""
    bad = seal_anything(town.signe, town.space, revision)
    town.signe.journal.save_local(bad, [])
    town.signe.save(town.space, REC, "efter")
    town.signe.sync()
    town.palle.sync()
    assert town.palle.texts(town.space) == ["efter"]
    assert town.palle.journal.space(town.space).entries[bad.cid].verdict == "quarantine"


def test_a_forged_author_is_quarantined(town: Town) -> None:
    """Fault 24, rule M7: Signe cannot write in Palle's name."""
    revision = town.signe.revision(REC, "jeg er Palle", author=town.palle.user)
    commit = town.signe.commit(town.space, revision)
    town.signe.journal.save_local(commit, [revision])
    town.signe.sync()
    town.palle.sync()
    entry = town.palle.journal.space(town.space).entries[commit.cid]
    assert (entry.verdict, entry.reason) == ("quarantine", "author is not the machine's user")


def test_two_revisions_of_one_group_are_refused_on_both_sides(town: Town) -> None:
    """Rule M1: one's own client does not make such a commit, and another's quarantines it."""
    pair = [town.signe.revision(REC, "a"), town.signe.revision(REC, "b")]
    state = town.signe.journal.write_state(town.space)
    with pytest.raises(Malformed):
        commit_of(town.signe.keys, town.org, town.space, state, pair)
    commit = seal_anything(town.signe, town.space, *(r.raw for r in pair))
    town.signe.journal.save_local(commit, pair)
    town.signe.sync()
    town.palle.sync()
    assert town.palle.journal.space(town.space).entries[commit.cid].reason == "two revisions set the same group"
