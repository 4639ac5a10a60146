"""The composition root: what is known before unlocking, and that it stands without a window."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.town import PHRASES, Town

from desktop.locked import Locked, Status
from desktop.services.errors import AlreadyOpen, NoStore, StoreTrouble, WeakPassphrase, WrongPassphrase
from desktop.services.machine import Machine


@pytest.fixture(scope="module")
def town(town_model: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One town for all of them: each leaves it as it was."""
    with town_model.twin(tmp_path_factory.mktemp("town")) as twin:
        yield twin


def locked(town: Town, who: str) -> Locked:
    """One person's folder before unlocking."""
    return Locked(town.folder / who, town.clock, "da", town.line.connect)


def test_before_unlocking(town: Town, tmp_path: Path) -> None:
    """There, in use or not, and how long to wait; an empty folder is none."""
    assert locked(town, "signe").status() == Status(exists=True, in_use=False, wait_s=0.0, tries=0)
    assert Locked(tmp_path, town.clock).status().exists is False
    with pytest.raises(NoStore):
        Locked(tmp_path, town.clock).unlock("fire cykler i regnvejr")
    app = locked(town, "signe").unlock(PHRASES["signe"])
    assert locked(town, "signe").status().in_use
    with pytest.raises(AlreadyOpen):
        locked(town, "signe").unlock(PHRASES["signe"])
    app.close()
    app.close()
    assert not locked(town, "signe").status().in_use


def test_wrong_tries_are_known_to_the_lock_screen(town: Town) -> None:
    """Counted across programs, with the seconds to wait."""
    for _n in range(4):
        with pytest.raises(WrongPassphrase):
            locked(town, "lene").unlock("forkert")
    status = locked(town, "lene").status()
    assert (status.tries, status.wait_s) == (4, 2.0)
    town.clock.forward(3)
    locked(town, "lene").unlock(PHRASES["lene"]).close()
    assert locked(town, "lene").status().tries == 0


def test_a_damaged_vault_is_said_before_unlocking(town: Town, tmp_path: Path) -> None:
    """And nothing is made anew."""
    (tmp_path / "vault").write_bytes(b"RTV1 rubbish")
    with pytest.raises(StoreTrouble):
        Locked(tmp_path, town.clock).status()
    assert [path.name for path in tmp_path.iterdir() if not path.name.endswith(".lock")] == ["vault"]


def test_who_is_at_the_keyboard(town: Town) -> None:
    """Name, title and district from the organisation's records and the spaces."""
    app = locked(town, "signe").unlock(PHRASES["signe"])
    assert (app.me.name, app.me.title, app.me.district) == ("Signe Prøvested", "Socialrådgiver", "Midt")
    app.close()


def test_the_app_opens_when_the_disk_was_pulled_from_under_its_settings(town: Town) -> None:
    """Preferences are read without a key and may be missing."""
    assert locked(town, "palle").preferences.get("colour") == "auto"


def test_a_refused_unlock_frees_the_folder(town: Town) -> None:
    """A passphrase of the demo on a real pc: refused, and the store is not left open."""
    with Machine.open(town.folder / "palle", PHRASES["palle"], town.clock) as machine:
        machine.secrets.put("demo_passphrase", b"\x01")
    with pytest.raises(WeakPassphrase):
        locked(town, "palle").unlock(PHRASES["palle"])
    assert not locked(town, "palle").status().in_use
    with Machine.open(town.folder / "palle", PHRASES["palle"], town.clock) as machine:
        machine.secrets.drop("demo_passphrase")


def test_no_window_is_needed() -> None:
    """Neither the composition root nor the command line imports Qt."""
    code = "import sys, desktop.assembly, desktop.cli.__main__; sys.exit('PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=120).returncode == 0


def test_the_lock_screen_is_there_before_what_is_heavy() -> None:
    """Store, sync and keys are loaded when it is painted, not before: else it comes a third of a second later."""
    heavy = ("sync.", "desktop.store", "desktop.assembly", "cryptography", "sqlite_utils")
    loaded = f"{{name for name in sys.modules if name.startswith({heavy})}}"
    code = f"import sys, desktop.app; sys.exit({loaded} != {{'sync.texts'}})"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
