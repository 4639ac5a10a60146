"""The records of the synthetic municipality: the same for the same seed and day. Pure: it neither saves nor seals.

Every value passes `desktop.domain.rules`; whoever founds the demo writes them through the ordinary services.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random

from desktop.services.clock import COPENHAGEN
from desktop.services.demo_concerns import Concerns
from desktop.services.demo_material import DemoUser, InstitutionRow, Material, Scene, load
from desktop.services.demo_record import DemoRecord
from desktop.services.demo_year import Diary, Thread, Year, due_day, lay_out

#: How many consultations there are, and how many contact persons.
CONSULTATIONS, PERSONS = 200, 120
#: How many agreements of the past are still open, and which one in so many of the others came to nothing.
_OVERDUE, _DROPPED = 5, 9


@dataclass(frozen=True)
class DemoContent:
    """The synthetic municipality. `shared_agreement` is open, at Fiktivby Skole, and seen by Signe and Palle alike."""

    municipality: str
    districts: tuple[str, ...]
    users: tuple[DemoUser, ...]
    institutions: tuple[DemoRecord, ...]
    persons: tuple[DemoRecord, ...]
    consultations: tuple[DemoRecord, ...]
    agreements: tuple[DemoRecord, ...]
    concerns: tuple[DemoRecord, ...]
    visits: tuple[DemoRecord, ...]
    shared_agreement: bytes

    @property
    def records(self) -> tuple[DemoRecord, ...]:
        """All of them in the order they were written, what is referred to before what refers to it."""
        told = sorted(self.concerns + self.consultations + self.agreements + self.visits, key=lambda record: record.at)
        return self.institutions + self.persons + tuple(told)


def content(seed: int, today: date) -> DemoContent:
    """The municipality as it stands on the morning of `today`; its last consultation is of the working day before."""
    return _Maker(load(), seed, today).make()


class _Maker:
    def __init__(self, material: Material, seed: int, today: date) -> None:
        self._material, self._seed, self._today = material, seed, today
        self._year = Year(material, today)
        self._diaries = {user.key: Diary() for user in material.users}
        self._founded = datetime.combine(self._year.days[0] - timedelta(days=14), time(9), COPENHAGEN)
        self._places: dict[str, DemoRecord] = {}
        self._psychologists = {user.key for user in material.users if user.role == "ppr_psychologist"}
        lead = next(user.name for user in material.users if user.role == "district_social_worker")
        self._concerns = Concerns(material.concerns, self._rec, today, lead, material.home)
        self._staff: dict[str, list[DemoRecord]] = {}

    def _lots(self, purpose: str) -> Random:
        return Random(f"{self._seed}/{purpose}")  # noqa: S311  # reproducible, not secret

    def _rec(self, name: str) -> bytes:
        return hashlib.sha256(f"demo/{self._seed}/{name}".encode()).digest()[:16]

    def make(self) -> DemoContent:
        institutions = tuple(self._institution(row) for row in self._material.institutions)
        persons = tuple(self._persons())
        threads = lay_out(self._material, self._year, CONSULTATIONS, self._lots("year"))
        placed = list(zip(threads, self._place_threads(threads), self._labels(threads), strict=True))
        consultations: list[DemoRecord] = []
        agreements: list[tuple[DemoRecord, Scene]] = []
        concerns: list[DemoRecord] = []
        for number, (thread, place, label) in enumerate(placed):
            notes = self._notes(number, thread, place, label)
            consultations += notes
            concerns += self._concerns.around(thread.scene, self._places[place].rec, notes)
            if thread.scene.agreement:
                agreements.append((self._agreement(number, thread.scene, place, notes[0]), thread.scene))
        return DemoContent(
            self._material.name,
            self._material.districts,
            self._material.users,
            institutions,
            persons,
            tuple(sorted(consultations, key=lambda record: record.at)),
            tuple(self._settle([record for record, _scene in agreements])),
            tuple(concerns),
            tuple(self._visits(max(record.at for record in consultations))),
            next(record.rec for record, scene in agreements if scene.shared),
        )

    def _visits(self, planned: datetime) -> Iterator[DemoRecord]:
        """Those of today, which Signe planned when the last note was written."""
        for number, visit in enumerate(self._material.visits):
            begins = datetime.combine(self._today, visit.at, COPENHAGEN)
            values = {
                "institution": self._places[visit.place].rec,
                "starts_at": begins,
                "ends_at": begins + timedelta(minutes=visit.minutes),
                "purpose": visit.purpose,
            }
            at = planned + timedelta(minutes=1 + number)
            yield DemoRecord(self._rec(f"visit/{number}"), "visit", values, "signe", at, self._material.home)

    def _institution(self, row: InstitutionRow) -> DemoRecord:
        values = {
            "name": row.name,
            "institution_no": row.no,
            "type": row.type,
            "ownership": row.ownership,
            "address": f"{row.address}, 0000 Fiktivby",
            "phone": row.phone,
            "district": row.district,
        }
        record = DemoRecord(self._rec(row.name), "institution", values, "signe", self._founded, row.district)
        self._places[row.name] = record
        return record

    def _persons(self) -> list[DemoRecord]:
        lots, names = self._lots("people"), self._material.names
        pairs = [f"{first} {last}" for first in names.first for last in names.last]
        unused = iter(lots.sample(pairs, PERSONS))
        persons = []
        for row in self._material.institutions:
            known = [person for person in self._material.persons if person.institution == row.name]
            taken = [person.title.split(",")[0] for person in known]
            for person in known:
                persons.append(self._person(row, person.name, person.title, person.phone, person.reachable))
            for title in self._material.titles[row.type]:
                if title in taken:
                    taken.remove(title)
                    continue
                leader = title.lower().endswith("leder") and not title.startswith("Hold")
                reachable = lots.choice(names.reachable) if leader or lots.random() < 0.4 else ""
                persons.append(self._person(row, next(unused), title, row.phone if leader else "", reachable))
        return persons

    def _person(self, row: InstitutionRow, name: str, title: str, phone: str, reachable: str) -> DemoRecord:
        letters = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", " ": "."})
        values = {
            "name": name,
            "role_title": title,
            "institution": self._places[row.name].rec,
            "phone": phone,
            "email": f"{name.lower().translate(letters)}@fiktivby.example" if phone or reachable else "",
            "reachable": reachable,
        }
        filled = {key: value for key, value in values.items() if value}
        record = DemoRecord(self._rec(f"{row.name}/{name}"), "person", filled, "signe", self._founded, row.district)
        self._staff.setdefault(row.name, []).append(record)
        return record

    def _place_threads(self, threads: list[Thread]) -> list[str]:
        lots = self._lots("places")
        turns = {}
        for setting in sorted({thread.scene.at for thread in threads}):
            rows = [row.name for row in self._material.institutions if setting in row.serves]
            lots.shuffle(rows)
            turns[setting] = cycle(rows)
        return [thread.scene.place or next(turns[thread.scene.at]) for thread in threads]

    def _labels(self, threads: list[Thread]) -> list[str]:
        lots = self._lots("labels")
        grades = {"6-9": (0, 3), "10-12": (4, 6), "13-15": (7, 9)}
        labels = []
        for thread in threads:
            scene = thread.scene
            grade = lots.randint(*grades.get(scene.age, (0, 0)))
            room = lots.choice(self._material.rooms)
            made = {
                "class": f"{grade}.{lots.choice('abc')} (klasse)",
                "year": f"{max(grade, 1)}. årgang",
                "room": room,
                "roomname": room,
            }
            labels.append(scene.label.format(**made))
        return labels

    def _notes(self, number: int, thread: Thread, place: str, label: str) -> list[DemoRecord]:
        scene, lots = thread.scene, self._lots(f"notes/{number}")
        notes = []
        for step, day in enumerate(thread.days):
            note = scene.note[step]
            occurred = self._diaries[scene.by].book(day, note.minutes, lots)
            values: dict[str, object] = {
                "institution": self._places[place].rec,
                "form": note.form,
                "occurred_at": occurred,
                "duration_min": note.minutes,
                "subject": scene.about,
                "text": note.text,
                "requester_role": scene.asked,
                "themes": scene.themes,
                "outcome": note.outcome,
            }
            if label:
                values["subject_label"] = label
            values |= self._concerns.about(scene)
            if values["subject"] == "anonymous_child":
                values["age_band"] = scene.age
            following = self._following(thread, step, day, lots)
            if following:
                values |= {"followup_on": following, "followup_reason": lots.choice(self._material.followup_reasons)}
                if following < self._today:  # it was done, with or without a note of its own
                    values["followed_on"] = following
            written = occurred + timedelta(minutes=note.minutes + lots.randrange(1, 20))
            rec, kind = self._rec(f"consultation/{number}/{step}"), "consultation"
            if scene.by in self._psychologists:
                kind, values = "ppr_consultation", values | self._of_ppr(scene, step)
            notes.append(DemoRecord(rec, kind, values, scene.by, written, self._material.home))
        return notes

    def _of_ppr(self, scene: Scene, step: int) -> dict[str, object]:
        """What a psychologist's note says beside: how near the child it is, what it looks at, what the question was."""
        focus = dict.fromkeys(
            self._material.ppr_focus[theme] for theme in scene.themes if theme in self._material.ppr_focus
        )
        found: dict[str, object] = {"level": "preventive" if scene.about in ("group", "staff") else "anticipatory"}
        if focus:
            found["focus"] = tuple(focus)
        if scene.question and step == 0:
            found["question"] = scene.question
        return found

    def _following(self, thread: Thread, step: int, day: date, lots: Random) -> date | None:
        if step + 1 < len(thread.days):
            return thread.days[step + 1]
        return due_day(day, lots.choice((7, 14, 14, 21, 28))) if thread.open else None

    def _agreement(self, number: int, scene: Scene, place: str, note: DemoRecord) -> DemoRecord:
        agreed = scene.agreement
        if agreed is None:
            raise ValueError("this scene has no agreement")
        owner = next((user.name for user in self._material.users if user.key == agreed.owner), "")
        values = {
            "text": agreed.text,
            "owner_name": owner or self._answers(place, agreed.owner, number),
            "due_on": due_day(note.at.date(), agreed.days),
            "reason": agreed.reason,
            "status": "open",
            "institution": self._places[place].rec,
            "consultation": note.rec,
        }
        if scene.concern:
            values["concern"] = self._concerns.about(scene)["concern"]
        at = note.at + timedelta(minutes=1)
        return DemoRecord(self._rec(f"agreement/{number}"), "agreement", values, scene.by, at, self._material.home)

    def _answers(self, place: str, role: str, number: int) -> str:
        parts = self._material.answers[role]
        staff = self._staff[place]
        fitting = [person for person in staff if any(part in str(person.values["role_title"]) for part in parts)]
        return str(self._lots(f"owner/{number}").choice(fitting or staff).values["name"])

    def _settle(self, agreements: list[DemoRecord]) -> list[DemoRecord]:
        """What is due is open; of what was due, the latest few are too, and of the rest some came to nothing."""
        past = sorted((a for a in agreements if self._due(a) < self._today), key=self._due, reverse=True)
        status = {record.rec: "open" for record in agreements}
        for place, record in enumerate(past[_OVERDUE:], 1):
            status[record.rec] = "dropped" if place % _DROPPED == 0 else "done"
        settled = [
            DemoRecord(a.rec, a.kind, dict(a.values) | {"status": status[a.rec]}, a.author, a.at, a.district)
            for a in agreements
        ]
        return sorted(settled, key=lambda record: record.at)

    @staticmethod
    def _due(agreement: DemoRecord) -> date:
        due = agreement.values["due_on"]
        if not isinstance(due, date):
            raise TypeError("an agreement without a date")
        return due
