"""Agreements: who does what by when. Two texts written apart are both shown until a person chooses."""

from dataclasses import dataclass, replace
from datetime import date

from desktop.domain.registry import kind as kind_of
from desktop.services.clock import Clock
from desktop.services.editing import Editor
from desktop.services.errors import told
from desktop.services.lineage import unshown
from desktop.services.note_kinds import NOTES
from desktop.services.session import Names
from desktop.services.settling import putting_off
from desktop.services.spaces import Spaces
from desktop.services.unnamed import Unnamed
from desktop.services.values import HistoryLine, Option, Problem, Saved, SendState, Version
from desktop.services.versions import Versions
from desktop.services.wording import Wording
from desktop.services.writing import base, in_hand
from desktop.store.records import Records, Row
from desktop.texts import _


@dataclass(frozen=True)
class AgreementRow:
    """An agreement as lists show it. `divided`: in how many places it was rewritten, 0 where it waits for no choice.

    `unnamed`: its words name no child, so that they may stand in a list that others look at.
    """

    rec: bytes
    texts: tuple[Version, ...]
    due: date | None
    due_text: str
    owner: str
    status: Option
    place: str
    place_rec: bytes | None
    divided: int
    mine: bool
    state: SendState | None
    unnamed: bool = True

    @property
    def stands(self) -> bool:
        """Whether there is something to do about it."""
        return self.divided > 0 or self.status.code == "open"

    @property
    def order(self) -> tuple[bool, date, bytes]:
        """Where it stands in a list: what stands first, the earliest due first."""
        return not self.stands, self.due or date.max, self.rec


@dataclass(frozen=True)
class AgreementPage:
    """An agreement as its own page shows it. `base` goes back with a save: what this person had in front of him.

    `put_off` is the kind and the id of what is to be settled, where this is one's follow-up of that. `newer`: it holds
    what only a newer version shows. `concern` and `note`: what it was agreed about and in, where that is here.
    """

    row: AgreementRow
    values: dict[str, object]
    history: tuple[HistoryLine, ...]
    can_edit: bool
    base: bytes
    put_off: tuple[str, bytes] | None = None
    newer: bool = False
    concern: bytes | None = None
    note: bytes | None = None


@dataclass(frozen=True)
class AgreementChoices:
    """What the form of an agreement offers."""

    statuses: tuple[Option, ...]
    owners: tuple[Option, ...]


