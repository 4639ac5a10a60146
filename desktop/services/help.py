"""Help for each page: short texts from `resources/help/*.toml`, the same that the handbook is made of.

It knows the names of pages, and neither window nor records.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import resources
from desktop.domain import catalogues
from desktop.domain.catalogues import Catalogue

#: What every topic is called; in the order of the handbook. The heading of a topic is that of its first text.
TOPICS: Final = (
    "begin", "today", "note", "consultations", "concerns", "agreements", "contacts", "settle", "find", "sync",
    "settings", "urgent",
)  # fmt: skip
#: The topic of a page by the beginning of its name; a page of no topic is told how to find one's way.
_OF_PAGE: Final = {
    "today": "today",
    "quick_note": "note",
    "amend": "note",
    "correct": "consultations",
    "consultations": "consultations",
    "reading": "consultations",
    "approve": "consultations",
    "journalise": "consultations",
    "concern": "concerns",
    "child": "concerns",
    "assessment": "concerns",
    "agreement": "agreements",
    "contact": "contacts",
    "place": "contacts",
    "visit": "contacts",
    "duplicate": "contacts",
    "settle": "settle",
    "history": "settle",
    "sync": "sync",
    "bundle": "sync",
    "settings": "settings",
    "access": "settings",
    "urgent": "urgent",
}
ELSEWHERE: Final = "find"


@dataclass(frozen=True)
class Part:
    """One thing that is explained: its heading and a few sentences."""

    heading: str
    text: str


@dataclass(frozen=True)
class Topic:
    """What is to be known of some pages that belong together."""

    name: str
    heading: str
    parts: tuple[Part, ...]


def of_page(view: str) -> str:
    """The topic of a page."""
    return max(
        ((len(begins), topic) for begins, topic in _OF_PAGE.items() if view.startswith(begins)), default=(0, ELSEWHERE)
    )[1]


def topic(name: str, language: str = "da") -> Topic:
    """A topic of `TOPICS` in one language."""
    rows = _load(name).shown
    parts = tuple(Part(row.label(language), row.text("text", language)) for row in rows)
    return Topic(name, parts[0].heading, parts)


@cache
def _load(name: str) -> Catalogue:
    source = files(resources).joinpath("help", f"{name}.toml").read_text(encoding="utf-8")
    return catalogues.parse(name, source)
