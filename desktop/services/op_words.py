"""Control ops in words for people: who changes what for whom. Names come from the records; ids where there is none."""

from collections.abc import Callable, Mapping
from typing import Any

from desktop.services.cutting import Deferrable
from desktop.services.machine import Machine
from desktop.services.membership import ID_DIGITS
from desktop.services.spaces import Spaces
from desktop.store.records import Records
from desktop.texts import Message, _
from sync.control import Op
from sync.control_bodies import AdminSet, CarrierSet, DpoSet, Genesis, PolicySet, RecoveryKey, ServerKey
from sync.control_space_bodies import (
    Adopt,
    DeviceAdd,
    DeviceRevoke,
    EpochNew,
    MemberSet,
    RecoveryUsed,
    SpaceNew,
    Unvouch,
    Vouch,
)

RIGHTS_TOLD: Mapping[str, str] = {
    "none": _("no access"),
    "read": _("read"),
    "write": _("read and write"),
    "finalise": _("read, write and approve"),
    "archivist": _("read, write, approve and erase"),
}


class OpWords:
    """Tells what an op does, as far as this pc knows the names."""

    def __init__(self, machine: Machine, records: Records, spaces: Spaces) -> None:
        self._machine, self._records, self._spaces = machine, records, spaces

    def __call__(self, op: Op) -> Message:
        """The op as a sentence."""
        return _SENTENCES[type(op.body)](self, op, op.body)

    def of(self, body: Deferrable) -> Message:
        """What would be done, before anybody signed it."""
        match body:
            case MemberSet():
                return _member_set(self, body)
            case CarrierSet():
                return _carrier_set(self, body)
        return _revoke(self, body)

    def device(self, device: bytes) -> Message:
        """What a pc is called."""
        row = self._records.row("machine", device)
        label = str(row.values.get("label", "")) if row else ""
        if label:
            return Message(_("»{name}«"), {"name": label})
        return Message(_("the pc {id}"), {"id": device.hex()[:ID_DIGITS]})

    def user(self, user: bytes | None) -> Message:
        """What a colleague is called."""
        row = self._records.row("member", user) if user else None
        name = str(row.values.get("name", "")) if row else ""
        if name:
            return Message(_("{name}"), {"name": name})
        return Message(_("a colleague without a name"))

    def space(self, space: bytes) -> Message:
        """What a space is called, where it can be read; else the beginning of its id."""
        return self._spaces.told(space)

    def by(self, op: Op) -> Message:
        """Who signed the op."""
        if op.by == op.org:
            return Message(_("the recovery kit"))
        return self.owner(op.by)

    def owner(self, device: bytes) -> Message:
        """Whose a pc is."""
        return self.user(self._machine.control.roster().user_of(device))


def _member_set(words: OpWords, body: MemberSet) -> Message:
    args = {"name": words.user(body.user), "space": words.space(body.space)}
    if body.role == "none":
        return Message(_("{name} loses access to {space}; work up to now stands."), args)
    return Message(_("{name} may {role} in {space}."), {**args, "role": Message(RIGHTS_TOLD[body.role])})


def _admin_set(words: OpWords, _op: Op, body: AdminSet) -> Message:
    args: dict[str, object] = {"name": words.user(body.user)}
    if body.row is not None:
        told = _("{name} becomes an administrator, with {pc}.")
        return Message(told, {**args, "pc": words.device(body.row.device)})
    told = _("{name} becomes an administrator.") if body.on else _("{name} is no longer an administrator.")
    return Message(told, args)


def _dpo_set(words: OpWords, _op: Op, body: DpoSet) -> Message:
    if not body.user:
        return Message(_("Nobody is data protection officer any more."))
    return Message(_("{name} becomes data protection officer."), {"name": words.user(body.user)})


def _carrier_set(words: OpWords, body: CarrierSet) -> Message:
    told = _("{name} may carry sealed files.") if body.on else _("{name} no longer carries sealed files.")
    return Message(told, {"name": words.user(body.user)})


def _revoke(words: OpWords, body: DeviceRevoke) -> Message:
    told = _("{pc} of {name} is stopped as lost.") if body.lost else _("{pc} of {name} is stopped: it is handed back.")
    return Message(told, {"pc": words.device(body.device), "name": words.owner(body.device)})


def _adopt(words: OpWords, _op: Op, body: Adopt) -> Message:
    told = _("What {name} wrote on {pc} in {space} after losing access is taken over.")
    return Message(
        told, {"name": words.owner(body.device), "pc": words.device(body.device), "space": words.space(body.space)}
    )


def _policy(_words: OpWords, _op: Op, body: PolicySet) -> Message:
    return Message(_("The setting {name} becomes {setting}."), {"name": body.name, "setting": str(body.setting)})


def _fixed(msgid: str) -> Callable[[OpWords, Op, Any], Message]:
    return lambda _words, _op, _body: Message(msgid)


def _about_device(msgid: str) -> Callable[[OpWords, Op, Any], Message]:
    def told(words: OpWords, op: Op, body: Any) -> Message:
        return Message(msgid, {"by": words.by(op), "pc": words.device(body.device), "name": words.owner(body.device)})

    return told


def _about_space(msgid: str) -> Callable[[OpWords, Op, Any], Message]:
    return lambda words, op, body: Message(msgid, {"by": words.by(op), "space": words.space(body.space)})


_SENTENCES: dict[type, Callable[[OpWords, Op, Any], Message]] = {
    AdminSet: _admin_set,
    Adopt: _adopt,
    CarrierSet: lambda words, _op, body: _carrier_set(words, body),
    DeviceAdd: lambda words, op, body: Message(
        _("{by} enters a pc of {name}."), {"by": words.by(op), "name": words.user(body.row.user)}
    ),
    DeviceRevoke: lambda words, _op, body: _revoke(words, body),
    DpoSet: _dpo_set,
    EpochNew: _about_space(_("{by} makes a new key for {space}.")),
    Genesis: _fixed(_("The organisation is founded.")),
    MemberSet: lambda words, _op, body: _member_set(words, body),
    PolicySet: _policy,
    RecoveryKey: _fixed(_("The recovery kit is replaced by a new one.")),
    RecoveryUsed: _about_device(_("The recovery kit is used for {pc} of {name}.")),
    ServerKey: _fixed(_("The municipality's server gets a new key.")),
    SpaceNew: lambda words, op, body: Message(
        _("{by} makes {space}."), {"by": words.by(op), "space": words.space(body.space)}
    ),
    Unvouch: _about_device(_("{by} and a colleague shut {pc} of {name} out.")),
    Vouch: _about_device(_("{by} lets {pc} of {name} in.")),
}
