"""Consultations, agreements and drafts as rows and as words; one place, so that every page says it alike."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QWidget

from desktop.services.agreements import AgreementRow
from desktop.services.casework import ConsultationRow
from desktop.services.values import HistoryLine, SendState, Version
from desktop.services.wording import changed_in
from desktop.texts import _, inside
from desktop.ui import theme as look
from desktop.ui.forms.line import Line
from desktop.ui.forms.widgets import Card, button, empty, row, tag, text
from desktop.ui.shell import Shell
from desktop.ui.tab_order import follow_page

STATES = {
    "local": (_("Saved on this pc"), "neutral"),
    "sent": (_("Sent"), "neutral"),
    "seen": (_("Received by others"), "ok"),
}
SOON_DAYS = 7  # from here on the days are counted; before, the date in the line is enough
AT_ONCE = 50  # agreements of one note: more of them at once would hold the window
LABEL = 164  # a label longer than this wraps


def state_words(shell: Shell, state: SendState | None) -> tuple[str, str]:
    """How far one's own record has come, and the tone of the tag; ("", …) for others' records."""
    msgid, tone = STATES.get(state or "", ("", "neutral"))
    return (shell.texts(msgid), tone) if msgid else ("", tone)


def state_tag(shell: Shell, state: SendState | None) -> QLabel | None:
    """The same as a tag."""
    words, tone = state_words(shell, state)
    return tag(words, tone) if words else None


def who(shell: Shell, name: str, mine: bool) -> str:
    """»Du« or the name."""
    return shell.texts(_("You")) if mine else name


def title_of(shell: Shell, consultation: ConsultationRow) -> str:
    """The title, without what would tell who it is about while the view is discreet."""
    return consultation.discreet_title if shell.discreet else consultation.title


def consultation_row(shell: Shell, consultation: ConsultationRow) -> QWidget:
    """A consultation in a card: who and when, and on one's own how far it has come. It opens its page."""
    when = shell.formats.moment(consultation.occurred_at)
    torn = tag(shell.texts(changed_in(consultation.divided)), "warn") if consultation.divided else None
    made = row(
        title_of(shell, consultation),
        " · ".join(filter(None, (who(shell, consultation.who, consultation.mine), when, consultation.space))),
        torn or state_tag(shell, consultation.state),
        activated=lambda: shell.open("reading", rec=consultation.rec),
    )
    made.setObjectName(f"consultation-{consultation.rec.hex()}")
    return made


def in_a_line(*parts: str) -> str:
    """»Du · fristen var 17. november«: only what begins the line has a capital; names are given first."""
    said = [part for part in parts if part]
    return " · ".join(said[:1] + [inside(part) for part in said[1:]])


def agreement_row(shell: Shell, agreement: AgreementRow, listed: bool = False) -> QWidget:
    """An agreement in a card: who and by when. It opens its page.

    Where it is `listed`, not with what it is about, words that name a child stand there when it is opened.
    """
    shown = agreement.unnamed or not (listed and shell.discreet)
    words = agreement.texts[0].text if agreement.texts and shown else shell.texts(_("Agreement"))
    detail = in_a_line(agreement.owner, agreement.due_text)
    soon = shell.formats.today() + timedelta(days=SOON_DAYS)
    mark: QLabel | None = None
    if agreement.divided:
        mark = tag(shell.texts(changed_in(agreement.divided)), "warn")
    elif agreement.status.code == "open" and agreement.due is not None and agreement.due < soon:
        late = agreement.due < shell.formats.today()
        mark = tag(shell.formats.due(agreement.due), "thread" if late else "neutral")
    elif agreement.status.label:
        mark = tag(agreement.status.label)
    made = row(
        words,
        detail,
        mark,
        activated=lambda: shell.open("agreements", rec=agreement.rec),
    )
    made.setObjectName(f"agreement-{agreement.rec.hex()}")
    return made


def add_agreements(card: Card, shell: Shell, agreements: Sequence[AgreementRow]) -> None:
    """A row each, or that there is none; of very many some at once, and a link that brings the next."""
    rows = [agreement_row(shell, agreement) for agreement in agreements[:AT_ONCE]]
    for made in rows or [empty(shell.texts(_("Nothing has been agreed yet.")))]:
        card.body.addWidget(made)
    left = agreements[AT_ONCE:]
    if not left:
        return

    def go_on() -> None:
        """The focus goes to the first of those that came, as Tab would find it."""
        place = card.body.indexOf(more)
        more.hide()
        card.body.removeWidget(more)
        more.deleteLater()
        add_agreements(card, shell, left)
        follow_page(card)
        item = card.body.itemAt(place)
        if item is not None and (first := item.widget()) is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    words = shell.texts.plural(_("Show {n} more agreement"), _("Show {n} more agreements"), min(len(left), AT_ONCE))
    more = button(words, "link", clicked=go_on)
    more.setObjectName("more-agreements")
    more.setProperty("edge", "left")
    card.body.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)


def facts_card(title: str, facts: Sequence[tuple[str, str]]) -> Card:
    """Muted labels beside their values, in a column as wide as the widest; above them where it is narrow."""
    card, theme = Card(title), look.current()
    metrics = QFontMetrics(theme.font("second"))
    widest = max((metrics.horizontalAdvance(label) for label, _value in facts), default=0)
    for label, value in facts:
        said = text(label, "second", "muted")
        said.setFixedWidth(min(widest + theme.px(8), theme.px(LABEL)))
        card.body.addWidget(Line(said, text(value), equal=False, narrow=240))
    return card


def history_card(shell: Shell, lines: Sequence[HistoryLine], kind: str = "", rec: bytes = b"") -> Card:
    """Who did what when, the newest first as in every list; given a record, the way to how it looked each time."""
    link = None
    if kind and len(lines) > 1:
        words = shell.texts(_("See how it looked"))
        link = button(words, "link", clicked=partial(shell.open, "history", kind=kind, rec=rec))
        link.setObjectName("history")
    card = Card(shell.texts(_("History")), link)
    for line in reversed(lines):
        card.body.addWidget(row(shell.formats.sentence(line.what), f"{line.who} · {shell.formats.exact(line.when)}"))
    return card


def version_line(shell: Shell, version: Version) -> str:
    """»Signe Prøvested (dig) · i går 10.41«."""
    name = shell.texts(_("{name} (you)"), name=version.who) if version.mine else version.who
    return f"{name} · {shell.formats.exact(version.when)}"


def open_draft(shell: Shell, kind: str, draft: str) -> None:
    """Goes on with a draft on the sheet of its kind."""
    sheets = {
        "consultation": "quick_note",
        "settlement": "settle_sheet",
        "journal": "journalise",
        "amendment": "amend",
        "correction": "correct",
        "agreement": "agreement_sheet",
        "concern": "concern_sheet",
        "child": "child_sheet",
        "assessment": "assessment_sheet",
        "visit": "visit_sheet",
    }
    if kind in sheets:
        shell.open(sheets[kind], draft=draft)
    else:
        shell.open("contact_sheet", draft=draft, kind=kind)
