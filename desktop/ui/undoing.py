"""What Ctrl+Z takes back: the last saves of an unlocked window, the newest first, and acts of pages that said so.

It knows tokens and acts, not what they are about; a lock forgets them all.
"""

from collections.abc import Callable
from functools import partial
from typing import Final, TypeAlias

from desktop.services.drafts import DraftRow
from desktop.services.values import Saved
from desktop.texts import _, inside
from desktop.ui.actions import action
from desktop.ui.forms.record_rows import open_draft
from desktop.ui.messages import Messages
from desktop.ui.shell import Shell

Back: TypeAlias = bytes | Callable[[], object]
MOST: Final = 50


class Undoing:
    """`backs` are the ways back, the newest last; they outlive the pages that are built anew when looks change."""

    def __init__(self, shell: Shell, messages: Messages, backs: list[Back]) -> None:
        self._shell, self._messages, self._backs = shell, messages, backs
        # an act belongs to a page that is gone when this is made anew
        backs[:] = [back for back in backs if isinstance(back, bytes)]

    def saved(self, saved: Saved, words: str = "") -> None:
        """Says that it is kept, and that it can be undone where it can; Ctrl+Z does so also when the words are gone.

        Past a save that has no way back nothing older is undone: nobody could see what it would be.
        """
        words = words or self._shell.texts(_("Saved on this pc"))
        if saved.undo:
            self.can(saved.undo)
            undo = self._shell.texts(_("Undo"))
            self._messages.show_message(words, "ok", undo, self.undo, action("undo").shortcut)
        else:
            self._backs.clear()
            self._messages.show_message(words, "ok")

    def can(self, back: Back) -> None:
        """One more way back."""
        self._backs.append(back)
        del self._backs[:-MOST]

    def undo(self) -> None:
        """Takes the newest back, also one that is just being saved: when every save asked for until now was told of."""
        self._shell.tasks.write(lambda: None, lambda _none: self._take_back(), told=True)

    def _take_back(self) -> None:
        """What was typed is offered again as a draft."""
        shell = self._shell
        if not self._backs:
            shell.message(shell.texts(_("There is nothing to undo.")))
            return
        back = self._backs.pop()
        if not isinstance(back, bytes):
            back()
            return
        self._messages.close_message()

        def work() -> DraftRow | None:
            draft = shell.app.undo.undo(back)
            return next((row for row in shell.app.drafts.list() if row.id == draft), None)

        shell.tasks.write(work, self._undone)

    def _undone(self, draft: DraftRow | None) -> None:
        shell = self._shell
        if draft is None:
            shell.message(shell.texts(_("Undone")))
            return
        words = shell.texts(_("Undone. A draft again: {what}"), what=inside(draft.title))
        go_on = partial(open_draft, shell, draft.kind, draft.id)
        shell.message(words, button=shell.texts(_("Continue")), action=go_on)
