"""How an organisation begins: its keys, its founder's pc and the first ops, signed before the endpoint has them.

The kit goes to paper on two pages; where they are written is the front end's matter.
"""

import os
from collections.abc import Callable
from pathlib import Path

from desktop.services import passphrases
from desktop.services.clock import Clock
from desktop.services.desk import Desk, asked
from desktop.services.engine import Connect, stamps
from desktop.services.errors import NotYet
from desktop.services.events import Events
from desktop.services.kits import Kit
from desktop.services.machine import Machine
from desktop.services.membership import Membership
from desktop.services.writing import Writing
from desktop.store.records import Records
from desktop.store.vault import Argon2Params
from desktop.texts import Message, Texts, _
from sync import codec
from sync.client import calls
from sync.client.transport import Transport
from sync.control import HEAD_MOVED, Op, build_genesis, build_op
from sync.control_bodies import PolicySet
from sync.crypto.keys import DeviceKeys, org_id
from sync.errors import Refused

FOUNDING, FOUNDER = "founding", "founder"


def probe(url: str, connect: Connect) -> bytes:
    """The endpoint's key, which is pinned in the first op. Raises Unreachable."""
    with asked():
        transport = connect(url, DeviceKeys.generate())
        try:
            return calls.hello(transport).server_pk
        finally:
            transport.close()


def found(
    folder: Path,
    passphrase: str,
    url: str,
    demo: bool,
    clock: Clock,
    connect: Connect,
    keep: Callable[[Kit], object],
    params: Argon2Params | None = None,
    kit: Kit | None = None,
) -> Machine:
    """Makes the founder's pc and the organisation's keys, and signs its first ops; nothing is posted yet.

    The endpoint must answer: its key is pinned in the first op. `keep` puts the kit where people will find it
    before anything is made that needs it; one that people have already is given as `kit`. Raises Unreachable,
    WeakPassphrase, FolderInUse.
    """
    passphrases.check(passphrase, demo)
    kit = kit or Kit.generate()
    server_pk = probe(url, connect)
    keep(kit)
    machine = Machine.create(folder, passphrase, params)
    try:
        user, now = os.urandom(16), clock.now_ms()
        ops = [build_genesis(kit.root, server_pk, kit.recovery.pk, user, machine.keys, now)]
        if demo:
            first = Op.parse(ops[0])
            ops.append(build_op(kit.root, first.org, first.ref, PolicySet("demo", 1), now))
        machine.secrets.put(FOUNDING, codec.encode([kit.root.pk, user, url, ops]))
    except BaseException:
        machine.close()
        raise
    return machine


def complete(machine: Machine, clock: Clock, connect: Connect) -> bytes:
    """Posts what `found` signed and opens the organisation's space; can be run again. Answers the user's id.

    Raises NotYet with the sentence to say where the endpoint does not serve the organisation yet.
    """
    waiting = machine.secrets.get(FOUNDING)
    if waiting is None:
        raise NotYet(Message(_("There is no founding to complete in this folder.")))
    root_pk, user, url, raws = codec.as_list(codec.decode(waiting, 1 << 20), 4)
    org = org_id(codec.as_bytes(root_pk, 32))
    ops = [codec.as_bytes(raw) for raw in codec.as_list(raws)]
    transport = connect(codec.as_text(url), machine.keys)
    try:
        if not machine.control.ops:
            stored = _posted(transport, org, ops)
            with asked():
                machine.belong(codec.as_bytes(root_pk, 32), codec.as_bytes(user, 16), codec.as_text(url), stored)
        desk = Desk(machine, transport, clock)
        roster = desk.refresh()
        if roster.epoch(org) is None:
            desk.make_epoch(org)
        machine.secrets.drop(FOUNDING)
    finally:
        transport.close()
    return codec.as_bytes(user, 16)


def note_founder(machine: Machine, name: str, title: str) -> None:
    """What the founder is called is kept until it can be written: before that there is no organisation."""
    machine.secrets.put(FOUNDER, codec.encode([name, title]))


def introduce(machine: Machine, clock: Clock, connect: Connect, texts: Texts) -> None:
    """Writes what the founder and his pc are called; once."""
    kept = machine.secrets.get(FOUNDER)
    if kept is None:
        return
    name, title = map(codec.as_text, codec.as_list(codec.decode(kept, 1 << 16), 2))
    identity = machine.identity
    transport = connect(identity.url, machine.keys)
    try:
        membership = _membership(machine, clock, Desk(machine, transport, clock))
        membership.name_member(identity.user, name, "admin", title)
        membership.name_machine(machine.keys.device_id, identity.user, texts(_("{name}'s pc"), name=name))
        machine.secrets.drop(FOUNDER)
    finally:
        transport.close()


def unopened(machine: Machine) -> tuple[bytes, ...]:
    """The spaces that this pc's person may write in and that nobody has opened yet."""
    roster, user = machine.control.roster(), machine.identity.user
    mine = (space for space in roster.spaces if space != roster.org and "w" in roster.role(user, space))
    return tuple(space for space in mine if roster.epoch(space) is None)


def open_space(machine: Machine, clock: Clock, connect: Connect, name: str, short: str) -> None:
    """Makes the key of the first of them, and gives it its name. Raises Unreachable, NotYet where it is open by now."""
    asked = unopened(machine)[:1]
    transport = connect(machine.identity.url, machine.keys)
    try:
        desk = Desk(machine, transport, clock)
        desk.sync()
        for space in asked:
            _membership(machine, clock, desk).open_space(space, name, short)
            desk.sync()
    finally:
        transport.close()


def command(machine: Machine) -> str:
    """What is run on the endpoint so that it serves the organisation whose founding waits here."""
    waiting = machine.secrets.get(FOUNDING)
    if waiting is None:
        return admitting(machine.identity.org)
    return admitting(org_id(codec.as_bytes(codec.as_list(codec.decode(waiting, 1 << 20), 4)[0], 32)))


def admitting(org: bytes) -> str:
    """The same for an organisation's id."""
    return f"roedtraad-endpoint admit --org-key {org.hex()}"


def _membership(machine: Machine, clock: Clock, desk: Desk) -> Membership:
    writing = Writing(machine, clock, Events(), stamps(machine, clock), lambda _space: None)
    return Membership(machine, desk, writing, Records(machine.store))


def _posted(transport: Transport, org: bytes, ops: list[bytes]) -> list[tuple[bytes, bytes]]:
    with asked():
        try:
            heads = calls.post_ctl(transport, org, ops)
        except Refused as problem:
            if problem.reason == HEAD_MOVED:
                # The answer to an earlier try was lost: what stands there is ours, or `belong` refuses it.
                return calls.get_ctl(transport, org, 0)
            raise NotYet(
                Message(
                    _("The municipality's server does not serve this organisation yet. On it, run: {command}"),
                    {"command": admitting(org)},
                )
            ) from problem
        return list(zip(ops, heads, strict=True))
