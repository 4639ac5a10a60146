"""Places or people that stand twice: hinted by what they have in common, said to be the same by a person, and parted.

Nothing is moved or deleted: the one points to the other, which stands for both (`desktop.domain.same`).
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, islice

from desktop.domain.columns import fold
from desktop.domain.registry import kind as kind_of
from desktop.domain.same import links, root
from desktop.services.editing import Editor
from desktop.services.errors import NotFound, told
from desktop.services.import_matching import agree
from desktop.services.session import Names
from desktop.services.settings import Settings
from desktop.services.undo import token
from desktop.services.values import Saved
from desktop.services.wording import Wording
from desktop.services.writing import Change, Writing, edits
from desktop.store.records import Records, Row
from desktop.texts import _

_TWO = "two_and_not_one"
KINDS = ("institution", "person")
#: What the one that stays takes over where it has nothing itself; never whether it is protected, which it keeps.
_TAKEN = {
    "institution": ("institution_no", "ownership", "address", "phone", "district"),
    "person": ("role_title", "institution", "phone", "email", "reachable"),
}
#: More pairs than this are not shown at once, nor looked for among that many alike.
MOST = 50


@dataclass(frozen=True)
class Side:
    """One of two that look alike: what it is called, and what else tells which it is."""

    rec: bytes
    name: str
    detail: str


@dataclass(frozen=True)
class Pair:
    """Two that may be the same, and why."""

    kind: str
    one: Side
    other: Side
    why: str


@dataclass(frozen=True)
class Merged:
    """One that somebody said is another, which stands for it."""

    kind: str
    rec: bytes
    name: str
    stands_for_it: str


class Same:
    """What one person says is the same."""

    def __init__(
        self,
        records: Records,
        writing: Writing,
        editor: Editor,
        names: Names,
        settings: Settings,
        words: Wording,
        me: bytes,
    ) -> None:
        self._records, self._writing, self._editor, self._names = records, writing, editor, names
        self._settings, self._words, self._me = settings, words, me
        self._kept: tuple[tuple[object, ...], tuple[Pair, ...]] | None = None

    @told()
    def pairs(self) -> tuple[Pair, ...]:
        """What looks alike and nobody has said is two, places first; remembered until one of them changes; (R)."""
        said = self._said_two()
        asked, kept = (self._names.changes(*KINDS), self._words.language, said), self._kept
        if kept is None or kept[0] != asked:
            self._kept = kept = asked, self._look(frozenset(said))
        return kept[1]

    @told()
    def merged(self) -> tuple[Merged, ...]:
        """Those that were said to be another one, by name, places first; (R)."""
        found = []
        for kind in KINDS:
            rows = {row.rec: row for row in self._words.by_name(self._records.all(kind))}
            pointing = _pointing(rows.values())
            for rec, row in rows.items():
                if (stands := root(rec, pointing)) != rec:
                    found.append(Merged(kind, rec, _said(row, "name"), _said(rows[stands], "name")))
        return tuple(found)

    @told()
    def merge(self, kind: str, keep: bytes, gone: bytes) -> Saved:
        """Says that `gone` is `keep`, which takes over what it does not have itself; (W). Undo parts them again.

        Raises NotFound, NotAllowed.
        """
        kept, of_kept = self._editor.find(kind, keep)
        lost, of_lost = self._editor.find(kind, gone)
        if keep == gone or kept.space != lost.space:
            raise NotFound
        declared = kind_of(kind)
        taken = {
            name: of_lost.values[name] for name in _TAKEN[kind] if name in of_lost.values and name not in of_kept.values
        }
        if of_lost.values.get("protected"):
            taken["protected"] = of_lost.values["protected"]
        back: dict[str, object] = {"same_as": None} if of_kept.values.get("same_as") == gone else {}
        changes = [
            change
            for found, values in ((lost, {"same_as": keep}), (kept, taken | back))
            if (change := edits(declared, found.view, values, b"", self._me)) is not None
        ]
        if not changes:
            return Saved(keep, b"")
        return self._commit(kept.space, changes, keep)

    @told()
    def part(self, kind: str, rec: bytes) -> Saved:
        """Says that `rec` is one of its own after all; (W). Raises NotFound, NotAllowed."""
        found, _row = self._editor.find(kind, rec)
        change = edits(kind_of(kind), found.view, {"same_as": None}, b"", self._me)
        return Saved(rec, b"") if change is None else self._commit(found.space, [change], rec)

    @told()
    def are_two(self, one: bytes, other: bytes) -> None:
        """These are two: this pc hints at them no more; (W)."""
        self._settings.hide(_TWO, sorted({*self._said_two(), _key(one, other)}))

    @told()
    def hint_again(self, one: bytes, other: bytes) -> None:
        """Takes that back; (W)."""
        self._settings.hide(_TWO, sorted({*self._said_two()} - {_key(one, other)}))

    def _look(self, said: Collection[str]) -> tuple[Pair, ...]:
        found = (
            self._pair(kind, one, other, why)
            for kind, alike in (("institution", self._alike_places), ("person", self._alike_people))
            for one, other, why in _once(alike(self._words.by_name(standing(self._records.all(kind)))))
            if _key(one.rec, other.rec) not in said
        )
        return tuple(islice(found, MOST))

    def _commit(self, space: bytes, changes: Sequence[Change], rec: bytes) -> Saved:
        commit = self._writing.commit(space, changes)
        return Saved(rec, token(commit, changes))

    def _said_two(self) -> tuple[str, ...]:
        kept = self._settings.hidden(_TWO)
        return tuple(str(key) for key in kept) if isinstance(kept, list) else ()

    def _alike_places(self, rows: Sequence[Row]) -> Iterator[tuple[Row, Row, str]]:
        text = self._words.text
        for one, other in _alike(rows, lambda row: _said(row, "institution_no").lstrip("0")):
            yield one, other, text(_("the same institution number"))
        for one, other in _alike(rows, lambda row: fold(_said(row, "name"))):
            if agree(_said(one, "address"), _said(other, "address")) and not _differ(one, other, "institution_no"):
                yield one, other, text(_("the same name"))

    def _alike_people(self, rows: Sequence[Row]) -> Iterator[tuple[Row, Row, str]]:
        text = self._words.text
        for one, other in _alike(rows, lambda row: fold(_said(row, "email"))):
            yield one, other, text(_("the same e-mail"))
        for one, other in _alike(rows, lambda row: fold(_said(row, "name"))):
            if not _differ(one, other, "institution"):
                yield one, other, text(_("the same name"))

    def _pair(self, kind: str, one: Row, other: Row, why: str) -> Pair:
        return Pair(kind, self._side(kind, one), self._side(kind, other), why)

    def _side(self, kind: str, row: Row) -> Side:
        values = row.values
        if kind == "institution":
            shown = [
                self._words.label("institution_types", values.get("type")),
                _said(row, "institution_no"),
                "" if values.get("protected") else _said(row, "address"),
            ]
        else:
            shown = [_said(row, "role_title"), self._names.place(values.get("institution"))]
            shown += [] if values.get("protected") else [_said(row, "phone"), _said(row, "email")]
        return Side(row.rec, _said(row, "name"), " · ".join(part for part in shown if part))


def standing(rows: Collection[Row]) -> list[Row]:
    """Those of the rows that nobody said are another one of them."""
    pointing = _pointing(rows)
    return [row for row in rows if not pointing or root(row.rec, pointing) == row.rec]


def _pointing(rows: Iterable[Row]) -> dict[bytes, bytes]:
    return links({row.rec: row.values.get("same_as") for row in rows})


def _alike(rows: Iterable[Row], by: Callable[[Row], str]) -> Iterator[tuple[Row, Row]]:
    """Pairs of one space that are alike by something they have; a crowd of namesakes is no hint."""
    found: dict[tuple[bytes, str], list[Row]] = {}
    for row in rows:
        if said := by(row):
            found.setdefault((row.space, said), []).append(row)
    for alike in found.values():
        if len(alike) <= MOST:
            yield from combinations(alike, 2)


def _once(found: Iterable[tuple[Row, Row, str]]) -> Iterator[tuple[Row, Row, str]]:
    seen: set[str] = set()
    for one, other, why in found:
        if (key := _key(one.rec, other.rec)) not in seen:
            seen.add(key)
            yield one, other, why


def _key(one: bytes, other: bytes) -> str:
    return " ".join(sorted((one.hex(), other.hex())))


def _said(row: Row, name: str) -> str:
    value = row.values.get(name)
    return value.strip() if isinstance(value, str) else ""


def _differ(one: Row, other: Row, name: str) -> bool:
    """Whether both say something, and not the same."""
    values = [row.values.get(name) for row in (one, other)]
    return all(values) and values[0] != values[1]
