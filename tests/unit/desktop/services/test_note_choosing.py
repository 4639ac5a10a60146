"""Where a note goes when nobody chose: where its place is; a psychologist's where the last of the district went."""

from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from desktop.services.note_choosing import LAST_PLACE, LAST_SPACE, NoteChoosing
from desktop.services.spaces import Space

MIDT, PPR_MIDT, SYD, FOREIGN = (bytes([number]) * 16 for number in range(4))
PLACE = b"p" * 16


@dataclass
class FakeSpaces:
    """Three spaces that can be written, two of one district; every place lives in Midt."""

    def writable(self) -> tuple[Space, ...]:
        """As the roster says."""
        return (
            Space(MIDT, "Deles i distrikt Midt", "Midt", True),
            Space(PPR_MIDT, "Kun PPR, Midt", "Midt", True),
            Space(SYD, "Deles i distrikt Syd", "Syd", True),
        )

    def of(self, rec: object, *_kinds: str) -> bytes | None:
        """Where a place lives."""
        return MIDT if rec == PLACE else None

    def choose(self, *wanted: bytes | None) -> bytes | None:
        """The first that can be written, else the first there is."""
        known = [space.id for space in self.writable()]
        return next((space for space in wanted if space in known), known[0])


@dataclass
class FakeSettings:
    """What was kept, and how often something was."""

    kept: dict[str, object] = field(default_factory=dict)
    writes: int = 0

    def hidden(self, name: str) -> object:
        """The value."""
        return self.kept.get(name)

    def hide(self, name: str, value: object) -> None:
        """Keeps it."""
        self.writes += 1
        self.kept[name] = value


def choosing(kind: str, settings: FakeSettings) -> NoteChoosing:
    """The choices of somebody who writes that kind."""
    nothing = cast(Any, None)
    made = NoteChoosing(
        nothing, cast(Any, FakeSpaces()), nothing, nothing, cast(Any, settings), nothing, nothing, nothing, b"m" * 16
    )
    made._kind = kind
    return made


@pytest.mark.parametrize(
    ("kind", "last", "place", "goes"),
    [
        ("consultation", PPR_MIDT, PLACE, MIDT),
        ("consultation", SYD, None, SYD),
        ("consultation", FOREIGN, None, MIDT),
        ("ppr_consultation", None, PLACE, MIDT),
        ("ppr_consultation", PPR_MIDT, PLACE, PPR_MIDT),
        ("ppr_consultation", MIDT, PLACE, MIDT),
        ("ppr_consultation", SYD, PLACE, MIDT),
        ("ppr_consultation", FOREIGN, PLACE, MIDT),
    ],
)
def test_a_note_goes_where_its_place_is(kind: str, last: bytes | None, place: bytes | None, goes: bytes) -> None:
    """A space that cannot be written, or of another district, is never where a note goes by itself."""
    settings = FakeSettings({LAST_SPACE: last.hex()} if last else {})
    assert choosing(kind, settings).space_for(place) == goes


def test_what_did_not_change_is_not_written_again() -> None:
    """Place and space are kept once; a save at the same place writes nothing beside the note."""
    settings = FakeSettings()
    made = choosing("consultation", settings)
    for _save in range(3):
        made.remember(PLACE, MIDT)
    assert settings.writes == 2
    made.remember(None, SYD)
    assert settings.kept == {LAST_PLACE: PLACE.hex(), LAST_SPACE: SYD.hex()}
