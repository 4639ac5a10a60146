"""The material of the synthetic municipality, read from `resources/demo/*.toml` as frozen values; it draws no lots."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

import resources


@dataclass(frozen=True)
class DemoUser:
    """A colleague with an account. `role` is a code of `desktop.domain.roles`, `title` is Danish."""

    key: str
    name: str
    role: str
    title: str
    district: str
    phone: str
    passphrase: str


@dataclass(frozen=True)
class InstitutionRow:
    """An institution; `serves` names the settings of scenes that can be played there."""

    name: str
    no: str
    type: str
    ownership: str
    district: str
    address: str
    phone: str
    serves: tuple[str, ...]


@dataclass(frozen=True)
class PersonRow:
    """A contact person the acceptance scenarios know by name."""

    name: str
    institution: str
    title: str
    reachable: str = ""
    phone: str = ""


@dataclass(frozen=True)
class SceneNote:
    """One consultation of a scene."""

    form: str
    outcome: str
    minutes: int
    text: str


@dataclass(frozen=True)
class SceneAgreement:
    """What was agreed at the first consultation of a scene; due after `days`."""

    owner: str
    days: int
    text: str
    reason: str


@dataclass(frozen=True)
class Scene:
    """A thread of consultations about the same child, group or staff. `months` limits when it can begin.

    `question` is what a psychologist was asked; another's notes have no such field.
    """

    at: str
    by: str
    about: str
    age: str
    themes: tuple[str, ...]
    asked: str
    note: tuple[SceneNote, ...]
    label: str = ""
    question: str = ""
    months: tuple[int, ...] = ()
    agreement: SceneAgreement | None = None
    place: str = ""
    shared: bool = False
    concern: str = ""
    recent: bool = False


@dataclass(frozen=True)
class SceneAssessment:
    """An assessment that was made after the consultation `after` of the scene."""

    after: int
    scale: str
    value: str
    perspective: str
    reason: str


@dataclass(frozen=True)
class SceneConcern:
    """A concern about the child of the scene of that key; `born_months` is the age of a named child."""

    key: str
    naming: str
    worries: str
    strengths: str
    next_steps: str
    parents: str
    assessment: tuple[SceneAssessment, ...]
    room: str = ""
    name: str = ""
    born_months: int = 0
    pseudonym: str = ""
    naming_reason: str = ""
    consent_giver: str = ""
    consent_role: str = ""
    consent_purpose: str = ""
    outcome: str = ""


@dataclass(frozen=True)
class Names:
    """First and last names, and when people can be reached."""

    first: tuple[str, ...]
    last: tuple[str, ...]
    reachable: tuple[str, ...]


@dataclass(frozen=True)
class Holiday:
    """Days of the year (`MM-DD`, both included) with only a share of the usual consultations."""

    begins: str
    ends: str
    share: float


@dataclass(frozen=True)
class PlannedVisit:
    """A visit of the day that the demo begins."""

    at: time
    place: str
    purpose: str
    minutes: int


@dataclass(frozen=True)
class Material:
    """Everything that is written by hand."""

    name: str
    districts: tuple[str, ...]
    home: str
    rooms: tuple[str, ...]
    institutions: tuple[InstitutionRow, ...]
    holidays: tuple[Holiday, ...]
    easter_share: float
    followup_reasons: tuple[str, ...]
    ppr_focus: Mapping[str, str]
    visits: tuple[PlannedVisit, ...]
    users: tuple[DemoUser, ...]
    persons: tuple[PersonRow, ...]
    titles: Mapping[str, tuple[str, ...]]
    answers: Mapping[str, tuple[str, ...]]
    names: Names
    scenes: tuple[Scene, ...] = field(default=())
    concerns: tuple[SceneConcern, ...] = field(default=())


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(resources).joinpath("demo", name).read_text(encoding="utf-8"))


@cache
def load() -> Material:
    """The material, read once; a slip in a file raises msgspec.ValidationError with its place."""
    municipality, people = _read("municipality.toml"), _read("people.toml")
    scenes = [scene for name in ("school", "daycare", "youth") for scene in _read(f"scenes_{name}.toml")["scene"]]
    holidays = [{"begins": row["from"], "ends": row["to"], "share": row["share"]} for row in municipality["holidays"]]
    return msgspec.convert(
        municipality
        | {"institutions": municipality["institution"], "holidays": holidays, "scenes": scenes}
        | {"users": people["user"], "persons": people["person"], "concerns": _read("concerns.toml")["concern"]}
        | {key: people[key] for key in ("titles", "answers", "names")},
        Material,
    )
