"""What everybody is told for ever, or until it is over: the recovery kit was used, a pc ends, something is erased."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from desktop.services import ending
from desktop.services.clock import from_ms
from desktop.services.machine import Machine
from desktop.texts import Message, _
from sync.control_bodies import RecoveryKey
from sync.control_space_bodies import RecoveryUsed
from sync.heads import Beat
from sync.purging import WINDOW_DAYS

LEAVING = Message(
    _(
        "This pc was taken out of Rød Tråd in good order. What you wrote and have not sent can still be sent or saved"
        " to a USB stick until the day below. After that its keys are erased."
    )
)
KIT_USED = Message(_("The recovery kit was used to let a pc in. If you did not expect that, ask an administrator."))
NAMED = _("An archivist has named changes for erasure: {n}. Another archivist must agree.")
HIDDEN = _("Two archivists have erased changes: {n}. They are hidden now, and gone from every copy after {days} days.")
LATE = _("Pc's that have not erased what is erased here: {n}. They do so when they are next in contact.")
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
    return (*found, *(notice for space in machine.spaces() for notice in _erasure(machine, space)))


def _erasure(machine: Machine, space: bytes) -> Iterator[Notice]:
    """What two archivists erased in a space and is not gone yet, here or on other pc's; and what one of them named."""
    journal, roster, me = machine.journal, machine.control.roster(), machine.keys.device_id
    half = [one for one in journal.half_named(space) if one.seq and one.user != machine.identity.user]
    if half and "p" in roster.rights(me, space):
        yield Notice(Message(NAMED, {"n": len({one.dot for one in half})}), from_ms(half[-1].received_ms))
    purges = [purge for purge in journal.purges(space) if purge.seq]
    here = journal.purged(space)
    hidden = [purge for purge in purges if purge.seq > here]
    if hidden:
        yield Notice(Message(HIDDEN, {"n": len(hidden), "days": WINDOW_DAYS}), from_ms(hidden[-1].received_ms))
    gone = [purge for purge in purges if purge.seq <= here]
    done = {device: Beat.parse(raw).purged for device, raw in journal.beats(space).items()}
    late = [one for one in roster.devices_entitled(space) if gone and one != me and done.get(one, 0) < gone[-1].seq]
    if late:
        yield Notice(Message(LATE, {"n": len(late)}), from_ms(gone[-1].received_ms))
