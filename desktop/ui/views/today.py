"""I dag: what waits for this person, drafts first, and what came since last. Each row says why it is there."""

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.services.today import NO_NOTES, TodayPage, WaitRow
from desktop.texts import _
from desktop.ui.forms.live_page import LivePage
from desktop.ui.forms.record_rows import consultation_row, open_draft
from desktop.ui.forms.widgets import Card, Columns, Page, button, empty, row
from desktop.ui.shell import Shell

BUTTONS = {
    "draft": _("Continue"),
    "agreement": _("Open"),
    "concern": _("Open"),
    "consultation": _("Open"),
    "sync": _("See why"),
}


class View(LivePage[tuple[TodayPage, dict[str, str]]]):
    """The page one starts on."""

    def __init__(self, shell: Shell, **target: object) -> None:
        t = shell.texts
        new = button(t(_("New note")), "primary", "Ctrl+N", shell.new_note)
        new.setObjectName("new-note")
        if shell.app.me.administers:
            new.hide()
        super().__init__(shell, Page(t(_("Today")), "", [new]), **target)
        self._columns = Columns(1, 1)
        self.page.body.addWidget(self._columns)
        # somebody who writes keeps a draft every other second; the page behind the note can wait
        shell.bridge.drafts_changed.connect(self.read_when_seen)

    def title(self) -> str:
        """I dag."""
        return self.shell.texts(_("Today"))

    def load(self) -> tuple[TodayPage, dict[str, str]]:
        """The page, and of which kind each draft is."""
        app = self.shell.app
        return app.today.load(), {draft.id: draft.kind for draft in app.drafts.list()}

    def show_read(self, read: tuple[TodayPage, dict[str, str]]) -> None:
        """Both cards."""
        page, kinds = read
        t, formats = self.shell.texts, self.shell.formats
        when = formats.sentence(formats.long_date(page.date))
        self.page.set_title(
            self.title(), t(_("{date} · you are at {place}"), date=when, place=page.place) if page.place else when
        )
        waits = Card(t(_("Waiting for you")))
        for wait in page.waits:
            waits.body.addWidget(self._wait_row(wait, kinds))
        if not page.waits:
            waits.body.addWidget(empty(t(_("Nothing is waiting for you."))))
        link = button(t(_("Open consultations")), "link", clicked=partial(self.shell.open, "consultations"))
        link.setObjectName("open-consultations")
        since = Card(t(_("Since last")), link if page.since or not page.first_day else None)
        for consultation in page.since:
            since.body.addWidget(consultation_row(self.shell, consultation))
        if not page.since:
            if self.shell.app.me.administers:
                since.body.addWidget(empty(t(NO_NOTES)))
            elif page.first_day:
                words = t(_("Nothing has come yet. Your notes and your colleagues' stand here."))
                since.body.addWidget(empty(words, t(_("Write the first note")), self.shell.new_note))
            else:
                since.body.addWidget(empty(t(_("Nothing new has come since last."))))
        for column, card in zip(self._columns.columns, (waits, since), strict=True):
            while (item := column.takeAt(0)) is not None:
                if (old := item.widget()) is not None:
                    old.hide()
                    old.setParent(None)
                    old.deleteLater()
            column.addWidget(card)

    def _wait_row(self, wait: WaitRow, kinds: dict[str, str]) -> QWidget:
        if wait.action == "none":
            return row(wait.title, wait.detail)
        act = button(self.shell.texts(BUTTONS[wait.action]), clicked=partial(self._go, wait, kinds))
        act.setObjectName(f"wait-{wait.action}-{wait.target!r}")
        act.setAccessibleDescription(wait.title)
        return row(wait.title, wait.detail, button=act)

    def _go(self, wait: WaitRow, kinds: dict[str, str]) -> None:
        match wait.action:
            case "draft":
                open_draft(self.shell, kinds.get(str(wait.target), "consultation"), str(wait.target))
            case "agreement":
                self.shell.open("agreements", rec=wait.target)
            case "concern":
                self.shell.open("concern", rec=wait.target)
            case "consultation":
                self.shell.open("reading", rec=wait.target)
            case "sync":
                self.shell.open("sync")
