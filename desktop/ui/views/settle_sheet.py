"""A new text instead of the versions that stand against each other, which are shown above it; drafted as any text."""

from collections.abc import Callable, Sequence

from desktop.services.drafts import DraftValues
from desktop.services.settling_values import Asked, Choice, SettlePage
from desktop.services.values import Problem, Saved, Version
from desktop.texts import _
from desktop.ui.forms.asked import AskedFields
from desktop.ui.forms.draft_sheet import BESIDE, DraftSheet
from desktop.ui.forms.drafting import Values
from desktop.ui.forms.guard_strip import GuardStrip
from desktop.ui.forms.record_rows import version_line
from desktop.ui.forms.settling import settled
from desktop.ui.forms.versions import quote
from desktop.ui.forms.widgets import InlineMessage, button, text
from desktop.ui.shell import Shell

Read = tuple[SettlePage, DraftValues | None]


class View(DraftSheet):
    """About the record `rec` of `kind`, or what `draft` began."""

    kind = "settlement"
    belongs = "sync"

    def __init__(
        self,
        shell: Shell,
        kind: str = "",
        rec: bytes | None = None,
        draft: str | None = None,
        **target: object,
    ) -> None:
        t, app = shell.texts, shell.app
        super().__init__(shell, t(_("A new text")), draft=draft, rec=rec, kind=kind, **target)
        self._of = kind
        self._choice: Choice | None = None
        self._asked: AskedFields | None = None
        self.sheet.foot.addStretch(1)
        self.sheet.foot.addWidget(button(t(_("Save")), "primary", "Ctrl+S", self.save))

        def load() -> Read:
            kept = app.drafts.get(draft) if draft else None
            known = (kept.values.get("of"), kept.values.get("rec")) if kept else (kind, rec)
            of, about = known
            if not isinstance(of, str) or not isinstance(about, bytes):
                raise RuntimeError("a new text stands for the versions of a record")
            return app.to_settle.read(of, about), kept

        self.offering.ask(load, self._fill_in)

    def _fill_in(self, read: Read) -> None:
        page, draft = read
        t, body = self.shell.texts, self.sheet.body
        self._of = page.kind
        typed = dict(draft.values) if draft else {}
        for side in page.sides:
            said = version_line(self.shell, Version("", side.who, side.when, side.mine))
            body.addWidget(text(said, "second", "muted"))
            for part in side.parts:
                body.addWidget(quote(part.text))
        guard = GuardStrip(self.shell, can_name=False)
        asked = page.asked
        if not page.sides:
            body.addWidget(InlineMessage("warn", t(_("It was settled meanwhile. What you wrote is kept as a draft."))))
            asked = tuple(Asked(name, t(_("A new text")), "long") for name in typed if name not in (*BESIDE, "of"))
        self._asked = AskedFields(self.shell, asked, self.bind, body, guard)
        body.addWidget(guard)
        guard.belongs_to(page.refers)
        body.addStretch(0)
        beside: Values = {"rec": page.rec, "base": page.seen}
        first = asked[0].name if asked else ""
        self.loaded({**beside, **typed}, draft.cursor if draft else None, first)

    def values(self) -> Values:
        """The fields, and of which kind the record is."""
        return super().values() | {"of": self._of}

    def target(self) -> dict[str, object]:
        """Also of which kind it is."""
        return super().target() | {"kind": self._of}

    def check(self) -> Sequence[Problem]:
        """The rules of the record's kind, for these fields."""
        if self._asked is None:
            return ()
        told = self.shell.app.settling.check(self._of, self._asked.values())
        return (*self._asked.problems(), *map(self._asked.beside, told))

    def store(self) -> Callable[[str | None], Saved]:
        """Puts the new text in the place of all that were shown."""
        rec, seen, of, write = self.rec, self.base, self._of, self.shell.app.settling.write
        typed = self._asked.values() if self._asked is not None else {}
        if rec is None:
            raise RuntimeError("a new text stands for the versions of a record")

        def save(draft: str | None) -> Saved:
            self._choice = write(of, rec, seen, typed, draft)
            return Saved(rec, b"")

        return save

    def saved(self, saved: Saved) -> None:
        """Back past the page of the versions when nothing is left there, with a way to undo."""
        choice = self._choice
        if self.isVisible():
            self.shell.back()
        if choice is not None:
            settled(self.shell, choice)
