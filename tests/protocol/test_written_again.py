"""Own work that a cut alone set aside: written once more by who may again, once; and a hand-over that is refused."""

from helpers.wire import Client, Town

from sync.client.calls import drain
from sync.client.events import Alarm
from sync.client.resigning import again, by_cut
from sync.client.transport import Transport
from sync.control import BEYOND_CUT
from sync.control_rows import Cut
from sync.control_space_bodies import MemberSet
from sync.protocol import Answer, Problem, Request


def lowered(town: Town, who: Client, role: str) -> None:
    """The role changes; what the endpoint has of him stands."""
    (_inc, dseq, cid), *_ = who.journal.lasts(town.space)
    cut = Cut(town.space, who.keys.device_id, who.journal.incarnation(), dseq, cid)
    town.post(town.admin, MemberSet(town.space, who.user, role, (cut,)))  # type: ignore[arg-type]


def test_what_was_cut_off_is_written_once_more(town: Town) -> None:
    """Two notes made while away; reading only since; writing again: both come anew, name what they repeat, and once."""
    town.palle.save(town.space, b"0" * 16, "før")
    town.palle.sync()
    lowered(town, town.palle, "read")
    for n in (1, 2):
        town.palle.save(town.space, bytes([n]) * 16, f"imens {n}")
    town.palle.sync()
    old = [one for one in town.palle.journal.commits_of(town.space, town.palle.keys.device_id) if by_cut(one)]
    assert [one.reason for one in old] == [BEYOND_CUT] * 2
    assert town.palle.texts(town.space) == ["før"]
    town.post(town.admin, MemberSet(town.space, town.palle.user, "write"))
    town.palle.sync()
    control = town.palle.engine.control
    changed = again(town.palle.journal, town.palle.keys, control, town.space)
    assert changed.recs == {b"\1" * 16, b"\2" * 16}
    assert again(town.palle.journal, town.palle.keys, control, town.space).recs == frozenset()
    town.palle.sync()
    town.signe.sync()
    assert town.signe.texts(town.space) == town.palle.texts(town.space) == ["før", "imens 1", "imens 2"]
    known = town.signe.journal.space(town.space).revisions.values()
    repeated = {rev.revision.re.cid for rev in known if rev.revision.re is not None}
    assert repeated == {one.cid for one in old}


class _Refusing:
    """An endpoint that takes no push."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner

    def send(self, request: Request) -> Answer:
        """No, to a push."""
        if request.kind == "push":
            return Answer(403, True, Problem("no role in this space").raw())
        return self._inner.send(request)


def test_a_hand_over_that_is_refused_is_told_and_kept(town: Town) -> None:
    """Palle lost his role with a note unsent, and the endpoint will not have it: an alarm, and the note stays here."""
    town.palle.save(town.space, b"0" * 16, "før")
    town.palle.sync()
    town.palle.save(town.space, b"1" * 16, "imens")
    town.post(town.admin, MemberSet(town.space, town.palle.user, "none"))
    town.palle.engine.nudge()
    told = drain(town.palle.engine, _Refusing(town.palle.transport))  # type: ignore[arg-type]
    assert Alarm(town.space, "no role in this space", b"") in told
    assert town.palle.states(town.space)[-1] == "local"
