"""What an administrator asked for without a connection: kept on his pc, and carried out when he says so.

Nothing is signed before: the cuts that such an op names are read from logs that cannot be reached now, and what others
changed meanwhile is shown first.
"""

from dataclasses import dataclass
from typing import cast

from desktop.services.cutting import Cutting, Deferrable
from desktop.services.desk import Agree, Desk
from desktop.services.errors import Overtaken
from desktop.services.machine import Machine
from sync import codec
from sync.control_bodies import parse_body

NAME = "errands"
MAX_BYTES = 1 << 20


@dataclass(frozen=True)
class Errand:
    """One of them: the body without cuts, and the control log as it was known when it was asked for."""

    cseq: int
    body: Deferrable


class Errands:
    """Those that wait on this pc, the oldest first."""

    def __init__(self, machine: Machine, desk: Desk, cutting: Cutting) -> None:
        self._machine, self._desk, self._cutting = machine, desk, cutting

    def waiting(self) -> tuple[Errand, ...]:
        """All of them."""
        kept = self._machine.secrets.get(NAME)
        found = []
        for row in codec.as_list(codec.decode(kept, MAX_BYTES)) if kept else ():
            cseq, kind, body = codec.as_list(row, 3)
            found.append(Errand(codec.as_int(cseq), cast(Deferrable, parse_body(str(kind), body))))
        return tuple(found)

    def keep(self, body: Deferrable) -> None:
        """One more."""
        self._store((*self.waiting(), Errand(self._machine.control.head.cseq, body)))

    def drop(self) -> int:
        """Forgets all of them; how many they were."""
        dropped = len(self.waiting())
        self._machine.secrets.drop(NAME)
        return dropped

    def send(self, agree: Agree) -> int:
        """Carries them out, each with the cuts of today; how many. `agree` is shown what others changed meanwhile.

        Raises Overtaken where it says no, Refused, Unreachable; those not carried out are kept.
        """
        done = 0
        while waiting := self.waiting():
            first = waiting[0]
            came = self._desk.came_since(first.cseq)
            if came and not agree(came):
                raise Overtaken(len(came))
            self._desk.post(self._cutting.again(first.body), agree=agree)
            done += 1
            # What was just done by this person is no news to him.
            cseq = self._machine.control.head.cseq
            self._store(tuple(Errand(cseq, errand.body) for errand in waiting[1:]))
        return done

    def _store(self, errands: tuple[Errand, ...]) -> None:
        if errands:
            rows = [[errand.cseq, errand.body.KIND, errand.body.value()] for errand in errands]
            self._machine.secrets.put(NAME, codec.encode(rows))
        else:
            self._machine.secrets.drop(NAME)
