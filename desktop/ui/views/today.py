"""I dag: what is to come back to, what waits for this person, what came since last. Each row says why it is there."""

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.services.followup_words import FollowUp
from desktop.services.followups import FollowUpList
from desktop.services.nearby import NowRow
from desktop.services.replaced import ReplacedRow
from desktop.services.today import TodayPage, WaitRow
from desktop.texts import _
from desktop.ui.forms.keeping import empty as emptied
from desktop.ui.forms.live_page import LivePage
from desktop.ui.forms.record_rows import consultation_row, in_a_line, open_draft
from desktop.ui.forms.widgets import Card, Columns, Page, button, empty, row, tag, text
from desktop.ui.shell import Shell

MINUTE_MS = 60_000
BUTTONS = {
    "draft": _("Continue"),
    "drafts": _("Show all"),
    "settle": _("Choose …"),
    "approve": _("Approve …"),
    "access": _("See"),
    "sync": _("See why"),
}


class View(LivePage[TodayPage]):
    """The page one starts on."""

    def __init__(self, shell: Shell, **target: object) -> None:
        t = shell.texts
        new = button(t(_("New note")), "primary", "Ctrl+N", shell.new_note)
        new.setObjectName("new-note")
        if shell.app.me.no_notes:
            new.hide()
        plan = button(t(_("Plan a visit")), clicked=partial(shell.open, "visit_sheet"))
        plan.setObjectName("plan-visit")
        if shell.app.me.no_notes:
            plan.hide()  # never shown by hand before it has a parent: it would be a window of its own for a moment
        super().__init__(shell, Page(t(_("Today")), "", [plan, new]), **target)
        self._columns = Columns(4, 3)
        self.page.body.addWidget(self._columns)
        self._all = False
        # somebody who writes keeps a draft every other second; the page behind the note can wait
        shell.bridge.drafts_changed.connect(self.read_when_seen)
        shell.bridge.sync_changed.connect(self.read_when_seen)
        minute = QTimer(self, interval=MINUTE_MS)
        minute.timeout.connect(self.tick)
        minute.start()

    def title(self) -> str:
        """I dag."""
        return self.shell.texts(_("Today"))

    def tick(self) -> None:
        """A minute went by: what is near comes nearer, and at midnight it is another day."""
        self.read_when_seen()

    def load(self) -> TodayPage:
        """The page."""
        today = self.shell.app.today
        return today.load(None) if self._all else today.load()

    def show_read(self, read: TodayPage) -> None:
        """What is to be done at the left, what waits and what came at the right."""
        t, formats = self.shell.texts, self.shell.formats
        when = formats.sentence(formats.long_date(read.date))
        self.page.set_title(
            self.title(), t(_("{date} · you are at {place}"), date=when, place=read.place) if read.place else when
        )
        left, right = self._columns.columns
        emptied(left)
        emptied(right)
        if self.shell.app.me.no_notes:
            left.addWidget(self._waits(read.waits))  # there are no visits, nothing to follow up, and no notes
        else:
            left.addWidget(self._now(read.now))
            left.addWidget(self._follow(read.follow))
            right.addWidget(self._waits(read.waits))
            right.addWidget(self._since(read))

    # -- cards

    def _now(self, rows: tuple[NowRow, ...]) -> Card:
        t = self.shell.texts
        card = Card(t(_("Now")))
        card.setObjectName("now")
        for near in rows:
            visit = near.visit
            made = row(
                visit.title,
                in_a_line(visit.said(self.shell.discreet), visit.detail),
                tag(near.near, "warn" if near.soon else "neutral") if near.near else None,
                activated=partial(self.shell.open, "place", rec=visit.place_rec),
                lead=self.shell.formats.time(visit.starts_at),
            )
            made.setObjectName(f"visit-{visit.rec.hex()}")
            card.body.addWidget(made)
        if not rows:
            card.body.addWidget(empty(t(_("No more visits today."))))
        return card

    def _follow(self, follow: FollowUpList) -> Card:
        t = self.shell.texts
        link = None
        if self._all or len(follow.rows) < follow.count:
            words = t(_("Show fewer")) if self._all else t(_("Show all {n}"), n=follow.count)
            link = button(words, "link", clicked=self._show_all)
            link.setObjectName("follow-all")
        card = Card(t(_("To follow up")), link)
        card.setObjectName("follow")
        for one in follow.rows:
            card.body.addWidget(self._follow_row(one))
        if self._all and follow.more:
            card.body.addWidget(text(t(_("There are more. They come when some of these are done.")), "second", "muted"))
        if not follow.rows:
            card.body.addWidget(empty(t(_("Nothing is to be followed up in the next 7 days."))))
        return card

    def _follow_row(self, follow: FollowUp) -> QWidget:
        what, does, reason = follow.what, follow.does, follow.reason
        if not self.shell.discreet:
            what, does = follow.typed or what, follow.owner
            reason = self.shell.texts(_("because {reason}"), reason=follow.because) if follow.because else reason
        where = {"rec": follow.target} | ({"kind": follow.kind} if follow.kind else {})
        made = row(
            f"{follow.about}: {what}",
            " · ".join(filter(None, (follow.when, does, reason))),
            tag(follow.tag, "thread" if follow.late else "neutral"),
            activated=partial(self.shell.open, follow.view, **where),
        )
        made.setObjectName(f"follow-{follow.target.hex()}")
        return made

    def _waits(self, rows: tuple[WaitRow, ...]) -> Card:
        t = self.shell.texts
        card = Card(t(_("Waiting for you")))
        for wait in rows:
            card.body.addWidget(self._wait_row(wait))
        if not rows:
            card.body.addWidget(empty(t(_("Nothing is waiting for you."))))
        return card

    def _since(self, page: TodayPage) -> Card:
        t = self.shell.texts
        link = button(t(_("Open consultations")), "link", clicked=partial(self.shell.open, "consultations"))
        link.setObjectName("open-consultations")
        some = bool(page.since or page.replaced)
        card = Card(t(_("Since last")), link if some or not page.first_day else None)
        for replaced in page.replaced:
            card.body.addWidget(self._replaced_row(replaced))
        for consultation in page.since:
            card.body.addWidget(consultation_row(self.shell, consultation))
        if some:
            return card
        if page.first_day:
            words = t(_("Nothing has come yet. Your notes and your colleagues' stand here."))
            card.body.addWidget(empty(words, t(_("Write the first note")), self.shell.new_note))
        else:
            card.body.addWidget(empty(t(_("Nothing new has come since last."))))
        return card

    def _replaced_row(self, replaced: ReplacedRow) -> QWidget:
        target: dict[str, object] = {"rec": replaced.rec}
        if replaced.view == "history":
            target["kind"] = replaced.kind
        made = row(replaced.title, replaced.detail, activated=partial(self.shell.open, replaced.view, **target))
        made.setObjectName(f"replaced-{replaced.rec.hex()}")
        return made

    def _wait_row(self, wait: WaitRow) -> QWidget:
        if wait.action == "none":
            return row(wait.title, wait.detail)
        act = button(self.shell.texts(BUTTONS[wait.action]), clicked=partial(self._go, wait))
        act.setObjectName(f"wait-{wait.action}-{wait.target!r}")
        act.setAccessibleDescription(". ".join(filter(None, (wait.title, wait.detail))))
        return row(wait.title, wait.detail, button=act)

    # -- what is done

    def _show_all(self) -> None:
        """All of them, or the first again; the focus stays on the link."""
        self._all = not self._all
        self.read()

    def _go(self, wait: WaitRow) -> None:
        match wait.action:
            case "draft":
                open_draft(self.shell, wait.kind, str(wait.target))
            case "settle":
                self.shell.open("settle", kind=wait.kind, rec=wait.target)
            case "access":
                self.shell.open("sync")
            case _:
                self.shell.open(wait.action)
