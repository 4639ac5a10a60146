"""Two versions of one thing, or more: side by side by name, and a person chooses. Nothing is chosen beforehand."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.services.events import RecordsChanged
from desktop.services.settling_values import Choice, SettlePage, SideShown
from desktop.texts import _
from desktop.ui import theme as look
from desktop.ui.forms.buttons import Button
from desktop.ui.forms.flow import Flow
from desktop.ui.forms.keeping import empty as emptied
from desktop.ui.forms.line import Line
from desktop.ui.forms.live_page import LivePage
from desktop.ui.forms.settling import back_to, possessive, settled
from desktop.ui.forms.versions import quote
from desktop.ui.forms.widgets import Card, Columns, InlineMessage, Page, button, empty, text
from desktop.ui.shell import Shell

ABREAST = 3
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class View(LivePage[SettlePage]):
    """The first question of the record `rec` of `kind`."""

    belongs = "sync"

    def __init__(self, shell: Shell, kind: str, rec: bytes, **target: object) -> None:
        self._kind, self._rec = kind, rec
        super().__init__(shell, Page(shell.texts(_("To be settled"))), kind=kind, rec=rec, **target)
        self.page.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.page.setAccessibleName(self.title())

    def title(self) -> str:
        """Never what it is about."""
        return self.shell.texts(_("To be settled"))

    def focus(self) -> None:
        """On the page, on no button: Enter shall choose nothing."""
        self.page.setFocus(Qt.FocusReason.OtherFocusReason)

    def read(self) -> None:
        """The first time on the writer: opening the versions of something about a child is in the read log."""
        if self._shown is None:
            opened = self.shell.app.to_settle.open
            self.open_by(lambda: opened(self._kind, self._rec))
        else:
            super().read()

    def load(self) -> SettlePage:
        """What stands against each other now."""
        return self.shell.app.to_settle.read(self._kind, self._rec)

    def show_read(self, read: SettlePage) -> None:
        """What stood before, the sides, what else came in, and the three other ways."""
        t, body = self.shell.texts, self.page.body
        emptied(body)
        if not read.sides:
            self.page.set_title(t(_("To be settled")), read.about)
            card = Card()
            words = t(_("It is settled. Every text stands in the history."))
            card.body.addWidget(empty(words, t(_("Close")), self.shell.back))
            body.addWidget(card)
            return
        safe = t(_("Nothing is lost: what you do not choose stands in the history."))
        self.page.set_title(
            t(_("{names} have changed {what}"), names=self._names(read), what=read.what), f"{read.about} · {safe}"
        )
        if read.before is not None:
            body.addWidget(self._side(read.before, (), t(_("This is how it stood before"))))
        for start in range(0, len(read.sides), ABREAST):
            abreast = read.sides[start : start + ABREAST]
            columns = Columns(*[1] * len(abreast))
            for column, side in zip(columns.columns, abreast, strict=True):
                column.fills = True  # of one height, so that the buttons stand in a line
                column.addWidget(self._side(side, read.sides, "", read))
            body.addWidget(columns)
        for also in read.also:
            link = None
            if also.view:
                link = button(t(_("See the note")), "link", clicked=partial(self.shell.open, also.view, rec=also.rec))
                link.setObjectName(f"also-{also.rec.hex()}")
            body.addWidget(InlineMessage("warn", also.text, link))
        if read.put_off is not None:
            day = self.shell.formats.date(read.put_off)
            body.addWidget(InlineMessage("neutral", t(_("You have put it off until {day}."), day=day)))
        if read.left:
            words = t.plural(_("After this there is {n} more to settle here."),
                             _("After this there are {n} more to settle here."), read.left)  # fmt: skip
            body.addWidget(text(words, "body", "muted"))
        if read.can_choose:
            body.addWidget(self._ways(read))
        else:
            body.addWidget(InlineMessage("neutral", t(_("Somebody who may write here chooses."))))

    def _names(self, read: SettlePage) -> str:
        *first, last = read.names
        said = self.shell.texts(_("{first} and {last}"), first=", ".join(first), last=last) if first else last
        return self.shell.formats.sentence(said)

    def _side(self, side: SideShown, all_: Sequence[SideShown], heading: str, read: SettlePage | None = None) -> Card:
        t, formats = self.shell.texts, self.shell.formats
        name = t(_("{name} (you)"), name=side.who) if side.mine else side.who
        when = formats.sentence(formats.exact(side.when))
        if side.received is not None:
            when = t(_("{written}, reached the municipality's server {received}"), written=when,
                     received=formats.exact(side.received))  # fmt: skip
        card = Card(heading or name)
        card.body.setSpacing(look.current().gap(8))
        card.body.addWidget(text(f"{name}, {formats.exact(side.when)}" if heading else when, "second", "muted"))
        for number, part in enumerate(side.parts):
            others = [one.parts[number].text for one in all_ if one is not side]
            card.body.addWidget(text(part.label, "label"))
            card.body.addWidget(quote(part.text, others))
        if read is not None and read.can_choose:
            alike = [one for one in read.sides if one.who == side.who]
            words = t(_("Keep the one from {time}"), time=formats.exact(side.when))
            if len(alike) == 1:
                words = possessive(t, side.called)
            keep = Deliberate(words, partial(self._keep, read, side), self._not_by_enter)
            keep.setObjectName(f"keep-{side.key.hex()}")
            keep.setAccessibleDescription(side.parts[0].text if side.parts else "")
            card.body.addStretch(1)
            card.body.addWidget(keep, 0, Qt.AlignmentFlag.AlignRight)
        return card

    def _ways(self, read: SettlePage) -> QWidget:
        t = self.shell.texts
        way = t(_("Keep both")) if len(read.sides) == 2 else t(_("Keep all"))
        both = t(
            _("»{way}« makes one agreement of each text. All of you are told, and the choice can be undone."), way=way
        )
        one = t(_("All of you are told, and the choice can be undone."))
        said = text(both if read.both else one, "body", "muted")
        said.setMinimumHeight(look.current().px(34))
        ways: list[QWidget] = []
        later = Deliberate(t(_("Settle later")), partial(self._later, read), self._not_by_enter)
        later.setObjectName("settle-later")
        ways.append(later)
        if read.asked:
            write = partial(self.shell.open, "settle_sheet", kind=read.kind, rec=read.rec)
            anew = Deliberate(t(_("Write a new one …")), write, self._not_by_enter)
            anew.setObjectName("settle-anew")
            ways.append(anew)
        if read.both:
            keep = Deliberate(way, partial(self._both, read), self._not_by_enter)
            keep.setObjectName("settle-both")
            ways.append(keep)
        return Line(said, Flow(*ways), equal=False, narrow=960, gap=8, takes=0)

    # what is done

    def _keep(self, read: SettlePage, side: SideShown) -> None:
        keep = self.shell.app.settling.keep
        self._do(lambda: keep(read.kind, read.rec, read.seen, side.key))

    def _both(self, read: SettlePage) -> None:
        keep = self.shell.app.settling.keep_both
        self._do(lambda: keep(read.kind, read.rec, read.seen))

    def _do(self, work: Callable[[], Choice]) -> None:
        def done(choice: Choice) -> None:
            if not choice.left:
                back_to(self.shell, self)
            settled(self.shell, choice)

        self.shell.tasks.write(work, done)

    def _later(self, read: SettlePage) -> None:
        later = self.shell.app.settling.later

        def done(choice: Choice) -> None:
            back_to(self.shell, self)
            settled(self.shell, choice, _("A follow-up in a week reminds you to settle it."))

        self.shell.tasks.write(lambda: later(read.kind, read.rec), done)

    def _not_by_enter(self) -> None:
        self.shell.message(self.shell.texts(_("Nothing is chosen with Enter here. Press Space to choose.")))

    def _records_changed(self, changed: RecordsChanged) -> None:
        if self._rec in changed.recs or changed.kinds & {"member", "institution"}:
            super()._records_changed(changed)


class Deliberate(Button):
    """A button for a choice that could do harm: Space or a click presses it, Enter says why it does not."""

    def __init__(self, words: str, clicked: Callable[[], object], enter: Callable[[], object]) -> None:
        super().__init__(words)
        self._enter = enter
        self.clicked.connect(lambda _on=False: clicked())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses nothing."""
        if event.key() in ENTER:
            self._enter()
            return
        super().keyPressEvent(event)
