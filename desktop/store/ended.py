"""A folder whose machine was ended: the note that says so, and the end of every key file in it.

The note is written first: a pc that stops in between finishes at the next look. The database stays, sealed for ever.
"""

import contextlib
import secrets
from pathlib import Path
from typing import Literal

from desktop import paths
from desktop.store import vault_slots
from desktop.store.errors import StoreError
from desktop.store.files import told_plainly, write_whole
from desktop.store.vault_keystore import KeyStore

Noted = Literal["erase", "lock"]
_NAME = "ended"
_WORDS: dict[str, Noted] = {"erase\n": "erase", "lock\n": "lock"}


def note(folder: Path, kind: Noted) -> None:
    """Says in the folder that its machine was ended; `erase` is never taken back to `lock`."""
    if noted(folder) != "erase":
        write_whole(folder / _NAME, f"{kind}\n".encode())


def noted(folder: Path) -> Noted | None:
    """What the note says; None where there is none, or none that can be read."""
    try:
        return _WORDS.get((folder / _NAME).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def forget(folder: Path) -> None:
    """The folder was emptied for a pc that is set up anew."""
    with told_plainly():
        (folder / _NAME).unlink(missing_ok=True)


def erase(folder: Path, key_store: KeyStore) -> None:
    """Overwrites and removes every key file in the folder, of backups and of what was set aside too; may be repeated.

    What the key store of the system holds opens nothing without it, and is removed as well where that answers.
    """
    with contextlib.suppress(StoreError):
        vault_slots.drop_key_store(folder, key_store)
    with told_plainly():
        for path in [*folder.rglob("vault"), *folder.rglob("vault.*.part")]:
            if path.is_file() and not path.is_symlink():
                with path.open("r+b") as file:
                    file.write(secrets.token_bytes(path.stat().st_size))
                    file.flush()
                paths.sync(path)
                path.unlink()
                paths.sync(path.parent)
