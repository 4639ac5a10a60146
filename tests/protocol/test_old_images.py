"""A pc that was put back to an image of before: its own work comes again, is signed anew, or is left."""

from helpers.lowered import cut, image, put_back, role
from helpers.wire import Town

from sync.client import incarnations
from sync.log import Judged
from sync.model import Commit, Dot


def test_a_user_who_may_write_again_goes_on_in_another_incarnation(town: Town) -> None:
    """Rights taken and given back: what lay in between waits to be taken over, and holds nothing back that is new."""
    first = town.palle.save(town.space, b"1" * 16, "før")
    town.palle.sync()
    inc = town.palle.journal.incarnation()
    town.palle.save(town.space, b"2" * 16, "imens")
    role(town, town.palle, "none", cut(first))
    role(town, town.palle, "write")
    town.palle.sync()
    assert town.palle.texts(town.space) == ["før"]
    assert town.palle.journal.incarnation() != inc
    town.palle.save(town.space, b"3" * 16, "efter")
    town.palle.sync()
    town.signe.sync()
    assert town.signe.texts(town.space) == ["efter", "før"]


def test_an_old_image_that_writes_nothing_pulls_its_own_work_again(town: Town) -> None:
    """Fault 17: the own head is behind; a new incarnation begins, and what was sent since comes back."""
    town.palle.save(town.space, b"1" * 16, "før")
    town.palle.sync()
    held = image(town.palle)
    town.palle.save(town.space, b"2" * 16, "efter")
    town.sync_all(1)
    put_back(town.palle, held)
    town.palle.sync()
    assert town.palle.texts(town.space) == ["efter", "før"]
    assert town.palle.journal.incarnation() != held.incarnation()
    assert incarnations.OLDER in [reason for _, reason, _ in town.palle.journal.alarms]
    town.palle.save(town.space, b"3" * 16, "så")
    town.palle.clock.sleep(6)
    town.palle.sync()
    town.signe.sync()
    assert town.signe.texts(town.space) == ["efter", "før", "så"]
    assert set(town.palle.states(town.space)) <= {"stored", "seen"}


def test_an_old_image_that_writes_before_it_syncs_is_signed_anew(town: Town) -> None:
    """Fault 18: the endpoint has something else in that place; nothing is lost, doubled or left unsent."""
    town.palle.save(town.space, b"1" * 16, "før")
    town.palle.sync()
    held = image(town.palle)
    town.palle.save(town.space, b"2" * 16, "efter")
    town.palle.sync()
    put_back(town.palle, held)
    again = town.palle.save(town.space, b"3" * 16, "skrevet på billedet")
    over = town.palle.save(town.space, b"3" * 16, "rettet på billedet", act="edit", over={"text": [Dot(again.cid, 0)]})
    town.palle.sync()
    town.signe.sync()
    assert town.signe.texts(town.space) == ["efter", "før", "rettet på billedet", "skrevet på billedet"]
    assert town.palle.texts(town.space) == town.signe.texts(town.space)
    assert town.palle.journal.outbox_count(town.space) == 0
    assert {again.cid, over.cid}.isdisjoint(e.cid for e in town.signe.journal.every(town.space))
    known = town.signe.journal.space(town.space).revisions.values()
    written = [one.revision for one in known if one.revision.rec == b"3" * 16]
    names = town.palle.journal.renamed(town.space, [again.cid, over.cid])
    edit = next(revision for revision in written if revision.over)
    assert edit.over == {"text": (Dot(names[again.cid], 0),)}
    assert {revision.re for revision in written} == {Dot(again.cid, 0), Dot(over.cid, 0)}
    assert [reason for _, reason, device in town.palle.journal.alarms if device == town.palle.keys.device_id]


def test_two_commits_in_one_place_are_both_kept_and_the_machine_is_named(town: Town) -> None:
    """I21: the endpoint takes one of them; the other comes another way."""
    held = image(town.palle)
    one = town.palle.save(town.space, b"1" * 16, "den ene")
    town.palle.sync()
    put_back(town.palle, held)
    other = town.palle.save(town.space, b"2" * 16, "den anden")
    town.signe.sync()
    entry = _taken(town, other)
    incarnations.watch(town.signe.engine._round, town.space, [entry])
    town.signe.journal.take(town.space, [entry])
    assert town.signe.texts(town.space) == ["den anden", "den ene"]
    assert (town.space, incarnations.EQUIVOCATION, town.palle.keys.device_id) in town.signe.journal.alarms
    assert one.header.dseq == other.header.dseq


def _taken(town: Town, commit: Commit) -> Judged:
    revision = town.palle.journal.space(town.space).revisions[commit.cid, 0].revision
    return Judged(commit.cid, commit.raw(), commit, 0, 0, b"", "ok", "", town.palle.user, (revision,))


def test_an_old_image_whose_user_may_write_no_more_leaves_its_work_as_it_is(town: Town) -> None:
    """Nothing to sign anew with: it stays, unsent and told, and is not tried for ever."""
    held = image(town.palle)
    first = town.palle.save(town.space, b"1" * 16, "før")
    town.palle.sync()
    put_back(town.palle, held)
    lost = town.palle.save(town.space, b"2" * 16, "på billedet")
    role(town, town.palle, "read", cut(first))
    town.palle.sync()
    assert [c.cid for c in town.palle.journal.unsent(town.space)] == [lost.cid]
    assert incarnations.mend(town.palle.engine._round, town.space) is False
    assert town.palle.texts(town.space) == ["før"]
