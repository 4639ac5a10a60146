"""Reads the times, places and names of appointments from a calendar file (iCalendar, RFC 5545), and nothing else.

Pure and bounded: a file of any content answers within moments with what could be read, or is refused with a reason.
Why no library: docs/decisions/018.
"""

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from desktop.domain import calendar_repeats
from desktop.texts import Message, _

LARGEST = 5_000_000
MOST_EVENTS, MOST_LINES, LONGEST_LINE = 5_000, 200_000, 20_000
#: What Outlook calls the zone that Denmark is in, and its neighbours that keep the same time.
_DANISH = frozenset({
    "romance standard time", "w. europe standard time", "central europe standard time",
    "central european standard time",
})  # fmt: skip
_COPENHAGEN = ZoneInfo("Europe/Copenhagen")
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$")
_LENGTH = re.compile(r"P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:\d{1,6}S)?)?$")
_NAME = re.compile(r'(?:[^":]|"[^"]*")*:')
_ESCAPED = re.compile(r"\\([\\;,nN])")

TOO_LARGE = Message(_("The file is too large for a calendar of one person: at most 5 MB."))
NO_CALENDAR = Message(_("This is no calendar file. Export the calendar as a file that ends in .ics."))


class NotACalendar(ValueError):
    """A file of which nothing can be read; `reason` is a sentence for people."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason.msgid)
        self.reason = reason


@dataclass(frozen=True)
class Appointment:
    """One appointment. `key` tells it from every other, also after it was moved; a whole day begins at midnight."""

    key: str
    starts_at: datetime
    ends_at: datetime | None
    summary: str
    location: str
    whole_day: bool = False


@dataclass(frozen=True)
class Read:
    """What a file holds in a span of time; `left_out` counts what could not be read or repeats in a way not known.

    `cut`: the file ends in the middle, so that more may be missing.
    """

    appointments: tuple[Appointment, ...]
    left_out: int = 0
    cut: bool = False


@dataclass(frozen=True)
class _Event:
    values: Mapping[str, tuple[Mapping[str, str], str]]
    skipped: frozenset[str]


def read(data: bytes, first: date, last: date) -> Read:
    """The appointments that begin from `first` to `last`, by when. Raises NotACalendar."""
    if len(data) > LARGEST:
        raise NotACalendar(TOO_LARGE)
    text = _text(data)
    if not text.lstrip("\ufeff \r\n").upper().startswith("BEGIN:VCALENDAR"):
        raise NotACalendar(NO_CALENDAR)
    events = list(_events(text))
    moved: Counter[tuple[str, str]] = Counter()
    for event in events:
        if "RECURRENCE-ID" in event.values:
            moved[_said(event, "UID"), _day_of(event, "RECURRENCE-ID")] += 1
    found: dict[str, Appointment] = {}
    left_out = 0
    for event in events[:MOST_EVENTS]:
        try:
            of_event = list(_appointments(event, first, last, moved))
        except _Unreadable:
            left_out += 1
            continue
        found |= {one.key: one for one in of_event}
    ordered = sorted(found.values(), key=lambda one: (one.starts_at.timestamp(), one.key))
    cut = not text.rstrip().upper().endswith("END:VCALENDAR")
    return Read(tuple(ordered), left_out + max(0, len(events) - MOST_EVENTS), cut)


class _Unreadable(ValueError):
    pass


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _lines(text: str) -> Iterator[str]:
    """Unfolded: a line that begins with white space goes on with the one before (RFC 5545, 3.1)."""
    parts: list[str] = []
    length = 0
    for raw in islice(io.StringIO(text, newline=None), MOST_LINES):
        line = raw.rstrip("\n")[:LONGEST_LINE]
        if line[:1] in (" ", "\t"):
            if length < LONGEST_LINE:
                parts.append(line[1:])
                length += len(line)
            continue
        if parts:
            yield "".join(parts)
        parts, length = [line], len(line)
    if parts:
        yield "".join(parts)


def _events(text: str) -> Iterator[_Event]:
    """Every VEVENT; what stands in parts of it, such as its alarms, is not its own."""
    values: dict[str, tuple[Mapping[str, str], str]] | None = None
    skipped: set[str] = set()
    inside = 0
    for line in _lines(text):
        name, parameters, value = _property(line)
        if name == "BEGIN" and values is None and value.upper() == "VEVENT":
            values, skipped, inside = {}, set(), 0
        elif values is None:
            continue
        elif name == "BEGIN":
            inside += 1
        elif name == "END" and inside:
            inside -= 1
        elif name == "END":
            yield _Event(values, frozenset(skipped))
            values = None
        elif not inside and name == "EXDATE":
            skipped.update(part[:8] for part in value.split(",")[:1_000])
        elif not inside:
            values.setdefault(name, (parameters, value))


def _property(line: str) -> tuple[str, Mapping[str, str], str]:
    """«DTSTART;TZID="Romance Standard Time":20261120T090000» in its parts; a colon in quotes ends nothing."""
    found = _NAME.match(line)
    if found is None:
        return "", {}, ""
    at = found.end() - 1
    name, *rest = line[:at].split(";")
    pairs = (part.partition("=") for part in rest[:20])
    return name.strip().upper(), {key.upper(): value.strip('"') for key, _sign, value in pairs}, line[at + 1 :]


def _appointments(
    event: _Event, first: date, last: date, moved: Mapping[tuple[str, str], int]
) -> Iterator[Appointment]:
    if _said(event, "STATUS").upper() == "CANCELLED" or "DTSTART" not in event.values:
        return
    timed = _moment(event, "DTSTART")
    begins = timed or _midnight(event)
    length = _how_long(event, begins) if timed else None
    uid, again = _said(event, "UID"), _said(event, "RECURRENCE-ID")
    rule = _said(event, "RRULE")
    if again or not rule:
        days = [begins.date()]
    else:
        repeated = calendar_repeats.days(rule, begins.date(), first, last)
        if repeated is None:
            raise _Unreadable
        days = [day for day in repeated if f"{day:%Y%m%d}" not in event.skipped and (uid, f"{day:%Y%m%d}") not in moved]
    for day in days:
        if first <= day <= last:
            starts = datetime.combine(day, begins.timetz().replace(tzinfo=None), begins.tzinfo)
            which = _day_of(event, "RECURRENCE-ID") if again else f"{day:%Y%m%d}" if rule else ""
            yield Appointment(
                key=f"{uid or f'{begins:%Y%m%dT%H%M}'} {which}".strip()[:300],
                starts_at=_danish(starts),
                ends_at=_danish(starts + length) if length else None,
                summary=_words(event, "SUMMARY"),
                location=_words(event, "LOCATION"),
                whole_day=timed is None,
            )


def _danish(moment: datetime) -> datetime:
    """The same in Denmark; a time that the change of the clock leaves out is the one after it."""
    return moment.astimezone(UTC).astimezone(_COPENHAGEN)


def _how_long(event: _Event, begins: datetime) -> timedelta | None:
    """Within a day, else it is no visit with an end."""
    if "DTEND" in event.values:
        ends = _moment(event, "DTEND")
        length = ends - begins if ends is not None else timedelta()
    elif found := _LENGTH.match(_said(event, "DURATION")):
        weeks, days, hours, minutes = (int(part or 0) for part in found.groups())
        length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
    else:
        return None
    return length if timedelta() < length < timedelta(days=1) else None


def _moment(event: _Event, name: str) -> datetime | None:
    """The moment, None for a whole day. Raises _Unreadable."""
    parameters, value = event.values[name]
    found = _STAMP.match(value.strip())
    if found is None:
        raise _Unreadable
    *_day, hour, minute, second, utc = found.groups()
    if hour is None:
        return None
    try:
        at = datetime.combine(_date(value), time(int(hour), int(minute), min(int(second), 59)))
    except ValueError as problem:
        raise _Unreadable from problem
    return at.replace(tzinfo=UTC) if utc else at.replace(tzinfo=_zone(parameters.get("TZID", "")))


def _midnight(event: _Event) -> datetime:
    """Of a whole day. Raises _Unreadable."""
    return datetime.combine(_date(event.values["DTSTART"][1]), time(), _COPENHAGEN)


def _date(value: str) -> date:
    """The day that a stamp begins with. Raises _Unreadable."""
    try:
        day = date(int(value.strip()[:4]), int(value.strip()[4:6]), int(value.strip()[6:8]))
    except ValueError as problem:
        raise _Unreadable from problem
    if not 1990 <= day.year <= 2100:
        raise _Unreadable
    return day


def _zone(name: str) -> ZoneInfo:
    """The zone of a name; a name that says nothing is taken for Danish time, in which this calendar is kept."""
    if not name or name.casefold() in _DANISH or not re.fullmatch(r"[A-Za-z]+(?:/[A-Za-z_+-]+){1,2}", name):
        return _COPENHAGEN
    try:
        return ZoneInfo(name)
    except (OSError, ValueError):
        return _COPENHAGEN


def _said(event: _Event, name: str) -> str:
    return event.values[name][1].strip() if name in event.values else ""


def _day_of(event: _Event, name: str) -> str:
    return _said(event, name)[:8]


def _words(event: _Event, name: str) -> str:
    text = _ESCAPED.sub(lambda sign: " " if sign[1] in "nN" else sign[1], _said(event, name))
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text[:500]).split())
