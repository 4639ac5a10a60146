"""Calendar files as Outlook, Google and Apple write them, and as nobody should."""

import random
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from helpers.mutations import damaged

from desktop.domain.calendar_file import LARGEST, Appointment, NotACalendar, Read, read

FIRST, LAST = date(2026, 11, 20), date(2027, 1, 15)
DK = ZoneInfo("Europe/Copenhagen")


def _file(*events: str, head: str = "") -> bytes:
    body = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{body}END:VCALENDAR\n".replace("\n", "\r\n").encode()


def _read(*events: str) -> Read:
    return read(_file(*events), FIRST, LAST)


def _days(rule: str, begins: str = "20261116T090000", more: str = "") -> list[str]:
    event = f"UID:a\nDTSTART;TZID=Europe/Copenhagen:{begins}\nRRULE:{rule}\n{more}"
    return [f"{one.starts_at:%d%m}" for one in _read(event).appointments]


OUTLOOK = """UID:040000008200E00074C5B7101A82E008
DTSTART;TZID="Romance Standard Time":20261124T133000
DTEND;TZID="Romance Standard Time":20261124T143000
SUMMARY;LANGUAGE=da:Personalemøde\\, overgange
LOCATION:Børnehuset Prøven\\, Prøvevej 14
 \\; mødelokale 2
BEGIN:VALARM
TRIGGER:-PT15M
DTSTART:20200101T000000
SUMMARY:Alarm
END:VALARM"""


def test_what_outlook_writes() -> None:
    """The zone by its Windows name, folded and escaped words; the alarm within is not the appointment."""
    (one,) = _read(OUTLOOK).appointments
    assert one == Appointment(
        "040000008200E00074C5B7101A82E008",
        datetime(2026, 11, 24, 13, 30, tzinfo=DK),
        datetime(2026, 11, 24, 14, 30, tzinfo=DK),
        "Personalemøde, overgange",
        "Børnehuset Prøven, Prøvevej 14; mødelokale 2",
    )


@pytest.mark.parametrize(
    ("start", "more", "begins", "ends"),
    [
        ("DTSTART:20261124T123000Z", "DTEND:20261124T133000Z", "24 13:30", "14:30"),
        ("DTSTART:20261124T133000", "DURATION:PT1H30M", "24 13:30", "15:00"),
        ("DTSTART;TZID=America/New_York:20261124T073000", "", "24 13:30", ""),
        ("DTSTART;TZID=Ukendt zone:20261124T133000", "DTEND:20261130T000000", "24 13:30", ""),
        ("DTSTART;TZID=../../etc/passwd:20261124T133000", "DTEND:20261124T120000", "24 13:30", ""),
    ],
)
def test_zones_and_lengths(start: str, more: str, begins: str, ends: str) -> None:
    """Shown in Danish time; an end before the beginning or days later is none."""
    (one,) = _read(f"UID:a\n{start}\n{more}").appointments
    assert f"{one.starts_at:%d %H:%M}" == begins
    assert (f"{one.ends_at:%H:%M}" if one.ends_at else "") == ends


@pytest.mark.parametrize(
    "event",
    ["DTSTART:20261124T090000\nSTATUS:CANCELLED", "SUMMARY:Uden tid", "DTSTART:20261119T090000",
     "DTSTART:20270116T090000", "DTSTART;VALUE=DATE:20261119", "DTSTART;VALUE=DATE:20261124\nSTATUS:CANCELLED"],
)  # fmt: skip
def test_what_is_no_time_to_be_anywhere_is_left_in_peace(event: str) -> None:
    """Cancelled ones, those without a time, those outside the span; none counts as unread."""
    assert _read(event) == Read(())


def test_a_whole_day_is_said_to_be_one() -> None:
    """At midnight and without an end; one that repeats is one a time."""
    day, *weeks = _read("UID:a\nDTSTART;VALUE=DATE:20261124\nDTEND;VALUE=DATE:20261125",
                        "UID:b\nDTSTART;VALUE=DATE:20261130\nRRULE:FREQ=WEEKLY;COUNT=2").appointments  # fmt: skip
    assert (day.whole_day, day.starts_at, day.ends_at) == (True, datetime(2026, 11, 24, tzinfo=DK), None)
    assert [f"{one.starts_at:%d%m}" for one in weeks] == ["3011", "0712"] and all(one.whole_day for one in weeks)


