"""What the form of a note remembers for the next one."""

from dataclasses import dataclass, field
from typing import Any, cast

from desktop.services.note_choosing import LAST_PLACE, LAST_SPACE, NoteChoosing

MIDT, SYD = b"m" * 16, b"s" * 16
PLACE = b"p" * 16


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


def test_what_did_not_change_is_not_written_again() -> None:
    """Place and space are kept once; a save at the same place writes nothing beside the note."""
    settings, nothing = FakeSettings(), cast(Any, None)
    made = NoteChoosing(nothing, nothing, nothing, nothing, cast(Any, settings), nothing, nothing, nothing, b"u" * 16)
    for _save in range(3):
        made.remember(PLACE, MIDT)
    assert settings.writes == 2
    made.remember(None, SYD)
    assert settings.kept == {LAST_PLACE: PLACE.hex(), LAST_SPACE: SYD.hex()}
