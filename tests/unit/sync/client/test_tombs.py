"""What a judge reads of what was erased, what a purge commit may hold, what an archivist's machine makes of a body."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.archivists import judge_of, make_archivists, name, tombs
from helpers.hostile import seal_anything
from helpers.wire import Client, LocalEndpoint, Town, town_on

from sync.client.naming import tomb_of
from sync.client.reading import BODY_MISSING, TOMB_MISSING, Judge, Judgement
from sync.client.tombs import Tombs
from sync.client.writing import commit_of
from sync.codec import decode, encode
from sync.crypto.envelope import seal_commit
from sync.log import Judged
from sync.model import Commit, Dot, PurgeEntry
from sync.purging import Naming, Tomb
from sync.revision import Revision

REC = b"r" * 16


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Signe and Palle are archivists, and have synced."""
    folder: Path = tmp_path_factory.mktemp("endpoint")
    endpoint = LocalEndpoint(folder)
    made = town_on(endpoint)
    make_archivists(made, made.signe, made.palle)
    made.sync_all(2)
    yield made
    made.close()
    endpoint.close()


@pytest.fixture
def saved(town: Town) -> Iterator[Commit]:
    """A commit of Signe's that nobody has named yet."""
    yield town.signe.save(town.space, REC, "ord")
    town.signe.journal.space(town.space).named.clear()


def named(town: Town, dot: Dot, th: bytes, *by: bytes) -> None:
    """Both archivists named it, in commits with these names."""
    users = (town.signe.user, town.palle.user)
    for user, cid in zip(users, by or (b"?" * 32, b"!" * 32), strict=True):
        town.signe.journal.space(town.space).named[Naming(*dot, th, user, cid)] = None


def verdict(town: Town, commit: Commit) -> tuple[str, str]:
    """Signe's."""
    judgement: Judgement = judge_of(town, town.signe).judge(commit)
    return judgement.verdict, judgement.reason


def test_what_is_named_is_read_from_the_body_while_it_is_here(town: Town, saved: Commit) -> None:
    """The commits that named it need not be here, if the body hashes to it; the verdict is what it was."""
    ((dot, tomb),) = tombs(town, town.signe, [Dot(saved.cid, 0)])
    named(town, dot, tomb.th)
    judgement = judge_of(town, town.signe).judge(saved)
    assert (judgement.verdict, judgement.tombs) == ("ok", ((0, tomb.th),))
    assert judgement.revisions == (tomb.in_place(town.signe.user),)
    hollow = Commit(saved.header, saved.sig, (b"",))
    assert verdict(town, hollow) == ("held", TOMB_MISSING)
    keyless = Tombs(town.signe.journal, town.space, lambda _: None)
    judge = Judge(town.signe.engine.control, town.space, lambda _: None, lambda _: None, None, keyless)
    assert judge.judge(saved).reason == TOMB_MISSING


def test_without_the_body_it_is_read_from_who_named_it(town: Town, saved: Commit) -> None:
    """Out of a commit that names several; with one key too few it waits."""
    other = town.signe.save(town.space, b"s" * 16, "andet")
    dots = [Dot(other.cid, 0), Dot(saved.cid, 0)]
    made = tombs(town, town.signe, dots)
    by = name(town, town.signe, dots, made)
    named(town, dots[1], made[1][1].th, by.cid, b"!" * 32)
    hollow = Commit(saved.header, saved.sig, (b"",))
    assert verdict(town, hollow) == ("ok", "")
    assert verdict(town, Commit(other.header, other.sig, (b"",))) == ("held", BODY_MISSING), "named by one alone"


def test_what_never_counted_counts_no_more_when_it_is_erased(town: Town, saved: Commit) -> None:
    """A tombstone without an act: the commit is set aside, for who has the bytes and for who has not."""
    named(town, Dot(saved.cid, 0), Tomb.bare(REC, "consultation").th)
    assert verdict(town, saved) == ("quarantine", "erased, and never counted")
    town.signe.journal.space(town.space).named.clear()
    named(town, Dot(saved.cid, 0), Tomb.bare().th)
    assert verdict(town, Commit(saved.header, saved.sig, (b"",))) == ("quarantine", "erased, and never counted")


