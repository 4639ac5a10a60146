"""The card of the pc's that share the district: whose, and when each was last in contact as far as is known here."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QLabel, QWidget

from desktop.services.pcs import ALONE, UNHEARD, PcRow
from desktop.texts import _
from desktop.ui.forms.record_rows import in_a_line
from desktop.ui.forms.texts import tag, text
from desktop.ui.forms.widgets import Card, InlineMessage, row
from desktop.ui.shell import Shell


def pcs_card(shell: Shell, rows: Sequence[PcRow], last_contact: datetime | None, alone: Sequence[str] = ()) -> Card:
    """A row each, this pc first; it opens the history of whose name it is, where an exchanged name shows.

    What is known ends at its own last contact, and that is said when it is days ago.

    `alone`: the spaces whose key is on one pc alone, as a sentence names them.
    """
    t, formats = shell.texts, shell.formats
    card = Card(t(_("Pc's in the district")))
    card.setObjectName("pcs")
    if last_contact is not None and last_contact.date() < formats.today():
        said = t(_("As it stood when this pc was last in contact, {moment}."), moment=formats.exact(last_contact))
        card.body.addWidget(text(said, "second", "muted"))
    if alone:
        card.body.addWidget(InlineMessage("warn", t(ALONE, spaces=", ".join(alone))))
    for number, pc in enumerate(rows):
        made = _row(shell, pc)
        made.setObjectName(f"pc-{number}")
        card.body.addWidget(made)
    return card


def _row(shell: Shell, pc: PcRow) -> QWidget:
    t, formats = shell.texts, shell.formats
    title = pc.label if pc.who in pc.label else ", ".join(part for part in (pc.who, pc.label) if part)
    if pc.last is None:
        said = t(_("Not in contact yet"))
    else:
        said = t(_("Last in contact {moment}"), moment=formats.moment(pc.last))
    if pc.here:
        parts = [t(_("This pc")), t(_("version {version}"), version=pc.version) if pc.version else "", said]
        said = in_a_line(*parts)
    if pc.unheard:
        said = in_a_line(said, t(UNHEARD, name=pc.unheard))
    past = partial(shell.open, "history", kind="member", rec=pc.user) if pc.user else None
    made = row(formats.sentence(title), said, _tag(shell, pc), activated=past)
    if past is not None:
        made.setAccessibleDescription(" · ".join((made.accessibleDescription(), t(_("Who wrote the name")))))
    return made


def _tag(shell: Shell, pc: PcRow) -> QLabel | None:
    if pc.here or not pc.days:
        return None
    return tag(shell.texts.plural(_("{n} day"), _("{n} days"), pc.days), "warn" if pc.silent else "neutral")
