"""What everybody is told for ever, or until it is over: the recovery kit was used, this pc is on its way out."""

from dataclasses import dataclass
from datetime import datetime

from desktop.services import ending
from desktop.services.clock import from_ms
from desktop.services.machine import Machine
from desktop.texts import Message, _
from sync.control_bodies import RecoveryKey
from sync.control_space_bodies import RecoveryUsed

LEAVING = Message(
    _(
        "This pc was taken out of Rød Tråd in good order. What you wrote and have not sent can still be sent or saved"
        " to a USB stick until then; after that its keys are erased."
    )
)
KIT_USED = Message(_("The recovery kit was used to let a pc in. If you did not expect that, ask an administrator."))
KIT_REPLACED = Message(_("The recovery kit was replaced by a new one."))


@dataclass(frozen=True)
class Notice:
    """One sentence, and the moment it is about."""

    sentence: Message
    when: datetime


def notices(machine: Machine) -> tuple[Notice, ...]:
    """What is to be shown, this pc's own end first and then the newest first."""
    control = machine.control
    until = ending.hand_over_until(machine)
    found = [Notice(LEAVING, until)] if until is not None else []
    for cseq in range(control.head.cseq, 0, -1):
        body = control.op(cseq).body
        if isinstance(body, RecoveryUsed | RecoveryKey):
            sentence = KIT_USED if isinstance(body, RecoveryUsed) else KIT_REPLACED
            found.append(Notice(sentence, from_ms(control.received_ms(cseq))))
    return tuple(found)
