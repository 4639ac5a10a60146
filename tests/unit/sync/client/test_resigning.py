"""Unsent work is signed anew: same words, new dots, and nothing of it lost, doubled or left behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.wire import Client, LocalEndpoint, Town, town_on

from sync.client.resigning import repeated, resign
from sync.client.writing import commit_of
from sync.codec import as_map, decode, encode
from sync.model import MAX_BUCKET, Commit, Dot, PurgeEntry
from sync.purging import Tomb
from sync.revision import Revision

REC = b"r" * 16


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, LocalEndpoint]]:
    """Signe and Palle."""
    folder: Path = tmp_path_factory.mktemp("endpoint")
    endpoint = LocalEndpoint(folder)
    made = town_on(endpoint)
    made.sync_all(1)
    yield made, endpoint
    made.close()
    endpoint.close()


@pytest.fixture
def town(model: tuple[Town, LocalEndpoint]) -> Iterator[Town]:
    """The same, with journals of its own."""
    town = model[0].cloned(model[1].transport)
    yield town
    town.close()


def _again(town: Town, *, repeat: bool = False, above: int = 0) -> None:
    signe = town.signe
    resign(signe.journal, signe.keys, town.log, town.space, lambda header: header.dseq > above, repeat=repeat)


def _three(signe: Client, space: bytes) -> list[Commit]:
    one = signe.save(space, REC, "a")
    two = signe.save(space, REC, "b", act="edit", over={"text": [Dot(one.cid, 0), Dot(b"x" * 32, 1)]})
    three = signe.save(space, REC, "c", act="finalise", set={}, final=[Dot(two.cid, 0)])
    return [one, two, three]


def _own(signe: Client, space: bytes) -> list[Commit]:
    return [own.commit for own in signe.journal.space(space).own.values()]


def _written(signe: Client, space: bytes) -> list[Revision]:
    known = signe.journal.space(space).revisions
    return [known[commit.cid, 0].revision for commit in _own(signe, space)]


def test_later_dots_follow_and_the_chain_goes_on(town: Town) -> None:
    """Same inc, no gap: the over and the final name the new commits, what is not one's own stays."""
    signe, space = town.signe, town.space
    old = [signe.save(space, REC, "a")]
    old += [signe.save(space, REC, "b", act="edit", over={"text": [Dot(old[0].cid, 0), Dot(b"x" * 32, 1)]})]
    old += [signe.save(space, REC, "c", act="edit", over={"text": [Dot(old[1].cid, 0)]})]
    _again(town, above=1)
    new = _own(signe, space)
    assert new[0] == old[0]
    assert [c.header.dseq for c in new] == [1, 2, 3]
    assert [c.header.dprev for c in new[1:]] == [c.cid for c in new[:-1]]
    assert not {c.header.salt for c in new[1:]} & {c.header.salt for c in old}
    first, second, third = _written(signe, space)
    assert second.over == {"text": (Dot(old[0].cid, 0), Dot(b"x" * 32, 1))}
    assert third.over == {"text": (Dot(new[1].cid, 0),)}
    assert (first.re, second.re, third.re) == (None, None, None)
    assert signe.journal.renamed(space, [c.cid for c in old]) == {
        o.cid: n.cid for o, n in zip(old[1:], new[1:], strict=True)
    }
    assert len(signe.journal.space(space).revisions) == 3


def test_after_an_image_restore_each_names_what_it_repeats(town: Town) -> None:
    """A new incarnation; the dots of the old ones are in `re`."""
    signe, space = town.signe, town.space
    inc = signe.journal.incarnation()
    old = [signe.save(space, REC, "a"), signe.save(space, REC, "b")]
    _again(town, repeat=True)
    new = _own(signe, space)
    assert signe.journal.incarnation() != inc
    assert [(c.header.inc, c.header.dseq) for c in new] == [
        (signe.journal.incarnation(), 1),
        (signe.journal.incarnation(), 2),
    ]
    assert [r.re for r in _written(signe, space)] == [Dot(c.cid, 0) for c in old]
    _again(town, repeat=True)
    assert signe.journal.renamed(space, [old[0].cid]) == {old[0].cid: _own(signe, space)[0].cid}


