"""That a copy of a note was put on file in the authority's system: under what, and since when."""

from collections.abc import Callable, Sequence

from desktop.services.drafts import DraftValues
from desktop.services.values import Problem, Saved
from desktop.texts import _
from desktop.ui.forms.draft_sheet import DraftSheet
from desktop.ui.forms.widgets import LineField, button
from desktop.ui.shell import Shell


class View(DraftSheet):
    """About the note `rec`, or what `draft` began."""

    kind = "journal"
    belongs = "consultations"

    def __init__(self, shell: Shell, rec: bytes | None = None, draft: str | None = None, **target: object) -> None:
        t = shell.texts
        super().__init__(shell, t(_("Put on file")), draft=draft, rec=rec, **target)
        self._reference = LineField(t(_("such as 2026-14482")))
        help_text = t(_("It stands at the note with your name and the time. Rød Tråd sends nothing by itself."))
        words = t(_("Number or title in the authority's system"))
        self.sheet.body.addWidget(self.bind("journal_ref", self._reference, words, True, help_text))
        self.sheet.body.addStretch(0)
        self.sheet.foot.addStretch(1)
        self.sheet.foot.addWidget(button(t(_("Save")), "primary", "Ctrl+S", self.save))

        def load() -> tuple[DraftValues | None, str]:
            kept = shell.app.drafts.get(draft) if draft else None
            return kept, shell.app.copying.on_file(rec) if rec is not None else ""

        self.offering.ask(load, self._fill_in)

    def _fill_in(self, read: tuple[DraftValues | None, str]) -> None:
        draft, reference = read
        if draft is None:
            self.loaded({"journal_ref": reference}, first="journal_ref")
        else:
            self.loaded(draft.values, draft.cursor, "journal_ref")

    def check(self) -> Sequence[Problem]:
        """It must say something."""
        return self.shell.app.copying.check(str(self._reference.value() or ""))

    def store(self) -> Callable[[str | None], Saved]:
        """Notes it at the note."""
        rec, reference, service = self.rec, str(self._reference.value() or ""), self.shell.app.copying
        if rec is None:
            raise RuntimeError("a reference belongs to a note")
        return lambda draft: service.journalised(rec, reference, draft)
