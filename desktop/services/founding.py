"""How an organisation begins: its keys, its founder's pc and the first ops, signed before the endpoint has them.

The kit is the one file with private keys; where it lies is the front end's matter.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.services import passphrases
from desktop.services.clock import Clock
from desktop.services.desk import Desk, asked
from desktop.services.engine import Connect
from desktop.services.errors import BadFile, NotYet
from desktop.services.machine import Machine
from desktop.store.vault import Argon2Params
from desktop.texts import Message, _
from sync import codec
from sync.client import calls
from sync.client.transport import Transport
from sync.control import HEAD_MOVED, Op, build_genesis, build_op
from sync.control_bodies import PolicySet
from sync.crypto.keys import DeviceKeys, KemKey, SigningKey, org_id
from sync.errors import Refused, SyncError

FOUNDING = "founding"


@dataclass(frozen=True)
class Kit:
    """The root and recovery keys: kept by people, offline, and never on a pc that is in daily use."""

    root: SigningKey
    recovery: KemKey

    @property
    def org(self) -> bytes:
        """The id of the organisation they make."""
        return org_id(self.root.pk)

    def text(self) -> str:
        """The kit as a small text file."""
        return (
            f"roedtraad-kit 1\norg {self.org.hex()}\n"
            f"root {self.root.private_bytes().hex()}\nrecovery {self.recovery.private_bytes().hex()}\n"
        )

    @classmethod
    def parse(cls, text: str) -> "Kit":
        """The kit of such a text. Raises BadFile."""
        try:
            rows = dict(line.split(" ", 1) for line in text.splitlines() if line)
            if rows["roedtraad-kit"] != "1":
                raise BadFile("kit")
            return cls(SigningKey(bytes.fromhex(rows["root"])), KemKey(bytes.fromhex(rows["recovery"])))
        except (KeyError, ValueError, SyncError) as problem:
            raise BadFile("kit") from problem


def found(
    folder: Path,
    passphrase: str,
    url: str,
    demo: bool,
    clock: Clock,
    connect: Connect,
    keep: Callable[[Kit], object],
    params: Argon2Params | None = None,
) -> Machine:
    """Makes the founder's pc and the organisation's keys, and signs its first ops; nothing is posted yet.

    The endpoint must answer: its key is pinned in the first op. `keep` puts the kit where people will find it
    before anything is made that needs it. Raises Unreachable, WeakPassphrase, FolderInUse.
    """
    passphrases.check(passphrase, demo)
    kit = Kit(SigningKey.generate(), KemKey.generate())
    with asked():
        probe = connect(url, DeviceKeys.generate())
        try:
            server_pk = calls.hello(probe).server_pk
        finally:
            probe.close()
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
                    {"command": f"roedtraad-endpoint admit --org-key {org.hex()}"},
                )
            ) from problem
        return list(zip(ops, heads, strict=True))
