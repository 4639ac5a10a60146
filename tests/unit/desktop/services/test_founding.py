"""An organisation begins: once, with a server that answers, and with a kit that can be read again."""

from pathlib import Path

import pytest
from helpers.stores import CHEAP
from helpers.town import PHRASES, URL, HandClock, Town

from desktop.services import founding, passphrases
from desktop.services.errors import NotYet, Refused, Unreachable, WeakPassphrase
from desktop.services.kits import Kit
from desktop.services.machine import Machine
from sync.client.transport import Transport
from sync.control import Op, build_op
from sync.control_bodies import Genesis
from sync.control_ops import NO_HEAD, make_ctlhead
from sync.control_rows import DeviceRow
from sync.crypto.keys import DeviceKeys, KemKey, SigningKey
from sync.protocol import Answer, CtlPage, Hello, Problem, Request


def test_a_passphrase_of_the_demo_founds_nothing_real(town: Town, tmp_path: Path) -> None:
    """It is refused before anything is made."""
    known = min(passphrases.demo_passphrases())
    with pytest.raises(WeakPassphrase):
        founding.found(tmp_path / "f", known, URL, False, town.clock, town.line.connect, lambda kit: None, CHEAP)
    assert not (tmp_path / "f").exists()


def test_founding_waits_for_the_server_and_goes_on(tmp_path: Path) -> None:
    """Before the server serves the organisation the command to run is told; then the same founding is completed."""
    town = Town(tmp_path)
    kits: list[Kit] = []
    folder, connect = tmp_path / "asta", town.line.connect
    phrase = PHRASES["asta"]
    town.line.up = False
    with pytest.raises(Unreachable):
        founding.found(folder, phrase, URL, False, town.clock, connect, kits.append, CHEAP)
    assert not folder.exists() and not kits
    town.line.up = True
    machine = founding.found(folder, phrase, URL, False, town.clock, connect, kits.append, CHEAP)
    with machine:
        with pytest.raises(NotYet) as told:
            founding.complete(machine, town.clock, connect)
        assert f"admit --org-key {kits[0].org.hex()}" in town.state.texts(told.value.sentence)
        assert not machine.enrolled
    town.endpoint.admit(kits[0].org)
    with Machine.open(folder, phrase, HandClock()) as machine:
        founding.complete(machine, town.clock, connect)
        assert machine.enrolled and not machine.control.roster().demo
        with pytest.raises(NotYet):
            founding.complete(machine, town.clock, connect)
    town.close()


def test_a_lost_answer_to_the_founding_is_no_second_one(tmp_path: Path) -> None:
    """The ops were stored and the answer lost: running again takes what stands."""
    town = Town(tmp_path)
    kits: list[Kit] = []
    machine = founding.found(
        tmp_path / "asta", PHRASES["asta"], URL, True, town.clock, town.line.connect, kits.append, CHEAP
    )
    town.endpoint.admit(kits[0].org)
    with machine:
        copy = machine.secrets.get(founding.FOUNDING) or b""
        founding.complete(machine, town.clock, town.line.connect)
        ops = machine.control.ops
        machine.secrets.put(founding.FOUNDING, copy)
        machine.control = type(machine.control)()
        founding.complete(machine, town.clock, town.line.connect)
        assert machine.control.ops == ops and machine.control.roster().demo
    town.close()


class Usurper:
    """Answers a founding with "somebody was first", and tells a log of its own making under the founder's root."""

    def __init__(self, inner: Transport, ops: list[tuple[bytes, bytes]]) -> None:
        self._inner, self._ops = inner, ops

    def send(self, request: Request) -> Answer:
        """Its own log."""
        if request.kind == "post":
            return Answer(409, True, Problem("head moved", [1, bytes(32)]).raw())
        after = int(request.query.removeprefix("after="))
        return Answer(200, True, CtlPage(tuple(self._ops[after:]), b"").raw())

    def hello(self) -> Hello:
        """The real one."""
        return self._inner.hello()

    def close(self) -> None:
        """Closes the real one."""
        self._inner.close()


def test_a_founder_believes_no_log_but_what_the_root_signed(tmp_path: Path) -> None:
    """A false server would make itself administrator: nothing of it is stored, and the true one is founded after."""
    town = Town(tmp_path)
    kits: list[Kit] = []
    machine = founding.found(
        tmp_path / "asta", PHRASES["asta"], URL, False, town.clock, town.line.connect, kits.append, CHEAP
    )
    thief, root = SigningKey.generate(), kits[0].root
    town.endpoint.admit(kits[0].org)
    theirs = DeviceKeys.generate()
    row = DeviceRow(b"t" * 16, theirs.sign_pk, theirs.kem_pk, bytes(32))
    genesis = build_op(thief, kits[0].org, NO_HEAD, Genesis(root.pk, thief.pk, KemKey.generate().pk, row), 1)
    log = [(genesis, make_ctlhead(thief, kits[0].org, Op.parse(genesis).ref, 1))]
    with machine:
        with pytest.raises(Refused):
            founding.complete(machine, town.clock, lambda url, keys: Usurper(town.line.connect(url, keys), log))
        assert machine.journal.control_ops() == [] and not machine.enrolled
        founding.complete(machine, town.clock, town.line.connect)
        assert machine.control.roster().is_admin(machine.identity.user)
    town.close()
