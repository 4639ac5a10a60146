"""A place on one page: what happened since last, what is agreed, who is there."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.services.contact_values import PersonRow, PlacePage
from desktop.services.contacts import CLOSED
from desktop.texts import _
from desktop.ui.forms.keeping import empty as emptied
from desktop.ui.forms.live_page import LivePage
from desktop.ui.forms.record_rows import agreement_row, consultation_row
from desktop.ui.forms.widgets import Card, Columns, Page, button, empty, row
from desktop.ui.shell import Shell

NO_BREAK = "\N{NO-BREAK SPACE}"
RECENT = 7  # the rest is one press away


class View(LivePage[PlacePage]):
    """The page of the institution `rec`."""

    belongs = "contacts"
    kinds = frozenset({"institution", "person", "consultation", "agreement", "member"})

    def __init__(self, shell: Shell, rec: bytes, **target: object) -> None:
        self._rec, self._closed = rec, 0
        t = shell.texts
        self._edit = button(t(_("Edit")), clicked=partial(shell.open, "contact_sheet", kind="institution", rec=rec))
        self._edit.hide()
        new = button(t(_("New note")), "primary", "Ctrl+N", partial(shell.new_note, place=rec))
        super().__init__(shell, Page("", "", [self._edit, new]), rec=rec, **target)
        self._columns = Columns(4, 3)
        self.page.body.addWidget(self._columns)

    def title(self) -> str:
        """The kind of page."""
        return self.shell.texts(_("Place"))

    def act(self, action: str) -> bool:
        """Ctrl+N is a note about this place."""
        if action == "new_note":
            self.shell.new_note(place=self._rec)
            return True
        return super().act(action)

    def load(self) -> PlacePage:
        """The place with what belongs to it."""
        return self.shell.app.contacts.place(self._rec, self._closed)

    def show_read(self, read: PlacePage) -> None:
        """Three cards."""
        t, formats, place = self.shell.texts, self.shell.formats, read.row
        last = place.last_contact
        parts = [
            place.type_label,
            t(_("district {name}"), name=place.district) if place.district else "",
            t(_("last in touch {day}"), day=formats.day(last)) if last else t(_("not in touch yet")),
            t(_("telephone {number}"), number=read.phone.replace(" ", NO_BREAK)) if read.phone else "",
            read.address,
        ]
        self.page.set_title(place.name, " · ".join(part for part in parts if part))
        self._edit.setVisible(read.can_edit)
        left, right = self._columns.columns
        emptied(left)
        emptied(right)
        left.addWidget(self._since(read))
        right.addWidget(self._agreements(read))
        right.addWidget(self._people(read))

    def _since(self, read: PlacePage) -> Card:
        t, shell = self.shell.texts, self.shell
        whole = partial(shell.open, "consultations", place=self._rec, place_name=read.row.name)
        link = button(t(_("The whole history")), "link", clicked=whole)
        link.setObjectName("history")
        card = Card(t(_("Since last")), link if read.recent else None)
        for consultation in read.recent[:RECENT]:
            card.body.addWidget(consultation_row(shell, consultation))
        if not read.recent:
            begin = partial(shell.new_note, place=self._rec)
            card.body.addWidget(empty(t(_("No talks about this place yet.")), t(_("Write the first note")), begin))
        return card

    def _agreements(self, read: PlacePage) -> Card:
        t = self.shell.texts
        link = button(t(_("Add")), "link", clicked=partial(self.shell.open, "agreement_sheet", place=self._rec))
        link.setObjectName("add-agreement")
        link.setAccessibleName(t(_("Add an agreement")))
        card = Card(t(_("Agreements")), link if read.can_edit else None)
        for agreement in read.agreements:
            card.body.addWidget(agreement_row(self.shell, agreement))
        if not any(agreement.status.code == "open" for agreement in read.agreements):
            card.body.addWidget(empty(t(_("Nothing is open here."))))
        if read.hidden:
            words = t.plural(_("Show {n} that is closed"), _("Show {n} that are closed"), min(read.hidden, CLOSED))
            more = button(words, "link", clicked=self._show_closed)
            more.setObjectName("closed-agreements")
            more.setProperty("edge", "left")
            card.body.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def _show_closed(self) -> None:
        self._closed += CLOSED
        self.refresh()

    def _people(self, read: PlacePage) -> Card:
        t = self.shell.texts
        add = partial(self.shell.open, "contact_sheet", kind="person", place=self._rec)
        link = button(t(_("Add")), "link", clicked=add)
        link.setObjectName("add-person")
        link.setAccessibleName(t(_("Add a person")))
        card = Card(t(_("People")), link if read.can_edit else None)
        for person in read.people:
            card.body.addWidget(self._person(person))
        if not read.people:
            card.body.addWidget(empty(t(_("No one is noted here yet."))))
        return card

    def _person(self, person: PersonRow) -> QWidget:
        detail = " · ".join(part for part in (person.role_title, person.reachable, person.phone) if part)
        edit = partial(self.shell.open, "contact_sheet", kind="person", rec=person.rec)
        made = row(person.name, detail, activated=edit)
        made.setObjectName(f"person-{person.rec.hex()}")
        return made
