"""Cards of what was laid aside and what was noticed about the log: from whom, why, and what can be done."""

from collections.abc import Callable, Sequence
from functools import partial

from desktop.services.laid_aside import AlarmRow, AsideRow
from desktop.texts import _
from desktop.ui.forms.widgets import Card, button, empty, row, tag
from desktop.ui.shell import Shell


def aside_card(shell: Shell, rows: Sequence[AsideRow], write_again: Callable[[bytes], object]) -> Card:
    """What came and does not count, what waits longest first; own work that may be written again has a button."""
    t, formats = shell.texts, shell.formats
    card = Card(t(_("Laid aside")))
    for number, laid in enumerate(rows):
        changes = t.plural(_("{n} change"), _("{n} changes"), laid.count)
        since = t(_("since {moment}"), moment=formats.exact(laid.since))
        act = None
        if laid.again:
            act = button(t(_("Write it again")), clicked=partial(write_again, laid.space))
            act.setObjectName(f"aside-{number}-again")
            act.setAccessibleDescription(t(laid.why))
        mark = tag(t(_("Over 30 days")), "warn") if laid.long else None
        made = row(f"{laid.who}: {t(laid.why)}", f"{changes} · {since}. {t(laid.help)}", mark, act)
        made.setObjectName(f"aside-{number}")
        card.body.addWidget(made)
    if not rows:
        card.body.addWidget(empty(t(_("Nothing has been laid aside."))))
    return card


def alarms_card(shell: Shell, rows: Sequence[AlarmRow]) -> Card:
    """What was noticed, which changes nothing of what counts."""
    t = shell.texts
    card = Card(t(_("Noticed")))
    for number, alarm in enumerate(rows):
        what = f"{alarm.who}: {t(alarm.what)}" if alarm.who else t(alarm.what)
        missing = t.plural(_("{n} is missing."), _("{n} are missing."), alarm.missing) if alarm.missing else ""
        made = row(what, f"{missing} {t(alarm.help)}".strip())
        made.setObjectName(f"alarm-{number}")
        card.body.addWidget(made)
    return card
