"""Which column of a table means what: words that registers and lists use, a guess, and what a person corrected.

It knows headings and examples, not records.
"""

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Final

import resources
from desktop.domain import catalogues
from desktop.texts import _

Columns = Mapping[str, int]
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Target:
    """What a column can be read as; `label` is a msgid."""

    name: str
    label: str


TARGETS: Final[Mapping[str, tuple[Target, ...]]] = {
    "institution": (
        Target("name", _("Name")),
        Target("institution_no", _("Institution number")),
        Target("type", _("Type")),
        Target("ownership", _("Ownership")),
        Target("address", _("Address")),
        Target("postcode", _("Postal code")),
        Target("town", _("Town")),
        Target("phone", _("Telephone")),
        Target("district", _("District")),
    ),
    "person": (
        Target("name", _("Name")),
        Target("name_reversed", _("Name as »last name, first name«")),
        Target("first_name", _("First name")),
        Target("last_name", _("Last name")),
        Target("role_title", _("Position")),
        Target("place", _("Institution")),
        Target("place_no", _("Institution number")),
        Target("phone", _("Telephone")),
        Target("email", _("E-mail")),
        Target("reachable", _("Can be reached")),
    ),
}
#: What tells the two sorts of lists apart.
_TELLS: Final = {
    "institution": frozenset({"type", "ownership", "address", "postcode", "institution_no", "district"}),
    "person": frozenset({"first_name", "last_name", "name_reversed", "role_title", "place", "email", "reachable"}),
}
_NAMES: Final = ("name", "name_reversed", "first_name", "last_name")


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """A word to compare by: without case, accents of form, space and signs."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text).casefold())


@cache
def words() -> dict[str, Any]:
    """The list of words, read once."""
    return tomllib.loads(files(resources).joinpath("imports", "words.toml").read_text(encoding="utf-8"))


@cache
def _spellings(kind: str) -> Mapping[str, tuple[str, ...]]:
    """Target → the folded words that columns of it are called."""
    return {target: tuple(map(fold, spelled)) for target, spelled in words()[kind].items()}


@cache
def codes(catalogue: str, more: str) -> Mapping[str, str]:
    """Folded word → code: the labels of a catalogue and the words that lists use for them."""
    found: dict[str, str] = {}
    for row in catalogues.load(catalogue).shown:
        for word in (row.code, row.da, row.en, *words()[more].get(row.code, ())):
            found.setdefault(fold(word), row.code)
    return found


def type_in_name(name: str) -> str:
    """The type of institution that its name tells, "" for none."""
    parts = "".join(letter if letter.isalnum() else " " for letter in name.casefold()).split()
    for row in words()["name"]:
        word = str(row["word"])
        endings = (word, f"{word}n", f"{word}en", f"{word}t", f"{word}et")
        if any(part.endswith(endings) if len(word) > len("sfo") else part == word for part in parts):
            return str(row["type"])
    return ""


def guess(kind: str, header: Sequence[str], examples: Sequence[Sequence[str]]) -> dict[str, int]:
    """Target → column, by the headings; the examples tell how names are written. No column serves two."""
    folded = [fold(heading) for heading in header]
    found: dict[str, int] = {}
    for target in TARGETS[kind]:
        for word in _spellings(kind).get(target.name, ()):
            at = next((n for n, h in enumerate(folded) if h == word and n not in found.values()), None)
            if at is not None:
                found[target.name] = at
                break
    if kind == "person":
        _names(found, examples)
    return found


def _names(found: dict[str, int], examples: Sequence[Sequence[str]]) -> None:
    """One way of writing names: two columns where both are there, else one, turned round where most have a comma."""
    if {"first_name", "last_name"} <= found.keys():
        found.pop("name", None)
        found.pop("name_reversed", None)
    elif "name" in found and "name_reversed" not in found:
        cells = [row[found["name"]] for row in examples if row[found["name"]].strip()]
        if cells and sum(cell.count(",") == 1 for cell in cells) * 2 > len(cells):
            found["name_reversed"] = found.pop("name")


def kind_of(header: Sequence[str], examples: Sequence[Sequence[str]]) -> str:
    """Whether it is a list of institutions or of people."""
    scores = {kind: _score(kind, guess(kind, header, examples)) for kind in TARGETS}
    return "person" if scores["person"] > scores["institution"] else "institution"


def _score(kind: str, found: Columns) -> float:
    named = is_named(kind, found)
    return len(_TELLS[kind] & found.keys()) + len(found) / 100 if named else -1.0


def is_named(kind: str, found: Columns) -> bool:
    """Whether the columns that a record cannot do without are there."""
    if kind == "institution":
        return "name" in found
    return any(name in found for name in _NAMES)


def shape(kind: str, header: Sequence[str]) -> str:
    """What a list of these headings is remembered by."""
    text = "\x1f".join((kind, *map(fold, header)))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def kept(kind: str, header: Sequence[str], value: object) -> dict[str, int] | None:
    """What was remembered, if it still fits; anything else is as nothing."""
    known = {target.name for target in TARGETS[kind]}
    if not isinstance(value, dict):
        return None
    fits = all(n in known and type(at) is int and 0 <= at < len(header) for n, at in value.items())
    return {str(name): int(at) for name, at in value.items()} if fits else None
