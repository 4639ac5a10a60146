"""Code lists from `resources/catalogues/*.toml`: each row a code, a Danish and an English label.

A catalogue is data, checked when it is loaded; a code that a newer catalogue brought is kept, and shown as words.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import resources

CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class BadCatalogue(ValueError):
    """A catalogue that the program cannot start with; the text names file and row, for the one who edited it."""


@dataclass(frozen=True)
class Row:
    """One code. `shown` false: known but not yet offered.

    `more` holds the list's own texts, a translated one as `<key>_da` and `<key>_en`.
    """

    code: str
    da: str
    en: str
    shown: bool = True
    more: Mapping[str, str] = field(default_factory=dict)

    def label(self, language: str = "da") -> str:
        """The label in Danish or English."""
        return self.en if language == "en" else self.da

    def text(self, key: str, language: str = "da") -> str:
        """One of the list's own texts, translated or not; empty if the row has none."""
        return self.more.get(f"{key}_{'en' if language == 'en' else 'da'}", self.more.get(key, ""))


@dataclass(frozen=True)
class Catalogue:
    """The rows of one list, in the order they are offered."""

    name: str
    rows: tuple[Row, ...]

    def get(self, code: str) -> Row | None:
        """The row of a code, or None."""
        return next((row for row in self.rows if row.code == code), None)

    def label(self, code: str, language: str = "da") -> str:
        """The label of a code; of one that only a newer catalogue has, what the code itself says."""
        row = self.get(code)
        return row.label(language) if row else unknown(code)

    @property
    def shown(self) -> tuple[Row, ...]:
        """The rows that are offered."""
        return tuple(row for row in self.rows if row.shown)


def unknown(code: str) -> str:
    """A code that no catalogue here has, as it can be read: »Robot school« of `robot_school`."""
    return code[:1].upper() + code[1:].replace("_", " ")


def parse(name: str, source: str) -> Catalogue:
    """The catalogue in a TOML text; raises BadCatalogue for anything that is not one."""
    try:
        document = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise BadCatalogue(f"{name}: not TOML: {error}") from error
    rows = document.get("row")
    if set(document) != {"row"} or not isinstance(rows, list) or not rows:
        raise BadCatalogue(f"{name}: must hold [[row]] tables and nothing else")
    parsed = tuple(_row(name, number, raw) for number, raw in enumerate(rows, 1))
    codes = [row.code for row in parsed]
    if len(set(codes)) != len(codes):
        raise BadCatalogue(f"{name}: a code stands twice")
    if not any(row.shown for row in parsed):
        raise BadCatalogue(f"{name}: no row is shown")
    return Catalogue(name, parsed)


def _row(name: str, number: int, raw: object) -> Row:
    where = f"{name}, row {number}"
    if not isinstance(raw, dict):
        raise BadCatalogue(f"{where}: not a table")
    texts = {key: value for key, value in raw.items() if key != "shown"}
    shown = raw.get("shown", True)
    if not isinstance(shown, bool):
        raise BadCatalogue(f"{where}: shown is true or false")
    for key, value in texts.items():
        if not isinstance(value, str) or not value.strip() or not unicodedata.is_normalized("NFC", value):
            raise BadCatalogue(f"{where}: {key} must be a text in NFC")
        twin = {"da": "en", "en": "da"}.get(key.rpartition("_")[2])
        if twin and (key[:-2] + twin) not in texts:
            raise BadCatalogue(f"{where}: {key} has no {twin} beside it")
    missing = {"code", "da", "en"} - set(texts)
    if missing:
        raise BadCatalogue(f"{where}: {', '.join(sorted(missing))} is missing")
    if not CODE.fullmatch(texts["code"]):
        raise BadCatalogue(f"{where}: a code is lower-case letters, digits, - and _")
    more = {key: value for key, value in texts.items() if key not in ("code", "da", "en")}
    return Row(texts["code"], texts["da"], texts["en"], shown, more)


@cache
def load(name: str) -> Catalogue:
    """The catalogue of that name, read once; raises BadCatalogue."""
    path = files(resources).joinpath("catalogues", f"{name}.toml")
    if not path.is_file():
        raise BadCatalogue(f"{name}: there is no such catalogue")
    return parse(name, path.read_text(encoding="utf-8"))


def names() -> tuple[str, ...]:
    """Every catalogue that is shipped."""
    folder = files(resources).joinpath("catalogues")
    return tuple(sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".toml")))
