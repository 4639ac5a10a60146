"""Pc's that choose between versions, without network, keys or disk: the real service over revisions held in memory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

from helpers.revs import person
from helpers.town import HandClock

from desktop.domain.registry import kind as kind_of
from desktop.services.clock import from_ms
from desktop.services.settling import Settling
from desktop.services.values import Saved
from desktop.services.writing import Change, base, edits
from desktop.store.records import Found, Row
from sync import codec
from sync.merge import Rev, fold
from sync.model import Dot
from sync.record import RecordView
from sync.revision import Revision

SPACE = b"s" * 16
Place = tuple[str, bytes]


@dataclass
class Pc:
    """One person's pc: what has reached it, and the service on top of it."""

    name: str
    known: dict[Place, dict[Dot, Rev]] = field(default_factory=dict)
    made: int = 0

    def __post_init__(self) -> None:
        self.me, self.clock = person(self.name), HandClock()
        words = SimpleNamespace(text=lambda msgid, **_more: msgid)
        editor = SimpleNamespace(find=self._find, check=lambda _kind, _values: (), edit=self._edit)
        self.settling = Settling(self, self, editor, words, self.clock, self.me)  # type: ignore[arg-type]

    # what the service asks of the records

    def get(self, kind: str, rec: bytes, _space: bytes | None = None) -> Found | None:
        """The record as it stands here."""
        view = self.view(kind, rec)
        return Found(SPACE, view) if view is not None else None

    def row(self, kind: str, rec: bytes) -> Row | None:
        """Its row."""
        view = self.view(kind, rec)
        if view is None:
            return None
        values = kind_of(kind).from_wire({group: dict(shown.value) for group, shown in view.groups.items()})
        return Row(rec, SPACE, kind, values, view.created_by or b"", from_ms(0), 0)

    def all(self, _kind: str, **_more: Any) -> tuple[Row, ...]:
        """No colleague has a record here: who wrote is known from the history."""
        return ()

    def _find(self, kind: str, rec: bytes) -> tuple[Found, Row]:
        found, row = self.get(kind, rec), self.row(kind, rec)
        assert found is not None and row is not None
        return found, row

    def _edit(self, kind: str, rec: bytes, values: dict[str, object], _base: bytes, _draft: str | None) -> Saved:
        self.edit(rec, **values)
        return Saved(rec, b"")

    # what it asks of the writing

    def now_called(self, _space: bytes, cid: bytes) -> bytes:
        """Nothing is signed anew here."""
        return cid

    def now_seen(self, _space: bytes, seen: bytes) -> bytes:
        """Nor is any dot renamed."""
        return seen

    def commit(self, _space: bytes, changes: Sequence[Change], _draft: str | None = None) -> Any:
        """One commit of this pc, known here at once."""
        self.made += 1
        self.clock.forward(1)
        cid = sha256(f"{self.name} {self.made}".encode()).digest()
        for i, change in enumerate(changes):
            hlc = self._later()
            said = Revision.build(
                rec=change.rec, kind=change.kind.name, schema=1, act=change.act, set=change.set,  # type: ignore[arg-type]
                over=change.over, hlc=hlc, at=(hlc, 60), author=self.me,
            )  # fmt: skip
            self.take((change.kind.name, change.rec), [Rev(Dot(cid, i), said, self.me, self.me)])
        return SimpleNamespace(header=SimpleNamespace(space=SPACE), cid=cid)

    def _later(self) -> int:
        """Clocks decide nothing; one's own writes come after what one knows."""
        return 1 + max((rev.revision.hlc for revs in self.known.values() for rev in revs.values()), default=0)

    # what a person does

    def view(self, kind: str, rec: bytes) -> RecordView | None:
        """A record as it stands here."""
        revs = self.known.get((kind, rec), {})
        return fold(kind_of(kind).rule, revs.values()) if revs else None

    def take(self, place: Place, revs: Iterable[Rev]) -> None:
        """What came from elsewhere."""
        self.known.setdefault(place, {}).update({rev.dot: rev for rev in revs})

    def hear(self, other: "Pc") -> None:
        """Everything the other knows."""
        for place, revs in other.known.items():
            self.take(place, revs.values())

    def create(self, rec: bytes, **values: object) -> None:
        """A new agreement."""
        agreement = kind_of("agreement")
        self.commit(SPACE, [Change(agreement, rec, "create", agreement.to_wire({"status": "open", **values}))])

    def edit(self, rec: bytes, **values: object) -> None:
        """A correction by the sheet."""
        view = self.view("agreement", rec)
        assert view is not None
        change = edits(kind_of("agreement"), view, values, b"", self.me)
        if change is not None:
            self.commit(SPACE, [change])

    def agreements(self) -> dict[bytes, RecordView]:
        """Every agreement that is in a list here."""
        views = {rec: self.view(kind, rec) for kind, rec in self.known if kind == "agreement"}
        return {rec: view for rec, view in views.items() if view is not None and not view.withdrawn}

    def texts(self) -> list[str]:
        """Every text that stands in them, once for each."""
        return sorted(str(one.value.get("text", "")) for view in self.agreements().values() for one in said(view))

    def state(self) -> Mapping[bytes, object]:
        """Everything that is shown here, to be compared."""
        return {
            rec: {group: (sorted(codec.encode(one.value) for one in shown.survivors), shown.conflict)
                  for group, shown in view.groups.items()}
            for rec, view in self.agreements().items()
        }  # fmt: skip


def said(view: RecordView) -> Sequence[Any]:
    """The surviving texts of an agreement."""
    return view.groups["text"].survivors


def seen(view: RecordView) -> bytes:
    """What the page of versions showed of it."""
    return base(view)