class Agreements:
    """The agreements this pc can read."""

    def __init__(
        self,
        records: Records,
        editor: Editor,
        spaces: Spaces,
        names: Names,
        versions: Versions,
        unnamed: Unnamed,
        words: Wording,
        clock: Clock,
        me: bytes,
    ) -> None:
        self._records, self._editor, self._spaces = records, editor, spaces
        self._names, self._versions, self._unnamed, self._words = names, versions, unnamed, words
        self._clock, self._me = clock, me
        self._kind = kind_of("agreement")

    @told()
    def list(self, place: bytes | None = None) -> tuple[AgreementRow, ...]:
        """Those that stand, open ones first, the earliest due first; (R)."""
        rows = self._records.all("agreement", where={} if place is None else {"institution": place})
        return self.rows(rows)

    @told()
    def at(self, place: bytes, closed: int) -> tuple[tuple[AgreementRow, ...], int]:
        """Those of a place, open ones first: all that are open or to be settled, and the latest `closed` others; (R).

        Answers too how many others there are besides.
        """
        where: dict[str, object] = {"institution": place}
        rows = self._records.all("agreement", where=where | {"status": "open"})
        torn = self._records.page("agreement", where=where, conflicts_only=True, limit=100).rows
        rows = (*rows, *(row for row in torn if row.values.get("status") != "open"))
        stand = {row.rec for row in rows}
        others = self._records.count("agreement", where) - len(rows)
        # Of so many at least `closed` are not open, if there are that many.
        latest = (
            self._records.page("agreement", order="due_on", where=where, limit=closed + len(rows)) if closed else None
        )
        over = [row for row in latest.rows if row.rec not in stand][:closed] if latest else []
        return self.rows((*rows, *over)), others - len(over)

    @told()
    def of(self, consultation: bytes) -> tuple[AgreementRow, ...]:
        """Those agreed in a consultation; (R)."""
        return self.rows(self._records.all("agreement", where={"consultation": consultation}))

    def rows(self, rows: tuple[Row, ...]) -> tuple[AgreementRow, ...]:
        """The rows of a list in words."""
        states = self._versions.states(row.rec for row in rows)
        return tuple(sorted((self._row(row, states.get(row.rec)) for row in rows), key=lambda row: row.order))

    @told()
    def read(self, rec: bytes) -> AgreementPage:
        """One agreement with its history; (R). Raises NotFound."""
        found, row = self._editor.find("agreement", rec)
        shown = self._row(row, self._versions.states([rec]).get(rec))
        torn = putting_off(self._records, self._me).get(rec) if row.created_by == self._me else None
        return AgreementPage(
            row=replace(shown, texts=self._versions.group(found.view, "text", "text")),
            values=in_hand(self._kind, found.view, self._me),
            history=self._versions.history(self._kind, found.view, quoted="text"),
            can_edit=self._spaces.can_write(found.space),
            base=base(found.view),
            put_off=(torn.kind, torn.rec) if torn else None,
            newer=unshown(self._kind, found.view),
            concern=self._here(row.values.get("concern"), "concern"),
            note=self._here(row.values.get("consultation"), *NOTES),
        )

    def _here(self, rec: object, *kinds: str) -> bytes | None:
        if not isinstance(rec, bytes):
            return None
        found = (self._records.get(kind, rec) for kind in kinds)
        return rec if any(one is not None and not one.view.withdrawn for one in found) else None

    @told()
    def choices(self) -> AgreementChoices:
        """What the form offers; (R)."""
        owners = tuple(Option(user.hex(), name) for user, name in self._names.users().items())
        return AgreementChoices(self._words.options("agreement_status"), owners)

    def check(self, values: dict[str, object]) -> tuple[Problem, ...]:
        """What must or might be mended before saving; pure, any thread."""
        return self._editor.check("agreement", values)

    @told()
    def save(self, rec: bytes | None, values: dict[str, object], draft: str | None = None, base: bytes = b"") -> Saved:
        """A new agreement (`rec` None) or an edit of what differs; (W). Raises Invalid, NotAllowed, NoSpace.

        `base` is the page's: what was replaced by others since it was shown stays beside the new text.
        """
        if rec is not None:
            return self._editor.edit("agreement", rec, values, base, draft)
        about = values.get("concern") or values.get("consultation") or values.get("institution")
        space = self._spaces.choose(self._spaces.of(about, "concern", *NOTES, "institution"))
        return self._editor.create("agreement", {"status": "open", **values}, space, draft)

    def _row(self, row: Row, state: SendState | None) -> AgreementRow:
        values, today = row.values, self._clock.now().date()
        place = values.get("institution")
        owner_user = values.get("owner_user")
        owner = str(values.get("owner_name") or "")
        if owner_user == self._me:
            owner = self._words.text(_("You"))
        elif not owner and isinstance(owner_user, bytes):
            owner = self._names.user(owner_user)
        texts = self._texts(row)
        return AgreementRow(
            rec=row.rec,
            texts=texts,
            due=values.get("due_on"),
            due_text=self._words.due(values.get("due_on"), values.get("status"), today),
            owner=owner,
            status=Option(str(values.get("status", "")), self._words.label("agreement_status", values.get("status"))),
            place=self._names.place(place),
            place_rec=place,
            divided=self._versions.divided(row),
            mine=row.created_by == self._me,
            state=state,
            unnamed=all(self._unnamed(one.text, guess=bool(values.get("concern"))) for one in texts),
        )

    def _texts(self, row: Row) -> tuple[Version, ...]:
        if row.conflicts:
            found = self._records.get("agreement", row.rec, row.space)
            if found is not None:
                return self._versions.group(found.view, "text", "text")
        who = self._names.user(row.created_by)
        return (Version(str(row.values.get("text", "")), who, row.created_at, row.created_by == self._me),)
