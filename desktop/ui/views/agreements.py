"""One agreement: what, who, by when and why. Two texts written apart stand side by side until people settle it."""

from functools import partial

from desktop.services.agreements import AgreementPage
from desktop.services.events import RecordsChanged
from desktop.texts import _
from desktop.ui.forms.keeping import empty as emptied
from desktop.ui.forms.live_page import LivePage
from desktop.ui.forms.newer import say_newer
from desktop.ui.forms.record_rows import facts_card, history_card, in_a_line, state_tag, version_line
from desktop.ui.forms.versions import settle_bar, to_settle, two_versions
from desktop.ui.forms.widgets import Card, Columns, InlineMessage, Page, button, text
from desktop.ui.shell import EDIT, Shell


class View(LivePage[AgreementPage]):
    """The page of the agreement `rec`."""

    kinds = frozenset({"agreement", "institution", "member"})

    def __init__(self, shell: Shell, rec: bytes, **target: object) -> None:
        self._rec = rec
        self._leads: dict[str, bytes | None] = {}
        self._base = b""
        t = shell.texts
        self._edit = button(t(_("Edit")), "primary", "Ctrl+E", clicked=partial(shell.open, "agreement_sheet", rec=rec))
        self._edit.setObjectName(EDIT)
        self._to_concern = button(t(_("Open the concern")), "plain", clicked=lambda: self._open("concern"))
        self._to_note = button(t(_("See the note")), "plain", clicked=lambda: self._open("reading"))
        self._done = button(t(_("Mark as done")), "plain", clicked=self._mark_done)
        heads = [self._to_concern, self._to_note, self._done, self._edit]
        for made in heads:
            made.hide()
        super().__init__(shell, Page(t(_("Agreement")), "", heads), rec=rec, **target)
        self._columns = Columns(3, 2)
        self.page.body.addWidget(self._columns)

    def title(self) -> str:
        """Never what was agreed."""
        return self.shell.texts(_("Agreement"))

    def load(self) -> AgreementPage:
        """The agreement with its history."""
        return self.shell.app.agreements.read(self._rec)

    def show_read(self, read: AgreementPage) -> None:
        """The text or texts at the left, the history at the right."""
        t, formats, agreement = self.shell.texts, self.shell.formats, read.row
        self._show_head(read)
        left, right = self._columns.columns
        emptied(left)
        emptied(right)
        say_newer(self.shell, read.newer, left)
        words = Card(t(_("What was agreed")))
        if len(agreement.texts) > 1:
            words.body.addWidget(two_versions(self.shell, agreement.texts, "agreement", self._rec))
        else:
            if agreement.divided:
                words.body.addWidget(settle_bar(self.shell, "agreement", self._rec, agreement.divided))
            for version in agreement.texts:
                words.body.addWidget(text(version.text))
                words.body.addWidget(text(version_line(self.shell, version), "second", "muted"))
        if read.put_off is not None:
            said = t(_("You put off settling it. This is done by itself when somebody settles it."))
            words.body.addWidget(InlineMessage("neutral", said, to_settle(self.shell, *read.put_off)))
        mark = state_tag(self.shell, agreement.state)
        if mark is not None:
            words.body.addWidget(mark)
        left.addWidget(words)
        due = formats.sentence(formats.long_date(agreement.due)) if agreement.due else ""
        reason = read.values.get("reason")
        facts = (
            (_("Who does it"), agreement.owner),
            (_("Due"), due),
            (_("Reason"), reason if isinstance(reason, str) else ""),
            (_("Status"), agreement.status.label),
        )
        told = [(t(label), formats.sentence(value)) for label, value in facts if value]
        right.addWidget(facts_card(t(_("Who and when")), told))
        right.addWidget(history_card(self.shell, read.history, "agreement", self._rec))

    def _show_head(self, read: AgreementPage) -> None:
        agreement = read.row
        self.page.set_title(self.shell.texts(_("Agreement")), in_a_line(agreement.place, agreement.due_text))
        self._base, self._leads = read.base, {"concern": read.concern, "reading": read.note}
        self._to_concern.setVisible(read.concern is not None)
        self._to_note.setVisible(read.note is not None)
        self._done.setVisible(read.can_edit and agreement.status.code == "open" and not agreement.divided)
        self._edit.setVisible(read.can_edit)

    def _open(self, view: str) -> None:
        """What it was agreed about, or in: where one goes on from here."""
        if rec := self._leads.get(view):
            self.shell.open(view, rec=rec)

    def _mark_done(self) -> None:
        shell, said = self.shell, self.shell.texts(_("The agreement is done."))
        save = partial(shell.app.agreements.save, self._rec, {"status": "done"}, base=self._base)
        shell.tasks.write(save, lambda saved: shell.saved(saved, said))

    def _records_changed(self, changed: RecordsChanged) -> None:
        if self._rec in changed.recs or not changed.recs:
            super()._records_changed(changed)
