"""The synthetic municipality: always the same, believable in its figures, and clean by the program's own rules."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest

from desktop.domain.anonymity import find_cpr
from desktop.domain.calendar import add_months, is_business_day
from desktop.domain.registry import kind
from desktop.domain.roles import ROLES
from desktop.domain.rules import problems
from desktop.services.demo_content import DemoContent, content
from desktop.services.demo_record import DemoRecord
from sync.codec import encode

_TODAY = date(2026, 11, 20)
_DAYS = (_TODAY, date(2026, 8, 10), date(2027, 1, 4), date(2026, 4, 7), date(2028, 2, 29))


@dataclass(frozen=True)
class _Then:
    at: datetime

    def now(self) -> datetime:
        return self.at


@pytest.fixture(scope="module", params=_DAYS, ids=str)
def today(request: pytest.FixtureRequest) -> date:
    """Days in term, in the holidays, after Easter, and a leap day."""
    return date.fromisoformat(str(request.param))


@pytest.fixture(scope="module")
def made(today: date) -> DemoContent:
    """The municipality of that day."""
    return content(1, today)


def _moment(record: DemoRecord) -> datetime:
    value = record.values["occurred_at"]
    assert isinstance(value, datetime)
    return value


def test_a_psychologist_writes_notes_of_ppr(made: DemoContent) -> None:
    """Palle's are of his own kind, with level, focus and now and then the question; nobody else's are."""
    assert {(r.author, r.kind) for r in made.consultations} == {
        ("palle", "ppr_consultation"),
        ("signe", "consultation"),
    }
    of_ppr = [r for r in made.consultations if r.author == "palle"]
    assert all(r.values["level"] for r in of_ppr)
    assert sum("focus" in r.values for r in of_ppr) > len(of_ppr) / 2
    assert sum("question" in r.values for r in of_ppr) >= 8


def test_the_same_seed_and_day_give_the_same(today: date, made: DemoContent) -> None:
    """Two runs are equal to the byte; another seed gives other ids and other dates."""
    assert content(1, today) == made
    other = content(2, today)
    assert not {r.rec for r in other.records} & {r.rec for r in made.records}
    assert [r.at for r in other.consultations] != [r.at for r in made.consultations]


def test_the_figures(made: DemoContent) -> None:
    """3 districts, 24 institutions, 16 in Midt, 120 people, 200 notes, 40 agreements, 5 concerns, 2 visits, 4 users."""
    assert made.districts == ("Nord", "Midt", "Syd")
    assert Counter(r.values["district"] for r in made.institutions) == {"Midt": 16, "Nord": 4, "Syd": 4}
    assert [len(part) for part in (made.persons, made.consultations, made.agreements)] == [120, 200, 40]
    assert [user.key for user in made.users] == ["signe", "palle", "asta", "lene"]
    assert Counter(r.kind for r in made.concerns) == {"child": 5, "concern": 5, "assessment": 11}
    assert len({r.rec for r in made.records}) == 24 + 120 + 200 + 40 + 21 + 2


def test_names_and_numbers_are_synthetic(made: DemoContent) -> None:
    """No two people share a name, telephone numbers are 00 00 00 xx, institution numbers keep their zeros."""
    assert len({r.values["name"] for r in made.persons}) == 120
    phones = [str(r.values["phone"]) for r in made.institutions + made.persons if "phone" in r.values]
    assert all(re.fullmatch(r"00 00 00 \d\d", phone) for phone in phones + [user.phone for user in made.users])
    assert all(re.fullmatch(r"000\d{3}", str(r.values["institution_no"])) for r in made.institutions)


def test_the_people_of_the_scenarios_are_there(made: DemoContent) -> None:
    """The school leader, the daycare leader, the pedagogue and the health nurse stand where the scenarios look."""
    places = {r.rec: r.values["name"] for r in made.institutions}
    people = {str(r.values["name"]): places[r.values["institution"]] for r in made.persons}
    assert people["Lis Leder"] == "Fiktivby Skole"
    assert {people[name] for name in ("Lone Leder", "Lone Lærke", "Sanne Sundhed")} == {"Børnehuset Prøven"}
    assert {"Dagplejen Midt"} <= set(map(str, places.values()))


def test_consultations_lie_in_the_year_and_in_working_hours(today: date, made: DemoContent) -> None:
    """Working days of the twelve months before today, 7.30 to 16.30, the last one on the last working day."""
    for record in made.consultations:
        begins, minutes = _moment(record), record.values["duration_min"]
        assert isinstance(minutes, int)
        assert add_months(today, -12) <= begins.date() < today
        assert is_business_day(begins.date())
        assert time(7, 30) <= begins.time()
        assert (begins + timedelta(minutes=minutes)).time() <= time(16, 30)
        assert begins < record.at < begins + timedelta(hours=2)
    last = max(_moment(record).date() for record in made.consultations)
    assert not any(is_business_day(last + timedelta(days=n)) for n in range(1, (today - last).days))


def test_nobody_is_in_two_places_at_once(made: DemoContent) -> None:
    """One person's consultations do not overlap."""
    for author in ("signe", "palle"):
        mine = sorted((_moment(r), r.values["duration_min"]) for r in made.consultations if r.author == author)
        for (begins, minutes), (following, _length) in pairwise(mine):
            assert isinstance(minutes, int)
            assert begins + timedelta(minutes=minutes) <= following


