"""An organisation begins: once, with a server that answers, and with a kit that can be read again."""

from pathlib import Path

import pytest
from helpers.stores import CHEAP
from helpers.town import PHRASES, URL, HandClock, Town

from desktop.services import founding, passphrases
from desktop.services.errors import BadFile, NotYet, Unreachable, WeakPassphrase
from desktop.services.machine import Machine
from sync.crypto.keys import KemKey, SigningKey


def test_a_passphrase_of_the_demo_founds_nothing_real(town: Town, tmp_path: Path) -> None:
    """It is refused before anything is made."""
    known = min(passphrases.demo_passphrases())
    with pytest.raises(WeakPassphrase):
        founding.found(tmp_path / "f", known, URL, False, town.clock, town.line.connect, lambda kit: None, CHEAP)
    assert not (tmp_path / "f").exists()


def test_founding_waits_for_the_server_and_goes_on(tmp_path: Path) -> None:
    """Before the server serves the organisation the command to run is told; then the same founding is completed."""
    town = Town(tmp_path)
    kits: list[founding.Kit] = []
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
    kits: list[founding.Kit] = []
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


def test_the_kit_can_be_read_again() -> None:
    """Its text gives the same keys; anything else is refused."""
    kit = founding.Kit(SigningKey.generate(), KemKey.generate())
    again = founding.Kit.parse(kit.text())
    assert (again.root.pk, again.recovery.pk) == (kit.root.pk, kit.recovery.pk)
    for spoilt in ("", "hej", kit.text().replace("kit 1", "kit 2"), kit.text()[:-20]):
        with pytest.raises(BadFile):
            founding.Kit.parse(spoilt)
