"""Ret notatet: a note that is not approved, in the form it was written in; what differs is saved in its place."""

import secrets
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QTimer

from desktop.services.casework import NoteChoices
from desktop.services.drafts import AMENDMENT, CORRECTION, DraftValues
from desktop.services.errors import NotFound
from desktop.services.events import RecordsChanged
from desktop.services.note_correcting import Correction, News
from desktop.services.note_forms import SCALE_BASE, SCALE_REC, agreement_name, rows_of
from desktop.services.values import Problem, Saved
from desktop.texts import _
from desktop.ui import accessibility
from desktop.ui.forms.drafting import Values
from desktop.ui.forms.newer import say_newer
from desktop.ui.forms.note_sheet import NoteSheet
from desktop.ui.forms.shared_with import Elsewhere
from desktop.ui.forms.widgets import InlineMessage, button, text
from desktop.ui.shell import Shell

ABOUT = ("concern", "subject", "age_band", "child")
Read = tuple[NoteChoices, Correction, DraftValues | None, int, bool]


class View(NoteSheet):
    """The note `rec`, or the correction that `draft` began."""

    kind = CORRECTION

    def __init__(self, shell: Shell, rec: bytes | None = None, draft: str | None = None, **target: object) -> None:
        t = shell.texts
        super().__init__(shell, t(_("Correct the note")), draft=draft, rec=rec, **target)
        self._was: Correction | None = None
        self._before: Values = {}
        self._parts: Values = {}
        self._bar: InlineMessage | None = None
        self._where = text("", "second", "muted", wrap=False)
        self._elsewhere = Elsewhere(t, self.sheet)
        self._save = button(t(_("Save")), "primary", "Ctrl+S", self.save)
        self.sheet.foot.addWidget(self._where)
        self.sheet.foot.addStretch(1)
        self.sheet.foot.addWidget(self._save)
        shell.bridge.records_changed.connect(self._records_changed)
        self.offering.ask(self._load, self._fill_in, opens=True)

    def _load(self) -> Read | None:
        """On the writer: opening a note about a child is logged, and an approval of it that is not final goes."""
        app = self.shell.app
        kept = app.drafts.get(self.draft) if self.draft else None
        rec = kept.values.get("rec") if kept else self.rec
        if not isinstance(rec, bytes):
            return None
        try:
            was = app.correcting.open(rec, kept.values if kept else None)
        except NotFound:
            return None
        taken_back = app.approving.undo(((was.kind, rec),))
        return app.consultations.choices(was.kind), was, kept, taken_back, app.history.newer(was.kind, rec)

    def _fill_in(self, read: Read | None) -> None:
        if read is None:
            self._tell(News(removed=True))
            return
        choices, was, draft, taken_back, newer = read
        rec = draft.values["rec"] if draft else self.rec
        self.beside = {"rec": rec, "base": was.base}
        self._was = was
        self._parts = {name: value for name, value in was.values.items() if _names_a_record(name)}
        self._where.setText(was.space)
        about = {name: was.values[name] for name in ABOUT if was.values.get(name)} if was.about else {}
        say_newer(self.shell, newer, self.sheet.over)
        self.build(choices, was.about, about)
        self.begin(was.values, draft.cursor if draft else None, "text")
        self._before = self.values()
        if draft is not None and self._extras is not None:
            self._extras.restore(draft.values)
            self.put(draft.values)
            self.show_subject()
            self._check_while_typing()
            self._say_elsewhere()
        QTimer.singleShot(0, self, self._to_sight)
        if taken_back:
            t = self.shell.texts
            said = t(_("You had approved it. That is taken back while you correct it: approve it again afterwards."))
            self._say("neutral", said)
        self._ask()

    def changed(self, name: str) -> None:
        """A note stays where it lives: that its new place is another district's is said."""
        super().changed(name)
        if name == "institution" and not self._loading:
            self._say_elsewhere()

    def _say_elsewhere(self) -> None:
        was, note, choices = self._was, self._note, self._choices
        if was is None or note is None or choices is None or was.about:
            return
        place = note.place.value()
        moved = place is not None and place != was.values.get("institution")
        self._elsewhere.say(choices.sharing.elsewhere(place, was.lives.hex()) if moved else None)

    def _to_sight(self) -> None:
        """The field is scrolled to when all of them have their place."""
        if self.isVisible():
            self.focus()

    # what happens to the note meanwhile

    def _records_changed(self, changed: RecordsChanged) -> None:
        if self.rec in changed.recs and not self.busy:
            self._ask()
        child = self.values().get("child")
        if isinstance(child, bytes) and child in changed.recs:
            children = self.shell.app.children
            self.shell.tasks.read(
                lambda: dict(children.values(child) or {}),
                lambda values: self.put({"name": values.get("name"), "child": child}),
            )

    def _ask(self) -> None:
        correcting, rec, base = self.shell.app.correcting, self.rec, self.base
        if rec is not None and self._was is not None:
            self.shell.tasks.read(lambda: correcting.news(rec, base), self._tell)

    def _tell(self, news: News) -> None:
        t, shell = self.shell.texts, self.shell
        self._save.setVisible(not (news.approved or news.removed))
        if news.removed:
            said = t(_("The note has been removed. What you wrote stays as a draft; bring the note back to go on."))
            self._say("warn", said, _("Removed"), partial(shell.open, "removed"))
        elif news.approved:
            said = t(_("The note was approved meanwhile. What you wrote can become an addition."))
            self._say("warn", said, _("Write an addition"), self._add)
        elif news.by:
            who = ", ".join(news.by)
            said = t(
                _(
                    "{who} has changed the note since you opened it. What you do not change stays as it is now; "
                    "where you both changed the same, both stand until you choose."
                ),
                who=who,
            )
            self._say("warn", said)

    def _say(self, tone: str, said: str, act: str = "", clicked: Callable[[], object] | None = None) -> None:
        """One sentence over the form; the newest."""
        if self._bar is not None:
            if self._bar.words.text() == said:
                return
            self._bar.hide()
            self._bar.deleteLater()
        self._bar = InlineMessage(tone, said, button(self.shell.texts(act), clicked=clicked) if act else None)
        self.sheet.over.addWidget(self._bar)
        accessibility.announce(self, said)

    def _add(self) -> None:
        """What is new in the text goes on as an addition; the draft goes too, unless more than the text was changed."""
        self.flush()
        words = self._note.text.value() if self._note is not None else ""
        before = str(self._was.values.get("text") or "") if self._was is not None else ""
        values: Values = {"rec": self.rec, "text": words.removeprefix(before).strip()}
        made = DraftValues(secrets.token_hex(8), AMENDMENT, values)
        now, shell, rec = self.values(), self.shell, self.rec
        alone = all(now.get(name) == self._before.get(name) for name in self.fields if name != "text")
        ended = self.drafting.id if alone and self.drafting.exists else None
        self.drafting.pause()

        def work() -> None:
            shell.app.drafts.put(made)
            if ended is not None:
                shell.app.drafts.drop(ended)

        def go_on(_none: None) -> None:
            shell.back()
            shell.open("amend", rec=rec, draft=made.id)

        shell.tasks.write(work, go_on)

    # what is in it

    def put(self, values: Values) -> None:
        """Also keeps which records the agreements and the answer are."""
        self._parts |= {name: value for name, value in values.items() if _names_a_record(name) and value}
        super().put(values)

    def values(self) -> Values:
        """Every field, and which records they are of."""
        return super().values() | self._parts

    def record_values(self) -> Values:
        """What was not touched is what the note holds, also where this form has no word for it."""
        was = self._was.values if self._was is not None else {}
        made, now = super().record_values(), self.values()
        for name in self.fields:
            if now.get(name) == self._before.get(name):
                for one in (f"{name}_user", f"{name}_name") if name.endswith("_owner") else (name,):
                    made[one] = was.get(one)
        return {**was, **made}

    def rules(self, values: Values) -> Sequence[Problem]:
        """What the service says of the values."""
        return self.shell.app.correcting.check(self._was.kind, values) if self._was is not None else ()

    def store(self) -> Callable[[str | None], Saved]:
        """Saves what differs from what was shown."""
        rec, values, base, correcting = self.rec, self.record_values(), self.base, self.shell.app.correcting
        if rec is None:
            raise RuntimeError("a correction is of a note")
        return lambda draft: correcting.save(rec, values, draft, base)

    def saved(self, saved: Saved) -> None:
        """Where nothing differs there is nothing to take back."""
        if saved.undo:
            super().saved(saved)
            return
        if self.isVisible():
            self.shell.back()
        self.shell.message(self.shell.texts(_("Nothing was changed.")))


def _names_a_record(name: str) -> bool:
    of_rows = {agreement_name(number, part) for number in rows_of((name,)) for part in ("rec", "base")}
    return name in (SCALE_REC, SCALE_BASE) or name in of_rows
