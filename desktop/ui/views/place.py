"""A place on one page: what happened since last, what is open and agreed, who is there; »I am here now«."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.services.contact_values import PlacePage
from desktop.services.contacts import CLOSED
from desktop.services.values import Saved
from desktop.texts import _
from desktop.ui.forms.keeping import empty as emptied
from desktop.ui.forms.keeping import place_kept
from desktop.ui.forms.live_page import LivePage
from desktop.ui.forms.newer import say_newer
from desktop.ui.forms.place_cards import PlaceCards, not_pressing
from desktop.ui.forms.widgets import Button, Columns, InlineMessage, Page, button
from desktop.ui.shell import EDIT, Shell

NO_BREAK = "\N{NO-BREAK SPACE}"


class View(LivePage[PlacePage]):
    """The page of the institution `rec`."""

    belongs = "contacts"
    kinds = frozenset(
        {
            "institution",
            "person",
            "consultation",
            "ppr_consultation",
            "agreement",
            "assessment",
            "member",
            "visit",
            "concern",
            "child",
        }
    )

    def __init__(self, shell: Shell, rec: bytes, **target: object) -> None:
        self._rec, self._closed, self._all_open = rec, 0, False
        t = shell.texts
        self._edit = button(
            t(_("Edit")), "plain", "Ctrl+E", clicked=partial(shell.open, "contact_sheet", kind="institution", rec=rec)
        )
        self._edit.setObjectName(EDIT)
        self._edit.hide()
        self._here = button(t(_("I am here now")), clicked=self._say_here)
        self._here.setObjectName("here-now")
        self._here.hide()
        new = button(t(_("New note")), "primary", "Ctrl+N", partial(shell.new_note, place=rec))
        super().__init__(shell, Page("", "", [self._edit, self._here, new]), rec=rec, **target)
        self._cards = PlaceCards(shell, rec)
        self._columns = Columns(17, 13)
        self.page.body.addWidget(self._columns)
        self._history = button(t(_("Who corrected the place")), "link", clicked=partial(
            shell.open, "history", kind="institution", rec=rec))  # fmt: skip
        self._history.setProperty("edge", "left")
        self.page.body.addWidget(self._history, 0, Qt.AlignmentFlag.AlignLeft)

    def title(self) -> str:
        """The kind of page."""
        return self.shell.texts(_("Place"))

    def act(self, action: str) -> bool:
        """Ctrl+N is a note about this place, Ctrl+B a visit to it."""
        match action:
            case "new_note":
                self.shell.new_note(place=self._rec)
            case "plan_visit":
                self.shell.open("visit_sheet", place=self._rec)
            case _:
                return super().act(action)
        return True

    def load(self) -> PlacePage:
        """The place with what belongs to it."""
        return self.shell.app.contacts.place(self._rec, self._closed)

    def show_read(self, read: PlacePage) -> None:
        """The cards, in two columns."""
        self.page.set_title(read.row.name, " · ".join(part for part in self._facts(read) if part))
        self._edit.setVisible(read.can_edit)
        self._here.setVisible(read.can_edit and not read.here)
        left, right = self._columns.columns
        emptied(left)
        emptied(right)
        say_newer(self.shell, read.newer, left)
        for other in read.merged:
            left.addWidget(self._merged(other.rec, other.name, read.can_edit))
        left.addWidget(self._cards.since(read))
        concerns = self._cards.concerns(read)
        if concerns is not None:
            left.addWidget(concerns)
        right.addWidget(self._cards.visits(read))
        right.addWidget(self._cards.agreements(read, self._more(read), self._all_open))
        right.addWidget(self._cards.people(read))

    def _facts(self, read: PlacePage) -> list[str]:
        t, formats, place = self.shell.texts, self.shell.formats, read.row
        last = place.last_contact
        touch = t(_("last in touch {day}"), day=formats.day(last)) if last else t(_("not in touch yet"))
        if read.here:
            touch = t(_("you are here"))
        elif read.last_visit is not None and read.last_visit == last:
            touch = t(_("last visited {day}"), day=formats.day(read.last_visit))
        return [
            place.type_label,
            t(_("district {name}"), name=place.district) if place.district else "",
            touch,
            t(_("telephone {number}"), number=read.phone.replace(" ", NO_BREAK)) if read.phone else "",
            t(_("the address is protected")) if read.protected else read.address,
        ]

    def _more(self, read: PlacePage) -> list[Button]:
        t, ways = self.shell.texts, list[Button]()
        later = 0 if self._all_open else len(not_pressing(read.agreements))
        if later:
            words = t.plural(_("Show {n} other that is open"), _("Show {n} others that are open"), later)
            ways.append(button(words, "link", clicked=self._show_open))
            ways[-1].setObjectName("open-agreements")
        if read.hidden:
            words = t.plural(_("Show {n} that is closed"), _("Show {n} that are closed"), min(read.hidden, CLOSED))
            ways.append(button(words, "link", clicked=self._show_closed))
            ways[-1].setObjectName("closed-agreements")
        for way in ways:
            way.setProperty("edge", "left")
        return ways

    def _show_open(self) -> None:
        """The focus goes to the first of those that came, as Tab would find it."""
        self._all_open = True
        if self._shown is None:
            return
        first = not_pressing(self._shown.agreements)[0]
        with place_kept(self):
            self.show_read(self._shown)
        came = self.findChild(QWidget, f"agreement-{first.rec.hex()}")
        if came is not None:
            came.setFocus(Qt.FocusReason.TabFocusReason)

    def _show_closed(self) -> None:
        self._closed += CLOSED
        self.refresh()

    def _merged(self, rec: bytes, name: str, can_edit: bool) -> InlineMessage:
        t = self.shell.texts
        apart = button(t(_("Part them")), clicked=partial(self._part, rec)) if can_edit else None
        return InlineMessage("neutral", t(_("»{name}« is said to be the same place."), name=name), apart)

    def _part(self, rec: bytes) -> None:
        part, t = self.shell.app.same.part, self.shell.texts
        self.shell.tasks.write(
            lambda: part("institution", rec),
            lambda saved: self.shell.saved(saved, t(_("They are two places again."))),
        )

    def _say_here(self) -> None:
        visits, rec = self.shell.app.visits, self._rec
        self.shell.tasks.write(lambda: visits.here_now(rec), self._said_here)

    def _said_here(self, saved: Saved) -> None:
        self.shell.saved(saved, self.shell.texts(_("You are here. The next note begins with this place.")))
