"""Removals and the keys after them: who makes the next, what races do, what must not leave before it stands."""

from helpers.keys import alarms, good, joined, lossy, removed
from helpers.lossy import Lossy
from helpers.wire import Town

from sync.client import rotation
from sync.codec import encode
from sync.control_space_bodies import DeviceRevoke, MemberSet
from sync.protocol import Answer, Request


def test_the_first_that_hears_of_a_removal_makes_the_next_key(town: Town) -> None:
    """Signe's client rotates at once; Palle opens it, old and new text is read, and the leaver has nothing newer."""
    lene = joined(town)
    town.signe.save(town.space, b"a" * 16, "før")
    town.signe.sync()
    lene.sync()
    removed(town, lene)
    town.signe.sync()
    assert good(town.signe, town) == {1, 2}
    town.signe.save(town.space, b"b" * 16, "efter")
    for client in (town.signe, town.palle, lene):
        client.sync()
    assert town.palle.texts(town.space) == ["efter", "før"]
    assert good(town.palle, town) == {1, 2}
    assert lene.texts(town.space) == ["før"]
    assert lene.journal.epochs(town.space) == {1}
    info = town.signe.engine.control.roster().epoch(town.space, 2)
    assert info is not None
    assert set(info.boxes) == {town.signe.keys.device_id, town.palle.keys.device_id}
    assert (info.from_epoch, info.maker) == (1, town.signe.keys.device_id)
    assert town.signe.journal.made(town.space) == []
    town.palle.sync()
    assert town.palle.engine.control.roster().epoch(town.space, 3) is None  # one removal, one key


def test_a_lowered_role_is_no_removal(town: Town) -> None:
    """Who may still read keeps the key: nothing is made anew, and a machine that was never let in removes nothing."""
    lene = joined(town)
    town.post(town.admin, MemberSet(town.space, lene.user, "read"))
    stranger = town.client()
    town.add_device(stranger)
    town.post(town.admin, MemberSet(town.space, stranger.user, "write"))
    town.post(town.admin, DeviceRevoke(stranger.keys.device_id, "lost"))
    town.signe.sync()
    assert good(town.signe, town) == {1}


def test_nothing_signed_since_the_removal_leaves_before_the_new_key_stands(town: Town) -> None:
    """What knew of the removal stays here while the post does not get through; what did not know goes as it is."""
    lene = joined(town)
    town.signe.save(town.space, b"a" * 16, "ved det ikke")
    removed(town, lene)
    line = lossy(town.signe)
    line.shut = {"post"}
    town.signe.sync()
    assert town.signe.engine.state.kind == "offline"
    late = town.signe.save(town.space, b"b" * 16, "ved det")
    assert late.header.epoch == 1
    stays = rotation.withheld(town.signe.engine.control, town.space)
    assert [stays(commit.header) for commit in town.signe.journal.outbox(town.space)] == [False, True]
    line.shut = set()
    town.signe.clock.sleep(9)
    town.signe.sync()
    town.signe.sync()
    town.palle.sync()
    assert good(town.signe, town) == {1, 2}
    assert town.palle.texts(town.space) == ["ved det", "ved det ikke"]
    assert late.cid not in {commit.cid for commit in line.pushed}
    assert [commit.header.epoch for commit in line.pushed] == [1, 2]


def test_what_cites_an_op_that_is_not_here_stays(town: Town) -> None:
    """The window's thread learned of an op in a round: whether the save knew of a removal is not known."""
    commit = town.signe.save(town.space, b"a" * 16, "kender mere")
    behind = type(town.log).load(town.org, town.log.ops[:-1])
    assert rotation.withheld(behind, town.space)(commit.header)
    assert not rotation.withheld(town.log, town.space)(commit.header)


