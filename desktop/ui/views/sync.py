"""Synkronisering: what waits, what went, what was laid aside and why; the truth, and a button that tries now."""

from functools import partial

from PySide6.QtCore import Qt

from desktop.services.laid_aside import Noticed
from desktop.services.notices import Notice
from desktop.services.syncing import OutRow, SyncOverview
from desktop.services.today import WaitRow
from desktop.texts import Message, _
from desktop.ui.forms.keeping import empty as emptied
from desktop.ui.forms.laid_aside import alarms_card, aside_card
from desktop.ui.forms.live_page import LivePage
from desktop.ui.forms.record_rows import STATES
from desktop.ui.forms.widgets import Card, Columns, Page, button, empty, row, tag, text
from desktop.ui.shell import Shell

TONES = dict(STATES.values())


Read = tuple[SyncOverview, tuple[WaitRow, ...], Noticed]


class View(LivePage[Read]):
    """Cards of what waits, what is to be settled, what went; nothing on them needs a network to be read."""

    def __init__(self, shell: Shell, **target: object) -> None:
        t = shell.texts
        now = button(t(_("Try to send now")), "primary", clicked=self._try_now)
        said = t(_("Everything you have written is kept on this pc. It is sent by itself when there is a connection."))
        super().__init__(shell, Page(self._heading(shell), said, [now]), **target)
        self._columns = Columns(1, 1)
        self.page.body.addWidget(self._columns)
        shell.bridge.sync_changed.connect(self.read_when_seen)

    @staticmethod
    def _heading(shell: Shell) -> str:
        return shell.texts(_("Synchronising"))

    def title(self) -> str:
        """Synkronisering."""
        return self._heading(self.shell)

    def load(self) -> Read:
        """What waits, what went, what was laid aside; and what people must settle."""
        app = self.shell.app
        return app.syncing.overview(), app.today.to_settle(), app.laid_aside.noticed()

    def show_read(self, read: Read) -> None:
        """Waiting and sent at the left; the connection, what is to be settled and what was laid aside at the right."""
        t, formats = self.shell.texts, self.shell.formats
        overview, settle, noticed = read
        left, right = self._columns.columns
        emptied(left)
        emptied(right)
        left.addWidget(self._card(t(_("Waiting to be sent")), overview.waiting, t(_("Nothing is waiting."))))
        left.addWidget(self._card(t(_("Last sent by you")), overview.sent, t(_("You have not sent anything yet."))))
        contact = Card(t(_("The municipality's server")))
        last = overview.last_contact
        when = t(_("Last in contact {moment}"), moment=formats.exact(last)) if last else t(_("Not in contact yet"))
        contact.body.addWidget(row(formats.sentence(t(overview.status.sentence)), when))
        right.addWidget(contact)
        if overview.notices:
            right.addWidget(self._notices(overview.notices))
        right.addWidget(self._by_hand())
        if settle:
            right.addWidget(self._to_settle(settle))
        if noticed.alarms:
            right.addWidget(alarms_card(self.shell, noticed.alarms))
        right.addWidget(aside_card(self.shell, noticed.aside, self._write_again))

    def _notices(self, notices: tuple[Notice, ...]) -> Card:
        """What everybody is told: this pc's own end, uses of the recovery kit."""
        card = Card(self.shell.texts(_("Worth knowing")))
        for notice in notices:
            card.body.addWidget(row(self.shell.texts(notice.sentence), self.shell.formats.exact(notice.when)))
        return card

    def _by_hand(self) -> Card:
        """The two ways of a USB stick."""
        t = self.shell.texts
        card = Card(t(_("USB stick")))
        card.body.addWidget(
            text(t(_("Where there is no connection, changes can be carried by hand.")), "body", "muted")
        )
        ways = (("save", t(_("Save to a USB stick …"))), ("read", t(_("Read in from a USB stick …"))))
        for way, words in ways:
            made = button(words, clicked=partial(self.shell.open, "bundle", way=way))
            made.setObjectName(f"bundle-{way}")
            card.body.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _to_settle(self, rows: tuple[WaitRow, ...]) -> Card:
        card = Card(self.shell.texts(_("To be settled")))
        for wait in rows:
            act = button(self.shell.texts(_("Open")), clicked=partial(self.shell.open, "agreements", rec=wait.target))
            act.setObjectName(f"settle-{wait.target!r}")
            act.setAccessibleDescription(wait.title)
            card.body.addWidget(row(wait.title, wait.detail, button=act))
        return card

    def _card(self, title: str, rows: tuple[OutRow, ...], none: str) -> Card:
        t, formats = self.shell.texts, self.shell.formats
        card = Card(title)
        for out in rows:
            mark = tag(t(out.state), TONES.get(out.state.msgid, "neutral"))
            card.body.addWidget(row(out.title, formats.sentence(formats.exact(out.when)), mark))
        if not rows:
            card.body.addWidget(empty(none))
        return card

    def _write_again(self, space: bytes) -> None:
        laid_aside = self.shell.app.laid_aside
        self.shell.tasks.write(lambda: laid_aside.write_again(space), self._written_again, self.shell.failed)

    def _written_again(self, count: int) -> None:
        t = self.shell.texts
        self.shell.message(t.plural(_("{n} change is written again."), _("{n} changes are written again."), count))
        self.read()

    def _try_now(self) -> None:
        self.shell.app.syncing.look()
        self.shell.message(self.shell.texts(Message(_("Trying now. What you have written is kept here either way."))))
