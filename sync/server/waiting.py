"""Long polls: what a device may hear of, what changed there since it was told last, and when it is told again.

Knows the database and the bell, not HTTP.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from starlette.concurrency import run_in_threadpool

from sync.codec import as_bytes, as_int, as_list, decode, encode
from sync.control import ControlLog
from sync.errors import SyncError
from sync.protocol import MAX_SMALL
from sync.server.bell import Bell
from sync.server.database import rows as db
from sync.server.database.connections import Database

PAUSE_S = 0.25
CROWD = 100
"""One more second of pause for each so many that wait: told of each commit at once, they would ask more than it takes
in. Whoever was not told of late is told at once."""

Marks: TypeAlias = dict[bytes, tuple[int, ...]]
"""id → numbers that are others when anything changed there; the org id stands for control log and organisation space
together."""


@dataclass(frozen=True)
class Token:
    """What a device has heard, and when it was last told of a change (the endpoint's clock)."""

    told_ms: int
    marks: Marks

    @classmethod
    def parse(cls, raw: bytes) -> "Token":
        """From `[told_ms, [[id, number..]..]]`; one that cannot be read has heard of nothing."""
        try:
            told, rows = as_list(decode(raw, MAX_SMALL), 2)
            marks = {}
            for row in as_list(rows):
                key, *numbers = as_list(row)
                marks[as_bytes(key, 16)] = tuple(as_int(number) for number in numbers)
            return cls(as_int(told), marks)
        except (SyncError, ValueError):
            return cls(0, {})

    def raw(self) -> bytes:
        """The canonical bytes."""
        return encode([self.told_ms, [[key, *self.marks[key]] for key in sorted(self.marks)]])

    def changed(self, now: Marks) -> list[bytes]:
        """The ids that are not as they were, those that are gone among them."""
        return sorted(key for key in now.keys() | self.marks.keys() if now.get(key) != self.marks.get(key))


class Waiting:
    """Holds answers until there is something to tell."""

    def __init__(
        self,
        database: Database,
        control: Callable[[db.Connection, bytes], ControlLog],
        bell: Bell,
        now_ms: Callable[[], int],
    ) -> None:
        """`control` answers an organisation's log as of a transaction."""
        self._database = database
        self._control = control
        self._bell = bell
        self._now_ms = now_ms
        self._waiting = 0

    def marks(self, org: bytes, device: bytes) -> Marks:
        """How everything stands that the device may hear of."""
        with self._database.reading() as conn:
            control = self._control(conn, org)
            spaces = control.roster().spaces_of(device)
            found = db.standing_of(conn, org, [org, *spaces])
        marks: Marks = {space: found.get(space, ()) for space in spaces}
        marks[org] = (control.head.cseq, *found.get(org, ()))
        return marks

    async def answer(self, org: bytes, device: bytes, before: bytes, seconds: float) -> bytes:
        """`[token, [id..]]`: what changed since the token `before`, as soon as there is any, or after `seconds`."""
        token = Token.parse(before)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        self._waiting += 1
        try:
            pause = min(self._pause(token.told_ms), seconds)
            if pause > 0:
                await self._bell.closing(pause)
            while True:
                with self._bell.listening(org, token.marks) as rung:
                    marks = await run_in_threadpool(self.marks, org, device)
                    changed = token.changed(marks)
                    left = deadline - loop.time()
                    if changed or left <= 0 or self._bell.closed:
                        told = self._now_ms() if changed else token.told_ms
                        return encode([Token(told, marks).raw(), changed])
                    await rung(left)
        finally:
            self._waiting -= 1

    def _pause(self, told_ms: int) -> float:
        """Seconds for which somebody who was told just now is not told again."""
        pause = PAUSE_S + self._waiting // CROWD
        since = (self._now_ms() - told_ms) / 1000
        return pause - since if 0 <= since < pause else 0.0
