"""Consultations, of PPR and of the others: save, amend, list and read, in words; knows no window and no network."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from desktop.domain import rules
from desktop.domain.kind import Kind
from desktop.domain.note_fields import PARTS, called
from desktop.domain.registry import kind as kind_of
from desktop.services.agreements import Agreements
from desktop.services.assessments import Assessments
from desktop.services.casework_values import (
    ConsultationFilter,
    ConsultationPage,
    ConsultationRow,
    NoteChoices,
    Page,
)
from desktop.services.children import Children
from desktop.services.clock import COPENHAGEN, Clock, from_ms
from desktop.services.editing import Editor, demand
from desktop.services.errors import NotFound, told
from desktop.services.families import Families
from desktop.services.note_choosing import NoteChoosing
from desktop.services.note_kinds import PPR, began, kind_of_note
from desktop.services.note_lists import Cursor, NoteLists
from desktop.services.note_making import NoteMaking
from desktop.services.problems import in_words
from desktop.services.readlog import ReadLog
from desktop.services.session import Names
from desktop.services.spaces import Spaces
from desktop.services.values import Problem, Saved, SendState
from desktop.services.versions import Versions
from desktop.services.wording import ABOUT_CHILDREN, Wording
from desktop.services.writing import Change, Writing
from desktop.store.records import Found, Records, Row
from desktop.texts import _

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
    "family_code",
    "over_reason",
    "requester_role",
    "level",
    "participants",
    "focus",
    "guideposts",
    "ppv",
    "effect",
    "themes",
    "outcome",
    "followup_on",
    "followup_reason",
    "followed_on",
)
TEXTS = ("question", *PARTS[:3], "hypotheses", *PARTS[3:])


def fact_labels(kind: Kind, values: Mapping[str, object]) -> dict[str, str]:
    """The facts of a note of that kind, in the order they are told, and what each is called."""
    labels = {field.name: called(field, values) for field in kind.fields}
    return {name: labels[name] for name in FACTS if name in labels}


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
        assessments: Assessments,
        children: Children,
        families: Families,
        choosing: NoteChoosing,
        making: NoteMaking,
        readlog: ReadLog,
        words: Wording,
        clock: Clock,
        me: bytes,
    ) -> None:
        self._records, self._writing, self._editor = records, writing, editor
        self._spaces, self._names, self._versions = spaces, names, versions
        self._agreements, self._assessments, self._children = agreements, assessments, children
        self._families, self._choosing, self._making = families, choosing, making
        self._readlog, self._words, self._clock, self._me = readlog, words, clock, me
        self._lists = NoteLists(records)

    @told()
    def page(self, after: Cursor | None = None, limit: int = 50, query: ConsultationFilter = ALL) -> Page:
        """A page of the list, the newest talk first; (R)."""
        mine: dict[str, object] = {"created_by": self._me} if query.mine_only else {}
        places = () if query.place is None else self._names.same_places(query.place)
        wheres = [mine | {"institution": place} for place in places]
        before = datetime.combine(query.through + timedelta(days=1), time(), COPENHAGEN) if query.through else None
        rows, cursor = self._lists.page(after, limit, *(wheres or [mine]), before=before)
        return Page(self.rows(rows), cursor, self._lists.count(*wheres) if wheres and after is None else None)

    @told()
    def newest(self, limit: int, days: int) -> tuple[ConsultationRow, ...]:
        """The last written, at most `days` old; (R)."""
        return self.rows(self._lists.newest(limit, self._clock.now() - timedelta(days=days)))

    def arrived(self, after: int, limit: int) -> tuple[ConsultationRow, ...]:
        """Those of which something came to this pc after the place `after`, the newest first; (R)."""
        return self.rows(self._lists.arrived(after, limit))

    def rows(self, rows: tuple[Row, ...]) -> tuple[ConsultationRow, ...]:
        """The rows of a list in words, in the order given."""
        states = self._versions.states(row.rec for row in rows)
        spaces = self._spaces.names() if any(row.kind == PPR for row in rows) else {}
        chosen = {row.rec: spaces.get(row.space, "") for row in rows if row.kind == PPR and len(spaces) > 1}
        return tuple(self._row(row, states.get(row.rec), chosen.get(row.rec, "")) for row in rows)

    @told()
    def read(self, rec: bytes) -> ConsultationPage:
        """One consultation whole; (W): opening one about a child writes a line in the read log. Raises NotFound."""
        found, row = self._find(rec)
        kind, view, values = kind_of(row.kind), found.view, row.values
        about_children = values.get("subject") in ABOUT_CHILDREN
        if about_children:
            self._readlog.opened(row.kind, rec)
        shown = self._row(row, self._versions.states([rec]).get(rec))
        received = min((rev.received_ms for rev in view.history if rev.received_ms is not None), default=None)
        facts = self._words.told(kind, values, fact_labels(kind, values), self._clock.now().date())
        spaces = self._spaces.names()
        where = spaces.get(found.space, "")
        if where and (row.kind == PPR or len(spaces) > 1):
            facts += ((self._words.text(_("Who can read it?")), where),)
        written = [field for name in TEXTS for field in kind.fields if field.name == name and values.get(name)]
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
            facts=facts + self._children.facts(values.get("child")),
            texts=self._versions.group(view, "text", "text"),
            amendments=self._versions.of(view.amendments, "text"),
            agreements=self._agreements.of(rec),
            history=self._versions.history(kind, view),
            state=shown.state,
            received_at=None if received is None else from_ms(received),
            can_amend=self._spaces.can_write(found.space),
            can_correct=self._spaces.can_write(found.space) and not view.approved and (shown.mine or not kind.own),
            readable_by_family=about_children,
            kind=row.kind,
            space=where,
            family=self._families.place_of(values.get("family_code"), rec),
            parts=tuple(
                (self._words.text(field.label), self._versions.group(view, field.group, field.name))
                for field in written
            ),
            assessments=self._assessments.answers(self._assessments.in_note(rec)),
        )

    @told()
    def choices(self, kind: str = "", concern: object = None) -> NoteChoices:
        """What the quick note offers (about a `concern`), or the form of a note of that `kind`; (R)."""
        return self._choosing.choices(kind, concern)

    @told()
    def home_of(self, child: object) -> bytes | None:
        """The space that a child lives in; None for none that is known here; (R)."""
        return self._spaces.of(child, "child")

    def check(self, values: dict[str, object]) -> tuple[Problem, ...]:
        """What must or might be mended before saving; pure, any thread."""
        return self._making.check(self._choosing.kind, values)

    @told()
    def save(self, values: dict[str, object], draft: str | None = None, space: bytes | None = None) -> Saved:
        """Saves a new note with what it brings along, and drops its draft; (W).

        `space` is where the person was told that it goes: there, or nowhere; None: where it usually does. The names in
        `values` are those of `note_forms`. Raises Invalid, NoSpace, NotAllowed, NoRoom.
        """
        if values.get("occurred_at") is None:
            values = {**values, "occurred_at": self._clock.now().replace(second=0, microsecond=0)}
        where = space
        if where is None:
            sharing = self._choosing.sharing(values.get("concern"), values.get("child"))
            where = sharing.goes_to(values.get("institution"))
        saved = self._making.save(self._choosing.kind, values, where, draft)
        self._choosing.remember(values.get("institution"), space)
        return saved

    def check_amendment(self, text: str) -> tuple[Problem, ...]:
        """The same for an addition."""
        return in_words(rules.amendment_problems(text), self._words)

    @told()
    def amend(self, rec: bytes, text: str, draft: str | None = None) -> Saved:
        """Adds a text under one's own name; (W). It stands for good: its undo token is empty."""
        found, row = self._find(rec)
        demand(self.check_amendment(text))
        kind = kind_of(row.kind)
        wire = kind.group_to_wire("amend", {"text": text})
        self._writing.commit(found.space, [Change(kind, rec, "amend", {"amend": wire})], draft)
        return Saved(rec, b"")

    def _find(self, rec: bytes) -> tuple[Found, Row]:
        kind = kind_of_note(self._records, rec)
        if kind is None:
            raise NotFound
        return self._editor.find(kind, rec)

    def _row(self, row: Row, state: SendState | None, space: str = "") -> ConsultationRow:
        values, words = row.values, self._words
        child = values.get("child")
        return ConsultationRow(
            rec=row.rec,
            title=words.with_form(values, self._children.title(child)) if child else words.title(values),
            discreet_title=words.discreet_title(values),
            place=self._names.place(values.get("institution")),
            who=self._names.user(row.created_by),
            mine=row.created_by == self._me,
            occurred_at=began(row).astimezone(COPENHAGEN),
            excerpt=words.excerpt(values),
            state=state,
            divided=self._versions.divided(row),
            kind=row.kind,
            space=space,
        )
