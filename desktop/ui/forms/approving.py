"""Approving as every page does it: the act, what is said of it, and the way back in the same moment."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from desktop.services.approval_values import Approvable, Marked, Standing
from desktop.texts import _
from desktop.ui.forms.widgets import InlineMessage, button
from desktop.ui.shell import Shell

Notes = Sequence[tuple[str, bytes]]


def approve(shell: Shell, notes: Sequence[Approvable]) -> None:
    """Marks the notes, and offers to take it back."""
    service = shell.app.approving

    def done(marked: Marked) -> None:
        t = shell.texts
        words = t(_("Nothing was approved."))
        if marked.recs:
            clock = shell.formats.time(marked.final_at)
            words = t.plural(
                _("{n} note is approved at {clock}."), _("{n} notes are approved at {clock}."), len(marked.recs),
                clock=clock,
            )  # fmt: skip
        if marked.changed:
            words += " " + t.plural(
                _("{n} note was changed since you saw it. Read it again first."),
                _("{n} notes were changed since you saw them. Read them again first."),
                marked.changed,
            )
        if not marked.recs:
            shell.message(words, "warn")
            return
        shell.undoable(partial(take_back, shell, marked.recs), words, "warn" if marked.changed else "ok")

    shell.tasks.write(lambda: service.approve(notes), done)


def take_back(shell: Shell, notes: Notes) -> None:
    """Takes the marks off those that are not final yet."""
    service = shell.app.approving

    def done(count: int) -> None:
        t = shell.texts
        if not count:
            shell.message(t(_("The ten minutes are over: it is approved. You can write an addition.")), "warn")
            return
        words = t.plural(
            _("Undone. {n} note is not approved now."), _("Undone. {n} notes are not approved now."), count
        )
        shell.message(words)

    shell.tasks.write(lambda: service.undo(notes), done)


def approved_at(shell: Shell, final_at: datetime) -> str:
    """»Godkendes 15.41«."""
    return shell.texts(_("Approved at {clock}"), clock=shell.formats.time(final_at))


def standing_bar(shell: Shell, standing: Standing) -> InlineMessage | None:
    """How far one note is, with what can be done about it; None for another's that is not approved."""
    t, formats = shell.texts, shell.formats
    if standing.signed:
        who = "; ".join(
            t(_("{names}, {when}"), names=", ".join(one.who), when=formats.exact(one.when)) for one in standing.signed
        )
        words = t(_("Approved by {who}. It cannot be corrected, it can only have an addition."), who=who)
        if any(one.missing for one in standing.signed):
            words += " " + t(_("A part of what was approved has not reached this pc yet."))
        return InlineMessage("ok", words)
    note = standing.approvable
    if note is None:
        return None
    if note.final_at is not None:
        back = button(t(_("Undo")), clicked=partial(take_back, shell, ((note.kind, note.note.rec),)))
        back.setObjectName("approve-undo")
        return InlineMessage("neutral", approved_at(shell, note.final_at) + ".", back)
    if note.problem:
        return InlineMessage("neutral", t(_("Not approved yet.")) + " " + note.problem)
    act = button(t(_("Approve")), clicked=partial(approve, shell, (note,)))
    act.setObjectName("approve")
    return InlineMessage("neutral", t(_("Not approved yet.")), act)
