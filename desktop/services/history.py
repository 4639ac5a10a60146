"""The history of any record: who did what when, and how it looked after each of those; knows no window.

What it looked like is folded from the revisions up to there, so it shows what a page showed then, two versions too.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.fields import LongText, Reference
from desktop.domain.kind import Kind
from desktop.domain.note_fields import called
from desktop.domain.registry import kind as kind_of
from desktop.services.clock import from_ms
from desktop.services.editing import Editor
from desktop.services.errors import told
from desktop.services.field_words import FieldWords, hidden
from desktop.services.lineage import origin, unshown
from desktop.services.outrows import Titles
from desktop.services.readlog import ReadLog
from desktop.services.session import Names
from desktop.services.settling import BOTH
from desktop.services.to_settle import ABOUT
from desktop.services.values import HistoryLine
from desktop.services.versions import Versions
from desktop.services.wording import Wording
from desktop.store.records import Records
from desktop.texts import _
from sync.merge import fold
from sync.record import RecordView, Survivor

AT_MOST = 200
"""So many changes of one record are shown as it looked after each: every one is folded from all before it."""


@dataclass(frozen=True)
class Stood:
    """One part as it stood, by whom since when: several where it was rewritten in two places; `long`: free text."""

    label: str
    text: str
    who: str
    when: datetime
    long: bool = False


@dataclass(frozen=True)
class Moment:
    """One line of the history and the whole record as it was right after; `lost`: parts that are erased now.

    `newer`: it held what only a newer version shows.
    """

    line: HistoryLine
    stood: tuple[Stood, ...]
    removed: bool
    lost: bool
    newer: bool = False


@dataclass(frozen=True)
class HistoryPage:
    """The moments of a record, the newest first; `older` are not among them."""

    about: str
    moments: tuple[Moment, ...]
    older: int = 0


class History:
    """Reads histories."""

    def __init__(
        self,
        records: Records,
        editor: Editor,
        versions: Versions,
        names: Names,
        titles: Titles,
        words: Wording,
        fields: FieldWords,
        readlog: ReadLog,
    ) -> None:
        self._records, self._editor, self._versions = records, editor, versions
        self._names, self._titles = names, titles
        self._words, self._fields, self._readlog = words, fields, readlog

    @told()
    def open(self, kind: str, rec: bytes) -> HistoryPage:
        """The history; (W): of something about a child it leaves a line in the read log. Raises NotFound."""
        if kind in ABOUT:
            self._readlog.opened(kind, rec)
        return self.read(kind, rec)

    @told()
    def read(self, kind: str, rec: bytes) -> HistoryPage:
        """The same for a page that is open already; (R)."""
        found, row = self._editor.find(kind, rec)
        declared, view = kind_of(kind), found.view
        lines = self._versions.history(declared, view, "text" if kind in BOTH else "")
        kept = hidden(kind, row.values)
        first, last = max(0, len(lines) - AT_MOST), len(lines) - 1
        moments = [
            self._moment(declared, line, view if number == last else self._then(declared, view, number), kept)
            for number, line in enumerate(lines)
            if number >= first and any(rev.standing != "cut" for rev in view.history[: number + 1])
        ]
        return HistoryPage(self._titles.of([(kind, rec)]), tuple(reversed(moments)), first)

    @told()
    def newer(self, kind: str, rec: object) -> bool:
        """Whether a record that a form corrects holds what only a newer version shows; False for a new one; (R)."""
        found = self._records.get(kind, rec) if isinstance(rec, bytes) else None
        return found is not None and unshown(kind_of(kind), found.view)

    @staticmethod
    def _then(kind: Kind, view: RecordView, number: int) -> RecordView:
        return fold(kind.rule, view.history[: number + 1])

    def _moment(self, kind: Kind, line: HistoryLine, view: RecordView, kept: Collection[str]) -> Moment:
        stood: list[Stood] = []
        for group in dict.fromkeys(field.group for field in kind.fields):
            shown = view.groups.get(group)
            if shown is None:
                continue
            if view.rule.policy(group) == "set":
                stood += self._said(kind, group, view, dict(shown.value), shown.survivors[0], kept)
                continue
            for one in shown.survivors:
                stood += self._said(kind, group, view, dict(one.value), one, kept)
        for addition in view.amendments:
            text, who = str(addition.value.get("text", "")), self._names.user(addition.user)
            stood.append(Stood(self._words.text(_("Addition")), text, who, from_ms(addition.at[0]), long=True))
        lost = any(rev.erased for rev in view.history)
        return Moment(line, tuple(stood), view.withdrawn, lost, unshown(kind, view))

    def _said(
        self,
        kind: Kind,
        group: str,
        view: RecordView,
        wire: dict[str, object],
        one: Survivor,
        kept: Collection[str],
    ) -> list[Stood]:
        """The fields of one group that held anything; what is protected now was so all the time.

        A reference that would say its own label once more is left out.
        """
        rev = origin(view, group, one)
        who, when = self._names.user(rev.user), from_ms(rev.at[0])
        values = kind.group_from_wire(group, wire)
        said = ((field, self._fields.of(field, values)) for field in kind.in_group(group))
        protected = self._words.text(_("protected"))
        return [
            Stood(
                self._words.text(called(field, values)).rstrip("?"),
                protected if field.name in kept else text,
                who,
                when,
                isinstance(field, LongText),
            )
            for field, text in said
            if text and not (isinstance(field, Reference) and text == self._words.text(field.label))
        ]
