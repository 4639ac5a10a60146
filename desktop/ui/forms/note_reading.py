"""What a note brought along, as its page shows it: the family's talk, the long form, and answers on scales in words."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.services.casework import ConsultationPage
from desktop.texts import _, inside
from desktop.ui.forms.note_part import column
from desktop.ui.forms.versions import two_versions
from desktop.ui.forms.widgets import Card, button, row, text
from desktop.ui.shell import Shell


def note_parts(shell: Shell, read: ConsultationPage, print_sheet: Callable[[], object]) -> list[QWidget]:
    """A card for each part that holds something; what can be pressed changes nothing: a sheet, an answer's history."""
    cards = []
    if read.family:
        cards.append(_family(shell, read, print_sheet))
    if read.parts:
        cards.append(_long(shell, read))
    if read.assessments:
        cards.append(_answers(shell, read))
    return cards


def _family(shell: Shell, read: ConsultationPage, print_sheet: Callable[[], object]) -> QWidget:
    t = shell.texts
    printed = button(t(_("Print a sheet for the family")), "link", clicked=print_sheet)
    printed.setObjectName("print-sheet")
    card = Card(read.family, printed)
    said = t(_("The sheet has no district and no names. The family takes it home with its code."))
    card.body.addWidget(text(said, "second", "muted"))
    return card


def _long(shell: Shell, read: ConsultationPage) -> QWidget:
    card = Card(shell.texts(_("Long note")))
    for label, versions in read.parts:
        part, inside = column(text(label, "label"))
        inside.setSpacing(shell.theme.gap(2))
        card.body.addWidget(part)
        shown = [version for version in versions if not version.beside]
        if len(shown) > 1:
            inside.addWidget(two_versions(shell, shown, read.kind, read.rec))
        else:
            for version in shown:
                words = text(version.text)
                words.setTextInteractionFlags(words.textInteractionFlags().TextSelectableByMouse)
                inside.addWidget(words)
    return card


def _answers(shell: Shell, read: ConsultationPage) -> QWidget:
    card = Card(shell.texts(_("Assessments")))
    for answer in read.assessments:
        who = inside(answer.perspective)
        said = f"{answer.words}, {who}, {shell.formats.day(answer.day)}"
        past = partial(shell.open, "history", kind="assessment", rec=answer.rec)
        made = row(f"{answer.scale}: {said}", answer.reason, activated=past)
        made.setObjectName(f"assessment-{answer.rec.hex()}")
        card.body.addWidget(made)
    return card