def test_the_summer_is_thin() -> None:
    """Seen over a school year, July has a fraction of an ordinary month."""
    months = Counter(_moment(record).month for record in content(1, _TODAY).consultations)
    assert 3 * months[7] <= min(months[month] for month in (3, 5, 9))


def test_everyone_does_what_they_do(made: DemoContent) -> None:
    """Only Palle gives konsultativ bistand, and both have many kinds of days."""
    by = {name: [r for r in made.consultations if r.author == name] for name in ("signe", "palle")}
    assert sum(map(len, by.values())) == 200
    assert all(len(records) > 60 for records in by.values())
    assert not any(r.values["form"] == "konsultativ" for r in by["signe"])
    assert len({r.values["form"] for r in by["signe"]}) >= 6
    assert len({theme for r in made.consultations for theme in _themes(r)}) >= 15


def _themes(record: DemoRecord) -> tuple[str, ...]:
    themes = record.values["themes"]
    assert isinstance(themes, tuple)
    return themes


def test_ages_places_and_labels_agree(made: DemoContent) -> None:
    """Small children are in daycare, classes are in schools, and a class is of the age the note says."""
    types = {r.rec: r.values["type"] for r in made.institutions}
    small = {"nursery", "kindergarten", "integrated", "childminding"}
    for record in made.consultations:
        where, age, label = (
            types[record.values["institution"]],
            record.values.get("age_band"),
            record.values.get("subject_label"),
        )
        if age in ("0-2", "3-5", "unborn"):
            assert where in small
        if age in ("6-9", "10-12", "13-15", "16-17"):
            assert where not in small
        if label and re.match(r"\d\.[abc]", str(label)):
            assert where in {"school", "private_school", "village_school", "special_school"}


def test_texts_are_many_and_never_the_same(made: DemoContent) -> None:
    """No text is used twice, nor is any sentence; 100 observations and 35 steps are written by hand."""
    texts = [str(r.values["text"]) for r in made.consultations]
    assert len(set(texts)) == len(texts)
    sentences = Counter(
        sentence for text in texts for sentence in re.split(r"(?<=[.:!?]) ", text) if len(sentence) > 25
    )
    assert max(sentences.values()) <= 2
    assert len({str(r.values["text"]) for r in made.agreements}) == 40
    assert all(1 <= len(re.findall(r"[.!?](?= |$)", text)) <= 4 for text in texts)


def test_every_record_is_clean(made: DemoContent) -> None:
    """The program's own rules find nothing, not even a warning, on the day each record was written."""
    for record in made.records:
        written = {"agreement": {"status": "open"}, "visit": {"visitor": bytes(16)}}  # by whoever writes the record
        values = dict(record.values) | written.get(record.kind, {})
        assert problems(kind(record.kind), values, clock=_Then(record.at)) == ()
        assert encode(kind(record.kind).to_wire(record.values))


def test_no_personal_number_stands_anywhere(made: DemoContent) -> None:
    """Nothing looks like a personal number, and no note about a child names anyone."""
    names = {str(r.values["name"]).split()[0] for r in made.persons}
    for record in made.records:
        text = " ".join(str(value) for value in record.values.values() if isinstance(value, str))
        assert find_cpr(text) == ()
    for record in made.consultations:
        assert not names & set(re.findall(r"\w+", str(record.values["text"])))


def test_references_point_backwards(made: DemoContent) -> None:
    """Whatever is referred to stands before what refers to it, and is of the right kind."""
    seen: dict[object, str] = {}
    for record in made.records:
        for name in ("institution", "consultation", "child", "concern"):
            if name in record.values:
                assert seen[record.values[name]].removeprefix("ppr_") == name
        seen[record.rec] = record.kind


def test_agreements_are_in_every_state(today: date, made: DemoContent) -> None:
    """Some are kept, some came to nothing, some are late, some are still to come; each has an owner and a reason."""
    status = Counter(r.values["status"] for r in made.agreements)
    assert status["done"] >= 10
    assert status["dropped"] >= 1
    due = [r.values["due_on"] for r in made.agreements if r.values["status"] == "open"]
    days = [day for day in due if isinstance(day, date)]
    assert sum(day < today for day in days) == 5
    assert sum(day >= today for day in days) >= 3
    reasons = [str(record.values["reason"]) for record in made.agreements]
    assert all(record.values["owner_name"] for record in made.agreements)
    assert all(reason and not reason.startswith("fordi") for reason in reasons), "»Fordi« is the field's label"


def test_the_shared_agreement_is_open_at_fiktivby_skole(today: date, made: DemoContent) -> None:
    """What the journey edits from two pc's: open, not yet due, in the district both share."""
    (shared,) = [r for r in made.agreements if r.rec == made.shared_agreement]
    places = {r.rec: r.values["name"] for r in made.institutions}
    due = shared.values["due_on"]
    assert places[shared.values["institution"]] == "Fiktivby Skole"
    assert isinstance(due, date)
    assert (shared.values["status"], shared.district, due >= today) == ("open", "Midt", True)


def test_users_have_roles_and_long_passphrases(made: DemoContent) -> None:
    """Roles are of the table, and each passphrase is a sentence of its own."""
    assert all(user.role in ROLES for user in made.users)
    assert all(len(user.passphrase.split()) >= 7 for user in made.users)
    assert len({user.passphrase for user in made.users}) == 4
