"""One consultation: what it says, what was added, what was agreed, and who did what when."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from desktop.services.approval_values import Late, Standing
from desktop.services.casework import ConsultationPage
from desktop.services.drafts import CORRECTION
from desktop.services.events import RecordsChanged
from desktop.services.followup_words import FollowUp
from desktop.services.values import Version
from desktop.texts import _, inside
from desktop.ui import clipboard
from desktop.ui import theme as look
from desktop.ui.forms.approving import standing_bar
from desktop.ui.forms.follow_bar import follow_bar
from desktop.ui.forms.keeping import empty as emptied
from desktop.ui.forms.line import Line
from desktop.ui.forms.live_page import LivePage
from desktop.ui.forms.newer import say_newer
from desktop.ui.forms.note_reading import note_parts
from desktop.ui.forms.record_rows import add_agreements, facts_card, history_card, state_tag, version_line
from desktop.ui.forms.removing import take_away
from desktop.ui.forms.versions import settle_bar, two_versions
from desktop.ui.forms.widgets import Card, Columns, Page, button, tag, text
from desktop.ui.paper import print_paper
from desktop.ui.shell import EDIT, Shell

LATE_MIN = 5
Read = tuple[ConsultationPage, Standing, FollowUp | None, bool]


class View(LivePage[Read]):
    """The page of the consultation `rec`."""

    belongs = "consultations"

    def __init__(self, shell: Shell, rec: bytes, **target: object) -> None:
        self._rec = rec
        t = shell.texts
        self._amend = button(t(_("Write an addition")), "plain", clicked=partial(shell.open, "amend", rec=rec))
        self._amend.hide()
        self._edit = button(t(_("Edit")), "plain", "Ctrl+E", self._correct)
        self._edit.setObjectName(EDIT)
        self._edit.hide()
        self._to_concern = button(t(_("Open the concern")), "plain", clicked=self._open_concern)
        self._to_concern.hide()
        new = button(t(_("New note")), "primary", "Ctrl+N", self._new_note)
        super().__init__(shell, Page("", "", [self._to_concern, self._amend, self._edit, new]), rec=rec, **target)
        self._begun = False
        self._place: bytes | None = None
        self._concern: bytes | None = None
        self._columns = Columns(3, 2)
        self.page.body.addWidget(self._columns)
        shell.bridge.drafts_changed.connect(self._drafts_changed)

    def _drafts_changed(self) -> None:
        """A correction was begun or ended: only then is it read anew, for each reading stands in the log."""
        drafts, rec = self.shell.app.drafts, self._rec
        self.shell.tasks.read(lambda: drafts.of(CORRECTION, rec) is not None, self._correction_known)

    def _correction_known(self, begun: bool) -> None:
        before, self._begun = self._begun, begun
        if begun != before and self._shown is not None:
            self.read_when_seen()

    def title(self) -> str:
        """Never whom it is about."""
        return self.shell.texts(_("Consultation"))

    def read(self) -> None:
        """Reads on the writer: opening a note about a child writes a line in the read log."""
        self.open_by(self.load)

    def load(self) -> Read:
        """The consultation whole, how far its approval is, and whether a correction of it was begun."""
        app, rec = self.shell.app, self._rec
        read, begun = app.consultations.read(rec), app.drafts.of(CORRECTION, rec) is not None
        return read, app.approving.standing(read.kind, rec), app.followups.of(rec), begun

    def refresh(self) -> None:
        """Reads once: looking back at a page that is open is not a new opening; changes come by themselves."""
        if self._shown is None:
            self.read()
        else:
            self._arrived(self._shown)  # »today« may be another day

    def show_read(self, whole: Read) -> None:
        """Text and additions at the left; facts, agreements and history at the right."""
        read, standing, follow, self._begun = whole
        shell, t, formats = self.shell, self.shell.texts, self.shell.formats
        self._place, self._concern = read.place_rec, read.concern
        self._to_concern.setVisible(read.concern is not None)
        parts = [read.place, read.who, formats.exact(read.occurred_at)]
        if read.duration_min:
            parts.append(formats.minutes(read.duration_min))
        self.page.set_title(read.title, " · ".join(part for part in parts if part))
        self._amend.setVisible(read.can_amend)
        self._edit.setVisible(read.can_correct)
        left, right = self._columns.columns
        emptied(left)
        emptied(right)
        bar = standing_bar(shell, standing)
        if bar is not None:
            left.addWidget(bar)
        say_newer(shell, standing.newer, left)
        if follow is not None:
            left.addWidget(follow_bar(shell, follow))
        if standing.divided:
            left.addWidget(settle_bar(shell, read.kind, self._rec, standing.divided))
        left.addWidget(self._note(read, standing))
        for part in note_parts(shell, read, self._print_sheet):
            left.addWidget(part)
        for late in standing.late:
            left.addWidget(self._late(late))
        for version in read.amendments:
            left.addWidget(self._addition(version))
        received = _received_late(read)
        facts = [(label, formats.sentence(value)) for label, value in read.facts]
        if received:
            facts.append((t(_("Received")), formats.sentence(formats.exact(received))))
        if standing.journalised_at is not None:
            facts.append((t(_("Put on file")), f"{standing.journal_ref} · {formats.exact(standing.journalised_at)}"))
        if facts:
            right.addWidget(facts_card(t(_("About the note")), facts))
        right.addWidget(self._agreements(read))
        right.addWidget(history_card(shell, read.history, read.kind, self._rec))
        if standing.approvable is not None and read.mine:
            away = partial(take_away, shell, read.kind, self._rec, shell.back)
            remove = button(t(_("Remove the note")), "plain", clicked=away)
            remove.setObjectName("remove")
            right.addWidget(remove, 0, Qt.AlignmentFlag.AlignLeft)

    def _note(self, read: ConsultationPage, standing: Standing) -> QWidget:
        t = self.shell.texts
        copy = button(t(_("Copy to the authority's system")), "link", clicked=partial(self._copy, read, standing))
        copy.setObjectName("copy")
        card = Card(t(_("Note")), copy)
        marks = [state_tag(self.shell, read.state)] if read.state else []
        if read.readable_by_family:
            marks.append(tag(t(_("The family may read it"))))
        texts = [version for version in read.texts if not version.beside]
        if len(texts) > 1:
            card.body.addWidget(two_versions(self.shell, texts, "" if standing.signed else read.kind, self._rec))
        else:
            for version in texts:
                card.body.addWidget(_words(version.text))
        return _with_marks(card, [mark for mark in marks if mark is not None], self._on_file(read))

    def _on_file(self, read: ConsultationPage) -> QWidget | None:
        """The copy is put in by another program, which takes its time: the way to say so stands on the page."""
        if not read.can_amend:
            return None
        to_file = button(
            self.shell.texts(_("Put on file …")), "link", clicked=partial(self.shell.open, "journalise", rec=self._rec)
        )
        to_file.setObjectName("put-on-file")
        return to_file

    def _late(self, late: Late) -> QWidget:
        """Written without knowing that the note was approved: seen by all, and no part of what was signed."""
        t = self.shell.texts
        came = _("Proposed: {what}") if late.proposal else _("Came after it was approved: {what}")
        card = Card(t(came, what=inside(late.label)))
        card.body.setSpacing(look.current().gap(6))
        card.body.addWidget(text(f"{late.who} · {self.shell.formats.exact(late.when)}", "second", "muted"))
        card.body.addWidget(_words(late.text))
        return card

    def _addition(self, version: Version) -> QWidget:
        card = Card(self.shell.texts(_("Addition")))
        card.body.setSpacing(look.current().gap(6))
        card.body.addWidget(text(version_line(self.shell, version), "second", "muted"))
        card.body.addWidget(_words(version.text))
        return card

    def _agreements(self, read: ConsultationPage) -> QWidget:
        t = self.shell.texts
        about = {"consultation": self._rec, "place": read.place_rec, "concern": read.concern}
        new = partial(self.shell.open, "agreement_sheet", **about)
        link = button(t(_("Add")), "link", clicked=new)
        link.setObjectName("add-agreement")
        link.setAccessibleName(t(_("Add an agreement")))
        card = Card(t(_("Agreements")), link if read.can_amend else None)
        add_agreements(card, self.shell, read.agreements)
        return card

    def _print_sheet(self) -> None:
        sheets = self.shell.app.family_sheets
        self.shell.tasks.write(lambda: sheets.of(self._rec), partial(print_paper, self, self.shell.texts))

    def act(self, action: str) -> bool:
        """Ctrl+N is a note about the same place, where there is one."""
        if action == "new_note":
            self._new_note()
            return True
        return super().act(action)

    def _copy(self, read: ConsultationPage, standing: Standing) -> None:
        """Onto the clipboard as plain text, with a line in the read log; then under what it is on file can be said."""
        copying, shell, t = self.shell.app.copying, self.shell, self.shell.texts

        def done(words: str) -> None:
            clipboard.put(words)
            shell.tasks.write(partial(copying.copied, read.kind, self._rec))
            said = t(_("Copied. Put it into the authority's system; the copy goes when you lock."))
            if read.can_amend:
                shell.message(said, "ok", t(_("Put on file …")), partial(shell.open, "journalise", rec=self._rec))
            else:
                shell.message(said, "ok")

        shell.tasks.read(partial(copying.text, read, standing), done)

    def _correct(self) -> None:
        """Goes on with a correction that was begun, else begins one."""
        drafts, rec, shell = self.shell.app.drafts, self._rec, self.shell
        shell.tasks.read(lambda: drafts.of(CORRECTION, rec), lambda draft: shell.open("correct", rec=rec, draft=draft))

    def _new_note(self) -> None:
        if self._concern is not None:
            self.shell.new_note(concern=self._concern)
        else:
            self.shell.new_note(**({"place": self._place} if self._place else {}))

    def _open_concern(self) -> None:
        if self._concern is not None:
            self.shell.open("concern", rec=self._concern)

    def _records_changed(self, changed: RecordsChanged) -> None:
        if self._rec in changed.recs or "agreement" in changed.kinds:
            super()._records_changed(changed)


def _words(words: str) -> QWidget:
    label = text(words)
    label.setTextInteractionFlags(label.textInteractionFlags().TextSelectableByMouse)
    return label


def _received_late(read: ConsultationPage) -> datetime | None:
    """When it reached the municipality's server, where that is more than five minutes from when it was written."""
    received = read.received_at
    written = min((line.when for line in read.history), default=None, key=datetime.timestamp)
    far = received and written and abs(received.timestamp() - written.timestamp()) > LATE_MIN * 60
    return received if far else None


def _with_marks(card: Card, marks: list[QLabel], act: QWidget | None) -> Card:
    if marks or act is not None:
        acts = [act] if act is not None else []
        line = Line(*marks, QWidget(), *acts, equal=False, narrow=300, takes=len(marks))
        if act is not None:
            card.end_with(line)
        else:
            card.body.addWidget(line)
    return card
