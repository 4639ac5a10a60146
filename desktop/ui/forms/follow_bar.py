"""The bar over a note that asks to be come back to: until when, and one press that says that it was."""

from functools import partial

from desktop.services.followup_words import FollowUp
from desktop.texts import _, inside
from desktop.ui.forms.widgets import InlineMessage, button
from desktop.ui.shell import Shell


def follow_bar(shell: Shell, follow: FollowUp) -> InlineMessage:
    """For one's own note; a later note about the same ends it too."""
    t = shell.texts
    done = button(t(_("Followed up")), clicked=partial(_say, shell, follow.target, True))
    done.setObjectName("followed-up")
    words = t(_("To follow up: {when}"), when=inside(follow.when))
    made = InlineMessage("thread" if follow.late else "neutral", words, done)
    done.setAccessibleDescription(words)
    return made


def _say(shell: Shell, note: bytes, done: bool) -> None:
    followups = shell.app.followups
    shell.tasks.write(partial(followups.done, note, done), lambda _none: _told(shell, note, done), shell.failed)


def _told(shell: Shell, note: bytes, done: bool) -> None:
    t = shell.texts
    if not done:
        shell.message(t(_("Undone. It is still to be followed up.")))
        return
    shell.undoable(partial(_say, shell, note, False), t(_("It is followed up.")))
