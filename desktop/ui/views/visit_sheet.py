"""Planning a visit: where and when, and what for; two keys where the place is known."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from desktop.services.drafts import DraftValues
from desktop.services.values import Place, Problem, Saved
from desktop.services.visits import VisitPage
from desktop.texts import _
from desktop.ui.forms.draft_sheet import BESIDE, DraftSheet
from desktop.ui.forms.drafting import Values
from desktop.ui.forms.guard_strip import GuardStrip
from desktop.ui.forms.line import Line
from desktop.ui.forms.moments import Moments
from desktop.ui.forms.newer import say_newer
from desktop.ui.forms.place_combo import NO_SUCH_PLACE
from desktop.ui.forms.removing import take_away
from desktop.ui.forms.when import MomentField
from desktop.ui.forms.widgets import LineField, PlaceCombo, button
from desktop.ui.shell import Shell

USUAL_HOUR = 9
SATURDAY = 5
Read = tuple[tuple[Place, ...], VisitPage | None, DraftValues | None]


class View(DraftSheet):
    """`rec` edits that visit; without it a new one, at `place` where given."""

    kind = "visit"

    def __init__(
        self,
        shell: Shell,
        rec: bytes | None = None,
        draft: str | None = None,
        place: bytes | None = None,
        **target: object,
    ) -> None:
        t, app = shell.texts, shell.app
        super().__init__(
            shell, t(_("Visit") if rec else _("Plan a visit")), draft=draft, rec=rec, place=place, **target
        )
        self._place = place
        self._remove = button(t(_("Remove")), clicked=self._take_away)
        if rec is None:
            self._remove.hide()
        self.sheet.foot.addWidget(self._remove)
        if rec is None:
            calendar = button(t(_("From a calendar …")), "link", clicked=lambda: shell.open("visits_import"))
            self.sheet.foot.addWidget(calendar)
        else:
            past = partial(shell.open, "history", kind=self.kind, rec=rec)
            self.sheet.foot.addWidget(button(t(_("History")), "link", clicked=past))
        self.sheet.foot.addStretch(1)
        self.sheet.foot.addWidget(button(t(_("Save")), "primary", "Ctrl+S", self.save))

        def load() -> Read:
            kept = app.drafts.get(draft) if draft else None
            edited = rec if kept is None else kept.values.get("rec")
            return app.visits.places(), app.visits.read(edited) if isinstance(edited, bytes) else None, kept

        self.offering.ask(load, self._fill_in)

    def _fill_in(self, read: Read) -> None:
        places, page, draft = read
        t, body, now = self.shell.texts, self.sheet.body, self.shell.app.clock.now
        say_newer(self.shell, page is not None and page.newer, self.sheet.over)
        where = PlaceCombo([(p.rec, p.name) for p in places], t(_("Where")), t(_("Type to search")))
        body.addWidget(self.bind("institution", where, t(_("Where")), True))
        self._from = MomentField(Moments(t), now, ahead=True)
        self._until = LineField(t(_("such as 14.00")))
        body.addWidget(
            Line(
                self.bind("starts_at", self._from, t(_("When")), True, t(_("Such as »tomorrow 9« or »24/11 13.30«."))),
                self.bind("ends_at", self._until, t(_("Until"))),
            )
        )
        purpose = LineField(t(_("such as: staff meeting about transitions")))
        body.addWidget(self.bind("purpose", purpose, t(_("What for?")), help=t(_("A topic, no names of children."))))
        guard = GuardStrip(self.shell, can_name=False)
        body.addWidget(guard)
        guard.watch("purpose", purpose)
        body.addStretch(0)
        values = dict(draft.values) if draft else self._beforehand(page)
        first = "starts_at" if values.get("institution") else "institution"
        if isinstance(ends := values.get("ends_at"), datetime):  # of a record, or of a save that was undone
            values["ends_at"] = self.shell.formats.time(ends)
        self.loaded(values, draft.cursor if draft else None, first)

    def _beforehand(self, page: VisitPage | None) -> Values:
        if page is None:
            return {"institution": self._place, "starts_at": _next_morning(self.shell.app.clock.now())}
        return {**page.values, "rec": self.rec, "base": page.base}

    def check(self) -> Sequence[Problem]:
        """The rules of the service, a place that is none, and times that are none."""
        t, problems = self.shell.texts, list(self.shell.app.visits.check(self._record_values()))
        values = self.values()
        typed = values.get("institution")
        if isinstance(typed, str) and typed.strip():
            problems = [problem for problem in problems if problem.field != "institution"]
            problems.append(Problem("institution", t(NO_SUCH_PLACE), "error"))
        if unclear := self._from.unclear():
            problems = [problem for problem in problems if problem.field != "starts_at"]
            problems.append(Problem("starts_at", t(unclear), "error"))
        if self._until.text().strip() and self._end() is None and self._from.moment() is not None:
            problems.append(Problem("ends_at", t(_("Write the time as »14.00«.")), "error"))
        return problems

    def store(self) -> Callable[[str | None], Saved]:
        """Saves only what differs from what was shown."""
        visits, rec, base, values = self.shell.app.visits, self.rec, self.base, self._record_values()
        return lambda draft: visits.save(values, rec, draft, base)

    def _take_away(self) -> None:
        if self.rec is not None:
            take_away(self.shell, "visit", self.rec, self.shell.back)

    def _end(self) -> datetime | None:
        """The time that was typed, on the day it begins."""
        begins = self._from.moment()
        if begins is None:
            return None
        ends = Moments(self.shell.texts).parse(self._until.text(), begins, past=False)
        return ends if ends is not None and ends.date() == begins.date() else None

    def _record_values(self) -> Values:
        values = {name: value for name, value in self.values().items() if name not in BESIDE}
        place = values.get("institution")
        return values | {
            "institution": place if isinstance(place, bytes) else None,
            "starts_at": self._from.moment(),
            "ends_at": self._end(),
            "purpose": str(values["purpose"] or "").strip(),
        }


def _next_morning(now: datetime) -> datetime:
    """Nine o'clock on the next day that is no weekend: what a visit is planned for until another is written."""
    day = now + timedelta(days=1)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day.replace(hour=USUAL_HOUR, minute=0, second=0, microsecond=0)
