"""Damage met by a person: the lock screen offers the next step, and each step is walked in the real window."""

from pathlib import Path

from helpers.stage import Stage, save_note, says
from helpers.town import PHRASES

from desktop.services.clock import Clock
from desktop.services.machine import Machine
from installer.demo.journey import go_to


def _backed_up(folder: Path) -> None:
    with Machine.open(folder, PHRASES["signe"], Clock()) as machine:
        machine.store.backup("daily", Clock().now_ms())


def test_a_backup_is_put_back_and_what_was_sent_comes_again(stage: Stage) -> None:
    """Garbage in the database: choose a backup, a wrong passphrase, the right one; the window opens, says where the
    old files are, and the note that was sent after the backup is there again."""
    folder = stage.folder / "signe"
    _backed_up(folder)
    stage.connect()
    signe = stage.unlocked("signe")
    save_note(signe, "Sendt efter kopien")
    signe.wait("Alt er sendt")
    signe.stop()
    garbage = b"x" * 50_000
    (folder / "store.db").write_bytes(garbage)

    signe = stage.app("signe")
    signe.wait("Din adgangssætning")
    signe.type(PHRASES["signe"])
    signe.keys("Enter")
    says(signe, "Databasen hører til en anden nøglefil")
    says(signe, "Det kan du gøre")
    go_to(signe, "Vælg kopi")
    signe.keys("Enter")
    says(signe, "Hvilken sikkerhedskopi?")
    signe.keys("Enter")
    says(signe, "Det du har skrevet efter den og ikke har sendt")
    signe.type("ikke den rigtige sætning")
    signe.keys("Enter")
    says(signe, "Adgangssætningen er ikke rigtig")
    assert (folder / "store.db").read_bytes() == garbage
    signe.type(PHRASES["signe"])
    signe.keys("Enter")
    says(signe, "Sikkerhedskopien er lagt tilbage", "aside")
    signe.keys("Ctrl+2 F8")
    signe.wait("Sendt efter kopien")
    signe.stop()
    (kept,) = (folder / "aside").iterdir()
    assert (kept / "store.db").read_bytes() == garbage
    assert "Traceback" not in stage.log("signe").read_text(encoding="utf-8")


def test_try_again_and_let_in_anew(stage: Stage) -> None:
    """The key file is gone: it comes back, and Try again asks for the passphrase; gone again, the old files are put
    aside from the window, and the pc makes a new request at the command line."""
    folder = stage.folder / "signe"
    vault = (folder / "vault").read_bytes()
    database = (folder / "store.db").read_bytes()
    (folder / "vault").unlink()
    signe = stage.app("signe")
    says(signe, "Nøglefilen er væk")
    says(signe, "Det kan du gøre")
    assert "Vælg kopi" not in signe.texts()
    (folder / "vault").write_bytes(vault)
    go_to(signe, "Prøv igen")
    signe.keys("Enter")
    signe.wait("Din adgangssætning")

    (folder / "vault").unlink()
    signe.type(PHRASES["signe"])
    signe.keys("Enter")
    says(signe, "Nøglefilen er væk")
    go_to(signe, "Se hvordan")
    signe.keys("Enter")
    says(signe, "1. Bed din administrator om en invitation")
    go_to(signe, "Læg de gamle filer til side")
    signe.keys("Enter")
    says(signe, "Det er gjort", "aside")
    (kept,) = (folder / "aside").iterdir()
    assert (kept / "store.db").read_bytes() == database
    go_to(signe, "Fortsæt med invitationen")
    signe.keys("Enter")
    says(signe, "Velkommen til Rød Tråd")
    signe.stop()
    assert "Traceback" not in stage.log("signe").read_text(encoding="utf-8")

    invite, request = stage.folder / "invite", stage.folder / "request"
    assert stage.admin("asta", "device", "invite", "--out", str(invite)).returncode == 0
    made = stage.admin("signe", "device", "request", "--invite", str(invite), "--out", str(request))
    assert made.returncode == 0, made.stderr
    assert request.is_file() and (folder / "vault").is_file()
    assert (kept / "store.db").read_bytes() == database