@pytest.mark.parametrize("when", ["i morgen", "20261399", "20261399T990000", "19000101T090000", "99990101T090000"])
def test_a_time_that_is_none_is_counted(when: str) -> None:
    """The others are read all the same."""
    found = _read(f"UID:a\nDTSTART:{when}", OUTLOOK)
    assert (len(found.appointments), found.left_out) == (1, 1)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=WEEKLY", "2311 3011 0712 1412 2112 2812 0401 1101"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", "3011 0212 1412 1612 2812 3012 1101 1301"),
        ("FREQ=WEEKLY;COUNT=3", "2311 3011"),
        ("FREQ=WEEKLY;UNTIL=20261207T080000Z", "2311 3011 0712"),
        ("FREQ=MONTHLY", "1612"),
        ("FREQ=MONTHLY;BYDAY=1TU", "0112 0501"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2711 2512"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "3112"),
        ("FREQ=DAILY;INTERVAL=20;UNTIL=20270110", "0612 2612"),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24", "2412"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", ""),
    ],
)
def test_what_repeats(rule: str, days: str) -> None:
    """From Monday 16 November: the days within the span, counted from the beginning."""
    assert " ".join(_days(rule)) == days


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=WEEKLY;BYSETPOS=-1", "FREQ=WEEKLY;INTERVAL=0", "FREQ=MONTHLY;BYDAY=9TU", "X", "",
     "FREQ=WEEKLY;COUNT=mange", "FREQ=WEEKLY;UNTIL=altid"],
)  # fmt: skip
def test_a_repetition_that_is_not_known_is_counted_and_guessed_by_nobody(rule: str) -> None:
    """But an empty rule is none: that appointment stands for itself."""
    found = _read(f"UID:a\nDTSTART:20261124T090000\nRRULE:{rule}")
    assert (len(found.appointments), found.left_out) == ((0, 1) if rule else (1, 0))


def test_one_of_many_that_was_moved_or_left_out() -> None:
    """The 30th is left out, the 7th moved to the 8th: its key is that of the 7th, which stands no more."""
    series = "UID:s\nDTSTART:20261123T090000\nRRULE:FREQ=WEEKLY;COUNT=4\nEXDATE:20261130T090000"
    moved = "UID:s\nRECURRENCE-ID:20261207T090000\nDTSTART:20261208T100000"
    found = _read(series, moved).appointments
    assert [(one.key, f"{one.starts_at:%d%m %H}") for one in found] == [
        ("s 20261123", "2311 09"), ("s 20261207", "0812 10"), ("s 20261214", "1412 09"),
    ]  # fmt: skip


def test_summer_time_keeps_the_hour() -> None:
    """Nine o'clock is nine o'clock on both sides of 29 March 2026 and 25 October 2026."""
    event = _file("UID:a\nDTSTART;TZID=Romance Standard Time:20260105T090000\nRRULE:FREQ=WEEKLY")
    found = read(event, date(2026, 1, 1), date(2026, 12, 31)).appointments
    assert {one.starts_at.hour for one in found} == {9} and len({one.starts_at.utcoffset() for one in found}) == 2


@pytest.mark.parametrize("data", [b"", b"Navn;Nr\n", b"PK\x03\x04", "Ingen kalender æøå".encode("cp1252"), bytes(50)])
def test_what_is_no_calendar_is_refused(data: bytes) -> None:
    """With a sentence for people."""
    with pytest.raises(NotACalendar) as refused:
        read(data, FIRST, LAST)
    assert refused.value.reason.msgid.startswith("This is no calendar")


def test_too_large_is_refused_before_it_is_read() -> None:
    """One byte more than there may be."""
    with pytest.raises(NotACalendar):
        read(_file(OUTLOOK) + bytes(LARGEST), FIRST, LAST)


def test_danish_letters_of_an_old_program() -> None:
    """Windows-1252 is read where it is no UTF-8."""
    (one,) = read(_file(OUTLOOK).decode().encode("cp1252"), FIRST, LAST).appointments
    assert one.location.startswith("Børnehuset Prøven")


def test_ten_thousand_mutations_are_read_or_refused() -> None:
    """Never an exception; what is read lies in the span, is short, and ends within a day."""
    lots = random.Random(20261120)
    series = "UID:s\nDTSTART:20261123T090000\nRRULE:FREQ=MONTHLY;BYDAY=2TU\nEXDATE:20261130T090000"
    whole = _file(OUTLOOK, series, "UID:d\nDTSTART:20261201T080000Z\nDURATION:PT45M")
    refused = 0
    for _round in range(10_000):
        data = whole
        for _time in range(lots.randint(1, 4)):
            data = damaged(lots, data)
        try:
            found = read(data, FIRST, LAST)
        except NotACalendar:
            refused += 1
            continue
        for one in found.appointments:
            assert FIRST - timedelta(days=1) <= one.starts_at.date() <= LAST + timedelta(days=1)
            assert len(one.summary) <= 500 and len(one.key) <= 300 and one.summary.isprintable()
            assert one.ends_at is None or timedelta() < one.ends_at - one.starts_at < timedelta(days=1)
    assert 0 < refused < 10_000


@pytest.mark.parametrize(
    "data",
    [
        _file(*["UID:a\nDTSTART:20150101T090000\nRRULE:FREQ=DAILY;COUNT=9999"] * 200),
        b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 100_000,
        b"BEGIN:VCALENDAR\n" + b"\n" * 2_000_000,
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + b"\n a" * 800_000,
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEXDATE:" + b"20261120," * 200_000,
        b'BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY;X="' + b":" * 1_000_000,
    ],
    ids=["repeats", "nested", "empty lines", "folded", "left out", "quoted"],
)
def test_a_file_that_is_made_to_take_long_does_not(data: bytes) -> None:
    """It comes to an end long before a test is stopped: days, lines and their length are bounded."""
    assert read(data, FIRST, LAST).appointments == ()
