"""Visits out of a calendar file: what it holds at places of the district, each to be taken along or left."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from desktop.services.calendar_visits import CalendarPreview, CalendarRow, NoCalendarFile
from desktop.services.chosen_files import CannotOpen
from desktop.services.errors import AppError
from desktop.services.values import Saved
from desktop.texts import _
from desktop.ui import files
from desktop.ui.forms.keeping import empty as emptied
from desktop.ui.forms.keeping import place_kept
from desktop.ui.forms.patience import Patience
from desktop.ui.forms.widgets import Card, InlineMessage, Page, button, empty, row, tag, text
from desktop.ui.shell import Shell, ViewBase

#: Rows at which there is nothing to choose, and why.
FIXED = {"known": _("stands already"), "readonly": _("you may only read there")}


class View(ViewBase):
    """A file is chosen, looked at, and planned from; nothing is written before that."""

    def __init__(self, shell: Shell, **target: object) -> None:
        super().__init__(shell, **target)
        t = shell.texts
        self._preview: CalendarPreview | None = None
        self._left: set[str] = set()
        self._choose = button(t(_("Choose a file …")), clicked=self._choose_file)
        self._plan = button(t(_("Plan the visits")), "primary", clicked=self._save)
        self._plan.setEnabled(False)
        under = t(_("From your calendar, today and eight weeks on. What they are called is not kept."))
        self.page = Page(self.title(), under, [self._choose, self._plan])
        self.fill(self.page)
        self._path: Path | None = None
        self._key = f"calendar-{id(self)}"
        self._late = Patience(t, self.page, self.page.body, lambda: shell.tasks.give_up(self._key), self._look_again)
        self._show()

    def title(self) -> str:
        """Besøg fra kalender."""
        return self.shell.texts(_("Visits from a calendar"))

    def focus(self) -> None:
        """The file comes first."""
        (self._plan if self._plan.isEnabled() else self._choose).setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """What appointments are called goes, or comes, with the discreet view; the file is not read again."""
        if self._preview is not None:
            with place_kept(self):
                self._show()

    def _choose_file(self) -> None:
        t = self.shell.texts
        path = files.choose_file(self, t(_("Choose a calendar file")), t(_("Calendars (*.ics)")))
        if path is not None:
            self.look_at(path)

    def look_at(self, path: Path) -> None:
        """Reads the file and shows what it would bring."""
        self._path, preview = path, self.shell.app.calendar_visits.preview
        self._late.begin()
        self.shell.tasks.read(lambda: preview(path), self._looked, self._not_looked, self._key)

    def _look_again(self) -> None:
        if self._path is not None:
            self.look_at(self._path)

    def act(self, action: str) -> bool:
        """Esc stops the reading of a large file; the next one closes the page."""
        return (action == "close" and self._late.stop()) or super().act(action)

    def _not_looked(self, error: AppError) -> None:
        self._late.over()
        self.shell.failed(error)

    def _looked(self, preview: CalendarPreview) -> None:
        self._late.over()
        for fault in (NoCalendarFile, CannotOpen):
            self.shell.mended(fault.kind)
        # what was removed by hand is not offered again: it stays out until somebody takes it along
        self._preview, self._left = preview, {one.key for one in preview.rows if one.state == "removed"}
        self._show()
        self.focus()

    def _show(self) -> None:
        t, read = self.shell.texts, self._preview
        emptied(self.page.body)
        if read is None:
            card = Card()
            words = t(_("Export your calendar as an .ics file. Only appointments at your places are shown here."))
            card.body.addWidget(empty(words))
            self.page.body.addWidget(card)
            return
        if read.cut:
            words = t(_("The file ends in the middle, so appointments may be missing. Export the calendar again."))
            self.page.body.addWidget(InlineMessage("warn", words))
        left_out = sum(one.state == "readonly" for one in read.rows)
        card = Card(t.plural(_("{n} visit"), _("{n} visits"), len(read.rows) - left_out))
        for one in read.rows:
            card.body.addWidget(self._row(one))
        if not read.rows:
            card.body.addWidget(empty(t(_("No appointment in the file is at a place that is known here."))))
        if left_out:
            words = t.plural(
                _("{n} appointment is at a place that you may only read, and stays out."),
                _("{n} appointments are at places that you may only read, and stay out."),
                left_out,
            )
            card.body.addWidget(text(words, "second", "muted"))
        if read.elsewhere:
            words = t.plural(
                _("{n} appointment is at no place known here, and stays out."),
                _("{n} appointments are at no place known here, and stay out."),
                read.elsewhere,
            )
            card.body.addWidget(text(words, "second", "muted"))
        if read.whole_days:
            words = t.plural(
                _("{n} appointment at a place here lasts all day and says no time. Plan the visit yourself."),
                _("{n} appointments at places here last all day and say no time. Plan the visits yourself."),
                read.whole_days,
            )
            card.body.addWidget(text(words, "second", "muted"))
        if read.unread:
            words = t.plural(
                _("{n} appointment could not be read. Plan it yourself."),
                _("{n} appointments could not be read. Plan them yourself."),
                read.unread,
            )
            card.body.addWidget(text(words, "second", "muted"))
        self.page.body.addWidget(card)
        self._plan.setEnabled(bool(self._chosen()))

    def _row(self, one: CalendarRow) -> QWidget:
        t, formats = self.shell.texts, self.shell.formats
        when = formats.sentence(formats.exact(one.starts_at))
        if one.ends_at is not None:
            when = f"{when}\N{EN DASH}{formats.time(one.ends_at)}"
        said = "" if self.shell.discreet else one.summary
        detail = " · ".join(part for part in (one.place_name, said) if part)
        if one.state in FIXED:
            return row(when, detail, tag(t(FIXED[one.state])))
        left = one.key in self._left
        act = button(t(_("Take along")) if left else t(_("Leave out")), clicked=partial(self._turn, one.key))
        act.setObjectName(f"take-{one.key}")
        act.setAccessibleDescription(f"{when} · {one.place_name}")
        mark: QLabel | None = None
        if left:
            mark = tag(t(_("you removed it")) if one.state == "removed" else t(_("stays out")))
        elif one.state == "moved":
            mark = tag(t(_("moved since")), "warn")
        return row(when, detail, mark, button=act)

    def _turn(self, key: str) -> None:
        self._left ^= {key}
        with place_kept(self):
            self._show()

    def _chosen(self) -> tuple[CalendarRow, ...]:
        rows = self._preview.rows if self._preview is not None else ()
        return tuple(one for one in rows if one.state not in FIXED and one.key not in self._left)

    def _save(self) -> None:
        plan, chosen = self.shell.app.calendar_visits.plan, self._chosen()
        self._plan.setEnabled(False)

        def planned(saves: tuple[Saved, ...]) -> None:
            if self.isVisible():
                self.shell.back()
            words = self.shell.texts.plural(_("{n} visit is planned."), _("{n} visits are planned."), len(chosen))
            for saved in saves:
                self.shell.saved(saved, words)

        def hindered(error: AppError) -> None:
            self._plan.setEnabled(True)
            self.focus()
            self.shell.failed(error)

        self.shell.tasks.write(lambda: plan(chosen), planned, hindered)
