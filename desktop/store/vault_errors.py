"""What can go wrong with the other ways into a store than its passphrase; each with a sentence for people."""

from desktop.store.errors import VaultError
from desktop.texts import Message, _


class KeyStoreGone(VaultError):
    """The operating system's key store does not answer, or what it holds no longer opens this store."""

    kind = "key-store-gone"
    title = Message(_("The pc's key ring did not open Rød Tråd"))
    sentence = Message(
        _(
            "The pc's key ring is closed, gone or changed. Nothing is lost: type your passphrase."
            " You can use the key ring again in Settings."
        )
    )


class KeyStoreRested(KeyStoreGone):
    """The passphrase is due: it is 12 hours ago, or Rød Tråd was locked."""

    kind = "key-store-rested"
    title = Message(_("The passphrase is due"))
    sentence = Message(_("It is time to type your passphrase again."))


class NoKeyStore(VaultError):
    """This machine has no key store that can be trusted with a secret."""

    kind = "no-key-store"
    title = Message(_("This pc has no key ring that can be used"))
    sentence = Message(_("Nothing was changed. Rød Tråd opens with your passphrase as before."))


class WrongWords(VaultError):
    """The recovery words do not open this store."""

    kind = "wrong-words"
    title = Message(_("The 24 words do not open this pc"))
    sentence = Message(_("They may belong to another pc, or new ones were made since. Nothing was changed."))


class UnreadableWords(WrongWords):
    """What was typed is not 24 words of the list; the sentence says which, as numbers and never as words."""

    kind = "unreadable-words"
    title = Message(_("Look at the words again"))
