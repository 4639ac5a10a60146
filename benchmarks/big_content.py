"""The records of a big synthetic municipality, endless and the same for the same seed; it neither saves nor seals.

Texts, titles and names are those of the demo (`desktop.services.demo_material`); nobody in them exists.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from desktop.domain.calendar import add_months, is_business_day
from desktop.domain.registry import kind as kind_of
from desktop.services.clock import COPENHAGEN
from desktop.services.demo_material import Scene, load
from desktop.services.writing import Change

YEARS = 10
PER_PLACE = 200
"""Consultations a place has had; one place has `BUSY` times as many."""
BUSY = 15
STAFF = 5
AGREED = 0.3
OPEN = 0.04
"""The share of the agreements that are not kept yet."""


@dataclass(frozen=True)
class Size:
    """How many records of each kind a municipality of so many consultations has."""

    consultations: int

    @property
    def places(self) -> int:
        """Institutions."""
        return max(20, self.consultations // PER_PLACE)

    @property
    def people(self) -> int:
        """Contact persons."""
        return self.places * STAFF


class BigContent:
    """Makes the changes one by one, what is referred to before what refers to it."""

    def __init__(self, size: Size, seed: int, today: date, owners: tuple[bytes, ...]) -> None:
        self.size, self._seed, self._owners = size, seed, owners
        self._lots = Random(f"big/{seed}")  # noqa: S311  # reproducible, not secret
        self._material = load()
        first = add_months(today, -12 * YEARS)
        span = (first + timedelta(days=n) for n in range((today - first).days))
        self._days = [day for day in span if is_business_day(day)]
        self._founded = datetime.combine(first - timedelta(days=14), time(9), COPENHAGEN)
        self._texts = [note.text for scene in self._material.scenes for note in scene.note]

    def rec(self, kind: str, number: int) -> bytes:
        """The id of the record of that number."""
        return hashlib.sha256(f"big/{self._seed}/{kind}/{number}".encode()).digest()[:16]

    def changes(self) -> Iterator[Change]:
        """Every record: places, people, then the talks of ten years in the order they were held."""
        for number in range(self.size.places):
            yield self._place(number)
        for number in range(self.size.people):
            yield self._person(number)
        agreed = 0
        for number in range(self.size.consultations):
            scene = self._lots.choice(self._material.scenes)
            talk = self._talk(number, scene)
            yield talk
            if self._lots.random() < AGREED:
                yield self._agreement(agreed, number, talk)
                agreed += 1

    def _made(self, kind: str, rec: bytes, values: dict[str, object], at: datetime) -> Change:
        declared = kind_of(kind)
        return Change(declared, rec, "create", declared.to_wire(values), at=at)

    def _place(self, number: int) -> Change:
        row = self._material.institutions[number % len(self._material.institutions)]
        values: dict[str, object] = {
            "name": f"{row.name.split(' ')[0]} {number + 1:04d} {row.name.split(' ')[-1]}",
            "institution_no": f"{900_000 + number}",
            "type": row.type,
            "ownership": row.ownership,
            "address": f"{row.address}, 0000 Fiktivby",
            "phone": row.phone,
            "district": row.district,
        }
        return self._made("institution", self.rec("place", number), values, self._founded)

    def _person(self, number: int) -> Change:
        names, lots = self._material.names, self._lots
        place = number % self.size.places
        row = self._material.institutions[place % len(self._material.institutions)]
        values: dict[str, object] = {
            "name": f"{lots.choice(names.first)} {lots.choice(names.last)}",
            "role_title": lots.choice(self._material.titles[row.type]),
            "institution": self.rec("place", place),
            "reachable": lots.choice(names.reachable),
        }
        return self._made("person", self.rec("person", number), values, self._founded)

    def _talk(self, number: int, scene: Scene) -> Change:
        lots, note = self._lots, self._lots.choice(scene.note)
        day = self._days[number * len(self._days) // self.size.consultations]
        begins = datetime.combine(day, time(7, 30), COPENHAGEN) + timedelta(minutes=5 * lots.randrange(96))
        values: dict[str, object] = {
            "institution": self.rec("place", self._somewhere()),
            "form": note.form,
            "occurred_at": begins,
            "duration_min": note.minutes,
            "subject": scene.about,
            "text": f"{note.text} {lots.choice(self._texts)}",
            "requester_role": scene.asked,
            "themes": scene.themes,
            "outcome": note.outcome,
        }
        if scene.about == "anonymous_child":
            values["age_band"] = scene.age
        else:
            values["subject_label"] = f"{lots.randrange(10)}.{lots.choice('abc')}"
        if lots.random() < 0.2:
            values["followup_on"] = day + timedelta(days=lots.choice((7, 14, 21, 28)))
            values["followup_reason"] = lots.choice(self._material.followup_reasons)
        at = begins + timedelta(minutes=note.minutes + lots.randrange(1, 20))
        return self._made("consultation", self.rec("talk", number), values, at)

    def _somewhere(self) -> int:
        """A place; the first one is where `BUSY` times as much happens."""
        drawn = self._lots.randrange(self.size.places + BUSY - 1)
        return max(0, drawn - BUSY + 1)

    def _agreement(self, number: int, talk: int, about: Change) -> Change:
        lots, material = self._lots, self._material
        agreed = lots.choice([scene.agreement for scene in material.scenes if scene.agreement])
        at = about.at or self._founded
        still_open = lots.random() < OPEN
        values: dict[str, object] = {
            "text": agreed.text,
            "due_on": at.date() + timedelta(days=agreed.days),
            "reason": agreed.reason,
            "status": "open" if still_open else lots.choices(("done", "dropped"), (8, 1))[0],
            "institution": about.set["place"]["institution"],
            "consultation": self.rec("talk", talk),
        }
        if lots.random() < 0.5:
            values["owner_user"] = lots.choice(self._owners)
        else:
            values["owner_name"] = f"{lots.choice(material.names.first)} {lots.choice(material.names.last)}"
        return self._made("agreement", self.rec("agreement", number), values, at + timedelta(minutes=1))
