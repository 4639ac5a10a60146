"""What the lock screen says by itself: why there is nothing to open, and what a lock has kept. No name, no text."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from desktop.texts import Message, Texts, _
from desktop.ui.formats import Formats

if TYPE_CHECKING:
    from desktop.services.drafts import DraftRow

NOTHING_HERE: Final = (
    Message(_("There is nothing to open here")),
    Message(_("This folder holds no Rød Tråd. Ask the administrator how this pc is set up.")),
)
ALREADY_OPEN: Final = (
    Message(_("Rød Tråd is already open")),
    Message(_("Another window is using this folder. Use that one, or close it first.")),
)
STAYS_OPEN: Final = _(
    "Rød Tråd is still open: what you wrote last could not be put on the disk, and is here alone."
    " Make room on the disk, or put the data folder back, and unlock: then it is kept. Closing once more loses it."
)


def after_lock(texts: Texts, formats: Formats, at: datetime, drafts: "Sequence[DraftRow]") -> str:
    """When it locked, and how many drafts there are: on the disk, or only in the memory of this program."""
    words = texts(_("Locked {time}."), time=formats.time(at))
    if not all(row.written for row in drafts):
        return f"{words} {texts(_('What you wrote last could not be put on the disk. Leave Rød Tråd open.'))}"
    if not drafts:
        return words
    kept = max((row.saved_at for row in drafts), key=datetime.timestamp).astimezone(at.tzinfo)
    told = texts.plural(
        _("There is {n} draft, kept {time}."),
        _("There are {n} drafts, the latest kept {time}."),
        len(drafts),
        time=formats.time(kept) if kept.date() == at.date() else formats.exact(kept),
    )
    return f"{words} {told}"
