"""Who is at the keyboard, and what the others are called."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.domain import roles
from desktop.domain.columns import fold
from desktop.domain.same import gathered, links
from desktop.services.events import Event, Events, RecordsChanged
from desktop.services.spaces import Spaces
from desktop.services.values import Place
from desktop.services.wording import Wording
from desktop.store.records import Records, Row
from desktop.texts import Texts, _

_KINDS = frozenset({"member", "institution", "person"})

ADMINISTERS, CARRIES = _("An administrator reads and writes no notes"), _("A carrier reads and writes no notes")


@dataclass(frozen=True)
class Me:
    """The person of this pc. `district` is empty for one who works in several."""

    user: bytes
    name: str
    title: str
    district: str
    no_notes: str = ""
    """Why this person reads and writes none, as a msgid; "" for whoever does."""


@dataclass(frozen=True)
class About:
    """What IT asks for: the address of the municipality's server, and the folder of the data."""

    url: str
    folder: str


class Names:
    """What colleagues and places are called; remembered until a record of theirs changes."""

    def __init__(self, records: Records, texts: Texts, events: Events) -> None:
        self._records, self._texts = records, texts
        self._words = Wording(texts)
        self._kept: dict[str, tuple[int, dict[bytes, Row]]] = {}
        self._offered: tuple[int, str, tuple[Place, ...]] | None = None
        self._gathered: tuple[dict[bytes, Row], dict[bytes, tuple[bytes, ...]]] | None = None
        self._changes = dict.fromkeys(_KINDS, 0)
        events.subscribe(self._heard)

    def user(self, user: bytes) -> str:
        """The colleague's name; a phrase for one whose name has not come yet."""
        return _name(self._rows("member").get(user)) or self._texts(_("a colleague"))

    def first_name(self, user: bytes) -> str:
        """What colleagues call each other by; the whole phrase for one whose name has not come yet."""
        return _name(self._rows("member").get(user)).split(" ")[0] or self.user(user)

    def users(self) -> dict[bytes, str]:
        """Every colleague, in the Danish order of names."""
        return {row.rec: _name(row) for row in self._words.by_name(self._rows("member").values())}

    def place(self, rec: object) -> str:
        """The name of an institution, "" for none, a phrase for one that cannot be seen from here."""
        if not isinstance(rec, bytes) or not rec:
            return ""
        rows = self._rows("institution")
        stands_for_it = self._same(rows).get(rec, (rec,))[0]
        return _name(rows.get(stands_for_it)) or self._texts(_("a place you have no access to"))

    def same_places(self, rec: bytes) -> tuple[bytes, ...]:
        """The place and every other that somebody said is the same."""
        return self._same(self._rows("institution")).get(rec, (rec,))

    def places(self) -> tuple[Place, ...]:
        """Every institution this pc can read, in the Danish order of names, for a form to choose from."""
        kept, change, language = self._offered, self._changes["institution"], self._texts.language
        if kept is None or kept[:2] != (change, language):
            held, label = self._rows("institution"), self._words.label
            same = self._same(held)
            rows = self._words.by_name(row for rec, row in held.items() if same.get(rec, (rec,))[0] == rec)
            apart = self._told_apart(rows)
            offered = tuple(
                Place(
                    r.rec,
                    ", ".join(part for part in (_name(r), apart.get(r.rec)) if part),
                    label("institution_types", r.values.get("type")),
                    apart.get(r.rec, ""),
                )
                for r in rows
            )
            self._offered = kept = change, language, offered
        return kept[2]

    def apart(self) -> dict[bytes, str]:
        """Of the places that share their name with others, by place, what tells it from them."""
        return {place.rec: place.apart for place in self.places() if place.apart}

    def homes(self) -> dict[object, bytes]:
        """By place, the space it lives in."""
        return {rec: row.space for rec, row in self._rows("institution").items()}

    def changes(self, *kinds: str) -> tuple[int, ...]:
        """How often places, people or colleagues changed: asked before they are read, it tells when that is stale."""
        return tuple(self._changes[kind] for kind in kinds)

    def _told_apart(self, rows: Iterable[Row]) -> dict[bytes, str]:
        """Of each place that shares its name with others what tells it from them: the first in which no two are alike.

        Where each of it is alike for some of them, all of it; an address that is protected never.
        """
        alike, told = defaultdict[str, list[Row]](list), dict[bytes, str]()
        for row in rows:
            alike[fold(_name(row))].append(row)
        for several in alike.values():
            if len(several) > 1:
                facts = {row.rec: self._facts(row) for row in several}
                columns = list(zip(*facts.values(), strict=True))
                enough = next((n for n, said in enumerate(columns) if len({*said}) == len(several)), None)
                for rec, said in facts.items():
                    told[rec] = ", ".join(part for part in said if part) if enough is None else said[enough]
        return told

    def _facts(self, row: Row) -> tuple[str, ...]:
        values, district = row.values, str(row.values.get("district", ""))
        return (
            self._words.label("institution_types", values.get("type")),
            self._texts(_("district {name}"), name=district) if district else "",
            "" if values.get("protected") else str(values.get("address", "")).partition(",")[0],
            str(values.get("institution_no", "")),
        )

    def _same(self, rows: dict[bytes, Row]) -> dict[bytes, tuple[bytes, ...]]:
        """Of each place that is one of several the same: all of them, the one that stands for them first."""
        if self._gathered is None or self._gathered[0] is not rows:
            pointing = links({rec: row.values.get("same_as") for rec, row in rows.items()})
            found = gathered(pointing.keys() | pointing.values(), pointing)
            self._gathered = rows, {rec: of for of in found.values() for rec in of}
        return self._gathered[1]

    def _rows(self, kind: str) -> dict[bytes, Row]:
        # the number was read first: what changes while the rows are read makes them stale, not the truth from then on
        change = self._changes[kind]
        kept = self._kept.get(kind)
        if kept is None or kept[0] != change:
            self._kept[kind] = kept = change, {row.rec: row for row in self._records.all(kind)}
        return kept[1]

    def _heard(self, event: Event) -> None:
        if isinstance(event, RecordsChanged):
            for kind in event.kinds & _KINDS:
                self._changes[kind] += 1


def pcs_called(records: Records) -> dict[bytes, str]:
    """What each pc is called, by its id."""
    return {row.rec: str(row.values.get("label", "")) for row in records.all("machine")}


def _name(row: Row | None) -> str:
    return str(row.values.get("name", "")) if row is not None else ""


def who_am_i(user: bytes, records: Records, spaces: Spaces, texts: Texts) -> Me:
    """The person of this pc, from the organisation's records."""
    row = records.row("member", user)
    values = row.values if row else {}
    title = str(values.get("title", "")) or texts(roles.title(str(values.get("role", ""))))
    shorts = {space.short for space in spaces.all() if space.short}
    short = shorts.pop() if len(shorts) == 1 else ""
    none = ADMINISTERS if spaces.administers else CARRIES if spaces.carries else ""
    return Me(user, str(values.get("name", "")), title, short, none)