def purge(town: Town, raws: list[bytes], entries: list[PurgeEntry]) -> Commit:
    """A purge commit of Signe's with anything in it."""
    state = town.signe.journal.write_state(town.space)
    return seal_commit(
        town.signe.keys, org=town.org, space=town.space, inc=state.inc, dseq=state.dseq, dprev=state.dprev,
        ctl=state.ctl, epoch=state.epoch, epoch_key=state.key, wit=state.witness, revisions=raws, purge=entries,
    )  # fmt: skip


def test_a_purge_commit_holds_what_it_names_and_nothing_else(town: Town) -> None:
    """A bad body is set aside; that it names is said by the header, unless the numbers differ."""
    tomb = Tomb(REC, "consultation", "edit")
    body = tomb.body(hlc=1, at=(1, 60), author=town.signe.user).raw
    words = town.signe.revision(REC, "ord").raw
    entry, wrong = PurgeEntry(b"c" * 32, 0, tomb.th), PurgeEntry(b"c" * 32, 0, b"t" * 32)
    for commit, reason, names in (
        (purge(town, [body], [entry]), "", 1),
        (purge(town, [body], [wrong]), "tombstone is not the one named", 1),
        (purge(town, [words], [entry]), "not a tombstone", 1),
        (purge(town, [body, body], [entry]), "a purge names as many as it has bodies", 0),
    ):
        judgement = judge_of(town, town.signe).judge(commit)
        assert (judgement.reason, len(judgement.purges)) == (reason, names)
        assert judgement.purger == (town.signe.user if names else b"")
    assert verdict(town, seal_anything(town.signe, town.space, body)) == ("quarantine", "tombstone outside a purge")


def made_of(town: Town, commit: Commit, i: int = 0) -> Tomb | None:
    """What Signe's machine makes of a body."""
    key = town.signe.journal.epoch_key(town.space, 1)
    return tomb_of(judge_of(town, town.signe), commit, i, key)


def test_a_machine_says_only_what_it_can_read(town: Town, saved: Commit) -> None:
    """Nothing of a purge, of an empty or damaged body, of a newer version, or of one that is not there."""
    assert made_of(town, saved) == Tomb(REC, "consultation", "create")
    assert made_of(town, saved, 1) is None
    assert made_of(town, Commit(saved.header, saved.sig, (b"",))) is None
    assert made_of(town, Commit(saved.header, bytes(64), saved.bodies)) is None
    assert made_of(town, name(town, town.signe, [Dot(saved.cid, 0)])) is None
    newer = encode({**decode(town.signe.revision(REC, "x").raw, 1 << 20), "v": 2})  # type: ignore[dict-item]
    assert made_of(town, seal_anything(town.signe, town.space, newer)) is None


def test_of_what_never_counted_only_the_name_stays(town: Town) -> None:
    """Another's name under it, or bytes that are no revision."""
    palle: Client = town.palle
    forged = seal_anything(town.signe, town.space, palle.revision(REC, "x").raw)
    assert made_of(town, forged) == Tomb.bare(REC, "consultation")
    assert made_of(town, seal_anything(town.signe, town.space, b"\xc1")) == Tomb.bare()


def test_a_purge_signed_anew_names_under_its_new_name(town: Town, saved: Commit) -> None:
    """What was never sent and goes, names nothing any more."""
    journal, space = town.signe.journal, town.space
    by = name(town, town.signe, [Dot(saved.cid, 0)])
    assert [one.by for one in journal.namings(space, saved.cid)] == [by.cid]
    journal.drop_unsent(space, [by.cid])
    assert journal.namings(space, saved.cid) == []


def test_a_commit_that_could_not_be_read_is_left_alone(town: Town, saved: Commit) -> None:
    """Nothing is noted of bytes without a header; what is named of a purge, or beyond the bodies, is named in vain."""
    journal, space = town.signe.journal, town.space
    revision: Revision = town.signe.revision(REC, "x")
    state = journal.write_state(space)
    other = commit_of(town.signe.keys, town.org, space, state, [revision])
    named(town, Dot(other.cid, 0), b"t" * 32)
    named(town, Dot(saved.cid, 3), b"t" * 32)
    journal.note(space, Judged(b"u" * 32, b"\xc1", None, 1, 1, b"", "quarantine", "damaged", b"", ()))
    assert journal.unhidden(space) == []
