"""Consultations: save, amend, list and read, each in words; knows nothing of windows nor of the network."""

from datetime import timedelta

from desktop.domain import rules
from desktop.domain.registry import kind as kind_of
from desktop.services.agreements import Agreements
from desktop.services.casework_values import (
    ConsultationFilter,
    ConsultationPage,
    ConsultationRow,
    Cursor,
    NoteChoices,
    Page,
)
from desktop.services.clock import COPENHAGEN, Clock, from_ms
from desktop.services.editing import Editor, demand
from desktop.services.errors import told
from desktop.services.problems import in_words
from desktop.services.readlog import ReadLog
from desktop.services.session import Names
from desktop.services.settings import Settings
from desktop.services.spaces import Spaces
from desktop.services.values import Problem, Saved, SendState
from desktop.services.versions import Versions
from desktop.services.wording import ABOUT_CHILDREN, Wording
from desktop.services.writing import Change, Writing
from desktop.store.records import Records, Row

__all__ = [
    "ConsultationFilter",
    "ConsultationPage",
    "ConsultationRow",
    "Consultations",
    "Cursor",
    "NoteChoices",
    "Page",
]

ALL = ConsultationFilter()
FACTS = (
    "form",
    "subject",
    "subject_label",
    "age_band",
    "requester_role",
    "themes",
    "outcome",
    "followup_on",
    "followup_reason",
)
LAST_PLACE, LAST_SPACE = "last_place", "last_space"


