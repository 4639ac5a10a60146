"""The error tree of the local store; each error has a title and a sentence for people.

    StoreError
    ├─ VaultError
    │   ├─ VaultMissing ........ there is no vault in the folder
    │   ├─ VaultLost ........... there is none, but the database it belongs to is there
    │   ├─ VaultExists ......... a vault is there already, nothing was written over
    │   ├─ VaultDamaged ........ the vault's bytes are not whole
    │   ├─ VaultTooNew ......... written by a newer version
    │   └─ Tried ............... carries tries and wait
    │       ├─ WrongPassphrase
    │       └─ MustWait ........ too many wrong tries; the passphrase was not tried
    ├─ StoreMissing ............ vault without database
    ├─ StoreGone ............... the database was moved or deleted under an open app
    │   └─ StoreAway ........... and is still not there when it is unlocked again
    ├─ StoreDamaged ............ the right key does not open it, or rows are gone
    ├─ StoreForeign ............ a database of another vault lies in the folder
    │   └─ StoreStrange ........ one of another program, which nobody encrypted
    ├─ StoreTooNew ............. schema of a newer version
    ├─ StoreHalfway ............ an update of the schema ended in the middle
    ├─ BackupDamaged ........... a backup that is not whole, or is gone
    ├─ AlreadyOpen ............. another instance holds the store
    ├─ DiskFull ................ nothing was changed
    │   ├─ NoRoomToOpen ........ and so it was not opened
    │   └─ NoRoomForBackup ..... and so no copy could be made first
    ├─ ReadOnlyFolder .......... the folder cannot be written
    ├─ StoreFailed ............. the database refused for a reason of its own; nothing was changed
    └─ ReadLogBroken ........... the chain of the read log does not hold

No error carries content, names or paths; `reason` is a machine word for the log.
"""

import math
from typing import ClassVar

from desktop.texts import Message, _


class StoreError(Exception):
    """What the local store could not do, in words for the person at the screen."""

    title: ClassVar[Message] = Message(_("The store could not be used"))
    sentence: Message = Message(_("Nothing was changed. Close the app and open it again."))
    kind: ClassVar[str] = "store"

    def __init__(self, reason: str = "") -> None:
        self.reason = reason or self.kind
        super().__init__(self.reason)


class VaultError(StoreError):
    """The key file of the data folder."""

    kind = "vault"
    title = Message(_("The key file could not be used"))


class VaultMissing(VaultError):
    """No vault: the folder was never set up, or not to the end."""

    kind = "vault-missing"
    title = Message(_("This pc is not set up yet"))
    sentence = Message(_("There is no key file in the data folder. Set the pc up, or choose another folder."))


class VaultLost(VaultError):
    """The database lies in the folder without the vault that opens it; nothing may be set up over it."""

    kind = "vault-lost"
    title = Message(_("The key file is gone"))
    sentence = Message(
        _(
            "Your notes are in the data folder, but the key file that opens them is not."
            " Nothing new was made. Ask for help."
        )
    )


class VaultExists(VaultError):
    """A finished vault is already there; it is never written over."""

    kind = "vault-exists"
    title = Message(_("The folder is already in use"))
    sentence = Message(_("The data folder already holds a key file. Nothing was changed."))


class VaultDamaged(VaultError):
    """The vault's checksum or structure does not hold."""

    kind = "vault-damaged"
    title = Message(_("The key file is damaged"))
    sentence = Message(
        _("Your notes are untouched but cannot be opened with this key file. Ask for help before you do anything else.")
    )


class VaultTooNew(VaultError):
    """The vault was written by a newer version."""

    kind = "vault-too-new"
    title = Message(_("The key file is from a newer version"))
    sentence = Message(_("Install the newest version of Rød Tråd and open it again. Nothing was changed."))


class Tried(VaultError):
    """`tries` wrong passphrases in a row; `wait` seconds before the next one is tried."""

    kind = "tried"

    def __init__(self, tries: int, wait: float) -> None:
        super().__init__()
        self.tries = tries
        self.wait = wait
        self.sentence = (
            Message(
                _("Try again in {seconds} s. Nothing is lost, and you are never locked out for good."),
                {"seconds": math.ceil(wait)},
            )
            if wait > 0
            else Message(_("Check Caps Lock and try again. Nothing is lost."))
        )


class WrongPassphrase(Tried):
    """The passphrase was tried, and opens nothing here."""

    kind = "wrong-passphrase"
    title = Message(_("The passphrase is not right"))


class MustWait(Tried):
    """The passphrase was not tried: it is too early."""

    kind = "must-wait"
    title = Message(_("Wait a moment"))


