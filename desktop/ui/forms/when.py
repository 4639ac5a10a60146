"""Fields for a moment and for a date, typed as one says them; a draft keeps the day itself, never the word »i dag«."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.texts import Texts, _
from desktop.ui.formats import Formats
from desktop.ui.forms.moments import Moments, months_after
from desktop.ui.forms.widgets import Chips, LineField, text

Now = Callable[[], datetime]
_NO_SUCH_DAY = _("There is no such day.")


class MomentField(LineField):
    """A moment such as »i dag 08.00«, the nearest behind, with `ahead` the nearest that comes."""

    def __init__(self, moments: Moments, now: Now, ahead: bool = False) -> None:
        super().__init__()
        self._moments, self._now, self._past = moments, now, not ahead
        self._parsed: tuple[tuple[str, datetime, int], datetime | None] | None = None
        self._shown: datetime | None = None
        self._typed = now()
        self.textChanged.connect(self._remember)
        self.editingFinished.connect(self._settle)

    def moment(self) -> datetime | None:
        """The moment, or None when the words name none: »i dag« is the day on which it was typed.

        One that is shown stays itself until it is typed over: 02.15 may be either of two.
        """
        return self._shown or self._parse(self.text(), self._typed)

    def unclear(self) -> str:
        """What to say of words that name no moment; nothing where there are none."""
        if not self.value() or self.moment() is not None:
            return ""
        words, today = self.value(), self._typed.date()
        if any(self._moments.no_such_day(day, today) for day in (words, words.rpartition(" ")[0])):
            return _NO_SUCH_DAY
        return _("Write it as »today 08.00« or »17/11 14.10«.")

    def draft_value(self) -> object:
        """The moment as ISO 8601, or the words when they name none."""
        moment = self.moment()
        return moment.isoformat() if moment is not None else self.text()

    def put_draft_value(self, value: object) -> None:
        """Shows a moment, an ISO text, or words."""
        moment = _here(value if isinstance(value, datetime) else _from_iso(str(value or "")), self._now())
        _show(self, self._words(moment) if moment else str(value or ""))
        self._remember()
        self._shown = moment if moment is not None and moment.tzinfo is not None else None

    def when_changed(self, act: Callable[[], None]) -> None:
        """Calls `act` after every change."""
        self.textChanged.connect(lambda _words: act())

    def _remember(self) -> None:
        self._typed, self._shown = self._now(), None

    def _settle(self) -> None:
        moment = self.moment()
        if moment is not None:
            self.put_draft_value(moment)

    def _words(self, moment: datetime) -> str:
        """The moment in words that are read back as the same one: one on the other side of now needs its year."""
        now = self._now()
        words = self._moments.moment_text(moment, now)
        if (read := self._parse(words, now)) is not None and read.replace(tzinfo=None) == moment.replace(tzinfo=None):
            return words
        return self._moments.moment_text(moment, now.replace(year=moment.year - 1, day=1))

    def _parse(self, words: str, now: datetime) -> datetime | None:
        """A form asks six times while it is checked and saved; the seconds of now say nothing."""
        now = now.replace(second=0, microsecond=0)
        asked = words, now, now.fold  # two moments of one zone are equal to Python where the clock shows the same
        if self._parsed is None or self._parsed[0] != asked:
            self._parsed = asked, self._moments.parse(words, now, past=self._past)
        return self._parsed[1]


class DateField(LineField):
    """A date ahead such as »25/11« or »onsdag«, with `past` one behind; empty is no date."""

    def __init__(self, moments: Moments, now: Now, placeholder: str = "", past: bool = False) -> None:
        super().__init__(placeholder)
        self._moments, self._now, self._past = moments, now, past
        self._typed = now().date()
        self.textChanged.connect(self._remember)
        self.editingFinished.connect(self._settle)

    def day(self) -> date | None:
        """The date, or None when the words name none: »i morgen« is seen from the day on which it was typed."""
        return self._moments.day(self.text(), self._typed, past=self._past)

    def unclear(self) -> str:
        """What to say of words that name no date; nothing where there are none."""
        if not self.value() or self.day() is not None:
            return ""
        if self._moments.no_such_day(self.text(), self._typed):
            return _NO_SUCH_DAY
        return (
            _("Write the date as »12/10« or »12/10/2021«.")
            if self._past
            else _("Write the date as »25/11« or »Wednesday«.")
        )

    def draft_value(self) -> object:
        """The date as ISO 8601, or the words when they name none."""
        day = self.day()
        return day.isoformat() if day is not None else self.text()

    def put_draft_value(self, value: object) -> None:
        """Shows a date, an ISO text, or words."""
        day = value if isinstance(value, date) else as_date(value)
        _show(self, self._words(day) if day else str(value or ""))
        self._remember()

    def when_changed(self, act: Callable[[], None]) -> None:
        """Calls `act` after every change."""
        self.textChanged.connect(lambda _words: act())

    def _remember(self) -> None:
        self._typed = self._now().date()

    def _settle(self) -> None:
        day = self.day()
        if day is not None:
            self.put_draft_value(day)

    def _words(self, day: date) -> str:
        """The date in words that `day` reads back as the same date: one that is past needs its year."""
        today = self._now().date()
        words = self._moments.day_text(day, today)
        return words if self._moments.day(words, today, past=self._past) == day else f"{words} {day.year}"


class ThroughField(DateField):
    """The last day of a span: a date behind, or the end of a month or a year such as »marts 2024«."""

    def __init__(self, moments: Moments, now: Now, placeholder: str = "") -> None:
        super().__init__(moments, now, placeholder, past=True)

    def day(self) -> date | None:
        """The date, or None when the words name none."""
        return super().day() or self._moments.last_of(self.text(), self._now().date())

    def _words(self, day: date) -> str:
        """Short: the field stands among buttons."""
        return f"{day:%d-%m-%Y}"


def is_dated(widget: QWidget) -> bool:
    """Whether it shows a date or a moment, and nobody is typing there."""
    return isinstance(widget, DateField | MomentField) and not widget.hasFocus()


class FollowUp(QWidget):
    """When to follow up: in a week, two, a month, the day the text speaks of, or a date typed."""

    changed = Signal()

    def __init__(self, texts: Texts, formats: Formats, now: Now) -> None:
        super().__init__()
        self._texts, self._formats, self._now = texts, formats, now
        self._suggested: date | None = None
        self._picked_on = now().date()
        self._chips = Chips((), name=texts(_("Follow up")))
        self._date = DateField(Moments(texts), now, texts(_("such as 25/11 or Wednesday")))
        self._date.setAccessibleName(texts(_("Date of the follow-up")))
        self._date.hide()
        self._said = text("", "second", "muted", wrap=False)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._chips, 1)
        line.addWidget(self._said)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        whole.addLayout(line)
        whole.addWidget(self._date)
        self._offer()
        self._chips.changed.connect(self._picked)
        self._date.textChanged.connect(lambda _words: self._say())
        self.setFocusProxy(self._chips)

    def suggest_from(self, words: str) -> None:
        """Offers the day that `words` speak of as the first chip; choosing it is the person's."""
        day = Moments(self._texts).mentioned(words, self._now().date())
        if day != self._suggested and self._chips.value() != "said":
            self._suggested = day
            self._offer()

    def unclear(self) -> str:
        """What to say of a date that was typed and is none."""
        return self._date.unclear() if self._chips.value() == "pick" else ""

    def day(self) -> date | None:
        """The chosen date, or None: »1 uge« is from the day on which it was chosen."""
        today = self._picked_on
        match self._chips.value():
            case "said":
                return self._suggested
            case "month":
                return months_after(today, 1)
            case "week":
                return date.fromordinal(today.toordinal() + 7)
            case "fortnight":
                return date.fromordinal(today.toordinal() + 14)
            case "pick":
                return self._date.day()
        return None

    def draft_value(self) -> object:
        """The date as ISO 8601, words that name none, or None."""
        day = self.day()
        return day.isoformat() if day else (self._date.text() or None) if self._chips.value() == "pick" else None

    def put_draft_value(self, value: object) -> None:
        """Chooses the date again, on a chip of its own."""
        day = value if isinstance(value, date) else as_date(value)
        if day is not None:
            self._suggested = day
            self._offer()
            self._chips.set_value("said")
        elif value:
            self._date.setText(str(value))
            self._chips.set_value("pick")
        else:
            self._date.clear()
            self._chips.set_value(None)
        self._say()

    def when_changed(self, act: Callable[[], None]) -> None:
        """Calls `act` after every change."""
        self.changed.connect(act)

    def _offer(self) -> None:
        chips = [
            ("week", _("1 week")),
            ("fortnight", _("2 weeks")),
            ("month", _("1 month")),
            ("pick", _("pick a date")),
        ]
        said = [("said", self._formats.short_date(self._suggested))] if self._suggested else []
        self._chips.set_options(said + [(code, self._texts(words)) for code, words in chips])

    def _picked(self) -> None:
        self._picked_on = self._now().date()
        self._say()
        if self._chips.value() == "pick":
            self._date.setFocus()

    def _say(self) -> None:
        code, day = self._chips.value(), self.day()
        self._date.setVisible(code == "pick")
        self._said.setText(self._formats.short_date(day) if day and code != "said" else "")
        self.changed.emit()


def as_date(value: object) -> date | None:
    """The date of an ISO text (of a moment, too), or None."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _from_iso(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _here(moment: datetime | None, now: datetime) -> datetime | None:
    """The minute as the clock shows it here; what has no zone, or no place in the calendar, stays as it is."""
    if moment is None:
        return None
    moment = moment.replace(second=0, microsecond=0)
    try:
        return moment.astimezone(now.tzinfo) if moment.tzinfo is not None else moment
    except OverflowError:
        return moment


def _show(field: LineField, words: str) -> None:
    """Read from its beginning: a date with its year is longer than a narrow field shows."""
    field.setText(words)
    field.setCursorPosition(0)