class Consultations:
    """The consultations this pc can read."""

    def __init__(
        self,
        records: Records,
        writing: Writing,
        editor: Editor,
        spaces: Spaces,
        names: Names,
        versions: Versions,
        agreements: Agreements,
        settings: Settings,
        readlog: ReadLog,
        words: Wording,
        clock: Clock,
        me: bytes,
    ) -> None:
        self._records, self._writing, self._editor = records, writing, editor
        self._spaces, self._names, self._versions = spaces, names, versions
        self._agreements, self._settings, self._readlog = agreements, settings, readlog
        self._words, self._clock, self._me = words, clock, me
        self._kind = kind_of("consultation")

    @told()
    def page(self, after: Cursor | None = None, limit: int = 50, query: ConsultationFilter = ALL) -> Page:
        """A page of the list, the newest talk first; (R)."""
        where: dict[str, object] = {}
        if query.place is not None:
            where["institution"] = query.place
        if query.mine_only:
            where["created_by"] = self._me
        page = self._records.page("consultation", order="occurred_at", where=where, after=after, limit=limit)
        return Page(self.rows(page.rows), page.next)

    @told()
    def newest(self, limit: int, days: int) -> tuple[ConsultationRow, ...]:
        """The last written, at most `days` old; (R)."""
        low = self._clock.now() - timedelta(days=days)
        return self.rows(self._records.page("consultation", low=low, limit=limit).rows)

    def arrived(self, after: int, limit: int) -> tuple[ConsultationRow, ...]:
        """Those of which something came to this pc after the place `after`, the newest first; (R)."""
        return self.rows(self._records.arrived("consultation", after, limit))

    def rows(self, rows: tuple[Row, ...]) -> tuple[ConsultationRow, ...]:
        """The rows of a list in words, in the order given."""
        states = self._versions.states(row.rec for row in rows)
        return tuple(self._row(row, states.get(row.rec)) for row in rows)

    @told()
    def read(self, rec: bytes) -> ConsultationPage:
        """One consultation whole; (W): opening one about a child writes a line in the read log. Raises NotFound."""
        found, row = self._editor.find("consultation", rec)
        view, values = found.view, row.values
        about_children = values.get("subject") in ABOUT_CHILDREN
        if about_children:
            self._readlog.opened("consultation", rec)
        shown = self._row(row, self._versions.states([rec]).get(rec))
        received = min((rev.received_ms for rev in view.history if rev.received_ms is not None), default=None)
        return ConsultationPage(
            rec=rec,
            title=shown.title,
            place=shown.place,
            place_rec=values.get("institution"),
            concern=values.get("concern"),
            who=shown.who,
            mine=shown.mine,
            occurred_at=shown.occurred_at,
            duration_min=values.get("duration_min"),
            facts=self._words.facts(self._kind, values, FACTS, self._clock.now().date()),
            texts=self._versions.group(view, "text", "text"),
            amendments=self._versions.of(view.amendments, "text"),
            agreements=self._agreements.of(rec),
            history=self._versions.history(self._kind, view),
            state=shown.state,
            received_at=None if received is None else from_ms(received),
            can_amend=self._spaces.can_write(found.space),
            readable_by_family=about_children,
        )

    @told()
    def choices(self) -> NoteChoices:
        """What the quick note offers; (R)."""
        offered = self._names.places()
        last = self._settings.hidden(LAST_PLACE)
        place = bytes.fromhex(last) if isinstance(last, str) else None
        prefill: dict[str, object] = {"occurred_at": self._this_minute()}
        if any(one.rec == place for one in offered):
            prefill["institution"] = place
        spaces = self._spaces.writable()
        space = self._space_for(prefill.get("institution"))
        if space is not None:
            prefill["space"] = space.hex()
        words = self._words
        return NoteChoices(
            places=offered,
            forms=words.options("forms"),
            subjects=words.options("subjects"),
            age_bands=words.options("age_bands"),
            themes=words.options("themes"),
            outcomes=words.options("outcomes"),
            requesters=words.options("requester_roles"),
            spaces=tuple(space.option for space in spaces),
            prefill=prefill,
        )

    def check(self, values: dict[str, object]) -> tuple[Problem, ...]:
        """What must or might be mended before saving; pure, any thread."""
        return self._editor.check("consultation", values)

    @told()
    def save(self, values: dict[str, object], draft: str | None = None, space: bytes | None = None) -> Saved:
        """Saves a new consultation and drops its draft; (W). Raises Invalid, NoSpace, NotAllowed, NoRoom."""
        if values.get("occurred_at") is None:
            values = {**values, "occurred_at": self._this_minute()}
        place = values.get("institution")
        told_of = self._spaces.of(values.get("concern"), "concern")
        where = self._spaces.choose(told_of, space, self._space_for(place))
        saved = self._editor.create("consultation", values, where, draft)
        if isinstance(place, bytes):
            self._settings.hide(LAST_PLACE, place.hex())
        if space is not None:
            self._settings.hide(LAST_SPACE, space.hex())
        return saved

    def check_amendment(self, text: str) -> tuple[Problem, ...]:
        """The same for an addition."""
        return in_words(rules.amendment_problems(text), self._words)

    @told()
    def amend(self, rec: bytes, text: str, draft: str | None = None) -> Saved:
        """Adds a text under one's own name; (W). It stands for good: its undo token is empty."""
        found, _row = self._editor.find("consultation", rec)
        demand(self.check_amendment(text))
        wire = self._kind.group_to_wire("amend", {"text": text})
        self._writing.commit(found.space, [Change(self._kind, rec, "amend", {"amend": wire})], draft)
        return Saved(rec, b"")

    def _this_minute(self) -> object:
        return self._clock.now().replace(second=0, microsecond=0)

    def _space_for(self, place: object) -> bytes | None:
        """Where a note about a place goes: where the place is, else where the person last chose."""
        last = self._settings.hidden(LAST_SPACE)
        return self._spaces.choose(
            self._spaces.of(place, "institution"), bytes.fromhex(last) if isinstance(last, str) else None
        )

    def _row(self, row: Row, state: SendState | None) -> ConsultationRow:
        values = row.values
        occurred = values.get("occurred_at") or row.created_at
        return ConsultationRow(
            rec=row.rec,
            title=self._words.title(values),
            discreet_title=self._words.discreet_title(values),
            place=self._names.place(values.get("institution")),
            who=self._names.user(row.created_by),
            mine=row.created_by == self._me,
            occurred_at=occurred.astimezone(COPENHAGEN),
            excerpt=self._words.excerpt(values),
            state=state,
            conflict=row.conflicts > 0,
        )