class StoreMissing(StoreError):
    """The vault is there, the database is not."""

    kind = "store-missing"
    title = Message(_("The notes on this pc cannot be found"))
    sentence = Message(
        _("The key file is there, but the database is gone from the data folder. Nothing new was made. Ask for help.")
    )


class StoreGone(StoreError):
    """The open database is no longer what lies in the data folder; what is written now would be gone on closing."""

    kind = "store-gone"
    title = Message(_("The data folder is gone"))
    sentence = Message(
        _(
            "It was moved or deleted while Rød Tråd was open, so this was not saved."
            " Copy what you have written, put the folder back and open Rød Tråd again, or ask for help."
        )
    )


class StoreAway(StoreGone):
    """A folder that this program had open before holds nothing now."""

    kind = "store-away"
    sentence = Message(
        _(
            "It was moved or deleted, or its disk was taken out, since Rød Tråd was open. Put it back and try again."
            " Leave Rød Tråd open until then: what you wrote last may be here alone."
        )
    )


class StoreDamaged(StoreError):
    """The right key does not open the database, or rows that were written are not in it."""

    kind = "store-damaged"
    title = Message(_("The notes on this pc are damaged"))
    sentence = Message(
        _(
            "The database was not opened, so that nothing more is lost."
            " What was sent is safe at the municipality's server. Ask for help."
        )
    )


class StoreForeign(StoreError):
    """The database belongs to another vault."""

    kind = "store-foreign"
    title = Message(_("The database belongs to another key file"))
    sentence = Message(_("The data folder holds files from two setups. Nothing was changed. Ask for help."))


class StoreStrange(StoreForeign):
    """The file is a database of another program: it lies open, and none of ours does."""

    kind = "store-strange"
    title = Message(_("The database is not from Rød Tråd"))
    sentence = Message(
        _(
            "A file of another program lies in the place of your notes in the data folder. Nothing was changed."
            " Put a backup back, or ask for help."
        )
    )


class StoreTooNew(StoreError):
    """The database was written by a newer version of the app."""

    kind = "store-too-new"
    title = Message(_("The notes were saved by a newer version"))
    sentence = Message(_("Install the newest version of Rød Tråd and open it again. Nothing was changed."))


class StoreHalfway(StoreError):
    """The tables are those of one version and the number is that of another."""

    kind = "store-halfway"
    title = Message(_("An update of your notes did not finish"))
    sentence = Message(
        _(
            "The database was not opened, so that nothing is lost."
            " Where there is a backup from before the update, it can be put back."
        )
    )


class BackupDamaged(StoreError):
    """A backup that cannot be put back."""

    kind = "backup-damaged"
    title = Message(_("The backup is damaged too"))
    sentence = Message(_("It was not put back, and nothing was changed. Choose another one."))


class AlreadyOpen(StoreError):
    """Another instance has this store open."""

    kind = "already-open"
    title = Message(_("Rød Tråd is already open"))
    sentence = Message(_("Another window on this pc uses the same notes. Use that one, or close it first."))


class DiskFull(StoreError):
    """There was no room; what was saved before stands, this was not saved."""

    kind = "disk-full"
    title = Message(_("The disk is full"))
    sentence = Message(
        _("This was not saved, but everything you saved before is safe. Make room on the disk and save again.")
    )


class NoRoomToOpen(DiskFull):
    """An open database needs a little room beside it, and there is none; nothing was being saved."""

    kind = "no-room-to-open"
    sentence = Message(
        _("Your notes are safe, but without room on the disk they cannot be opened. Make room on it and try again.")
    )


class NoRoomForBackup(DiskFull):
    """A copy is made before anything else is changed, and there is no room for it."""

    kind = "no-room-for-backup"
    sentence = Message(
        _("There is no room for a copy of your notes. Nothing was changed. Make room on the disk and try again.")
    )


class ReadOnlyFolder(StoreError):
    """The data folder cannot be written by this person."""

    kind = "read-only-folder"
    title = Message(_("The data folder cannot be written"))
    sentence = Message(_("Rød Tråd may not write in its data folder. Nothing was changed. Ask for help."))


class StoreFailed(StoreError):
    """The database refused a statement; the transaction was rolled back."""

    kind = "store-failed"
    title = Message(_("It could not be saved"))
    sentence = Message(_("Nothing was changed, and what you saved before is safe. Try again."))


class ReadLogBroken(StoreError):
    """A line of the read log is missing or was changed."""

    kind = "read-log-broken"
    title = Message(_("The read log does not hold together"))
    sentence = Message(_("A line in the log of who has read what is missing or was changed. Tell your administrator."))
