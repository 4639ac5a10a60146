"""Rights that fall, cuts, and claims: what the endpoint and the clients make of commits that cite an older log."""

from helpers.hostile import header_with
from helpers.wire import Client, LocalEndpoint, Town

from sync.client.events import Alarm
from sync.client.writing import commit_of
from sync.codec import Value, encode
from sync.control_rows import Cut
from sync.control_space_bodies import MemberSet
from sync.log import WriteState
from sync.model import Commit, Witness
from sync.protocol import PushAnswer, PushResult, Request, space_path

REC = b"r" * 16


def push(client: Client, town: Town, *commits: Value) -> list[PushResult]:
    """Pushes commits as they are."""
    path = space_path(town.org, town.space, "push")
    answer = client.transport.send(Request("push", "POST", path, body=encode(list(commits))))
    assert answer.status == 200
    return list(PushAnswer.parse(answer.body).results)


def lowered(town: Town, last: Commit | None) -> None:
    """Signe may only read from now on; what she wrote up to `last` counts."""
    cuts = ()
    if last is not None:
        head = last.header
        cuts = (Cut(town.space, head.device, head.inc, head.dseq, head.cid),)
    town.post(town.admin, MemberSet(town.space, town.signe.user, "read", cuts))


def test_work_within_the_cut_counts_and_what_is_beyond_is_set_aside(town: Town) -> None:
    """Faults 25 and 31: two notes are within, a third was at the endpoint when the cut fell."""
    commits = [town.signe.save(town.space, bytes([n + 1]) * 16, str(n)) for n in range(3)]
    town.signe.sync()
    lowered(town, commits[1])
    town.palle.sync()
    assert town.palle.texts(town.space) == ["0", "1"]
    third = town.palle.journal.space(town.space).entries[commits[2].cid]
    assert (third.verdict, third.reason) == ("quarantine", "beyond the cut")


def test_the_endpoint_follows_a_cut_through_the_push_itself(town: Town) -> None:
    """Work that the cut names but the endpoint never saw still enters; what lies beyond comes to be handed over."""
    commits = [town.signe.save(town.space, bytes([n + 1]) * 16, str(n)) for n in range(3)]
    lowered(town, commits[1])
    results = push(town.palle, town, *(commit.value() for commit in commits))
    assert [(r.status, r.reason) for r in results] == [("stored", "")] * 3
    town.palle.sync()
    assert town.palle.texts(town.space) == ["0", "1"]
    third = town.palle.journal.space(town.space).entries[commits[2].cid]
    assert (third.verdict, third.reason) == ("quarantine", "beyond the cut")


def test_a_cut_that_cannot_be_followed_is_held(town: Town, endpoint: LocalEndpoint) -> None:
    """A row that names a commit nobody here has: the one before it waits, and is not thrown away."""
    first = town.signe.save(town.space, REC, "a")
    town.signe.sync()
    unseen = town.signe.commit(town.space, town.signe.revision(REC, "b"))
    lowered(town, unseen)
    town.palle.sync()
    entry = town.palle.journal.space(town.space).entries[first.cid]
    assert (entry.verdict, entry.reason) == ("held", "cut cannot be followed yet")
    (result,) = push(town.signe, town, unseen.value())
    assert result.status == "stored"
    town.palle.sync()
    town.palle.restart()
    town.palle.sync()
    assert town.palle.texts(town.space) == ["a", "b"]


def test_a_commit_whose_author_saw_another_log_is_held_and_alarmed(town: Town) -> None:
    """Rule M10: a witness that is not on my chain is a claim; it is neither applied nor thrown away."""
    town.palle.save(town.space, b"p" * 16, "fra Palle")
    town.palle.sync()
    state = town.signe.journal.write_state(town.space)
    wrong = WriteState(**{**state.__dict__, "witness": Witness(1, 1, b"x" * 32)})
    revision = town.signe.revision(REC, "en anden log")
    commit = commit_of(town.signe.keys, town.org, town.space, wrong, [revision])
    assert push(town.signe, town, commit.value())[0].status == "stored"
    events = town.palle.sync()
    entry = town.palle.journal.space(town.space).entries[commit.cid]
    assert (entry.verdict, entry.reason) == ("held", "witness is off the chain")
    assert Alarm(town.space, "witness is off the chain", town.signe.keys.device_id) in events
    assert town.palle.states(town.space) == ["stored"]
    town.palle.restart()
    events = town.palle.sync()
    assert not [event for event in events if isinstance(event, Alarm)], "the alarm is raised once"


def test_a_newer_header_is_admitted_and_passed_on(town: Town) -> None:
    """An old endpoint chains what only a newer client reads."""
    commit = town.signe.commit(town.space, town.signe.revision(REC, "ny"))
    header, sig = header_with(town.signe.keys, commit.header.raw, 0, 2)
    assert push(town.signe, town, [header, sig, list(commit.bodies)])[0].status == "stored"  # type: ignore[list-item]
    town.palle.sync()
    (entry,) = town.palle.journal.space(town.space).entries.values()
    assert (entry.verdict, entry.reason) == ("unknown", "newer header version")


def test_many_held_commits_are_applied_in_several_transactions(town: Town) -> None:
    """A late key opens more than one batch."""
    for n in range(70):
        town.signe.save(town.space, n.to_bytes(16, "big"), str(n))
    town.signe.sync()
    key = town.palle.journal.keyring(town.space).keys.pop(1)
    epoch_key = town.palle.journal.epoch_key
    town.palle.journal.epoch_key = lambda space, epoch: None if space == town.space else epoch_key(space, epoch)  # type: ignore[method-assign]
    town.palle.journal.put_epoch_key(town.space, 1, key)
    town.palle.sync()
    assert len(town.palle.journal.pending(town.space)) == 70
    assert town.palle.texts(town.space) == []
    town.palle.journal.epoch_key = epoch_key  # type: ignore[method-assign]
    town.palle.restart()
    town.palle.sync()
    assert len(town.palle.texts(town.space)) == 70
    assert town.palle.journal.pending(town.space) == []
