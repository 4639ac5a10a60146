"""The scales that people answer on, from the catalogue `scales`: words for what was answered, never a number of ours.

An answer keeps its scale, its edition and its raw value. Nothing here adds, averages or compares.
"""

from dataclasses import dataclass

from desktop.domain import catalogues
from desktop.texts import inside


@dataclass(frozen=True)
class Scale:
    """One edition of one scale."""

    code: str
    version: str
    levels: str

    @property
    def answers(self) -> catalogues.Catalogue:
        """What can be answered, in the scale's own order."""
        return catalogues.load(self.levels)


def offered() -> tuple[Scale, ...]:
    """The scales of today, each in the edition in use."""
    return tuple(Scale(row.code, row.more["version"], row.more["levels"]) for row in catalogues.load("scales").shown)


def find(code: object, version: object) -> Scale | None:
    """The scale of an answer, or None for one, or an edition, that this program does not know."""
    return next((scale for scale in offered() if (scale.code, scale.version) == (code, version)), None)


def name(code: str, language: str = "da") -> str:
    """What a scale is called; an unknown one by its code."""
    return catalogues.load("scales").label(code, language)


def answer(code: object, version: object, value: str, language: str = "da") -> str:
    """An answer in words; as it was written where the edition is not known."""
    scale = find(code, version)
    return scale.answers.label(value, language) if scale else value


def said(code: object, version: object, value: str, language: str = "da") -> str:
    """»3 – bekymring«, »4 af 10«: the answer with its words, as it was written where the edition is not known."""
    words = answer(code, version, value, language)
    return words if words.startswith(value) else f"{value} – {inside(words)}"
