"""Correcting how a child is known: a name that got its consent, a consent that was renewed, a name to be taken out."""

from collections.abc import Callable, Sequence
from functools import partial

from desktop.services.children import ChildChoices, ChildPage
from desktop.services.drafts import DraftValues
from desktop.services.values import Problem, Saved
from desktop.texts import _
from desktop.ui.forms.child_fields import ChildFields
from desktop.ui.forms.draft_sheet import BESIDE, DraftSheet
from desktop.ui.forms.drafting import Values
from desktop.ui.forms.newer import say_newer
from desktop.ui.forms.widgets import button
from desktop.ui.shell import Shell

Read = tuple[ChildChoices, ChildPage | None, DraftValues | None, bool]


class View(DraftSheet):
    """The child `rec`, or the one that `draft` went on with."""

    kind = "child"
    belongs = "concerns"

    def __init__(self, shell: Shell, rec: bytes | None = None, draft: str | None = None, **target: object) -> None:
        t, app = shell.texts, shell.app
        super().__init__(shell, t(_("Correct who it is about")), draft=draft, rec=rec, **target)
        self._child: ChildFields | None = None
        if rec is not None:
            past = partial(shell.open, "history", kind=self.kind, rec=rec)
            self.sheet.foot.addWidget(button(t(_("History")), "link", clicked=past))
        self.sheet.foot.addStretch(1)
        self.sheet.foot.addWidget(button(t(_("Save")), "primary", "Ctrl+S", self.save))

        def load() -> Read:
            kept = app.drafts.get(draft) if draft else None
            page = app.children.open(rec) if rec is not None and kept is None else None
            newer = app.history.newer(self.kind, kept.values.get("rec") if kept else rec)
            return app.children.choices(), page, kept, newer

        self.offering.ask(load, self._fill_in, opens=True)

    def _fill_in(self, read: Read) -> None:
        choices, page, draft, newer = read
        app = self.shell.app
        say_newer(self.shell, newer, self.sheet.over)
        self._child = ChildFields(choices, self.shell.texts, app.clock.now, app.children.consent_ends)
        self._child.lay_out(self.sheet.body, self.bind)
        self.sheet.body.addStretch(1)
        beforehand: Values = {**page.values, "rec": page.rec, "base": page.base} if page else {}
        self.loaded(dict(draft.values) if draft else beforehand, draft.cursor if draft else None, "naming")
        self._child.show_naming()

    def check(self) -> Sequence[Problem]:
        """The rules of the service, and dates that are none."""
        if self._child is None:
            return ()
        return [*self._child.unclear(), *self.shell.app.children.check(self._record_values())]

    def store(self) -> Callable[[str | None], Saved]:
        """Saves only what differs from what was shown."""
        rec, values, base, save = self.rec, self._record_values(), self.base, self.shell.app.children.save
        if rec is None:
            raise RuntimeError("a child is begun with its concern")
        return lambda draft: save(rec, values, draft, base)

    def _record_values(self) -> Values:
        values = {name: value for name, value in self.values().items() if name not in BESIDE}
        return values | (self._child.days() if self._child else {})
