"""People whose rights end at a cut, and pc's that were put back to an image of before."""

import copy

from helpers.wire import Client, Town

from sync.control_rows import Cut
from sync.control_space_bodies import MemberSet
from sync.memory import MemoryJournal
from sync.model import Commit


def cut(last: Commit) -> Cut:
    """The row that names the last commit that counts."""
    head = last.header
    return Cut(head.space, head.device, head.inc, head.dseq, head.cid)


def role(town: Town, who: Client, name: str, *cuts: Cut) -> None:
    """member_set by the administrator."""
    town.post(town.admin, MemberSet(town.space, who.user, name, tuple(cuts)))  # type: ignore[arg-type]


def image(who: Client) -> MemoryJournal:
    """What a copy of the disk holds now."""
    return copy.deepcopy(who.journal)


def put_back(who: Client, held: MemoryJournal) -> None:
    """The disk is what it was then, and the app is started."""
    who.journal = copy.deepcopy(held)
    who.restart()
