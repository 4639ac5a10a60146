"""The anonymity guard: looks through free texts with the names this pc knows; it marks, and stores and logs nothing.

The names stay in memory of the reader, folded, and go with the keys when the pc is locked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.domain import telltale
from desktop.domain.known_names import KnownNames
from desktop.domain.known_names import Sort as NameSort
from desktop.domain.telltale import Mark
from desktop.services.errors import told
from desktop.services.events import Event, Events, RecordsChanged
from desktop.services.note_kinds import NOTES
from desktop.store.records import Records
from desktop.texts import Message, _

#: Which fields of which kinds hold names, and whose.
_HELD: Mapping[str, Sequence[tuple[str, NameSort]]] = {
    "person": (("name", "contact"),),
    "institution": (("name", "place"),),
    "child": (("name", "child"), ("consent_giver", "child")),
}
_SAID: Mapping[str, str] = {
    "cpr": _("{words} looks like a CPR number."),
    "child": _("{words} is the name of a child or a relative that is known here."),
    "contact": _("{words} stands among the contacts."),
    "first_name": _("{words} looks like a name."),
    "initials": _("{words} looks like initials."),
    "born": _("{words} tells a birthday."),
    "age": _("Together, {words} can tell who it is."),
}
#: Of several, where that is said otherwise.
_SAID_OF_SEVERAL: Mapping[str, str] = {
    "cpr": _("{words} look like CPR numbers."),
    "child": _("{words} are names of children or relatives that are known here."),
    "contact": _("{words} stand among the contacts."),
    "first_name": _("{words} look like names."),
    "initials": _("{words} look like initials."),
    "born": _("{words} tell birthdays."),
}
_ORDER = tuple(_SAID)
SHOWN = 4
"""So many words of one sort are quoted; the others are marked in the text."""
CAVEAT = _(
    "Nicknames, rare names, addresses and events that people have heard of are not marked: read it through yourself."
)


@dataclass(frozen=True)
class Looked:
    """What stands out: in each text by its name, and in sentences, the gravest first."""

    marks: Mapping[str, tuple[Mark, ...]]
    said: tuple[Message, ...]

    @property
    def numbers(self) -> bool:
        """Whether a CPR number is among it: the note cannot be saved as it stands."""
        return any(mark.sort == "cpr" for found in self.marks.values() for mark in found)

    def __repr__(self) -> str:
        """A count: the sentences quote the text."""
        return f"Looked({sum(map(len, self.marks.values()))})"


class AnonymityGuard:
    """The names of what this pc can read."""

    def __init__(self, records: Records, events: Events) -> None:
        self._records = records
        self._names = KnownNames()
        self._changes = dict.fromkeys(_HELD, 1)
        self._read = dict.fromkeys(_HELD, 0)
        self._held: dict[str, set[bytes]] = {kind: set() for kind in _HELD}
        events.subscribe(self._heard)

    @told()
    def look(self, texts: Mapping[str, str], subject: str, beside: str = "") -> Looked:
        """What in each text can tell who it is about, for whom the note is about; (R), for names are read."""
        self._bring_up_to_date()
        marks = {name: telltale.marks(text, subject, self._names, beside) for name, text in texts.items()}
        return Looked(marks, tuple(_said(texts, marks)))

    @told()
    def about(self, refers: Mapping[str, object]) -> tuple[str, str]:
        """Whom a record is about that belongs to another, and the class that one names; (R).

        `refers`: its `concern`, `child` or `consultation`, as its values have them. ("", "") where it has none.
        """
        concern = self._values(("concern",), refers.get("concern")) or {}
        child = concern.get("child") or refers.get("child")
        if child is not None:
            named = (self._values(("child",), child) or {}).get("naming") == "named"
            return "child" if named else "anonymous_child", str(concern.get("room") or "")
        note = self._values(NOTES, refers.get("consultation"))
        return (str(note.get("subject") or ""), str(note.get("subject_label") or "")) if note is not None else ("", "")

    def _values(self, kinds: Sequence[str], rec: object) -> Mapping[str, object] | None:
        rows = (self._records.row(kind, rec) for kind in kinds) if isinstance(rec, bytes) and rec else ()
        return next((row.values for row in rows if row is not None), None)

    def _bring_up_to_date(self) -> None:
        for kind, held in _HELD.items():
            # the number was read first: what changes while the rows are read makes them stale, not the truth
            change = self._changes[kind]
            if self._read[kind] == change:
                continue
            rows = self._records.all(kind)
            for gone in self._held[kind] - {row.rec for row in rows}:
                self._names.put(gone, ())
            for row in rows:
                self._names.put(row.rec, [(sort, str(row.values[name])) for name, sort in held if name in row.values])
            self._held[kind], self._read[kind] = {row.rec for row in rows}, change

    def _heard(self, event: Event) -> None:
        if isinstance(event, RecordsChanged):
            for kind in event.kinds & _HELD.keys():
                self._changes[kind] += 1


def _said(texts: Mapping[str, str], marks: Mapping[str, tuple[Mark, ...]]) -> list[Message]:
    quoted: dict[str, list[str]] = {}
    for name, found in marks.items():
        for mark in found:
            words = " ".join(texts[name][mark.start : mark.end].split())
            kept = quoted.setdefault("age" if mark.sort == "class" else mark.sort, [])
            if words not in kept:
                kept.append(words)
    return [_sentence(sort, quoted[sort]) for sort in _ORDER if sort in quoted]


def _sentence(sort: str, words: Sequence[str]) -> Message:
    said = _SAID_OF_SEVERAL.get(sort, _SAID[sort]) if len(words) > 1 else _SAID[sort]
    return Message(said, {"words": _listed(words)})


def _listed(words: Sequence[str]) -> str | Message:
    *first, last = [f"»{one}«" for one in words[:SHOWN]]
    if len(words) > SHOWN:
        return ", ".join([*first, last]) + " …"
    return Message(_("{first} and {last}"), {"first": ", ".join(first), "last": last}) if first else last
