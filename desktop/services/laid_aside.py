"""What came and does not count, and what was noticed about the log: from whom, why, and what can be done, in words.

The verdicts are `sync`'s; nothing here changes one. Work of one's own that lost its right can be written once more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop.services.clock import Clock, from_ms
from desktop.services.errors import NotAllowed, told
from desktop.services.events import Events, RecordsChanged
from desktop.services.machine import Machine
from desktop.services.session import Names
from desktop.services.wording import Wording
from desktop.store.alarms import Alarm, Aside
from desktop.texts import Message, _
from sync.client.generations import ANEW
from sync.client.incarnations import EQUIVOCATION, OLDER
from sync.client.judging import OFF_CHAIN
from sync.client.reading import ACT_TAKEN, BODY_MISSING, TOMB_MISSING
from sync.client.resigning import again
from sync.client.rotation import NOT_TAKEN
from sync.client.taking import GAP
from sync.control import BEYOND_CUT, CUT_UNKNOWN
from sync.log import DAMAGED

LONG_MS = 30 * 24 * 3600 * 1000
"""What waits longer than this is told under the name of its pc."""
AT_MOST = 1000
"""So many of what does not count are looked at, the newest first."""

BY_ITSELF = Message(_("It comes by itself; there is nothing to do."))
ASK = Message(_("Tell the administrator. Nothing is deleted."))
TAKE_OVER = Message(_("The administrator and a colleague who may approve can take it over. Nothing is deleted."))
WRITE_AGAIN = Message(_("You may write here now, so you can write it once more."))
UPDATE = Message(_("Update the program to read it."))

REASONS: dict[str, tuple[Message, Message]] = {
    "no key": (Message(_("Waits for a key from a colleague")), BY_ITSELF),
    "control log is behind": (Message(_("Waits for news of who has access")), BY_ITSELF),
    "cites another control log": (Message(_("Its pc knows another list of who has access than this one")), ASK),
    OFF_CHAIN: (Message(_("Its pc has seen something else from the municipality's server than this one")), ASK),
    CUT_UNKNOWN: (Message(_("Waits for older changes from the same pc")), BY_ITSELF),
    BODY_MISSING: (Message(_("It came without its text, and is asked for again")), BY_ITSELF),
    TOMB_MISSING: (Message(_("It is being erased, and waits for a key")), BY_ITSELF),
    BEYOND_CUT: (Message(_("Written after access was taken away")), TAKE_OVER),
    ACT_TAKEN: (Message(_("The right to do this was taken away")), TAKE_OVER),
    "no right to write": (Message(_("Written by somebody without access to write here")), ASK),
    "no right to this act": (Message(_("Done by somebody without the right to do it")), ASK),
    "no right to purge": (Message(_("Done by somebody without the right to do it")), ASK),
    "author is not the machine's user": (Message(_("Written in another person's name")), ASK),
    "machine is not in the control log": (Message(_("Written on a pc that the municipality does not know")), ASK),
}
UNKNOWN = Message(_("Written by a newer version of Rød Tråd")), UPDATE
NOT_WHOLE = Message(_("It did not arrive whole, and is asked for again")), BY_ITSELF
UNVERIFIED = Message(_("It could not be verified, so it does not count")), ASK

ALARMS: dict[str, tuple[Message, Message]] = {
    GAP: (Message(_("Changes from this pc are missing. The others count.")), BY_ITSELF),
    BODY_MISSING: REASONS[BODY_MISSING],
    OFF_CHAIN: REASONS[OFF_CHAIN],
    EQUIVOCATION: (Message(_("The pc has given two changes the same number. Both are kept.")), ASK),
    OLDER: (
        Message(_("This pc was put back to an older copy. What was sent since has been fetched again.")),
        Message(_("If you did not do that yourself, tell the administrator.")),
    ),
    ANEW: (
        Message(_("The municipality's server was restored from a copy. What it had lost was sent again.")),
        Message(_("There is nothing to do.")),
    ),
    "endpoint lost a commit": (
        Message(_("The municipality's server did not have what it had said was sent. It is sent again.")),
        BY_ITSELF,
    ),
    "log is kept back": (Message(_("The municipality's server keeps back what a colleague has seen there.")), ASK),
    "key did not open": (Message(_("A key from this pc did not fit, and was not used.")), ASK),
    "link did not open": (Message(_("A key from this pc does not open what is older.")), ASK),
    NOT_TAKEN: (Message(_("The municipality's server did not take a new key.")), ASK),
    "machine let in by the recovery kit": (Message(_("This pc was let in with the recovery kit.")), ASK),
}
NOTICED = Message(_("Something about this could not be verified."))


@dataclass(frozen=True)
class AsideRow:
    """Changes of one pc that do not count, for one reason. `since` is the oldest's; `again`: see `write_again`."""

    space: bytes
    who: str
    why: Message
    help: Message
    count: int
    since: datetime
    long: bool
    again: bool


