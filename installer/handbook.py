"""Writes the Danish handbook `docs/handbook/da/` from the help of the window and the pictures of `make screens`.

The texts stand once, in `resources/help`; what the handbook adds is pictures and an order to read in.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from desktop.services import help as texts
from desktop.texts import Texts
from desktop.ui.actions import ACTIONS

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "handbook" / "da"
SCREENS = ROOT / "build" / "screens" / "light"
#: The pictures of a topic, by the names of `make screens`, each with what it shows.
PICTURES: Final = {
    "begin": (("begin", "Første gang Rød Tråd åbnes"), ("begin-asking", "Anmodningen og de seks kontrolord")),
    "today": (("today", "I dag"),),
    "note": (("note", "Et notat om en klasse"), ("note-guard", "Det der kan afsløre hvem det handler om, er mærket")),
    "consultations": (
        ("consultations", "Rådgivning"),
        ("reading", "Et notat"),
        ("approve", "Dagens notater godkendes"),
    ),
    "concerns": (("concern", "En bekymring og dens røde tråd"),),
    "contacts": (("contacts", "Kontakter"), ("place", "Et steds side")),
    "settle": (("settle", "To udgaver ved siden af hinanden"),),
    "find": (("search", "Ctrl+K"), ("keys", "Alle genveje")),
    "sync": (("sync", "Synkronisering"),),
    "settings": (("settings", "Indstillinger"),),
    "urgent": (("urgent-locked", "De akutte numre fra låseskærmen"),),
}
WIDE = 910
INTRODUCTION = """\
# Rød Tråd: håndbog

Rød Tråd er et program til dem der arbejder forebyggende med børn i en kommune. Det virker hele dagen uden forbindelse:
alt du må læse, ligger krypteret på din pc, og det du skriver, bliver sendt når der er forbindelse.

Teksterne her er de samme som programmet viser når du trykker F1. Alle mennesker på billederne er opdigtede.
"""


def lines() -> Iterator[str]:
    """The handbook, line by line."""
    yield INTRODUCTION
    yield "## Indhold"
    yield ""
    for name in texts.TOPICS:
        heading = texts.topic(name).heading
        yield f"- [{heading}](#{heading.lower().replace(' ', '-')})"
    for name in texts.TOPICS:
        topic = texts.topic(name)
        yield ""
        yield f"## {topic.heading}"
        yield ""
        yield topic.parts[0].text
        for picture, shows in PICTURES.get(name, ()):
            yield ""
            yield f"![{shows}]({picture}.png)"
        for part in topic.parts[1:]:
            yield ""
            yield f"**{part.heading}.** {part.text}"
    yield ""
    yield "## Genveje"
    yield ""
    yield "| tast | gør |"
    yield "|---|---|"
    words = Texts("da")
    for row in ACTIONS:
        if row.shortcuts:
            yield f"| {' · '.join(row.shortcuts)} | {words(row.text).replace('&', '')} |"


def text() -> str:
    """The whole handbook."""
    return "\n".join(lines()) + "\n"


def shrink(source: Path, goal: Path) -> None:
    """A picture small enough to be kept in the repository: narrower, and in its 256 commonest colours."""
    picture = QImage(str(source))
    if picture.isNull():
        raise FileNotFoundError(source)
    narrow = picture.scaledToWidth(WIDE, Qt.TransformationMode.SmoothTransformation)
    plain = narrow.convertToFormat(QImage.Format.Format_RGB32)
    counted = Counter(memoryview(plain.constBits()).cast("B").cast("I"))
    colours = [colour for colour, _often in counted.most_common(256)]
    flags = Qt.ImageConversionFlag.ThresholdDither
    plain.convertToFormat(QImage.Format.Format_Indexed8, colours, flags).save(str(goal), quality=0)


def main() -> int:
    """Writes text and pictures; 1 when a picture is not there yet."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "README.md").write_text(text(), encoding="utf-8")
    for name, _shows in (one for some in PICTURES.values() for one in some):
        try:
            shrink(SCREENS / f"{name}.png", FOLDER / f"{name}.png")
        except FileNotFoundError:
            print(f"{name}: there is no picture of it; run make screens first")
            return 1
    print(f"the handbook is in {FOLDER.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