def test_two_that_make_the_next_key_at_once(town: Town) -> None:
    """The second gets 409, looks, finds the first's op and goes on with its key; its own is forgotten."""
    lene = joined(town)
    removed(town, lene)
    first, second = lossy(town.signe), lossy(town.palle)
    first.shut = second.shut = {"post"}
    for client in (town.signe, town.palle):
        client.sync()
        assert len(client.journal.made(town.space)) == 1
    first.shut, second.shut = set(), {"ctl"}
    town.signe.clock.sleep(9)
    town.signe.sync()
    assert good(town.signe, town) == {1, 2}
    # Palle's client has not heard of it when it posts: it learns by the refusal.
    second.shut = set()
    (kept,) = town.palle.journal.made(town.space)
    line = _Late(second, hides=1)
    town.palle.transport = line  # type: ignore[assignment]
    town.palle.clock.sleep(9)
    town.palle.sync()
    assert line.refused == 1
    assert good(town.palle, town) == {1, 2}
    assert town.palle.journal.epoch_key(town.space, 2) == town.signe.journal.epoch_key(town.space, 2) != kept.key
    assert town.palle.journal.made(town.space) == []
    assert town.palle.engine.control.roster().epoch(town.space, 3) is None


class _Late:
    """Answers the first questions for the control log as if nothing had come since."""

    def __init__(self, inner: Lossy, hides: int) -> None:
        self.inner, self.hides, self.refused = inner, hides, 0

    def send(self, request: Request) -> Answer:
        """An empty page while it hides; counts the posts that were refused."""
        if request.kind == "ctl" and self.hides:
            self.hides -= 1
            return Answer(200, True, encode([[], b""]))
        answer = self.inner.send(request)
        self.refused += request.kind == "post" and answer.status == 409
        return answer

    def close(self) -> None:
        """Closes the line."""
        self.inner.close()


def test_an_answer_that_was_lost_makes_no_second_key(town: Town) -> None:
    """The op stood and nobody heard: after a crash the client finds its own op in the log, and its key beside it."""
    lene = joined(town)
    removed(town, lene)
    line = lossy(town.signe)
    line.deaf = {"post"}
    town.signe.sync()
    assert good(town.signe, town) == {1}
    (made,) = town.signe.journal.made(town.space)
    line.deaf = set()
    town.signe.restart()
    town.signe.sync()
    assert town.signe.journal.epoch_key(town.space, 2) == made.key
    assert good(town.signe, town) == {1, 2}
    assert len(line.posted) == 1
    line.shut = {"post"}
    removed(town, town.palle)
    town.signe.sync()
    (kept,) = town.signe.journal.made(town.space)
    line.shut = set()
    town.signe.restart()
    town.signe.sync()
    assert len(line.posted) == 2
    assert town.signe.journal.epoch_key(town.space, 3) == kept.key  # what was kept is what is posted


def test_a_maker_who_is_removed_meanwhile_keeps_no_key(town: Town) -> None:
    """His op cannot stand any more: the key goes, although he has no right in the space now."""
    removed(town, joined(town))
    line = lossy(town.palle)
    line.shut = {"post"}
    town.palle.sync()
    assert len(town.palle.journal.made(town.space)) == 1
    removed(town, town.palle)
    town.palle.clock.sleep(9)
    town.palle.sync()
    assert town.palle.journal.made(town.space) == []
    assert good(town.palle, town) == {1}


def test_an_endpoint_that_takes_no_key_is_not_asked_for_ever(town: Town) -> None:
    """It says yes and shows nothing, or no: a few tries a round, an alarm, and what must stay here stays."""
    lene = joined(town)
    removed(town, lene)
    line = _Forgets(town.signe.transport)
    town.signe.transport = line  # type: ignore[assignment]
    town.signe.sync()
    assert line.posts == rotation.TRIES
    assert len(town.signe.journal.made(town.space)) == 1
    line.status = 422
    town.signe.save(town.space, b"a" * 16, "bliver her")
    town.signe.sync()
    assert (rotation.NOT_TAKEN, b"") in alarms(town.signe)
    assert town.signe.journal.outbox_count(town.space) == 1


class _Forgets:
    """Takes every op and keeps none."""

    def __init__(self, inner: object) -> None:
        self.inner, self.posts, self.status = inner, 0, 200

    def send(self, request: Request) -> Answer:
        """As it is, but for posts."""
        if request.kind != "post":
            return self.inner.send(request)  # type: ignore[attr-defined]
        self.posts += 1
        return Answer(self.status, True, encode([] if self.status == 200 else ["not allowed", b""]))

    def close(self) -> None:
        """Closes the line."""
        self.inner.close()  # type: ignore[attr-defined]