@dataclass(frozen=True)
class AlarmRow:
    """Something noticed about the log, which blocks nothing; `who` is "" for this pc, or none."""

    who: str
    what: Message
    help: Message
    missing: int


@dataclass(frozen=True)
class Noticed:
    """What the page Synkronisering shows of it."""

    aside: tuple[AsideRow, ...]
    alarms: tuple[AlarmRow, ...]


class LaidAside:
    """Lists what does not count, and gives back what can be."""

    def __init__(
        self,
        machine: Machine,
        names: Names,
        words: Wording,
        events: Events,
        clock: Clock,
        nudge: Callable[[bytes], None],
    ) -> None:
        self._machine, self._journal = machine, machine.journal
        self._names, self._words, self._events, self._clock, self._nudge = names, words, events, clock, nudge

    @told()
    def noticed(self) -> Noticed:
        """Everything laid aside, one row a pc and sentence, what waits longest first; and the alarms; (R)."""
        kept = self._journal.aside(AT_MOST)
        found: dict[tuple[bytes, bytes, str], list[Aside]] = {}
        for aside in self._left(kept):
            why, _help = _words_of(aside)
            found.setdefault((aside.space, aside.device, why.msgid), []).append(aside)
        rows = [self._row(group) for group in found.values()]
        waiting = {(one.space, one.device, one.reason) for one in kept}
        alarms = [row for alarm in self._journal.alarms() if (row := self._alarm(alarm, waiting)) is not None]
        return Noticed(tuple(sorted(rows, key=lambda row: row.since.timestamp())), tuple(alarms))

    @told()
    def write_again(self, space: bytes) -> int:
        """Own work that lost its right is written once more by somebody who has it now; how many saves; (W).

        Raises NotAllowed.
        """
        before = len(self._own(space))
        if not before or not self._may(space):
            raise NotAllowed
        control = self._machine.control
        changed = again(self._journal, self._machine.keys, control, space)
        self._events.emit(RecordsChanged(changed.kinds, changed.recs))
        self._nudge(space)
        return before - len(self._own(space))

    def _row(self, group: list[Aside]) -> AsideRow:
        first = group[0]
        since = min(aside.received_ms or aside.made_ms for aside in group)
        why, help_ = _words_of(first)
        mine = _lost(first) and self._may(first.space)
        return AsideRow(
            space=first.space,
            who=self._who(first.device),
            why=why,
            help=WRITE_AGAIN if mine else help_,
            count=len(group),
            since=from_ms(since),
            long=self._clock.now_ms() - since > LONG_MS,
            again=mine,
        )

    def _alarm(self, alarm: Alarm, waiting: set[tuple[bytes, bytes, str]]) -> AlarmRow | None:
        missing = self._journal.gap(alarm.space, alarm.device) if alarm.reason == GAP else 0
        if alarm.reason == GAP and not missing:
            return None  # what was missing came
        if alarm.reason in (BODY_MISSING, OFF_CHAIN) and (alarm.space, alarm.device, alarm.reason) not in waiting:
            return None
        what, help_ = ALARMS.get(alarm.reason, (NOTICED, ASK))
        concerned = alarm.device if alarm.device != self._machine.keys.device_id else b""
        return AlarmRow(self._who(concerned) if concerned else "", what, help_, missing)

    def _who(self, device: bytes) -> str:
        if device == self._machine.keys.device_id:
            return self._words.text(_("This pc"))
        user = self._machine.control.roster().user_of(device)
        return self._words.text(_("A pc that is not known")) if user is None else self._names.user(user)

    def _own(self, space: bytes) -> list[Aside]:
        lost = [one for one in self._journal.aside(AT_MOST) if one.space == space and _lost(one)]
        return self._left(lost)

    def _left(self, kept: Sequence[Aside]) -> list[Aside]:
        """Those of them that were not written once more since."""
        own: dict[bytes, list[bytes]] = {}
        for one in kept:
            if one.own:
                own.setdefault(one.space, []).append(one.cid)
        named = {cid for space, cids in own.items() for cid in self._journal.renamed(space, cids)}
        return [one for one in kept if one.cid not in named]

    def _may(self, space: bytes) -> bool:
        return "w" in self._machine.control.roster().rights(self._machine.keys.device_id, space)


def _lost(aside: Aside) -> bool:
    """Whether it is own work that lost its right."""
    return aside.own and aside.reason in (BEYOND_CUT, ACT_TAKEN)


def _words_of(aside: Aside) -> tuple[Message, Message]:
    if aside.verdict == "unknown":
        return UNKNOWN
    known = REASONS.get(aside.reason)
    if known is None:
        return NOT_WHOLE if aside.reason.startswith(DAMAGED) else UNVERIFIED
    return known
