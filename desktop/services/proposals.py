"""Ops that need two people: the first signs a file, the second reads what it says, signs beside him and posts it.

The file is the op itself (docs/format.md, "Control log") without its second signature; it holds no secret.
"""

from desktop.services.desk import Desk
from desktop.services.errors import BadFile, NotAllowed, NotYet, Overtaken, Refused
from desktop.services.machine import Machine
from desktop.texts import Message, _
from sync.control import Op
from sync.control_signers import signers
from sync.crypto.keys import SigningKey
from sync.errors import SyncError


def opened(desk: Desk, machine: Machine, raw: bytes, name: str) -> Op:
    """The op in the file `name`, signed by somebody who is known here, and still in its place.

    Raises BadFile; Overtaken where other ops came first; NotYet where it stands already; Refused, Unreachable.
    """
    try:
        op = Op.parse(raw)
    except SyncError as problem:
        raise BadFile(name) from problem
    if op.org != machine.identity.org:
        raise BadFile(name)
    desk.refresh()
    control = machine.control
    if op.cseq <= control.head.cseq:
        if control.op(op.cseq).ophash == op.ophash:
            raise NotYet(Message(_("It stands already: nothing more has to be signed.")))
        raise Overtaken(control.head.cseq - op.cseq + 1)
    if (op.cseq, op.prev) != (control.head.cseq + 1, control.head.ophash):
        raise BadFile(name)
    try:
        signers(op, control.roster())
    except SyncError as problem:
        raise Refused(problem.reason) from problem
    return op


def cosign(desk: Desk, machine: Machine, op: Op, root: SigningKey | None = None) -> Op:
    """Signs beside the first, with the root key where it is given, and posts it.

    Raises NotAllowed for the first himself, Overtaken, Refused, Unreachable.
    """
    roster = machine.control.roster()
    if op.cosig:
        raise NotYet(Message(_("It has two signatures already.")))
    if root is None and roster.user_of(op.by) == machine.identity.user:
        raise NotAllowed(Message(_("The second signature must be another person's.")))
    return desk.cosign(op, root)
