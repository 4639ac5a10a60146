"""Writing or editing a place or a professional contact; private people and children are never written here."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.domain.columns import fold
from desktop.services.contact_values import ContactChoices
from desktop.services.drafts import DraftValues
from desktop.services.values import Problem, Saved
from desktop.texts import _
from desktop.ui.forms.draft_sheet import BESIDE, DraftSheet
from desktop.ui.forms.drafting import Values
from desktop.ui.forms.line import Line
from desktop.ui.forms.newer import say_newer
from desktop.ui.forms.place_combo import NO_SUCH_PLACE
from desktop.ui.forms.removing import take_away
from desktop.ui.forms.shared_with import SharedWith
from desktop.ui.forms.widgets import Chips, Combo, LineField, PlaceCombo, button, pairs
from desktop.ui.shell import Shell

Read = tuple[ContactChoices, Values, DraftValues | None, bool]
TITLES = {
    ("institution", False): _("New place"),
    ("institution", True): _("Edit the place"),
    ("person", False): _("New person"),
    ("person", True): _("Edit the person"),
}


class View(DraftSheet):
    """`kind` is institution or person; `rec` edits that one; `place` is where a new person works."""

    belongs = "contacts"

    def __init__(
        self,
        shell: Shell,
        kind: str = "institution",
        rec: bytes | None = None,
        draft: str | None = None,
        place: bytes | None = None,
        **target: object,
    ) -> None:
        self.kind = kind
        t, app = shell.texts, shell.app
        extra = target | {"kind": kind, "place": place}
        super().__init__(shell, t(TITLES[kind, rec is not None]), draft=draft, rec=rec, **extra)
        self._place = place
        self._shared = SharedWith(t, self.sheet, self.drafting.touch) if rec is None else None
        if self._shared is not None:
            self._shared.stand()
        else:
            self.sheet.foot.addWidget(button(t(_("Remove")), "link", clicked=self._take_away))
            past = partial(shell.open, "history", kind=kind, rec=rec)
            self.sheet.foot.addWidget(button(t(_("History")), "link", clicked=past))
        self.sheet.foot.addStretch(1)
        self.sheet.foot.addWidget(button(t(_("Save")), "primary", "Ctrl+S", self.save))

        def load() -> Read:
            kept = app.drafts.get(draft) if draft else None
            if kept is not None or rec is None:
                values = kept.values if kept else {}
                return app.contacts.choices(), values, kept, app.history.newer(kind, values.get("rec"))
            page = app.contacts.person(rec) if kind == "person" else app.contacts.place(rec)
            values = page.values | {"rec": rec, "base": page.base}
            return app.contacts.choices(), values, None, app.history.newer(kind, rec)

        self.offering.ask(load, self._fill_in)

    def _take_away(self) -> None:
        if self.rec is not None:
            take_away(self.shell, self.kind, self.rec, self._leave)

    def _leave(self) -> None:
        """A removed place has no page to go back to."""
        self.shell.back()
        if self.kind == "institution":
            self.shell.open("contacts")

    def _fill_in(self, read: Read) -> None:
        choices, values, draft, newer = read
        say_newer(self.shell, newer, self.sheet.over)
        if self.kind == "person":
            self._person_fields(choices)
        else:
            self._institution_fields(choices)
        self.sheet.body.addStretch(1)
        beforehand: Values = {"institution": self._place} if self._place else {}
        if self.kind == "institution" and self.rec is None:
            beforehand["district"] = self.shell.app.me.district
        if self._shared is not None and not values.get("rec"):
            self._shared.offer(choices.sharing, self._where(beforehand | values), str(values.get("space") or ""))
        self.loaded(beforehand | values, draft.cursor if draft else None, "name")

    def changed(self, name: str) -> None:
        """Who can read it goes by the district of a place, and by the place of a person."""
        super().changed(name)
        if name in ("district", "institution") and self._shared and self._shared.space and not self._loading:
            self._shared.follow(self._where(self._record_values()))

    def _where(self, values: Values) -> object:
        return values.get("institution") if self.kind == "person" else fold(str(values.get("district") or ""))

    def values(self) -> Values:
        """Every field, and who can read it."""
        return super().values() | ({"space": self._shared.space} if self._shared and self._shared.space else {})

    def _institution_fields(self, choices: ContactChoices) -> None:
        t, body = self.shell.texts, self.sheet.body
        body.addWidget(self.bind("name", LineField(), t(_("Name")), True))
        types = Combo(pairs(choices.types))
        types.setPlaceholderText(t(_("Choose …")))
        owned = Combo(pairs(choices.ownerships))
        owned.setPlaceholderText(t(_("Choose …")))
        body.addWidget(
            Line(self.bind("type", types, t(_("Kind of place")), True), self.bind("ownership", owned, t(_("Owned by"))))
        )
        body.addWidget(
            Line(
                self.bind("district", LineField(), t(_("District"))),
                self.bind("phone", LineField(), t(_("Telephone"))),
                self.bind("institution_no", LineField(), t(_("Institution number"))),
            )
        )
        body.addWidget(
            Line(
                self.bind("address", LineField(), t(_("Address"))),
                self._protection(choices, _("The address stands on no list, print or copy.")),
                shares=(3, 2),
            )
        )

    def _person_fields(self, choices: ContactChoices) -> None:
        t, body = self.shell.texts, self.sheet.body
        note = t(_("Only people you meet in their work. Parents and children do not belong here."))
        body.addWidget(self.bind("name", LineField(), t(_("Name")), True, note))
        place = PlaceCombo([(p.rec, p.name) for p in choices.places], t(_("Where")), t(_("Type to search")))
        body.addWidget(
            Line(
                self.bind("role_title", LineField(t(_("such as teacher of 3.b"))), t(_("What they do"))),
                self.bind("institution", place, t(_("Where"))),
            )
        )
        body.addWidget(
            Line(self.bind("phone", LineField(), t(_("Telephone"))), self.bind("email", LineField(), t(_("E-mail"))))
        )
        when = LineField(t(_("such as 8-9 or Thursdays")))
        body.addWidget(
            Line(
                self.bind("reachable", when, t(_("When they can be reached"))),
                self._protection(choices, _("Telephone and e-mail stand on no list, print or copy.")),
            )
        )

    def _protection(self, choices: ContactChoices, means: str) -> QWidget:
        t = self.shell.texts
        chips = Chips(pairs(choices.protections[self.kind]), name=t(_("Protected")))
        return self.bind("protected", chips, t(_("Protected")), help=t(means))

    def check(self) -> Sequence[Problem]:
        """The rules of the service; a place that was typed must be one of the list."""
        typed = self.values().get("institution")
        problems = list(self.shell.app.contacts.check(self.kind, self._record_values()))
        if isinstance(typed, str) and typed.strip():
            words = self.shell.texts(NO_SUCH_PLACE)
            problems.append(Problem("institution", words, "error"))
        return problems

    def store(self) -> Callable[[str | None], Saved]:
        """Saves only what differs from what was shown."""
        contacts, rec, base, values = self.shell.app.contacts, self.rec, self.base, self._record_values()
        save = contacts.save_person if self.kind == "person" else contacts.save_institution
        space = bytes.fromhex(self._shared.space) if self._shared and self._shared.space else None
        return lambda draft: save(values, rec, draft, base, space)

    def _record_values(self) -> Values:
        values = {name: value for name, value in self.values().items() if name not in (*BESIDE, "space")}
        for name, value in values.items():
            values[name] = value.strip() if isinstance(value, str) else value
        if "institution" in values and not isinstance(values["institution"], bytes):
            values["institution"] = None
        return values
