"""A »Tilføjelse«: words put to a note under one's own name; the note itself stays as it was."""

from collections.abc import Callable, Sequence
from functools import partial

from desktop.services.drafts import DraftValues
from desktop.services.values import Problem, Saved
from desktop.texts import _
from desktop.ui.forms.draft_sheet import DraftSheet
from desktop.ui.forms.guard_strip import GuardStrip
from desktop.ui.forms.widgets import TextArea, button
from desktop.ui.shell import Shell


class View(DraftSheet):
    """An addition to the consultation `rec`, or the one that `draft` began."""

    kind = "amendment"
    belongs = "consultations"

    def __init__(self, shell: Shell, rec: bytes | None = None, draft: str | None = None, **target: object) -> None:
        t = shell.texts
        super().__init__(shell, t(_("Addition to the note")), draft=draft, rec=rec, **target)
        self._text = TextArea(lines=6)
        help_text = t(_("It stands under the note with your name and the time. The note itself is not changed."))
        self.sheet.body.addWidget(self.bind("text", self._text, t(_("What do you want to add?")), True, help_text), 1)
        self._guard = GuardStrip(shell, can_name=False)
        self._guard.watch("text", self._text)
        self.sheet.body.addWidget(self._guard)
        self.sheet.foot.addStretch(1)
        self.sheet.foot.addWidget(button(t(_("Save")), "primary", "Ctrl+S", self.save))
        if draft is None:
            self.loaded({}, first="text")
            self._guard.belongs_to({"consultation": rec})
        else:
            self.offering.ask(partial(shell.app.drafts.get, draft), self._restore)

    def _restore(self, draft: DraftValues | None) -> None:
        self.loaded(draft.values if draft else {}, draft.cursor if draft else None, "text")
        self._guard.belongs_to({"consultation": self.rec})

    def check(self) -> Sequence[Problem]:
        """The rules of the service."""
        return self.shell.app.consultations.check_amendment(self._text.value())

    def store(self) -> Callable[[str | None], Saved]:
        """Adds the words to the note."""
        rec, words = self.rec, self._text.value()
        if rec is None:
            raise RuntimeError("an addition belongs to a note")
        return lambda draft: self.shell.app.consultations.amend(rec, words, draft)

    def saved(self, saved: Saved) -> None:
        """An addition has no way back: whoever presses Ctrl+Z is told so, and what to do instead."""
        super().saved(saved)
        shell = self.shell
        stays = shell.texts(_("What was added stays. Write another addition to correct it."))
        shell.undoable(partial(shell.message, stays))
