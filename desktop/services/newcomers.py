"""Who came in since this person looked: every new member, every vouch, and a shared space that took another name.

Shown until it was seen, once. It decides nothing: who may read is the control log's matter (docs/protocol.md).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop.services.clock import from_ms
from desktop.services.errors import told
from desktop.services.machine import Machine
from desktop.services.session import Names
from desktop.services.spaces import Spaces
from desktop.services.wording import Wording
from desktop.store.records import Records
from desktop.store.settings import Settings
from desktop.texts import Message, _
from sync.control import Op, Roster
from sync.control_bodies import AdminSet, DpoSet
from sync.control_space_bodies import DeviceAdd, MemberSet, Vouch

SEEN = "_newcomers_seen"
"""In the settings: the last op that was looked at, and what each space was called then."""

IN = _("{name} has been given access to {space}. {who} vouched for the pc.")
AGAIN = _("{name} has been given access to {space} again. {who} decided that.")
ANOTHER = _("{name} has access to {space} from one more pc, and vouched for it from the first.")
MEMBER = _("{name} may be let in to {space}. {who} decided that; a colleague must vouch for the pc first.")
MINE = _("A pc was entered in your name by {who}. If it is not yours, tell your leader, and let nobody vouch for it.")
ADMIN = _("{name} is an administrator now. {who} decided that.")
NO_ADMIN = _("{name} is no administrator any more. {who} decided that.")
OFFICER = _("{name} is data protection officer now. {who} decided that.")
CALLED = _("The shared space »{old}« is called »{new}« now. {who} changed that.")


@dataclass(frozen=True)
class Newcomer:
    """One sentence, and when it came to be."""

    sentence: Message
    when: datetime


@dataclass(frozen=True)
class Unseen:
    """What has not been looked at yet, the newest first; `upto` and `names` are what `seen` keeps."""

    rows: tuple[Newcomer, ...]
    upto: int
    names: dict[str, str]


@dataclass(frozen=True)
class _Gain:
    """Somebody who may read a space from a machine that could not before; no machine: a member without one."""

    op: Op
    space: bytes
    user: bytes
    device: bytes


class Newcomers:
    """Tells who came in, in the spaces that this pc uses, since it came in itself."""

    def __init__(
        self, machine: Machine, records: Records, names: Names, spaces: Spaces, words: Wording, kept: Settings
    ) -> None:
        self._machine, self._records, self._names, self._spaces = machine, records, names, spaces
        self._text, self._kept = words.text, kept

    def unlocked(self) -> None:
        """Notes what spaces are called that were not known before; (W), once after each unlock."""
        upto, names = self._seen()
        now = self._called()
        if now.keys() - names.keys():
            self._keep(upto, {**now, **names})

    @told()
    def unseen(self) -> Unseen:
        """What is to be shown; (R)."""
        upto, known = self._seen()
        now = self._called()
        named = self._spaces.names()
        gains = list(self._gains(upto))
        came = {(gain.space, gain.user) for gain in gains if gain.device}
        told_of = [gain for gain in gains if gain.device or not ((gain.space, gain.user) in came or self._is_in(gain))]
        rows = [self._row(gain, named) for gain in told_of]
        other = [(space, name) for space, name in now.items() if known.get(space, name) != name]
        rows += [self._renamed(space, known[space], name) for space, name in other]
        rows.sort(key=lambda row: row.when.timestamp(), reverse=True)
        return Unseen(tuple(rows), self._machine.control.head.cseq, now)

    @told()
    def seen(self, unseen: Unseen) -> None:
        """These were looked at, and are not shown again; (W). What came since then is."""
        upto, names = self._seen()
        self._keep(max(upto, unseen.upto), {**names, **unseen.names})

    def _is_in(self, gain: _Gain) -> bool:
        """Whether a member who was to be let in has been: also where the user of this pc vouched, which is no news."""
        roster = self._machine.control.roster()
        let_in = isinstance(gain.op.body, MemberSet)
        return let_in and any(roster.rights(device, gain.space) for device in roster.devices_of(gain.user))

    def _gains(self, after: int) -> Iterator[_Gain]:
        control, me = self._machine.control, self._machine.keys.device_id
        used = set(self._machine.spaces())
        for cseq in range(after + 1, control.head.cseq + 1):
            op = control.op(cseq)
            if control.roster(cseq - 1).user_of(op.by) == self._machine.identity.user:
                continue  # who did it knows
            for gain in self._by(op):
                # What was there when this pc came in is no news to it.
                if gain.space in used and "r" in control.roster(cseq - 1).rights(me, gain.space):
                    yield gain

    def _by(self, op: Op) -> Iterator[_Gain]:
        control, body = self._machine.control, op.body
        before, after = control.roster(op.cseq - 1), control.roster(op.cseq)
        row = body.row if isinstance(body, DeviceAdd | AdminSet) else None
        if row is not None and row.user == self._machine.identity.user:
            yield _Gain(op, before.org, row.user, row.device)
        elif isinstance(body, AdminSet | DpoSet):
            if body.user:
                yield _Gain(op, before.org, body.user, b"")
        elif isinstance(body, Vouch | MemberSet):
            concerned = (body.device,) if isinstance(body, Vouch) else after.devices_of(body.user)
            spaces = body.spaces if isinstance(body, Vouch) else (body.space,)
            for space in spaces:
                gained = [d for d in concerned if after.rights(d, space) and not before.rights(d, space)]
                for device in gained:
                    yield _Gain(op, space, after.user_of(device) or b"", device)
                user = body.user if isinstance(body, MemberSet) else b""
                if user and not gained and after.role(user, space) and not before.role(user, space):
                    yield _Gain(op, space, user, b"")

    def _row(self, gain: _Gain, named: Mapping[bytes, str]) -> Newcomer:
        before = self._machine.control.roster(gain.op.cseq - 1)
        who = before.user_of(gain.op.by)
        said = {
            "name": self._names.user(gain.user),
            "who": self._text(_("The municipality's root key")) if who is None else self._names.user(who),
            "space": named.get(gain.space, ""),
        }
        when = from_ms(self._machine.control.received_ms(gain.op.cseq))
        return Newcomer(Message(_sentence(gain, before), said), when)

    def _renamed(self, space: str, old: str, new: str) -> Newcomer:
        found = self._records.get("space_info", bytes.fromhex(space))
        (first, *_others) = found.view.groups["name"].survivors if found else ()
        said = {"old": old, "new": new, "who": self._names.user(first.user)}
        return Newcomer(Message(CALLED, said), from_ms(first.received_ms or first.at[0]))

    def _called(self) -> dict[str, str]:
        """What each space is called whose name is here, by its id in hexadecimal digits."""
        called = {row.rec: str(row.values.get("name", "")) for row in self._records.all("space_info")}
        return {space.id.hex(): called[space.id] for space in self._spaces.all() if called.get(space.id)}

    def _seen(self) -> tuple[int, dict[str, str]]:
        kept = self._kept.get(SEEN)
        return (int(kept["upto"]), dict(kept["names"])) if isinstance(kept, dict) else (0, {})

    def _keep(self, upto: int, names: dict[str, str]) -> None:
        self._kept.set(SEEN, {"upto": upto, "names": names})


def _sentence(gain: _Gain, before: Roster) -> str:
    body = gain.op.body
    if isinstance(body, DeviceAdd | AdminSet) and gain.device:
        return MINE
    if isinstance(body, AdminSet):
        return ADMIN if body.on else NO_ADMIN
    if isinstance(body, DpoSet):
        return OFFICER
    if not gain.device:
        return MEMBER
    if isinstance(body, MemberSet):
        return AGAIN
    others = (device for device in before.devices_of(gain.user) if before.rights(device, gain.space))
    return ANOTHER if any(others) else IN
