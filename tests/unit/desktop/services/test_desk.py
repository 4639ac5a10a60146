"""Control ops over the endpoint: overtaken, refused, cut off."""

import pytest
from helpers.town import Town

from desktop.services.errors import Refused, Unreachable
from sync.control_bodies import MemberSet, SpaceNew


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
