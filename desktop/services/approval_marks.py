"""What was approved on this pc and is not final yet: a mark each, kept until its ten minutes are over. Never sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from desktop.services.clock import from_ms
from desktop.store.settings import Settings

_PREFIX = "approve/"


@dataclass(frozen=True)
class Mark:
    """One note that was approved and is not final yet: `at` in UTC, `seen` what stood in it then (`writing.base`)."""

    kind: str
    rec: bytes
    at: datetime
    seen: bytes


class Marks:
    """The marks of this pc."""

    def __init__(self, kept: Settings) -> None:
        self._kept = kept

    def all(self) -> list[Mark]:
        """Every one of them; (R)."""
        marks = []
        for name, value in self._kept.under(_PREFIX).items():
            kind, _slash, rec = name.removeprefix(_PREFIX).partition("/")
            if isinstance(value, dict):
                marks.append(
                    Mark(kind, bytes.fromhex(rec), from_ms(value["at"]).astimezone(UTC), bytes.fromhex(value["seen"]))
                )
        return marks

    def keep(self, marks: Iterable[Mark]) -> None:
        """These too, each instead of an older one of its note; (W)."""
        self._kept.set_all(
            {
                _name(mark.kind, mark.rec): {"at": int(mark.at.timestamp() * 1000), "seen": mark.seen.hex()}
                for mark in marks
            }
        )

    def drop(self, notes: Iterable[tuple[str, bytes]]) -> None:
        """Those of these notes (kind, record) are gone; (W)."""
        self._kept.drop(*(_name(kind, rec) for kind, rec in notes))


def _name(kind: str, rec: bytes) -> str:
    """Under what a mark is kept."""
    return f"{_PREFIX}{kind}/{rec.hex()}"
