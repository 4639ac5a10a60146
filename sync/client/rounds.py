"""One round of sync as a generator: yields requests, is sent answers, and writes what it learns into the journal.

Order CTL → REKEY → PUSH → PULL → APPLY → beats. Raises Offline or Frozen; whatever was verified before stays.
"""

from collections.abc import Callable, Generator
from typing import Protocol, TypeAlias

from sync.client import (
    beating,
    following,
    health,
    incarnations,
    judging,
    keyring,
    pulling,
    pushing,
    refilling,
    rotation,
    thawing,
    watch,
)
from sync.client.asking import Away, Offline, Refusal
from sync.client.events import Alarm, Event, KeysChanged, OutboxChanged, RecordsChanged, SetAside, SyncState
from sync.client.sealing import Blame, usable
from sync.clock import Hlc
from sync.control import NO_HEAD, ControlLog
from sync.crypto.keys import DeviceKeys
from sync.log import Changed, Journal
from sync.model import CtlRef
from sync.protocol import Answer, Request

Steps: TypeAlias = Generator[Request, Answer, None]


class Clock(Protocol):
    """What a round needs of time."""

    def monotonic(self) -> float:
        """Seconds that never jump."""

    def now_ms(self) -> int:
        """The pc's own clock, Unix ms."""


class Round:
    """The steps of a round, and what must be remembered between rounds."""

    def __init__(
        self,
        journal: Journal,
        keys: DeviceKeys,
        org: bytes,
        clock: Clock,
        hlc: Hlc,
        kinds: frozenset[str] | None,
        careful: Callable[[], bool] = lambda: True,
        program: str = "",
    ) -> None:
        """`careful` is asked before a key is made and before unsent work is signed anew; False puts that off."""
        self.program = program
        self.offset_ms: int | None = None
        """The endpoint's time minus the pc's, at the newest page."""
        self.journal = journal
        self.keys = keys
        self.org = org
        self.clock = clock
        self.hlc = hlc
        self.kinds = kinds
        self.careful = careful
        self.control = ControlLog.load(org, journal.control_ops())
        self.undone: set[bytes] = set()
        self.everything = False
        self.looking = False
        self.heard = b""
        """The endpoint's token of what it said had changed, when it was asked last."""
        self._events: list[Event] = []
        self.behind = False
        self._keyless: set[bytes] = set()
        self.refused: dict[bytes, dict[bytes, tuple[CtlRef, bytes]]] = {}
        """By space and incarnation the own commit that the endpoint would not take, and the control log by which."""
        self._settled_by = NO_HEAD
        self.said: dict[bytes, health.Said] = {}
        """By space, what the last beat said of this machine."""
        self.healths: dict[tuple[bytes, bytes], tuple[bytes, tuple[int, ...]]] = {}
        """By space and machine: a beat, and the epochs it says are lacking there."""
        self.answered: set[tuple[bytes, int, bytes]] = set()
        """(space, epoch, machine) for which a box was made because its beat asked."""
        self.blamed: set[tuple[bytes, Blame]] = set()
        self.last_beat: dict[bytes, float] = {}
        self.beats_owed: set[bytes] = set()
        self.weighed: dict[tuple[bytes, bytes], int] = {}
        """(space, device) → n of its beat whose witness was compared with the log here."""
        self.ahead: dict[tuple[bytes, bytes], tuple[int, int]] = {}
        """(space, device) → n of its beat that is ahead of the log here, and after how many whole pulls still."""
        self.declined: dict[bytes, refilling.Declined] = {}
        self.unread: set[bytes] = set()
        """Spaces whose log moved, or is said to have, since what waits for that was looked at."""
        self._judged_at: dict[bytes, CtlRef] = {}
        """The control log by which the pending commits of a space were last judged, with the keys that are here now."""

    # -- what others ask

    def tell(self, event: Event) -> None:
        """Adds an event to those handed out next."""
        self._events.append(event)

    def take_events(self) -> list[Event]:
        """The events since the last call."""
        events, self._events = self._events, []
        return events

    def beat_due(self, now: float) -> float:
        """When the next owed beat may go (monotonic seconds); far away where none is owed."""
        return min((beating.due(self, space, now) for space in self.beats_owed), default=now + 3600)

    def settled_state(self) -> SyncState:
        """The state after a round that went through."""
        if self.journal.frozen():
            return SyncState("frozen", self.journal.frozen())
        if self.behind:
            return SyncState("behind", "newer version")
        if self._keyless:
            return SyncState("held", "no key")
        return SyncState("idle")

    def spaces(self) -> list[bytes]:
        """The spaces that this machine uses, the organisation space first."""
        roster, me = self.control.roster(), self.keys.device_id
        confirmed = self.journal.confirmed()
        return [space for space in roster.spaces_of(me) if usable(roster, me, space, confirmed)]

    # -- the round

    def steps(self, wanted: set[bytes], everything: bool, *, looking: bool = False) -> Steps:
        """One round over the wanted ids (the organisation's id: the control log too), or over everything.

        `looking`: also over what the endpoint says has changed since it was asked last.
        """
        self.undone, self.everything, self.looking = set(wanted), everything, looking
        self._reload()
        if self.journal.frozen():
            yield from self._frozen(everything or looking)
            return
        self._first_look()
        if looking and not everything:
            told = yield from watch.look(self)
            everything = self.everything = told is None
            wanted = wanted | (told or frozenset())
            self.undone |= wanted
        self.looking = False
        if everything or self.org in wanted or self.control.head.cseq == 0:
            yield from following.follow(self)
        self._settle_made()
        spaces = self.spaces()
        self._keyless.intersection_update(spaces)
        wanted = {space for space in spaces if everything or space in wanted or self._stale(space)}
        self.undone |= wanted
        self.everything = False
        trouble: Offline | None = None
        for space in spaces:
            if space in wanted or self.journal.outbox_count(space):
                try:
                    yield from self._space(space)
                except Away:
                    raise
                except Offline as error:
                    # What is damaged in one log leaves the others what they are.
                    trouble = trouble or error
                    continue
            self.undone.discard(space)
        self.undone.intersection_update(spaces)
        for space in self.control.roster().spaces:
            if space not in spaces:
                judging.conclude(self, space)  # what an op took from work that lies here, with no role left to pull
        for space in self._to_hand_over(spaces):
            yield from self._hand_over(space)
        for space in [s for s in spaces if s in self.beats_owed]:
            yield from beating.send(self, space)
        if trouble is not None:
            raise trouble

    def _frozen(self, everything: bool) -> Steps:
        """Nothing is sent or applied; all that is asked for is the op that ends it."""
        self.beats_owed.clear()
        if everything:
            yield from thawing.look(self)
        if not self.journal.frozen():
            self.undone.clear()
            yield from self.steps(set(), True)
        self.undone.clear()
        self.everything = False

    def _settle_made(self) -> None:
        """Keys that waited for their op are settled, also where this machine has no right any more."""
        if self._settled_by != self.control.head:
            for space in self.control.roster().spaces:
                rotation.settle(self.journal, self.control, space)
            self._settled_by = self.control.head

    def _to_hand_over(self, spaces: list[bytes]) -> list[bytes]:
        """Spaces where this machine has no right any more, and work that was made before it heard of that.

        The endpoint's clock says when it is too late, not the pc's: so it is tried as long as there is any.
        """
        control, me = self.control, self.keys.device_id
        others = [space for space in control.roster().spaces if space not in spaces]
        return [s for s in others if self.journal.outbox_count(s) and control.hands_over(me, s, now_ms=0)]

    def _hand_over(self, space: bytes) -> Steps:
        try:
            yield from pushing.push(self, space)
        except Refusal as error:
            self.tell(Alarm(space, error.problem.reason, b""))

    def _reload(self) -> None:
        if self.journal.control_length() > self.control.head.cseq:
            self.control = ControlLog.load(self.org, self.journal.control_ops())

    def _stale(self, space: bytes) -> bool:
        """Whether ops or keys came, or the program was started, since the pending commits there were judged."""
        return self._judged_at.get(space) != self.control.head

    def _first_look(self) -> None:
        """The program was started, or keys came: what waited may be known to this version, with a connection or not."""
        for space in self.spaces():
            if space not in self._judged_at:
                self.unread.add(space)
                judging.judge_again(self, space)
                self._judged_at[space] = self.control.head

    def _space(self, space: bytes) -> Steps:
        self.undone.add(space)
        try:
            yield from self._rekey(space)
            if self._stale(space):
                judging.judge_again(self, space)
                self._judged_at[space] = self.control.head
            yield from pushing.push(self, space)
            anew = yield from pulling.pull(self, space)
            judging.conclude(self, space)
            anew = incarnations.mend(self, space) or anew
            if (yield from refilling.refill(self, space)) or anew:
                yield from pushing.push(self, space)
                yield from pulling.pull(self, space)
            yield from beating.hear(self, space)
            yield from keyring.answer_lacks(self, space)
        except Refusal as error:
            if error.status not in (403, 404):
                raise Offline(error.problem.reason) from None
            self.tell(Alarm(space, error.problem.reason, b""))

    # -- REKEY

    def _rekey(self, space: bytes) -> Steps:
        """Fetches keys that are missing here, makes the next where it is due, and boxes for those who lack them."""
        before = self.journal.epochs(space)
        try:
            yield from keyring.fetch(self, space)
            yield from rotation.rotate(self, space)
        finally:
            if self.journal.epochs(space) != before:
                self._judged_at.pop(space, None)
                self.tell(KeysChanged(space))
        newest = self.control.roster().epoch(space)
        if newest is None or newest.epoch not in self.journal.epochs(space):
            self._keyless.add(space)
        else:
            self._keyless.discard(space)
        rotation.sign_anew(self, space)
        yield from keyring.hand_out(self, space)

    def changed(self, space: bytes, changed: Changed) -> None:
        """Tells of records that changed, if any did."""
        if changed.recs:
            self.tell(RecordsChanged(space, changed.kinds, changed.recs))

    # -- what the steps in other files tell

    def other_reader(self, space: bytes, device: bytes) -> bool:
        """Whether the machine is another user's, and one that can read the space: vouched for, with a role."""
        roster = self.control.roster()
        return roster.user_of(device) != roster.user_of(self.keys.device_id) and "r" in roster.rights(device, space)

    def mark_seen(self, space: bytes, seq: int) -> None:
        """Own commits up to `seq` were seen by somebody else."""
        if seq and self.journal.mark_seen(space, seq):
            self.tell(OutboxChanged(space))

    def alarm(self, space: bytes, reason: str, device: bytes) -> None:
        """Keeps and tells something that changes no verdict."""
        self.journal.alarm(space, reason, device)
        self.tell(Alarm(space, reason, device))

    def set_aside(self, space: bytes, cid: bytes, reason: str) -> None:
        """Tells of a commit that was quarantined."""
        self.tell(SetAside(space, cid, reason))
