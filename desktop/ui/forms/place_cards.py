"""The cards of a place: what happened since last, open concerns, visits, agreements, people."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.services.agreements import AgreementRow
from desktop.services.casework import ConsultationRow
from desktop.services.contact_values import PersonRow, PlaceConcern, PlacePage
from desktop.services.visits import VisitRow
from desktop.texts import _
from desktop.ui.forms.record_rows import agreement_row, consultation_row, in_a_line, who
from desktop.ui.forms.widgets import Button, Card, button, empty, row, tag
from desktop.ui.shell import Shell

RECENT = 7  # the rest is one press away
PRESSING = 5
"""So many of the open agreements, those due first, so that the people of the place are in sight."""


class PlaceCards:
    """Makes the cards of the institution `rec`."""

    def __init__(self, shell: Shell, rec: bytes) -> None:
        self._shell, self._rec = shell, rec

    def since(self, read: PlacePage) -> Card:
        """Talks and visits, the newest first."""
        t, shell = self._shell.texts, self._shell
        whole = partial(shell.open, "consultations", place=self._rec, place_name=read.row.name)
        link = _link(t(_("The whole history")), "history", whole)
        card = Card(t(_("Since last")), link if read.recent else None)
        events: list[tuple[datetime, ConsultationRow | VisitRow]] = [(n.occurred_at, n) for n in read.recent]
        events += [(visit.was_at, visit) for visit in read.visits]
        for _when, event in sorted(events, key=lambda one: one[0].timestamp(), reverse=True)[:RECENT]:
            card.body.addWidget(self._visit(event) if isinstance(event, VisitRow) else consultation_row(shell, event))
        if not events:
            begin = partial(shell.new_note, place=self._rec)
            card.body.addWidget(empty(t(_("No talks about this place yet.")), t(_("Write the first note")), begin))
        return card

    def concerns(self, read: PlacePage) -> Card | None:
        """The open ones, discreet; no card where there are none."""
        if not read.concerns:
            return None
        t = self._shell.texts
        link = _link(t(_("All concerns")), "all-concerns", partial(self._shell.open, "concerns"))
        card = Card(t(_("Open concerns")), link if read.more_concerns else None)
        for concern in read.concerns:
            card.body.addWidget(self._concern(concern))
        return card

    def visits(self, read: PlacePage) -> Card:
        """What is planned."""
        t = self._shell.texts
        plan = _link(t(_("Plan a visit")), "plan-visit", partial(self._shell.open, "visit_sheet", place=self._rec))
        card = Card(t(_("Visits")), plan if read.can_edit else None)
        for visit in read.planned:
            card.body.addWidget(self._planned(visit))
        if not read.planned:
            card.body.addWidget(empty(t(_("No visit is planned."))))
        return card

    def agreements(self, read: PlacePage, more: Sequence[QWidget], all_open: bool) -> Card:
        """Open ones first, the most pressing few unless `all_open`; `more` show the others."""
        t = self._shell.texts
        link = _link(t(_("Add")), "add-agreement", partial(self._shell.open, "agreement_sheet", place=self._rec))
        link.setAccessibleName(t(_("Add an agreement")))
        card = Card(t(_("Agreements")), link if read.can_edit else None)
        later = set() if all_open else {one.rec for one in not_pressing(read.agreements)}
        for agreement in read.agreements:
            if agreement.rec not in later:
                card.body.addWidget(agreement_row(self._shell, agreement, listed=True))
        if not any(agreement.status.code == "open" for agreement in read.agreements):
            card.body.addWidget(empty(t(_("Nothing is open here."))))
        for way in more:
            card.body.addWidget(way, 0, Qt.AlignmentFlag.AlignLeft)
        return card

    def people(self, read: PlacePage) -> Card:
        """Who works there, and when and how they are reached."""
        t = self._shell.texts
        add = partial(self._shell.open, "contact_sheet", kind="person", place=self._rec)
        link = _link(t(_("Add")), "add-person", add)
        link.setAccessibleName(t(_("Add a person")))
        card = Card(t(_("People")), link if read.can_edit else None)
        for person in read.people:
            card.body.addWidget(self._person(person))
        if not read.people:
            card.body.addWidget(empty(t(_("No one is noted here yet."))))
        return card

    def _visit(self, visit: VisitRow) -> QWidget:
        t = self._shell.texts
        purpose = visit.said(self._shell.discreet)
        title = t(_("Visit, {purpose}"), purpose=purpose) if purpose else t(_("Visit"))
        when = self._shell.formats.moment(visit.was_at)
        edit = partial(self._shell.open, "visit_sheet", rec=visit.rec)
        made = row(title, f"{who(self._shell, visit.who, visit.mine)} · {when}", activated=edit)
        made.setObjectName(f"visit-{visit.rec.hex()}")
        return made

    def _planned(self, visit: VisitRow) -> QWidget:
        shell = self._shell
        title = shell.formats.sentence(shell.formats.exact(visit.starts_at))
        if visit.ends_at is not None:
            title = f"{title}\N{EN DASH}{shell.formats.time(visit.ends_at)}"
        detail = in_a_line(who(shell, visit.who, visit.mine), visit.said(shell.discreet))
        mark = tag(shell.formats.due(visit.starts_at.date()))
        made = row(title, detail, mark, activated=partial(shell.open, "visit_sheet", rec=visit.rec))
        made.setObjectName(f"visit-{visit.rec.hex()}")
        return made

    def _concern(self, concern: PlaceConcern) -> QWidget:
        t, shown = self._shell.texts, concern.row
        title = shown.discreet_title if self._shell.discreet else shown.title
        act = button(t(_("Open")), clicked=partial(self._shell.open, "concern", rec=shown.rec))
        act.setObjectName(f"concern-{shown.rec.hex()}")
        act.setAccessibleDescription(title)
        mine = shown.lead == self._shell.app.me.name
        name = t(_("You")).lower() if mine else shown.lead
        lead = t(_("lead contact {name}"), name=name) if name else t(_("no lead contact"))
        return row(
            ", ".join(part for part in (title, shown.room) if part),
            " · ".join(part for part in (concern.stands, lead) if part),
            button=act,
        )

    def _person(self, person: PersonRow) -> QWidget:
        t = self._shell.texts
        number = t(_("telephone is protected")) if person.protected else person.phone
        detail = " · ".join(part for part in (person.role_title, person.reachable, number) if part)
        edit = partial(self._shell.open, "contact_sheet", kind="person", rec=person.rec)
        made = row(person.name, detail, activated=edit)
        made.setObjectName(f"person-{person.rec.hex()}")
        return made


def not_pressing(agreements: Sequence[AgreementRow]) -> list[AgreementRow]:
    """The open ones that can wait behind a press; none that waits for a choice is among them."""
    return [one for one in [one for one in agreements if one.stands][PRESSING:] if not one.divided]


def _link(words: str, name: str, clicked: partial[None]) -> Button:
    made = button(words, "link", clicked=clicked)
    made.setObjectName(name)
    return made
