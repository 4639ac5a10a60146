"""Control ops over the endpoint: overtaken, refused, cut off."""

import pytest
from helpers.town import Town

from desktop.services.errors import Refused, Unreachable
from sync.client import calls
from sync.control import ControlLog
from sync.control_space_bodies import MemberSet, SpaceNew
from sync.protocol import Answer, CtlPage, Request


def test_an_op_that_was_overtaken_is_signed_anew(town: Town) -> None:
    """Palle's pc does not know of Asta's op: his own is made again on the new head, once."""
    with town.office("asta") as asta, town.office("palle") as palle:
        known = palle.machine.control.head.cseq
        space = asta.membership.new_space()
        asta.membership.set_role(space, asta.membership.find("palle"), "write")
        assert palle.machine.control.head.cseq == known
        palle.membership.open_space(space, "Kun PPR, Midt", "Midt")
        asta.membership.new_space()
        palle.desk.make_epoch(space)
        epoch = palle.desk.refresh().epoch(space)
        assert epoch is not None and epoch.epoch == 2
        assert palle.machine.journal.epochs(space) == {1, 2}


def test_what_the_rules_refuse_is_told_and_changes_nothing(town: Town) -> None:
    """Palle is no administrator."""
    with town.office("palle") as palle:
        before = palle.desk.refresh().cseq
        with pytest.raises(Refused):
            palle.desk.post(lambda roster: SpaceNew(b"n" * 16))
        assert palle.desk.refresh().cseq == before


def test_without_a_line_nothing_is_posted(town: Town) -> None:
    """The command fails; later it works as if it had not been tried."""
    with town.office("asta") as asta:
        user = asta.membership.find("lene")
        town.line.up = False
        for act in (asta.desk.refresh, asta.desk.sync, lambda: asta.membership.set_role(town.space, user, "write")):
            with pytest.raises(Unreachable):
                act()
        town.line.up = True
        asta.desk.post(lambda roster: MemberSet(town.space, user, "write"))


def test_a_key_whose_answer_was_lost_is_not_lost(town: Town) -> None:
    """The epoch's op was stored and the answer did not come: the key is there after the next contact."""
    with town.office("asta") as asta, town.office("palle") as palle:
        space = asta.membership.new_space()
        asta.membership.set_role(space, asta.membership.find("palle"), "write")
        palle.desk.refresh()
        town.line.lose_answers = True
        with pytest.raises(Unreachable):
            palle.desk.make_epoch(space)
        town.line.lose_answers = False
        assert palle.machine.journal.epochs(space) == frozenset()
        palle.desk.refresh()
        assert palle.machine.journal.epochs(space) == {1}
        palle.membership.open_space(space, "Reddet", "")


def test_ops_that_hold_are_kept_where_a_later_one_does_not(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of two is stored at its place, the damaged second is not, and the log can be read again."""
    with town.office("asta") as asta, town.office("palle") as palle:
        before = palle.desk.refresh().cseq
        asta.membership.new_space()
        asta.membership.new_space()
        first, second = asta.machine.control.ops[before:]
        pages = [[first, (second[0], first[1])]]
        with monkeypatch.context() as lying:
            lying.setattr(calls, "get_ctl", lambda *_: pages.pop())
            with pytest.raises(Refused):
                palle.desk.refresh()
        assert palle.desk.refresh().cseq == before + 2
        assert palle.machine.journal.control_ops() == asta.machine.control.ops
        ControlLog.load(palle.desk.org, palle.machine.journal.control_ops())


def test_a_page_given_again_ends(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that says the same ops for ever is refused at the first repetition, and nothing is stored twice."""
    with town.office("palle") as palle:
        ops = palle.machine.journal.control_ops()
        page = Answer(200, True, CtlPage(tuple(ops[:2]), ops[-1][1]).raw())
        plain = palle.desk._transport.send
        with monkeypatch.context() as lying:
            lying.setattr(palle.desk._transport, "send", lambda r: page if r.kind == "ctl" else plain(r))
            with pytest.raises(Refused):
                palle.desk.refresh()
        assert palle.machine.journal.control_ops() == ops


def test_a_key_is_kept_until_its_op_can_no_longer_stand(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first try is held up on the way and arrives when a second one was made: its key is the space's."""
    with town.office("asta") as asta, town.office("palle") as palle:
        space = asta.membership.new_space()
        asta.membership.set_role(space, asta.membership.find("palle"), "write")
        palle.desk.refresh()
        line, held = palle.desk._transport, list[Request]()
        plain = line.send

        def hold_up(request: Request) -> Answer:
            if request.kind != "post":
                return plain(request)
            held.append(request)
            if len(held) == 1:
                raise calls.Unreachable("no connection")
            if len(held) == 2:
                assert plain(held[0]).status == 200
            return plain(request)

        monkeypatch.setattr(line, "send", hold_up)
        with pytest.raises(Unreachable):
            palle.desk.make_epoch(space)
        palle.desk.make_epoch(space)
        assert palle.machine.journal.epochs(space) == {1, 2}
