"""For whom a bundle can be closed: pc's of colleagues that share a space with this one, those that are new first."""

from dataclasses import dataclass

from desktop.domain.collation import da_key
from desktop.services.machine import Machine
from desktop.services.session import Names, pcs_called
from desktop.store.records import Records


@dataclass(frozen=True)
class Receiver:
    """A pc that the keys of a shared space may be sealed to. `new`: no pc here has heard from it yet."""

    device: bytes
    who: str
    label: str
    new: bool


def receivers(machine: Machine, names: Names, records: Records) -> tuple[Receiver, ...]:
    """All of them but this one; by name within the new and the others."""
    roster, me = machine.control.roster(), machine.keys.device_id
    spaces = [space for space in machine.spaces() if space != roster.org]
    heard = {device for space in spaces for device in machine.journal.beats(space)}
    labels = pcs_called(records)
    found = [
        Receiver(device, names.user(roster.user_of(device) or b""), labels.get(device, ""), device not in heard)
        for device in {device for space in spaces for device in roster.devices_entitled(space)} - {me}
    ]
    return tuple(sorted(found, key=lambda one: (not one.new, da_key(one.who), da_key(one.label), one.device)))
