"""The end of this pc, as its control log orders it: erased, locked, or thirty days to hand over what was not sent.

Nothing but a verified op ends a pc; what the municipality's server answers never does (docs/protocol.md 7).
"""

from datetime import datetime, timedelta
from pathlib import Path

from desktop.services.clock import Clock, from_ms
from desktop.services.errors import AppError
from desktop.services.machine import Machine
from desktop.store import ended
from desktop.store.vault_keystore import KeyStore
from desktop.texts import Message, _
from sync.client.ending import LEFT_DAYS, End, end_of

LEARNED = "left_learned"
_DAY_MS = 86_400_000


class Erased(AppError):
    """The keys are gone."""

    kind = "vault-erased"
    title = Message(_("This pc was taken out of Rød Tråd"))
    sentence = Message(
        _(
            "Its keys were erased, and nothing on it can be read any more. What was sent is safe at the municipality's"
            " server. Ask an administrator if you are to use it again."
        )
    )


class LockedOut(AppError):
    """One administrator alone said that the pc was lost: it refuses, and keeps what it has."""

    kind = "vault-locked-out"
    title = Message(_("This pc was reported lost"))
    sentence = Message(
        _(
            "It opens nothing any more. What lies on it is sealed, and nothing was deleted. If it is not lost, ask an"
            " administrator to let it in anew."
        )
    )


def ordered(machine: Machine) -> End | None:
    """What the control log orders for this pc; None while it is not revoked."""
    if not machine.control.ops:
        return None
    return end_of(machine.control, machine.keys.device_id, machine.journal.confirmed())


def heed(machine: Machine, clock: Clock) -> bool:
    """Notes in the folder what was ordered; whether the pc is to be closed now. Erasing is `carry_out`'s matter."""
    end = ordered(machine)
    if end is None:
        return False
    if end.kind == "left" and clock.now_ms() < _learned(machine, clock) + LEFT_DAYS * _DAY_MS:
        return False
    ended.note(machine.store.folder, "lock" if end.kind == "lock" else "erase")
    return True


def hand_over_until(machine: Machine) -> datetime | None:
    """Until when a pc that left in good order brings what it wrote, as counted here; None for every other pc."""
    end = ordered(machine)
    learned = machine.secrets.get(LEARNED)
    if end is None or end.kind != "left" or learned is None:
        return None
    return from_ms(int.from_bytes(learned, "big")) + timedelta(days=LEFT_DAYS)


def carry_out(folder: Path, key_store: KeyStore | None = None) -> None:
    """Does what the note in a closed folder says. Raises Erased or LockedOut where there is one."""
    kind = ended.noted(folder)
    if kind == "erase":
        ended.erase(folder, key_store or KeyStore())
        raise Erased
    if kind == "lock":
        raise LockedOut


def refuse_ended(machine: Machine, clock: Clock, key_store: KeyStore | None = None) -> None:
    """Closes an open pc that is ended, and carries that out. Raises Erased or LockedOut."""
    if heed(machine, clock):
        machine.close()
        carry_out(machine.store.folder, key_store)


def _learned(machine: Machine, clock: Clock) -> int:
    """When this pc first heard that it left: from then on it has thirty days, however long it was offline before."""
    known = machine.secrets.get(LEARNED)
    if known is None:
        known = max(0, clock.now_ms()).to_bytes(8, "big")
        machine.secrets.put(LEARNED, known)
    return int.from_bytes(known, "big")