def test_what_may_not_be_written_any_more_stays(town: Town) -> None:
    """A finalise of one who may not stays as it is, unsent; the rest goes on in another incarnation."""
    signe, space = town.signe, town.space
    one, two, three = _three(signe, space)
    signe.save(space, REC, "d")
    _again(town)
    kept = _own(signe, space)
    assert kept[0] == three
    assert [c.header.dseq for c in kept[1:]] == [1, 2, 3]
    assert {c.header.inc for c in kept[1:]} == {signe.journal.incarnation()} != {three.header.inc}
    assert {one.cid, two.cid}.isdisjoint(c.cid for c in kept)


def test_nothing_to_sign_changes_nothing(town: Town) -> None:
    """Nothing unsent, nothing wanted, no right, no key: as it was."""
    signe, space = town.signe, town.space
    inc = signe.journal.incarnation()
    _again(town)
    made = signe.save(space, REC, "a")
    _again(town, above=1)
    assert (_own(signe, space), signe.journal.incarnation()) == ([made], inc)
    signe.journal.keyring(space).keys.clear()
    _again(town)
    assert (_own(signe, space), signe.journal.incarnation()) == ([made], inc)


def test_a_reader_signs_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose role is gone keeps what he wrote, unsent: somebody must adopt it."""
    monkeypatch.setattr(type(town.log.roster()), "rights", lambda self, device, space: frozenset("r"))
    made = town.signe.save(town.space, REC, "a")
    _again(town)
    assert _own(town.signe, town.space) == [made]


def test_bytes_of_newer_versions_stay(town: Town) -> None:
    """I15: keys that this version does not know are signed anew as they were."""
    signe = town.signe
    raw = encode({**as_map(decode(signe.revision(REC, "x").raw, MAX_BUCKET)), "newer": {"of": [1, b"2", "æ"]}})
    again = as_map(decode(repeated(raw, {}, b"c" * 32, 3), MAX_BUCKET))
    assert again == {**as_map(decode(raw, MAX_BUCKET)), "re": [b"c" * 32, 3]}


def test_a_revision_that_is_full_goes_without_the_name_of_what_it_repeats(town: Town) -> None:
    """The words come first: where the name would not fit, it is left out, and equal words are one value anyway."""
    signe, space = town.signe, town.space
    empty = len(signe.revision(REC, "").raw)
    noise = "".join(chr(0x4E00 + n * 7919 % 20000) for n in range((MAX_BUCKET - empty - 12) // 3))
    room = MAX_BUCKET - 5 - len(signe.revision(REC, noise).raw)
    signe.save(space, REC, noise + "x" * room)
    _again(town, repeat=True)
    (revision,) = _written(signe, space)
    assert (revision.re, revision.set["text"]["text"]) == (None, noise + "x" * room)


def test_a_purge_names_what_was_signed_anew(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """An archivist's unsent erasure of his own unsent words still names them."""
    signe, space, journal = town.signe, town.space, town.signe.journal
    one = signe.save(space, REC, "a")
    written = journal.space(space).revisions[one.cid, 0].revision
    tomb = Tomb.of(written).body(hlc=9, at=(1, 0), author=signe.user)
    purge = [PurgeEntry(one.cid, 0, Tomb.of(written).th)]
    journal.save_local(commit_of(signe.keys, town.org, space, journal.write_state(space), [tomb], purge), [tomb])
    monkeypatch.setattr(type(town.log.roster()), "rights", lambda self, device, space: frozenset("rwfp"))
    _again(town, repeat=True)
    first, second = _own(signe, space)
    now = journal.space(space).revisions[first.cid, 0].revision
    assert second.header.purge == (PurgeEntry(first.cid, 0, Tomb.of(now).th),)
    assert now.re == Dot(one.cid, 0)


def test_what_was_approved_is_named_anew_too(town: Town) -> None:
    """The dots of a `final` follow what was signed anew, the others stay."""
    signe = town.signe
    final = signe.revision(REC, "x", act="finalise", final=[Dot(b"o" * 32, 0), Dot(b"p" * 32, 1)])
    again = Revision.parse(repeated(final.raw, {b"o" * 32: b"n" * 32}, b"", 0))
    assert again.final == (Dot(b"n" * 32, 0), Dot(b"p" * 32, 1))
    assert again.re is None
