"""Kontakter: the places and the people of the district, found by typing; when we were last in touch with a place."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.domain.searching import fold
from desktop.services.contact_lists import Table, as_plain
from desktop.services.contact_values import InstitutionRow, PersonRow
from desktop.services.events import RecordsChanged
from desktop.services.note_kinds import NOTES
from desktop.texts import _
from desktop.ui import clipboard, files
from desktop.ui import theme as look
from desktop.ui.forms.line import Line
from desktop.ui.forms.widgets import Card, Chips, InlineMessage, LineField, Page, button, empty
from desktop.ui.list_rows import ListRow
from desktop.ui.shell import Shell, ViewBase
from desktop.ui.table_paper import print_table
from desktop.ui.tables import ListView

Read = tuple[tuple[InstitutionRow, ...], tuple[PersonRow, ...]]


class _Filter(LineField):
    """A line from which Down goes on into the list."""

    def __init__(self, name: str, into: QWidget) -> None:
        super().__init__(name=name)
        self._into = into
        self.setClearButtonEnabled(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down and Enter leave for the list."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._into.setFocus(Qt.FocusReason.TabFocusReason)
            return
        super().keyPressEvent(event)


class View(ViewBase):
    """Both lists behind one filter."""

    def __init__(self, shell: Shell, show: str = "places", typed: str = "", **target: object) -> None:
        super().__init__(shell, **target)
        t = shell.texts
        self._read: Read = ((), ())
        self._found: list[bytes] = []
        self._which = Chips(
            [("places", t(_("Places"))), ("quiet", t(_("Not in touch for long"))), ("people", t(_("People")))],
            name=t(_("Show")),
            required=True,
        )
        self._which.set_value(show)
        self._which.changed.connect(self._show)
        self._file = button(t(_("Import from a file …")), clicked=lambda: self.shell.open("contacts_import"))
        self._add = button(t(_("Add a place")), "primary", clicked=self._add_one)
        if shell.app.me.no_notes:
            self._file.hide()
            self._add.hide()
        self.page = Page(t(_("Contacts")), t(_("The places and people you work with")), [self._file, self._add])
        self.list = ListView(t(_("Contacts")))
        self.list.setObjectName("contacts")
        self.list.opened.connect(self._open)
        self._filter = _Filter(t(_("Filter")), self.list)
        self._filter.setText(typed)
        self._filter.textChanged.connect(lambda _words: self._show())
        head = QHBoxLayout()
        head.setSpacing(look.current().gap(12))
        head.addWidget(self._filter, 1)
        head.addWidget(self._which, 0, Qt.AlignmentFlag.AlignVCenter)
        self.page.body.addLayout(head)
        twice = button(t(_("Look at them")), clicked=lambda: self.shell.open("duplicates"))
        self._twice = InlineMessage("neutral", "", twice)
        self._twice.hide()
        self.page.body.addWidget(self._twice)
        self._card = Card.around(self.list)
        self.page.body.fills = True
        self.page.body.addWidget(self._card, 1)
        self._none = Card()
        self._none.hide()
        self.page.body.addWidget(self._none)
        self._out = Line(
            button(t(_("Copy the list")), "link", clicked=lambda: self._take(self._copy)),
            button(t(_("Print …")), "link", clicked=lambda: self._take(self._print)),
            button(t(_("Save as a file …")), "link", clicked=lambda: self._take(self._save)),
            QWidget(),
            equal=False,
            narrow=360,
        )
        self.page.body.addWidget(self._out)
        self.page.body.addStretch(0)
        self.fill(self.page)
        shell.bridge.records_changed.connect(self._records_changed)

    def title(self) -> str:
        """Kontakter."""
        return self.shell.texts(_("Contacts"))

    def focus(self) -> None:
        """The filter: typing is how one finds."""
        self._filter.setFocus(Qt.FocusReason.TabFocusReason)

    def target(self) -> dict[str, object]:
        """Which list, and what was typed."""
        return super().target() | {"show": self._which.value(), "typed": self._filter.text()}

    def refresh(self) -> None:
        """Reads both lists."""
        app = self.shell.app
        self.shell.tasks.read(
            lambda: (app.contacts.institutions(), app.contacts.people()), self._arrived, key=f"contacts-{id(self)}"
        )
        if not app.me.no_notes:
            self.shell.tasks.read(lambda: len(app.same.pairs()), self._hint, key=f"pairs-{id(self)}")

    def _arrived(self, read: Read) -> None:
        self._read = read
        self._show()

    def _hint(self, alike: int) -> None:
        t = self.shell.texts
        self._twice.words.setText(t.plural(_("{n} pair may be the same."), _("{n} pairs may be the same."), alike))
        self._twice.setVisible(alike > 0)

    def _show(self) -> None:
        t, which = self.shell.texts, self._which.value()
        places = which != "people"
        if which == "quiet":
            quiet = sorted(
                (p for p in self._read[0] if p.quiet), key=lambda p: (p.last_contact is None, p.last_contact)
            )
            rows = [self._place_row(place) for place in quiet]
        else:
            rows = self._by_district() if places else [self._person_row(person) for person in self._read[1]]
        words = fold(self._filter.text()).split()  # »aa« finds å, and »oe« ø
        found = [row for row in rows if all(word in fold(f"{row.title} {row.detail}") for word in words)]
        self.list.show_rows(found)
        self._add.set_words(t(_("Add a place")) if places else t(_("Add a person")))
        hint = _("Type a name, a district or a kind of place") if places else _("Type a name, a position or a place")
        self._filter.setPlaceholderText(t(hint))
        self._found = [row.key for row in found]
        self._out.setVisible(bool(found))
        self._card.setVisible(bool(found))
        self._none.clear()
        self._none.setVisible(not found)
        if not found:
            said = (
                t(_("Nothing matches »{words}«."), words=self._filter.text().strip())
                if words
                else t(
                    _("You have been in touch with every place lately.")
                    if which == "quiet"
                    else _("No one is here yet.")
                )
            )
            self._none.body.addWidget(empty(said))

    def _by_district(self) -> list[ListRow]:
        """Under the names of their districts where there are several; those of none come last."""
        districts = dict.fromkeys(place.district for place in self._read[0])
        if len(districts) < 2:
            return [self._place_row(place) for place in self._read[0]]
        t, key = self.shell.texts, self.shell.formats.sort_key()
        order = {name: n for n, name in enumerate(sorted(districts, key=lambda name: (not name, key(name))))}
        heads = {name: t(_("District {name}"), name=name) if name else t(_("Without a district")) for name in districts}
        places = sorted(self._read[0], key=lambda place: order[place.district])
        return [replace(self._place_row(place), heading=heads[place.district]) for place in places]

    def _take(self, act: Callable[[Table], object]) -> None:
        """Reads the list that is shown, whole and in words, and does something with it."""
        lists, recs, people = self.shell.app.contact_lists, frozenset(self._found), self._which.value() == "people"
        self.shell.tasks.read(lambda: lists.people(recs) if people else lists.places(recs), act)

    def _copy(self, table: Table) -> None:
        clipboard.put(as_plain(table))
        self.shell.message(self.shell.texts(_("The list is copied. What is protected is not in it.")), "ok")

    def _print(self, table: Table) -> None:
        t, me, now = self.shell.texts, self.shell.app.me, self.shell.app.clock.now()
        when = self.shell.formats.whole(now)
        print_table(self, t, table, t(_("Printed by {name}, {when}"), name=me.name, when=when))

    def _save(self, table: Table) -> None:
        path = files.choose_new_file(self, self.shell.texts(_("Save as a file")), f"{table.title}.csv")
        if path is None:
            return
        chosen, write = path if path.suffix else path.with_name(f"{path.name}.csv"), self.shell.app.contact_lists.write
        said = self.shell.texts(_("The file is saved, without what is protected. It is not encrypted."))
        self.shell.tasks.read(lambda: write(table, chosen), lambda _none: self.shell.message(said, "ok"))

    def _place_row(self, place: InstitutionRow) -> ListRow:
        t, formats = self.shell.texts, self.shell.formats
        last = place.last_contact
        parts = [
            place.type_label,
            t(_("district {name}"), name=place.district) if place.district else "",
            place.apart,
            t(_("last in touch {day}"), day=formats.day(last)) if last else t(_("not in touch yet")),
        ]
        n = place.open_agreements
        agreements = t.plural(_("{n} open agreement"), _("{n} open agreements"), n) if n else ""
        return ListRow(place.rec, place.name, " · ".join(dict.fromkeys(filter(None, parts))), tag=agreements)

    def _person_row(self, person: PersonRow) -> ListRow:
        phone = self.shell.texts(_("telephone is protected")) if person.protected else person.phone
        parts = (person.role_title, person.institution, person.reachable, phone)
        return ListRow(person.rec, person.name, " · ".join(part for part in parts if part))

    def _open(self, rec: bytes) -> None:
        if self._which.value() == "people":
            self.shell.open("contact_sheet", kind="person", rec=rec)
        else:
            self.shell.open("place", rec=rec)

    def _add_one(self) -> None:
        kind = "person" if self._which.value() == "people" else "institution"
        self.shell.open("contact_sheet", kind=kind)

    def _records_changed(self, changed: RecordsChanged) -> None:
        if self.isVisible() and changed.kinds & {*NOTES, "institution", "person", "agreement", "visit"}:
            self.refresh()
