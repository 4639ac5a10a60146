"""Verdicts on single commits that the exchange over an endpoint does not bring about."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.hostile import seal_anything
from helpers.wire import LocalEndpoint, Town, town_on

from sync.client.reading import Judge, open_commit
from sync.codec import decode, encode
from sync.crypto.envelope import seal_commit
from sync.errors import Malformed
from sync.model import Commit, PurgeEntry

REC = b"r" * 16


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Signe and Palle."""
    folder: Path = tmp_path_factory.mktemp("endpoint")
    endpoint = LocalEndpoint(folder)
    made = town_on(endpoint)
    made.sync_all(1)
    yield made
    made.close()
    endpoint.close()


def judge(town: Town) -> Judge:
    """Palle's."""
    key = town.signe.journal.epoch_key(town.space, 1)
    return Judge(town.log, town.space, lambda _: key, lambda _: None, None)


def test_a_commit_without_its_bodies_is_held(town: Town) -> None:
    """Bodies that were taken away are a claim of a purge, not a proof of one."""
    commit = seal_anything(town.signe, town.space, town.signe.revision(REC, "x").raw)
    hollow = Commit(commit.header, commit.sig, (b"",))
    assert (judge(town).judge(hollow).verdict, judge(town).judge(hollow).reason) == ("held", "damaged: body is missing")


def test_a_purge_needs_its_right(town: Town) -> None:
    """Nobody here is archivist."""
    state = town.signe.journal.write_state(town.space)
    commit = seal_commit(
        town.signe.keys, org=town.org, space=town.space, inc=state.inc, dseq=state.dseq, dprev=state.dprev,
        ctl=state.ctl, epoch=state.epoch, epoch_key=state.key, wit=state.witness,
        revisions=[town.signe.revision(REC, "x").raw], purge=[PurgeEntry(b"c" * 32, 0, b"t" * 32)],
    )  # fmt: skip
    assert judge(town).judge(commit).reason == "no right to purge"


def test_finalise_needs_its_right(town: Town) -> None:
    """A writer cannot finalise; one who may is understood."""
    final = town.signe.revision(REC, "x", act="finalise", final=[])
    commit = seal_anything(town.signe, town.space, final.raw)
    assert judge(town).judge(commit).reason == "no right to this act"
    understood = judge(town)._understood(town.signe.user, [final])
    assert (understood.verdict, understood.revisions) == ("ok", (final,))


def test_malformed_wins_over_unknown(town: Town) -> None:
    """INVALID is the same in every version: a commit that is both is dead for all."""
    raw = town.signe.revision(REC, "x").raw
    newer = encode({**decode(raw, 1 << 20), "v": 2})  # type: ignore[dict-item]
    commit = seal_anything(town.signe, town.space, newer, b"\xc1")
    key = town.signe.journal.epoch_key(town.space, 1)
    assert key is not None
    with pytest.raises(Malformed):
        open_commit(commit, key)


def _newer(town: Town, **other: object) -> bytes:
    fields = decode(town.signe.revision(REC, "x").raw, 1 << 20)
    assert isinstance(fields, dict)
    return encode({**fields, **other})


def test_what_every_version_can_see_is_wrong_is_wrong_before_a_newer_one_is_blamed(town: Town) -> None:
    """M9: another's name beside a revision, or under an act, of a newer version: dead now and after the upgrade."""
    palle = town.palle.user
    forged = _newer(town, author=palle)
    for bodies in ((forged, _newer(town, v=2)), (_newer(town, act="merge", author=palle),)):
        judged = judge(town).judge(seal_anything(town.signe, town.space, *bodies))
        assert (judged.verdict, judged.reason) == ("quarantine", "author is not the machine's user")
    twice = seal_anything(town.signe, town.space, _newer(town, act="merge"), _newer(town))
    assert judge(town).judge(twice).reason == "two revisions set the same group"


def test_what_only_a_newer_version_knows_waits(town: Town) -> None:
    """A version, an act (whatever it is over), a kind, a word that must be understood: kept, and nothing applied."""
    act = _newer(town, act="merge", over={"other": [[b"c" * 32, 0]]})
    for raw, reason in (
        (_newer(town, v=2), "newer revision version"),
        (act, "act of a newer version"),
        (_newer(town, must=["tomorrow"]), "must understand"),
    ):
        judged = judge(town).judge(seal_anything(town.signe, town.space, raw))
        assert (judged.verdict, judged.reason) == ("unknown", reason)
    assert judged.standing == "must"
    assert [one.must for one in judged.revisions] == [("tomorrow",)]
    key = town.signe.journal.epoch_key(town.space, 1)
    knows = Judge(town.log, town.space, lambda _: key, lambda _: None, frozenset({"of today"}))
    judged = knows.judge(seal_anything(town.signe, town.space, _newer(town)))
    assert (judged.verdict, judged.reason, judged.revisions) == ("unknown", "kind of a newer version", ())
