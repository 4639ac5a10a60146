"""A new key of the municipality's server: what administrators name together, so that every pc trusts it again.

Whoever runs the server says the key by telephone or on paper; this asks the server itself, and compares.
"""

from desktop.services.desk import Desk, asked
from desktop.services.errors import NotAllowed, NotYet
from desktop.services.machine import Machine
from desktop.texts import Message, _
from sync.client import calls
from sync.client.transport import Transport
from sync.control import Op, Roster
from sync.control_bodies import ServerKey
from sync.control_rows import Start
from sync.crypto.keys import SigningKey
from sync.errors import SyncError
from sync.protocol import NO_CONTROL_LOG


def naming(machine: Machine, transport: Transport, server_pk: bytes) -> ServerKey:
    """Names the key, and the newest generation of every log that the server signed with it.

    Brings back the control log where the server lost it. Raises NotAllowed where the server has another key, NotYet
    where it has not begun a log anew under this one, Refused, Unreachable.
    """
    with asked():
        if calls.hello(transport).server_pk != server_pk:
            raise NotAllowed(Message(_("The server that answers has another key than the one you gave.")))
    _brought_back(machine, transport)
    starts: list[Start] = []
    with asked():
        for space in sorted(machine.control.roster().spaces):
            start = calls.newest_start(transport, machine.identity.org, space)
            if start.space != space or not start.verify(server_pk):
                raise NotYet(Message(_("The server still goes on under its former key. Nothing was changed.")))
            starts.append(Start(space, start.gen, start.chain))
    return ServerKey(server_pk, tuple(starts))


def _brought_back(machine: Machine, transport: Transport) -> None:
    """The ops that the server knows are learnt here, and those that it lost are brought to it."""
    org, control = machine.identity.org, machine.control
    with asked():
        try:
            there = calls.get_ctl(transport, org)
        except SyncError as problem:
            if problem.reason != NO_CONTROL_LOG:
                raise
            there = []
        if len(there) < control.head.cseq:
            calls.refill_ctl(transport, org, control.after(len(there)))
        machine.learn(there)


def name_by_root(desk: Desk, body: ServerKey, root: SigningKey) -> Op:
    """Signs it with the recovery kit and posts it."""

    def unchanged(_roster: Roster) -> ServerKey:
        return body

    return desk.post(unchanged, by=root)
