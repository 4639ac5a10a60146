"""Drafts: everything half written on this pc, however old; each is gone on with, or thrown away and got back."""

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.services.drafts import NOT_KNOWN, DraftRow, DraftValues
from desktop.texts import _, inside
from desktop.ui import theme
from desktop.ui.forms.keeping import empty as emptied
from desktop.ui.forms.live_page import LivePage
from desktop.ui.forms.record_rows import open_draft
from desktop.ui.forms.widgets import Card, Page, button, empty, row
from desktop.ui.shell import Shell


class View(LivePage[tuple[DraftRow, ...]]):
    """Found in search and from I dag."""

    belongs = "today"

    def __init__(self, shell: Shell, **target: object) -> None:
        t = shell.texts
        self._close = button(t(_("Close")), "plain", "Esc", shell.back)
        under = t(_("They stay on this pc until you save them or throw them away, and are sent to nobody."))
        super().__init__(shell, Page(t(_("Drafts")), under, [self._close]), **target)
        self._card = Card()
        self.page.body.addWidget(self._card)
        shell.bridge.drafts_changed.connect(self.read_when_seen)

    def title(self) -> str:
        """Kladder."""
        return self.shell.texts(_("Drafts"))

    def load(self) -> tuple[DraftRow, ...]:
        """All of them, the newest first."""
        return self.shell.app.drafts.list()

    def show_read(self, read: tuple[DraftRow, ...]) -> None:
        """One row each."""
        emptied(self._card.body)
        for draft in read:
            self._card.body.addWidget(self._row(draft))
        if not read:
            t = self.shell.texts
            words = t(_("There are no drafts. What you write is kept here by itself until you save it."))
            self._card.body.addWidget(empty(words, t(_("New note")), self.shell.new_note))

    def focus(self) -> None:
        """On the way back."""
        self._close.setFocus()

    def _row(self, draft: DraftRow) -> QWidget:
        t = self.shell.texts
        kept = t(_("Kept {when}"), when=self.shell.formats.exact(draft.saved_at))
        said = [draft.place, inside(kept)] if draft.place else [kept]
        if draft.missing:
            said.append(t(_("missing: {fields}"), fields=", ".join(draft.missing)))
        if not draft.known:
            said.append(t(NOT_KNOWN))
        if not draft.written:
            said.append(t(_("It could not be put on the disk yet. Leave Rød Tråd open.")))
        heard = f"{draft.title}. {kept}"  # two drafts of one title are told apart
        both = QWidget()
        line = QHBoxLayout(both)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.current().gap(8))
        away = button(t(_("Throw away")), "plain", clicked=partial(self._throw_away, draft))
        away.setObjectName(f"away-{draft.id}")
        away.setAccessibleDescription(heard)
        line.addWidget(away)
        if draft.known:
            go_on = button(t(_("Continue")), clicked=partial(open_draft, self.shell, draft.kind, draft.id))
            go_on.setObjectName(f"draft-{draft.id}")
            go_on.setAccessibleDescription(heard)
            line.insertWidget(0, go_on)
        return row(self.shell.formats.sentence(draft.title), " · ".join(said), button=both)

    def _throw_away(self, draft: DraftRow) -> None:
        drafts = self.shell.app.drafts

        def work() -> DraftValues | None:
            kept = drafts.get(draft.id)
            drafts.drop(draft.id)
            return kept

        self.shell.tasks.write(work, self._thrown)

    def _thrown(self, kept: DraftValues | None) -> None:
        t = self.shell.texts
        if kept is None:
            return
        # of the shell, not of this page: the way back is there when the person has gone on
        shell = self.shell
        put = shell.app.drafts.put

        def back() -> None:
            shell.tasks.write(lambda: put(kept))
            shell.message(shell.texts(_("The draft is back.")), "ok")

        shell.undoable(back, t(_("The draft is thrown away.")), "neutral")
