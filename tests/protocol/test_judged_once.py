"""What waits is judged again at every start and every op, and written only where it came to something else."""

from collections.abc import Iterable

from helpers.wire import Client, Town

from sync.control import CUT_UNKNOWN
from sync.control_rows import Cut
from sync.control_space_bodies import MemberSet
from sync.log import Changed, Judged
from sync.model import Commit


def written(who: Client) -> list[Judged]:
    """What is settled from now on."""
    found: list[Judged] = []
    settle = who.journal.settle

    def watched(space: bytes, entries: list[Judged]) -> Changed:
        found.extend(entries)
        return settle(space, entries)

    who.journal.settle = watched  # type: ignore[method-assign,assignment]
    return found


def waiting(who: Client, space: bytes) -> set[tuple[bytes, str, str]]:
    """What is pending: cid, reason, and what its kept words are good for."""
    return {(one.cid, one.reason, one.standing) for one in who.journal.pending(space)}


def started(who: Client, times: int = 2) -> None:
    """The app is started anew, so that everything that waits is looked at."""
    for _time in range(times):
        who.restart()
        who.sync()


def cut_at(town: Town, who: Client, last: Commit) -> None:
    """The administrator takes the right to write, from this commit on."""
    head = last.header
    cut = Cut(head.space, head.device, head.inc, head.dseq, head.cid)
    town.post(town.admin, MemberSet(town.space, who.user, "read", (cut,)))


def cids(commits: Iterable[Commit]) -> set[bytes]:
    """Their names."""
    return {commit.cid for commit in commits}


def test_what_must_be_understood_is_written_once(town: Town) -> None:
    """It keeps its words with their mark, and a start that understands no more of it writes nothing."""
    revision = town.signe.revision(b"m" * 16, "skal forstås", must=["later"])
    commit = town.signe.commit(town.space, revision)
    town.signe.journal.save_local(commit, [revision])
    town.signe.sync()
    town.palle.sync()
    assert waiting(town.palle, town.space) == {(commit.cid, "must understand", "must")}
    found = written(town.palle)
    started(town.palle)
    assert found == []
    assert waiting(town.palle, town.space) == {(commit.cid, "must understand", "must")}


def test_what_waits_for_its_cut_is_written_once_and_counts_when_that_came(town: Town) -> None:
    """Held beyond a cut that nobody can follow yet: no write a start; when the named commit comes, all of it counts."""
    made = [town.palle.save(town.space, bytes([n + 1]) * 16, str(n)) for n in range(3)]
    town.palle.sync()
    town.signe.sync()
    late = town.palle.save(town.space, b"9" * 16, "sent")
    cut_at(town, town.palle, late)
    town.signe.sync()
    held = {(cid, CUT_UNKNOWN, "cut") for cid in cids(made)}
    assert waiting(town.signe, town.space) == held
    found = written(town.signe)
    started(town.signe)
    assert found == []
    assert waiting(town.signe, town.space) == held
    town.palle.sync()
    started(town.signe, 1)
    assert town.signe.texts(town.space) == ["0", "1", "2", "sent"]
    assert waiting(town.signe, town.space) == set()


def test_words_that_a_key_opens_are_kept_though_the_verdict_stays(town: Town) -> None:
    """Held for its cut and without its key; when the key comes it is still held, and what it says is kept beside it."""
    made = town.palle.save(town.space, b"1" * 16, "låst")
    town.palle.sync()
    signe = town.signe
    key, good = signe.journal.epoch_key(town.space, 1), signe.journal.epochs(town.space)
    assert key is not None and good == {1}
    late = town.palle.save(town.space, b"9" * 16, "sent")
    cut_at(town, town.palle, late)
    opens = signe.journal.epoch_key
    signe.journal.epoch_key = lambda _space, _epoch: None  # type: ignore[method-assign]
    signe.sync()
    assert waiting(signe, town.space) == {(made.cid, CUT_UNKNOWN, "")}
    signe.journal.epoch_key = opens  # type: ignore[method-assign]
    found = written(signe)
    started(signe, 1)
    assert cids(entry.commit for entry in found if entry.commit) == {made.cid}
    assert waiting(signe, town.space) == {(made.cid, CUT_UNKNOWN, "cut")}
