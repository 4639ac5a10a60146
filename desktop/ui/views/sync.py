"""Synkronisering: what waits, what must be settled, what went, and which pc's were in contact; all in words."""

from dataclasses import dataclass
from functools import partial

from desktop.services.laid_aside import Noticed
from desktop.services.newcomers import Unseen
from desktop.services.notices import Notice
from desktop.services.pcs import PcRow
from desktop.services.settling_values import SettleRow
from desktop.services.sync_status import SILENT_DAYS
from desktop.services.syncing import OutRow, SyncOverview
from desktop.texts import Message, _
from desktop.ui.forms.keeping import empty as emptied
from desktop.ui.forms.laid_aside import alarms_card, aside_card
from desktop.ui.forms.live_page import LivePage
from desktop.ui.forms.newcomers_card import newcomers_card
from desktop.ui.forms.pcs_card import pcs_card
from desktop.ui.forms.record_rows import STATES, in_a_line
from desktop.ui.forms.versions import to_settle
from desktop.ui.forms.widgets import Card, Columns, InlineMessage, Page, button, empty, row, tag, text
from desktop.ui.shell import Shell

TONES = dict(STATES.values())
SAID = _("Everything you have written is kept on this pc. It is sent by itself when there is a connection.")
CLOCK = _("{clock}. What you write gets a wrong time. Set the clock of the pc; nothing is lost.")


@dataclass(frozen=True)
class Read:
    """What the page shows; `shared` names the spaces."""

    overview: SyncOverview
    settle: tuple[SettleRow, ...]
    noticed: Noticed
    pcs: tuple[PcRow, ...]
    alone: tuple[str, ...]
    unseen: Unseen
    clock: Message | None
    shared: dict[bytes, str]


class View(LivePage[Read]):
    """Cards; nothing on them needs a network to be read."""

    def __init__(self, shell: Shell, **target: object) -> None:
        t = shell.texts
        actions = []
        for way, words in (("read", t(_("Read in from a USB stick …"))), ("save", t(_("Save to a USB stick …")))):
            made = button(words, clicked=partial(shell.open, "bundle", way=way))
            made.setObjectName(f"bundle-{way}")
            actions.append(made)
        actions.append(button(t(_("Try to send now")), "primary", clicked=self._try_now))
        super().__init__(shell, Page(self._heading(shell), t(SAID), actions), **target)
        self._columns = Columns(1, 1)
        self.page.body.addWidget(self._columns)
        shell.bridge.sync_changed.connect(self.read_when_seen)

    @staticmethod
    def _heading(shell: Shell) -> str:
        return shell.texts(_("Synchronisation"))

    def title(self) -> str:
        """Synkronisering."""
        return self._heading(self.shell)

    def load(self) -> Read:
        """All of it, each part read once."""
        app = self.shell.app
        return Read(
            overview=app.syncing.overview(),
            settle=app.to_settle.rows(),
            noticed=app.laid_aside.noticed(),
            pcs=app.pcs.rows(),
            alone=app.pcs.alone(),
            unseen=app.newcomers.unseen(),
            clock=app.syncing.wrong_clock(),
            shared=app.spaces.names(),
        )

    def show_read(self, read: Read) -> None:
        """Waiting and sent at the left; what is to be settled, pc's, and what people are told, at the right."""
        t, overview = self.shell.texts, read.overview
        left, right = self._columns.columns
        emptied(left)
        emptied(right)
        for words in self._troubles(read):
            left.addWidget(InlineMessage("warn", words))
        waiting = self._card(t(_("Waiting to be sent")), overview.waiting, read.shared, t(_("Nothing is waiting.")))
        if more := overview.status.waiting - len(overview.waiting):
            waiting.body.addWidget(text(t(_("and {n} more"), n=more), "second", "muted"))
        left.addWidget(waiting)
        left.addWidget(self._card(t(_("Last sent by you")), overview.sent, {}, t(_("You have not sent anything yet."))))
        right.addWidget(self._to_settle(read.settle, overview.status.to_settle - len(read.settle)))
        if read.noticed.aside:
            right.addWidget(aside_card(self.shell, read.noticed.aside, self._write_again))
        if read.noticed.alarms:
            right.addWidget(alarms_card(self.shell, read.noticed.alarms))
        right.addWidget(pcs_card(self.shell, read.pcs, overview.last_contact, read.alone))
        if read.unseen.rows:
            right.addWidget(newcomers_card(self.shell, read.unseen.rows, partial(self._seen, read.unseen)))
        if overview.notices:
            right.addWidget(self._notices(overview.notices))

    def _troubles(self, read: Read) -> list[str]:
        """What makes the page say less than the truth, or keeps what is written from going."""
        t, formats, status = self.shell.texts, self.shell.formats, read.overview.status
        said = []
        if status.state in ("behind", "frozen", "full", "trouble"):
            said.append(f"{formats.sentence(t(status.sentence))}.")
        last = read.overview.last_contact
        if last is not None and (days := (formats.today() - last.date()).days) >= SILENT_DAYS:
            words = _(
                "This pc has not been in contact with the municipality's server for {n} days. What you write is kept"
                " here, and can be carried on a USB stick."
            )
            said.append(t(words, n=days))
        if read.clock is not None:
            said.append(t(CLOCK, clock=read.clock))
        return said

    # -- cards

    def _card(self, title: str, rows: tuple[OutRow, ...], shared: dict[bytes, str], none: str) -> Card:
        t, formats = self.shell.texts, self.shell.formats
        card = Card(title)
        for out in rows:
            mark = tag(t(out.state), TONES.get(out.state.msgid, "neutral"))
            when = formats.sentence(formats.exact(out.when))
            card.body.addWidget(row(out.title, in_a_line(when, shared.get(out.space, "")), mark))
        if not rows:
            card.body.addWidget(empty(none))
        return card

    def _to_settle(self, rows: tuple[SettleRow, ...], more: int) -> Card:
        t, formats = self.shell.texts, self.shell.formats
        card = Card(t(_("To be settled")))
        card.setObjectName("to-settle")
        for wait in rows:
            act = to_settle(self.shell, wait.kind, wait.rec)
            act.setAccessibleDescription(wait.title)
            later = t(_("put off until {day}"), day=formats.date(wait.put_off)) if wait.put_off else ""
            card.body.addWidget(row(wait.title, in_a_line(wait.detail, later), button=act))
        if more > 0:
            card.body.addWidget(text(t(_("and {n} more"), n=more), "second", "muted"))
        elif not rows:
            card.body.addWidget(empty(t(_("Nothing is to be settled."))))
        return card

    def _notices(self, notices: tuple[Notice, ...]) -> Card:
        """What everybody is told: this pc's own end, uses of the recovery kit."""
        card = Card(self.shell.texts(_("Worth knowing")))
        for notice in notices:
            card.body.addWidget(row(self.shell.texts(notice.sentence), self.shell.formats.exact(notice.when)))
        return card

    # -- what is done

    def _seen(self, unseen: Unseen) -> None:
        newcomers = self.shell.app.newcomers
        self.shell.tasks.write(lambda: newcomers.seen(unseen), lambda _none: self.read(), self.shell.failed)

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
