"""A concern on one page: the red thread, where the scales stand in words, worries and strengths, what was agreed."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.services.concern_values import Answer, ConcernPage, Standing
from desktop.services.events import RecordsChanged
from desktop.services.note_kinds import NOTES
from desktop.texts import _, inside
from desktop.ui import theme as look
from desktop.ui.forms.keeping import empty as emptied
from desktop.ui.forms.line import Line
from desktop.ui.forms.live_page import LivePage
from desktop.ui.forms.newer import say_newer
from desktop.ui.forms.record_rows import add_agreements, facts_card, history_card, state_tag
from desktop.ui.forms.timeline import Timeline
from desktop.ui.forms.versions import two_versions
from desktop.ui.forms.widgets import Card, Columns, InlineMessage, Page, button, empty, text
from desktop.ui.shell import EDIT, Shell

#: What else is shown on the page of a concern.
PARTS = frozenset({*NOTES, "child", "agreement", "assessment", "member"})


class View(LivePage[ConcernPage]):
    """The page of the concern `rec`."""

    belongs = "concerns"
    kinds = frozenset({*PARTS, "concern", "institution"})

    def __init__(self, shell: Shell, rec: bytes, **target: object) -> None:
        self._rec = rec
        t = shell.texts
        self._edit = button(t(_("Edit")), "plain", "Ctrl+E", clicked=partial(shell.open, "concern_sheet", rec=rec))
        self._edit.setObjectName(EDIT)
        self._edit.hide()
        new = button(t(_("New note about the child")), "primary", "Ctrl+N", partial(shell.new_note, concern=rec))
        super().__init__(shell, Page("", "", [self._edit, new]), rec=rec, **target)
        self._columns = Columns(5, 3)
        self.page.body.addWidget(self._columns)

    def title(self) -> str:
        """Never whom it is about."""
        return self.shell.texts(_("Concern"))

    def act(self, action: str) -> bool:
        """Ctrl+N is a note about this concern."""
        if action == "new_note":
            self.shell.new_note(concern=self._rec)
            return True
        return super().act(action)

    def load(self) -> ConcernPage:
        """The concern with everything on its thread."""
        return self.shell.app.concerns.read(self._rec)

    def read(self) -> None:
        """The first time on the writer: opening a concern writes a line in the read log."""
        if self._shown is None:
            opened = self.shell.app.concerns.open
            self.open_by(lambda: opened(self._rec))
        else:
            super().read()

    def refresh(self) -> None:
        """Reads once: looking back at a page that is open is not a new opening; changes come by themselves."""
        if self._shown is None:
            self.read()
        else:
            self._arrived(self._shown)  # »today« may be another day

    def show_read(self, read: ConcernPage) -> None:
        """The thread at the left; scales, words, agreements and facts at the right."""
        t, row = self.shell.texts, read.row
        lead = t(_("lead contact {name}"), name=row.lead) if row.lead else t(_("no lead contact"))
        parts = [row.status.label, ", ".join(part for part in (row.place, row.room) if part), lead, read.count]
        self.page.set_title(row.title, " · ".join(part for part in parts if part))
        self._edit.setVisible(read.can_edit and not read.removed)
        left, right = self._columns.columns
        emptied(left)
        emptied(right)
        if read.removed:
            left.addWidget(
                InlineMessage("neutral", t(_("The concern was removed. It stands in no list; nothing is deleted.")))
            )
        say_newer(self.shell, read.newer, left)
        for part in read.divided:
            card = Card(part.label)
            card.body.addWidget(two_versions(self.shell, part.versions, part.kind, part.rec))
            left.addWidget(card)
        thread = Card(t(_("The red thread")))
        thread.body.addWidget(Timeline(self.shell, read.thread))
        left.addWidget(thread)
        right.addWidget(self._scales(read))
        right.addWidget(self._words(read))
        right.addWidget(self._agreements(read))
        right.addWidget(self._about(read))
        right.addWidget(history_card(self.shell, read.history, "concern", self._rec))
        for card in self._columns.findChildren(Card):
            # words that wrap more often than they were thought to need more room, not less of it
            card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def _scales(self, read: ConcernPage) -> Card:
        t = self.shell.texts
        link = button(t(_("New assessment …")), clicked=partial(self.shell.open, "assessment_sheet", concern=self._rec))
        link.setObjectName("new-assessment")
        first = read.standings[0].question if read.standings else t(_("How worried are we?"))
        card = Card(first, link if read.can_edit and not read.removed else None)
        for number, standing in enumerate(read.standings):
            if number:
                card.body.addWidget(text(standing.question, "card"))
            card.body.addWidget(self._standing(standing))
        if not read.standings:
            card.body.addWidget(empty(t(_("No one has made an assessment yet."))))
        return card

    def _standing(self, standing: Standing) -> QWidget:
        """The joint answers, or everybody's where none is joint; in words, and nothing in it can be pressed."""
        joint = [answer for answer in standing.answers if answer.joint]
        holder = QWidget()
        column = _column(holder)
        column.setSpacing(look.current().gap(8))
        for answer in joint or standing.answers:
            column.addWidget(self._answer(answer))
        t, formats = self.shell.texts, self.shell.formats
        said = [
            t(
                _("{who} says {value} ({day}, {author})"),
                who=inside(one.perspective) if place else one.perspective,
                value=one.value,
                day=formats.date(one.day),
                author=one.author,
            )
            for place, one in enumerate(one for one in standing.answers if joint and not one.joint)
        ]
        under = ", ".join(said)
        edition = f"{standing.scale}, {standing.edition}"
        column.addWidget(text(" · ".join(part for part in (under, edition) if part), "second", "muted"))
        return holder

    def _answer(self, answer: Answer) -> QWidget:
        number, dash, words = answer.words.partition(" – ")
        formats = self.shell.formats
        said = QWidget()
        line = QHBoxLayout(said)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(look.current().gap(12))
        if dash:
            line.addWidget(text(number, "sheet", wrap=False))
        beside = QWidget()
        column = _column(beside)
        column.addWidget(text(formats.sentence(words if dash else answer.words), "strong"))
        by = f"{answer.perspective}, {formats.date(answer.day)} · {answer.author}"
        column.addWidget(text(by, "second", "muted"))
        line.addWidget(beside, 1)
        return said

    def _words(self, read: ConcernPage) -> Card:
        t = self.shell.texts
        card = Card(t(_("Worries, strengths and next steps")))
        card.body.setSpacing(look.current().gap(10))
        parts = (
            (_("What are we worried about?"), read.worries),
            (_("What works well?"), read.strengths),
            (_("What needs to happen?"), read.next_steps),
        )
        for question, words in parts:
            holder = QWidget()
            column = _column(holder)
            column.addWidget(text(t(question), "label"))
            column.addWidget(text(words) if words else text(t(_("Nothing is written yet.")), "body", "muted"))
            card.body.addWidget(holder)
        mark = state_tag(self.shell, read.row.state)
        if mark is not None:
            card.body.addWidget(Line(mark, QWidget(), equal=False, narrow=200))
        return card

    def _about(self, read: ConcernPage) -> Card:
        t = self.shell.texts
        card = facts_card(t(_("About the child and the concern")), read.facts)
        go, child = self.shell.open, read.child
        past = partial(go, "history", kind="child", rec=child)
        ways = [(_("Who corrected what stands about the child"), "child-history", past)]
        if read.can_edit and not read.removed:
            ways = [
                (_("Correct who it is about"), "correct-child", partial(go, "child_sheet", rec=child)),
                (_("New concern about the child"), "another", partial(go, "concern_sheet", child=child)),
                *ways,
            ]
        for words, name, act in ways if child else ():
            link = button(t(words), "link", clicked=act)
            link.setObjectName(name)
            link.setProperty("edge", "left")
            card.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _agreements(self, read: ConcernPage) -> Card:
        t = self.shell.texts
        new = partial(self.shell.open, "agreement_sheet", concern=self._rec, place=read.row.place_rec)
        link = button(t(_("Add")), "link", clicked=new)
        link.setObjectName("add-agreement")
        link.setAccessibleName(t(_("Add an agreement")))
        card = Card(t(_("Agreements")), link if read.can_edit and not read.removed else None)
        add_agreements(card, self.shell, read.agreements)
        return card

    def _records_changed(self, changed: RecordsChanged) -> None:
        if self._rec in changed.recs or changed.kinds & PARTS:
            super()._records_changed(changed)


def _column(holder: QWidget) -> QVBoxLayout:
    """Lines that belong together, close under each other."""
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look.current().gap(2))
    return column
