"""The pc's key ring, real all the way: gnome-keyring, the app, the municipality's word, the screen's lock."""

import os
import subprocess

import pytest
from helpers.key_stores import real_keyring
from helpers.stage import Stage, says
from helpers.town import PHRASES

from installer.demo.journey import go_to


def test_the_key_ring_opens_until_it_is_gone(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Allowed with the kit, made in Settings, opens at the start; without its daemon the passphrase does."""
    with real_keyring(monkeypatch) as keyring:
        stage.connect()
        pages = [part for x in "ab" for part in (f"--page-{x}", str(stage.folder / f"page-{x}"))]
        allowed = stage.admin("asta", "organisation", "key-ring", "--allow", *pages)
        assert allowed.returncode == 0, allowed.stderr
        signe = stage.app("signe", now=None)
        signe.wait("Din adgangssætning")
        signe.type(PHRASES["signe"])
        signe.keys("Enter")
        signe.wait("Alt er sendt")
        signe.keys("Ctrl+9")
        signe.wait("Brug nøglering")
        go_to(signe, "Brug nøglering")
        signe.keys("Enter")
        go_to(signe, "Din adgangssætning")
        signe.type(PHRASES["signe"])
        signe.keys("Enter")
        says(signe, "Nøgleringen åbner Rød Tråd fra nu af")
        says(signe, "I brug siden")
        signe.stop()

        signe.start()
        signe.wait("Venter på dig")

        signe.kill()
        keyring.stop()
        signe.start()
        says(signe, "nøglering er lukket, væk eller ændret")
        signe.type(PHRASES["signe"])
        signe.keys("Enter")
        signe.wait("Venter på dig")
        active = ["org.freedesktop.ScreenSaver.ActiveChanged", "boolean:true"]
        command = ["dbus-send", "--session", "--type=signal", "/org/freedesktop/ScreenSaver", *active]
        subprocess.run(command, check=True, timeout=10, env=os.environ)
        says(signe, "Låst ")
        signe.stop()
    assert "Traceback" not in stage.log("signe").read_text(encoding="utf-8")
