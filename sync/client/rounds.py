"""One round of sync as a generator: yields requests, is sent answers, and writes what it learns into the journal.

Order CTL → REKEY → PUSH → PULL → APPLY → beats. Raises Offline or Frozen; whatever was verified before stays.
"""

from collections.abc import Generator
from typing import Protocol, TypeAlias

from sync.client import beating, keyring, pulling
from sync.client.asking import Frozen, Offline, Refusal, ask, get
from sync.client.events import (
    Alarm,
    ControlChanged,
    Event,
    KeysChanged,
    OutboxChanged,
    RecordsChanged,
    SetAside,
    SyncState,
)
from sync.client.sealing import usable
from sync.clock import Hlc
from sync.control import FORKED, ControlLog
from sync.control_ops import CtlHead
from sync.crypto.keys import DeviceKeys
from sync.errors import SyncError, Unknown
from sync.log import Changed, Journal
from sync.model import Commit, CtlRef
from sync.protocol import (
    PASSING,
    TAKEN,
    Answer,
    CtlPage,
    PushAnswer,
    Request,
    org_path,
    push_body,
    space_path,
)

Steps: TypeAlias = Generator[Request, Answer, None]
__all__ = ["Frozen", "Round", "Steps"]


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
    ) -> None:
        self.journal = journal
        self.keys = keys
        self.org = org
        self.clock = clock
        self.hlc = hlc
        self.kinds = kinds
        self.control = ControlLog.load(org, journal.control_ops())
        self.undone: set[bytes] = set()
        self.everything = False
        self._events: list[Event] = []
        self._behind = False
        self._keyless: set[bytes] = set()
        self._refused: dict[bytes, CtlRef] = {}
        self.last_beat: dict[bytes, float] = {}
        self.beats_owed: set[bytes] = set()
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
        if self._behind:
            return SyncState("behind", "newer version")
        if self._keyless:
            return SyncState("held", "no key")
        return SyncState("idle")

    # -- the round

    def steps(self, wanted: set[bytes], everything: bool) -> Steps:
        """One round over the wanted ids (the organisation's id: the control log too), or over everything."""
        self.undone, self.everything = set(wanted), everything
        self._reload()
        if everything or self.org in wanted or self.control.head.cseq == 0:
            yield from self._control()
        spaces = self._usable()
        self._keyless.intersection_update(spaces)
        wanted = {space for space in spaces if everything or space in wanted or self._stale(space)}
        self.undone |= wanted
        self.everything = False
        for space in spaces:
            if space in wanted or self.journal.outbox_count(space):
                yield from self._space(space)
            self.undone.discard(space)
        self.undone.clear()
        for space in [s for s in spaces if s in self.beats_owed]:
            yield from beating.send(self, space)

    def _usable(self) -> list[bytes]:
        roster = self.control.roster()
        confirmed = self.journal.confirmed()
        me = self.keys.device_id
        return [space for space in roster.spaces_of(me) if usable(roster, me, space, confirmed)]

    def _reload(self) -> None:
        if self.journal.control_length() > self.control.head.cseq:
            self.control = ControlLog.load(self.org, self.journal.control_ops())

    def _stale(self, space: bytes) -> bool:
        """Whether ops or keys came, or the program was started, since the pending commits there were judged."""
        return self._judged_at.get(space) != self.control.head

    def _space(self, space: bytes) -> Steps:
        self.undone.add(space)
        if space not in self._judged_at:
            self.unread.add(space)
        try:
            yield from self._rekey(space)
            if self._stale(space):
                pulling.judge_again(self, space)
                self._judged_at[space] = self.control.head
            yield from self._push(space)
            yield from pulling.pull(self, space)
            yield from beating.hear(self, space)
        except Refusal as error:
            if error.status not in (403, 404):
                raise Offline(error.problem.reason) from None
            self.tell(Alarm(space, error.problem.reason, b""))

    # -- CTL

    def _control(self) -> Steps:
        """Brings the control log up to date."""
        while True:
            after = self.control.head.cseq
            body = yield from self._asked(get("ctl", org_path(self.org, "ctl"), f"after={after}"))
            page = pulling.parsed(CtlPage.parse, body)
            if not self._add_ops(page, after):
                break
        self._check_ctl_head(page.head)

    def _asked(self, request: Request) -> Generator[Request, Answer, bytes]:
        """The body of an answer that must be a plain 200."""
        try:
            return (yield from ask(request))
        except Refusal as error:
            raise Offline(error.problem.reason) from None

    def _add_ops(self, page: CtlPage, after: int) -> bool:
        """Verifies ops one by one and stores those that hold, also where a later one does not."""
        fresh: list[tuple[bytes, bytes]] = []
        self._behind = False
        try:
            for op, head in page.ops:
                if self.control.add(op, head).cseq > after + len(fresh):
                    fresh.append((op, head))
        except Unknown:
            self._behind = True
        except SyncError as error:
            if error.reason == FORKED:
                self._freeze(error.reason, self._own_ctl_head(), head)
            raise Offline(error.reason) from None
        finally:
            self._keep_ops(fresh, after)
        return bool(fresh)

    def _keep_ops(self, ops: list[tuple[bytes, bytes]], after: int) -> None:
        if not ops:
            return
        try:
            self.journal.append_control(ops, after)
        except BaseException:
            # Memory must not be ahead of what is stored, or the next ops would be stored behind a gap.
            self.control = ControlLog.load(self.org, self.journal.control_ops())
            raise
        self.tell(ControlChanged(self.control.head.cseq))
        self._refused.clear()

    def _own_ctl_head(self) -> bytes:
        ops = self.control.after(max(0, self.control.head.cseq - 1))
        return ops[-1][1] if ops else b""

    def _check_ctl_head(self, raw: bytes) -> None:
        """The endpoint's newest CtlHead must stand on my chain; an older one on it means a restored endpoint."""
        if not raw or self.control.head.cseq == 0:
            return
        head = pulling.parsed(CtlHead.parse, raw)
        if head.cseq > self.control.head.cseq:
            return
        if self.control.op(head.cseq).ophash != head.ophash:
            if head.org == self.org and head.verify(self.control.roster(head.cseq).server_pk):
                self._freeze(FORKED, self._own_ctl_head(), raw)
            raise Offline("control head is wrong")
        if head.cseq < self.control.head.cseq:
            raise Offline("endpoint was restored")

    def _freeze(self, reason: str, mine: bytes, theirs: bytes) -> None:
        self.journal.freeze(reason, mine, theirs)
        raise Frozen(reason)

    # -- REKEY

    def _rekey(self, space: bytes) -> Steps:
        """Fetches keys that are missing here and makes the boxes that are missing there."""
        roster = self.control.roster()
        before = self.journal.epochs(space)
        try:
            yield from keyring.fetch(self.journal, self.keys, roster, space)
        finally:
            if self.journal.epochs(space) != before:
                self._judged_at.pop(space, None)
                self.tell(KeysChanged(space))
        newest = roster.epoch(space)
        if newest is None or newest.epoch not in self.journal.epochs(space):
            self._keyless.add(space)
        else:
            self._keyless.discard(space)
            yield from keyring.hand_out(self.journal, self.keys, roster, space)

    def changed(self, space: bytes, changed: Changed) -> None:
        """Tells of records that changed, if any did."""
        if changed.recs:
            self.tell(RecordsChanged(space, changed.kinds, changed.recs))

    # -- PUSH

    def _push(self, space: bytes) -> Steps:
        if self._refused.get(space) == self.control.head:
            return
        while commits := self.journal.outbox(space):
            pushed = yield from self._pushed(space, commits)
            if len(pushed.results) != len(commits):
                raise Offline("wrong number of results")
            pairs = list(zip(commits, pushed.results, strict=True))
            stored = {commit.cid: result.seq for commit, result in pairs if result.status in TAKEN}
            refused = next(((c, r) for c, r in pairs if r.status not in TAKEN), None)
            self.unread.add(space)
            self.journal.mark_stored(space, stored)
            if refused is not None:
                commit, result = refused
                self.journal.mark_refused(space, commit.cid, f"{result.status}: {result.reason}".rstrip(": "))
                if result.status not in PASSING:
                    self._refused[space] = self.control.head
            if stored or refused:
                self.tell(OutboxChanged(space))
            if refused is not None:
                return

    def _pushed(self, space: bytes, commits: list[Commit]) -> Generator[Request, Answer, PushAnswer]:
        """The endpoint's answer. It is told what Head it once gave, so that a restored one appends nothing."""
        cursor = self.journal.cursor(space)
        request = Request(
            "push",
            "POST",
            space_path(self.org, space, "push"),
            "" if cursor is None else f"gen={cursor.gen}&seq={cursor.seq}",
            push_body([commit.value() for commit in commits]),
            space,
            60.0,
        )
        try:
            body = yield from ask(request)
        except Refusal as error:
            if error.status == 409:
                raise Offline("endpoint was restored") from None
            raise
        pushed = pulling.parsed(PushAnswer.parse, body)
        head = pushed.head
        if (head.org, head.space) != (self.org, space) or (cursor is not None and head.gen != cursor.gen):
            raise Offline("head of another log")
        if not head.verify(self.control.roster().server_pk):
            raise Offline("head is not signed by the endpoint")
        if any(result.status in TAKEN and not 1 <= result.seq <= head.seq for result in pushed.results):
            raise Offline("stored beyond the head")
        return pushed

    # -- what the steps in other files tell

    def other_reader(self, space: bytes, device: bytes) -> bool:
        """Whether the machine is another user's, and one that can read the space: vouched for, with a role."""
        roster = self.control.roster()
        return roster.user_of(device) != roster.user_of(self.keys.device_id) and "r" in roster.rights(device, space)

    def push_again(self, space: bytes) -> None:
        """What the endpoint refused there had a reason that is no more."""
        self._refused.pop(space, None)

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
