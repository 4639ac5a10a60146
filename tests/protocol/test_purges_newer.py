"""A purge that a newer version made: what it names holds, what this version cannot read of it waits."""

from helpers.archivists import judge_of, make_archivists
from helpers.wire import Town

from sync.codec import as_map, decode, encode
from sync.crypto.envelope import seal_commit
from sync.model import PurgeEntry

REC = b"r" * 16


def test_a_tombstone_of_a_newer_version_names_and_waits(town: Town) -> None:
    """Its header is read by every version, so that what two archivists agreed on is in effect everywhere at once; the
    body waits for the upgrade and is not called malformed, for what it holds cannot be said."""
    make_archivists(town, town.signe)
    town.signe.sync()
    body = encode({**as_map(decode(town.signe.revision(REC, "x").raw, 1 << 20)), "v": 2})
    state = town.signe.journal.write_state(town.space)
    entry = PurgeEntry(b"c" * 32, 0, b"t" * 32)
    commit = seal_commit(
        town.signe.keys, org=town.org, space=town.space, inc=state.inc, dseq=state.dseq, dprev=state.dprev,
        ctl=state.ctl, epoch=state.epoch, epoch_key=state.key, wit=state.witness, revisions=[body], purge=[entry],
    )  # fmt: skip
    judged = judge_of(town, town.signe).judge(commit)
    assert (judged.verdict, judged.reason) == ("unknown", "newer revision version")
    assert (judged.purges, judged.purger) == ((entry,), town.signe.user)
